import type { Expression, FromItem, Query } from '../../src/sql/ast/query.ts';
import { parse } from '../../src/sql/parse.ts';
import { splitStatements } from '../../src/sql/splitter.ts';

/** What the calls of a function in its transcript show. */
export interface Shown {
  /** Most arguments of a call that was answered; keywords are none. */
  arity: number;
  /** Positions at which a NULL was given, as a constant or in a row. */
  readonly nulls: Set<number>;
  /** Positions at which a text was given. */
  readonly texts: Set<number>;
  /** Positions at which an empty text, array or map was given. */
  readonly empty: Set<number>;
  /** Codes of the errors that the transcript expects. */
  readonly errors: Set<string>;
}

const REFUSALS = new Set(['E_PARSE', 'E_UNKNOWN_FUNCTION', 'E_ARGUMENTS', 'E_UNSUPPORTED', 'E_TYPE']);

/** Reads a transcript with weir's parser and looks at the calls of these names. */
export async function shownCalls(transcript: string, names: ReadonlySet<string>): Promise<Shown> {
  const shown: Shown = { arity: 0, nulls: new Set(), texts: new Set(), empty: new Set(), errors: new Set() };
  for (const { sql, answer } of blocks(transcript)) {
    const error = /^Error: \[(\w+)\]/m.exec(answer)?.[1];
    if (error !== undefined) shown.errors.add(error);
    // what is refused before it runs shows no more than that a NULL is
    const answered = error === undefined || !REFUSALS.has(error);
    const seen = answered ? shown : { ...shown, texts: new Set<number>(), empty: new Set<number>() };
    if (!answered && error !== 'E_TYPE') continue;
    for (const { start, end } of splitStatements(sql).statements) {
      const reading = parse(sql.slice(start, end));
      const statement = await (answered ? reading : reading.catch(() => undefined));
      if (statement?.kind === 'query') lookAt(statement.query, names, seen);
    }
  }
  return shown;
}

function blocks(transcript: string): { sql: string; answer: string }[] {
  return transcript.split(/\n\n+/).flatMap((block) => {
    const text = block.replace(/^#.*\n/gm, '').replace(/^(!>|\[[^\]]*\]>?) ?/, '');
    const [sql, answer] = text.split('\n---\n');
    return sql === undefined || answer === undefined ? [] : [{ sql, answer }];
  });
}

type Rows = ReadonlyMap<string, readonly Expression[]>;

/** Every call in a query; `rows` are the values of the columns of the VALUES it reads. */
function lookAt(query: Query, names: ReadonlySet<string>, shown: Shown): void {
  walk(query, (node) => {
    if (node.kind !== 'select') return;
    const rows = rowsOf(node.from);
    walk(node, (part) => {
      if (part.kind === 'call' && names.has(part.name.toUpperCase())) note(part.args, rows, shown);
    });
  });
}

function note(args: readonly Expression[], rows: Rows, shown: Shown): void {
  const values = args.filter(({ kind }) => kind !== 'symbol' && kind !== 'type' && kind !== 'star');
  shown.arity = Math.max(shown.arity, values.length);
  values.forEach((value, i) => {
    for (const given of valuesOf(value, rows)) {
      if (isNull(given)) shown.nulls.add(i);
      if (isText(given)) shown.texts.add(i);
      if (isEmpty(given)) shown.empty.add(i);
    }
  });
}

/** A column of VALUES has each value of its rows. */
function valuesOf(value: Expression, rows: Rows): readonly Expression[] {
  const column = value.kind === 'reference' ? value.path.at(-1)?.name : undefined;
  return (column === undefined ? undefined : rows.get(column)) ?? [value];
}

function rowsOf(from: readonly FromItem[]): Rows {
  const rows = new Map<string, readonly Expression[]>();
  for (const item of from) {
    if (item.kind !== 'subquery' || item.query.kind !== 'values') continue;
    const { query } = item;
    item.columnAliases.forEach(({ name }, i) =>
      rows.set(
        name,
        query.rows.flatMap((row) => row[i] ?? []),
      ),
    );
  }
  return rows;
}

function inner(value: Expression): Expression {
  return value.kind === 'cast' ? inner(value.value) : value;
}

function isNull(value: Expression): boolean {
  if (value.kind === 'call') return value.name === 'ROW' && value.args.some(isNull);
  const plain = inner(value);
  return plain.kind === 'literal' && plain.literal.type === 'null';
}

function isText(value: Expression): boolean {
  const plain = inner(value);
  return plain.kind === 'literal' && plain.literal.type === 'string';
}

/** What transcripts make empty arrays with: Flink has no literal for one. */
const EMPTYING = new Set(['ARRAY_EXCEPT', 'ARRAY_REMOVE', 'ARRAY_SLICE', 'SPLIT']);

function isEmpty(value: Expression): boolean {
  const plain = inner(value);
  if (plain.kind === 'call') return EMPTYING.has(plain.name);
  if (plain.kind !== 'literal') return false;
  return (
    (plain.literal.type === 'string' && plain.literal.value === '') ||
    (plain.literal.type === 'binary' && plain.literal.value.length === 0)
  );
}

/** Visits every object with a kind below a node. */
function walk(node: unknown, visit: (node: Part) => void): void {
  if (typeof node !== 'object' || node === null) return;
  // objects of a statement are told by their kind
  if ('kind' in node) visit(node as Part);
  for (const part of Object.values(node)) walk(part, visit);
}

type Part = Expression | Query;
