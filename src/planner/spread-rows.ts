import type { Expression } from '../sql/ast/query.ts';

type Call = Expression & { kind: 'call' };

/**
 * The comparisons that `(a, b) = (c, d)` and `(a, b) IN ((c, d), ...)` stand for: one of the lists must hold, which does
 * when all of its calls do. undefined for other calls: only rows that are written out compare field by field, as in Flink;
 * in other rows, and in a row inside of a row, NULL is like NULL.
 */
export function spreadRows(call: Call, name: string): readonly (readonly Call[])[] | undefined {
  const [value, ...items] = call.args;
  if (value === undefined || !isRow(value) || items.length === 0) return undefined;
  if (name !== 'IN' && (name !== '=' || items.length > 1)) return undefined;
  const ways: Call[][] = [];
  for (const item of items) {
    if (!isRow(item) || item.args.length !== value.args.length) return undefined;
    ways.push(value.args.map((left, i) => ({ ...call, name, args: [left, ...item.args.slice(i, i + 1)] })));
  }
  return ways;
}

function isRow(expression: Expression): expression is Call {
  return expression.kind === 'call' && expression.name.toUpperCase() === 'ROW';
}
