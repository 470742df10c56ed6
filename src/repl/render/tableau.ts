import type { Change } from '../../session/result.ts';
import { MAX_LENGTH, type SqlType } from '../../types/type.ts';
import { sanitize } from '../sanitize.ts';
import { alignRight, displayWidth } from '../width.ts';
import { countRows, type CellText, type ResultShape, type RowWriter } from './row-writer.ts';

const NULL_TEXT = '<NULL>';
/** Width of types without a widest value, as Flink's `sql-client.display.max-column-width`. */
const WIDE = 30;
/** Rows that decide the widths where the content does. */
const SAMPLE = 1000;

/**
 * Flink's tableau: a query's rows in columns of fixed width with the kind of each change, an answer of SHOW or of a
 * batch query in columns as wide as their content. Longer texts are not cut.
 */
export function createTableauWriter(shape: ResultShape, cellText: CellText): RowWriter {
  if (isPlainText(shape)) return createPlainWriter(cellText);
  return shape.utility || shape.batch
    ? new ContentTableau(shape, cellText)
    : new StreamTableau(shape, cellText);
}

/** SHOW CREATE and EXPLAIN answer one column `result`: a text, not a table. */
function isPlainText({ columns, utility }: ResultShape): boolean {
  return utility && columns.length === 1 && columns[0]?.name === 'result';
}

function createPlainWriter(cellText: CellText): RowWriter {
  const text = cellText({ kind: 'VARCHAR', length: MAX_LENGTH, nullable: true });
  const lines = ({ values: [value] }: Change) =>
    text(value ?? '')
      .split('\n')
      .map((line) => `${sanitize(line)}\n`)
      .join('');
  return { begin: () => '', rows: (changes) => changes.map(lines).join(''), end: () => '' };
}

/** Header at once, each row as it comes. */
class StreamTableau implements RowWriter {
  readonly #names: readonly string[];
  readonly #widths: readonly number[];
  readonly #texts: readonly ((value: unknown) => string)[];

  constructor({ columns }: ResultShape, cellText: CellText) {
    this.#names = ['op', ...columns.map(({ name }) => sanitize(name))];
    this.#widths = [
      2,
      ...columns.map(({ name, type }) => Math.max(displayWidth(sanitize(name)), typeWidth(type))),
    ];
    this.#texts = columns.map(({ type }) => cellText(type));
  }

  begin(): string {
    const rule = ruler(this.#widths);
    return rule + line(this.#names, this.#widths) + rule;
  }

  rows(changes: readonly Change[]): string {
    return changes.map(({ op, values }) => line([op, ...cells(values, this.#texts)], this.#widths)).join('');
  }

  end({ rows, elapsedMs, stopped }: Parameters<RowWriter['end']>[0]): string {
    const rule = rows > 0 ? ruler(this.#widths) : '';
    const how = stopped ? 'Query terminated, received a total of' : 'Received a total of';
    return `${rule}${how} ${countRows(rows)} (${(elapsedMs / 1000).toFixed(2)} seconds)\n`;
  }
}

/** Widths come from the first rows, so these are held back. */
class ContentTableau implements RowWriter {
  readonly #names: readonly string[];
  readonly #texts: readonly ((value: unknown) => string)[];
  #widths: number[] | undefined;
  #held: string[][] = [];

  constructor({ columns }: ResultShape, cellText: CellText) {
    this.#names = columns.map(({ name }) => sanitize(name));
    this.#texts = columns.map(({ type }) => cellText(type));
  }

  begin(): string {
    return '';
  }

  rows(changes: readonly Change[]): string {
    const rows = changes.map(({ values }) => cells(values, this.#texts));
    if (this.#widths !== undefined) return this.#lines(rows);
    for (const row of rows) this.#held.push(row);
    return this.#held.length < SAMPLE ? '' : this.#start();
  }

  end({ rows }: Parameters<RowWriter['end']>[0]): string {
    if (rows === 0) return 'Empty set\n';
    const start = this.#widths === undefined ? this.#start() : '';
    return `${start}${ruler(this.#widths ?? [])}${countRows(rows)} in set\n`;
  }

  #start(): string {
    const widths = this.#names.map((name, i) =>
      this.#held.reduce((most, row) => Math.max(most, displayWidth(row[i] ?? '')), displayWidth(name)),
    );
    const rule = ruler(widths);
    const text = rule + line(this.#names, widths) + rule;
    const held = this.#held;
    this.#widths = widths;
    this.#held = [];
    return text + this.#lines(held);
  }

  #lines(rows: readonly (readonly string[])[]): string {
    return rows.map((row) => line(row, this.#widths ?? [])).join('');
  }
}

function cells(values: readonly unknown[], texts: readonly ((value: unknown) => string)[]): string[] {
  return texts.map((text, i) => (values[i] === null ? NULL_TEXT : sanitize(text(values[i]))));
}

function line(row: readonly string[], widths: readonly number[]): string {
  let out = '|';
  for (let i = 0; i < widths.length; i++) out += ` ${alignRight(row[i] ?? '', widths[i] ?? 0)} |`;
  return `${out}\n`;
}

function ruler(widths: readonly number[]): string {
  return `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+\n`;
}

/** Widest value of a type, room for NULL included: what Flink's client reserves. */
function typeWidth(type: SqlType): number {
  const width = presentWidth(type);
  return type.nullable ? Math.max(width, NULL_TEXT.length) : width;
}

function presentWidth(type: SqlType): number {
  switch (type.kind) {
    case 'CHAR':
    case 'VARCHAR':
      return Math.min(type.length, WIDE);
    case 'BOOLEAN':
      return 5;
    case 'TINYINT':
      return 4;
    case 'SMALLINT':
      return 6;
    case 'INT':
      return 11;
    case 'BIGINT':
      return 20;
    case 'DECIMAL':
      return type.precision + 3;
    case 'DATE':
      return 10;
    case 'TIME':
      return type.precision === 0 ? 8 : 9 + type.precision;
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return type.precision === 0 ? 19 : 20 + type.precision;
    default:
      return WIDE;
  }
}
