import type { Change, ResultColumn } from '../../session/result.ts';
import type { SqlType } from '../../types/type.ts';
import type { Paint } from '../color.ts';
import { sanitize } from '../sanitize.ts';
import { alignLeft, alignRight, displayWidth, truncate } from '../width.ts';
import type { CellText } from './row-writer.ts';

export interface TableStyle {
  readonly paint: Paint;
  /** Columns of the terminal. */
  readonly width: number;
  readonly colored: boolean;
}

/** Widest column before the terminal's width is shared out, and the narrowest a text is squeezed to. */
const USUAL = 30;
const LEAST = 8;

/**
 * Rows for people, appended one by one under a header: ` id   | title`. Widths come from the first rows and stay.
 * What does not fit its column is cut with `…`; columns that do not fit the terminal are counted in the header.
 */
export class RowTable {
  readonly #columns: readonly ResultColumn[];
  readonly #texts: readonly ((value: unknown) => string)[];
  readonly #style: TableStyle;
  #widths: readonly number[] = [];
  #showsKind = false;

  /** `sample`: the first rows. `more`: others will follow that may be wider. */
  constructor(
    columns: readonly ResultColumn[],
    cellText: CellText,
    style: TableStyle,
    sample: readonly Change[],
    more: boolean,
  ) {
    this.#columns = columns;
    this.#texts = columns.map(({ type }) => cellText(type));
    this.#style = style;
    this.#showsKind = sample.some(({ op }) => op !== '+I');
    const wanted = columns.map(({ name, type }, i): ColumnWish => {
      const widest = Math.max(0, ...sample.map((change) => displayWidth(this.#plain(change, i))));
      const numeric = isNumeric(type);
      const spare = numeric ? widest + 2 : Math.max(widest, Math.min(USUAL, Math.ceil(widest * 1.5)));
      const room = more ? spare : widest;
      const width = Math.max(displayWidth(sanitize(name)), room);
      return { width, least: numeric ? width : Math.min(width, LEAST) };
    });
    this.#widths = fit(wanted, style.width - 1 - (this.#showsKind ? 5 : 0));
  }

  /** Whether every column is there in a width that says something. */
  get isWhole(): boolean {
    return this.#widths.length === this.#columns.length;
  }

  header(): string {
    const { paint } = this.#style;
    const hidden = this.#columns.length - this.#widths.length;
    const names = this.#widths.map((width, i) => {
      const name = truncate(sanitize(this.#columns[i]?.name ?? ''), width);
      return this.#align(i, name, width);
    });
    const rules = this.#widths.map((width) => '-'.repeat(width + 2));
    if (this.#showsKind) {
      names.unshift('op');
      rules.unshift('----');
    }
    const more = hidden > 0 ? ` (+${hidden} cols)` : '';
    return `${paint.bold(` ${names.join(' | ')}`.trimEnd() + more)}\n${rules.join('+')}\n`;
  }

  /** Lines of these rows; the header anew before the first that is no insert, with the kind of each change from there on. */
  rows(changes: readonly Change[]): string {
    let out = '';
    for (const change of changes) {
      if (change.op !== '+I' && !this.#showsKind) {
        this.#showsKind = true;
        out += this.header();
      }
      out += this.#row(change);
    }
    return out;
  }

  #row(change: Change): string {
    const cells = this.#widths.map((width, i) => {
      const isNull = change.values[i] === null;
      const plain = this.#plain(change, i);
      const text = this.#align(i, this.#isNumeric(i) ? plain : truncate(plain, width), width);
      return isNull ? this.#style.paint.dim(text) : text;
    });
    if (this.#showsKind) cells.unshift(change.op);
    return ` ${cells.join(' | ')}`.trimEnd() + '\n';
  }

  #plain({ values }: Change, i: number): string {
    const value = values[i];
    if (value === null || value === undefined) return this.#style.colored ? 'NULL' : '<NULL>';
    return sanitize(this.#texts[i]?.(value) ?? '');
  }

  #align(i: number, text: string, width: number): string {
    return this.#isNumeric(i) ? alignRight(text, width) : alignLeft(text, width);
  }

  #isNumeric(i: number): boolean {
    return isNumeric(this.#columns[i]?.type);
  }
}

interface ColumnWish {
  readonly width: number;
  readonly least: number;
}

/** Shares the width out: each column gets what it wants up to 30, wide ones the rest in turn; too many are left out. */
function fit(wishes: readonly ColumnWish[], available: number): number[] {
  let count = wishes.length;
  const room = () => available - 3 * (count - 1) - 1;
  while (count > 1 && sum(wishes.slice(0, count).map(({ least }) => least)) > room()) count--;
  const shown = wishes.slice(0, count);
  const widths = shown.map(({ width, least }) => Math.max(least, Math.min(width, USUAL)));
  for (let over = sum(widths) - room(); over > 0; over--) {
    const slack = widths.map((width, i) => (width > (shown[i]?.least ?? 0) ? width : 0));
    const widest = slack.indexOf(Math.max(...slack));
    if (slack[widest] === 0) break;
    widths[widest] = (widths[widest] ?? 1) - 1;
  }
  for (let i = count - 1, left = room() - sum(widths); i >= 0 && left > 0; i--) {
    const more = Math.max(0, Math.min(left, (shown[i]?.width ?? 0) - (widths[i] ?? 0)));
    widths[i] = (widths[i] ?? 0) + more;
    left -= more;
  }
  return widths;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a + b, 0);
}

/** Numbers and times: on the right, and never cut. */
function isNumeric(type: SqlType | undefined): boolean {
  switch (type?.kind) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
    case 'FLOAT':
    case 'DOUBLE':
    case 'DECIMAL':
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
    case 'INTERVAL_DAY_TIME':
    case 'INTERVAL_YEAR_MONTH':
      return true;
    default:
      return false;
  }
}
