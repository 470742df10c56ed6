import { readFileSync } from 'node:fs';

// The matrix of operators: every operator with every pair of types, as statements that Flink and weir are both asked.

/** Name in the matrix, type ('' where the values have it by themselves), two values; NULL where a CAST of it is none. */
type TypeCase = readonly [name: string, type: string, first: string, second: string, missing?: string];

interface Cases {
  readonly types: readonly TypeCase[];
  readonly decimals: readonly TypeCase[];
  readonly operators: readonly string[];
  readonly unary: readonly string[];
}

/** The types of `a` and `b` (none: one operand), and the operators between them. */
export interface Pair {
  readonly left: string;
  readonly right: string | undefined;
  readonly operators: readonly string[];
  readonly a: TypeCase;
  readonly b: TypeCase;
}

const CASES = JSON.parse(
  readFileSync(new URL('../../fixtures/operators/cases.json', import.meta.url), 'utf8'),
) as Cases;

/** All pairs, with one list of operators for all; DECIMAL of several precisions only with their own kind. */
export function operatorPairs(): readonly Pair[] {
  return [
    ...CASES.types.map((a) => ({ left: a[0], right: undefined, operators: CASES.unary, a, b: a })),
    ...squared(CASES.types),
    ...squared(CASES.decimals),
  ];
}

function squared(types: readonly TypeCase[]): Pair[] {
  return types.flatMap((a) =>
    types.map((b) => ({ left: a[0], right: b[0], operators: CASES.operators, a, b })),
  );
}

/** Whether it is allowed at all: one column, one row of constants. */
export function allowedQuery(pair: Pair, operator: string): string {
  return `SELECT ${written(operator, ...columns(pair, 'c', 'd'))} AS x FROM ${values(pair, [1])}`;
}

/** All operators over rows, first of columns that may be NULL, then of columns that may not. */
export function rowsQuery(pair: Pair, operators: readonly string[]): string {
  const items = [
    ...operators.map((operator) => written(operator, ...columns(pair, 'a', 'b'))),
    ...operators.map((operator) => written(operator, ...columns(pair, 'c', 'd'))),
  ];
  return `SELECT n, ${named(items)} FROM ${values(pair, [1, 2, 3, 4, 5])}`;
}

const named = (items: readonly string[]): string => items.map((item, i) => `${item} AS x${i}`).join(', ');

/** NULL by itself is not a column. */
function columns(pair: Pair, a: string, b: string): [string, string] {
  return [pair.a[0] === 'NULL' ? 'NULL' : a, pair.b[0] === 'NULL' ? 'NULL' : b];
}

function written(operator: string, a: string, b: string): string {
  return operator.replace(/\b[ab]\b/g, (name) => (name === 'a' ? a : b));
}

function cast([, type, first, second]: TypeCase, which: 2 | 3): string {
  const value = which === 2 ? first : second;
  return type === '' ? value : `CAST(${value} AS ${type})`;
}

function missing([name, type, , , missing]: TypeCase): string {
  return missing ?? `CAST(NULL AS ${type === '' ? name : type})`;
}

/** Stands in for the column of a bare NULL. */
const NO_COLUMN: TypeCase = ['INT', 'INT', '1', '1'];

/** Rows by their number: first with first, second with first, first with second, NULL on the left, NULL on the right. */
function values(pair: Pair, rows: readonly number[]): string {
  const [left, right] = [pair.a, pair.b].map((of) => (of[0] === 'NULL' ? NO_COLUMN : of));
  if (left === undefined || right === undefined) throw new RangeError('a pair has two types');
  const lines = rows.map((row) => {
    const [c, d] = [cast(left, row === 2 ? 3 : 2), cast(right, row === 3 ? 3 : 2)];
    return `(${row}, ${row === 4 ? missing(left) : c}, ${row === 5 ? missing(right) : d}, ${c}, ${d})`;
  });
  return `(VALUES ${lines.join(', ')}) AS t(n, a, b, c, d)`;
}
