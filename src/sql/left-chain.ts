import type { Expression } from './ast/query.ts';

/** Operators written behind their first operand, so that a chain of them is as high as it is long. */
const BEHIND = new Set(
  '+,-,*,/,%,||,=,<>,<,<=,>,>=,OVERLAPS,ITEM,NOT,LIKE,SIMILAR TO,IN,BETWEEN,BETWEEN SYMMETRIC'.split(','),
);

/** What stands in front of an operator, an index or a field; undefined for all else. */
export function leftOperand(expression: Expression): Expression | undefined {
  if (expression.kind === 'field') return expression.value;
  if (expression.kind !== 'call') return undefined;
  const { name, args } = expression;
  if (!BEHIND.has(name) && !name.startsWith('IS ')) return undefined;
  const [left] = args;
  if (args.length === 1 && (name === '-' || name === '+')) return undefined; // a sign stands in front
  // a row that is written out may be compared field by field
  return left?.kind === 'call' && left.name.toUpperCase() === 'ROW' ? undefined : left;
}

/**
 * The expression, its left operand, the left operand of that and so on. A sum of thousands of items is as many levels
 * high: who walks expressions goes this way in a loop, and calls itself only for what stands to the right.
 */
export function leftChain(expression: Expression): Expression[] {
  const chain: Expression[] = [];
  for (let part: Expression | undefined = expression; part !== undefined; part = leftOperand(part))
    chain.push(part);
  return chain;
}
