import type { BoundExpression } from './expression.ts';

/** The operand that is computed first, where there is one for sure. */
export function firstOperand(expression: BoundExpression): BoundExpression | undefined {
  switch (expression.kind) {
    case 'call':
      return expression.args[0];
    case 'cast':
    case 'field':
      return expression.value;
    case 'not':
      return expression.operand;
    default:
      return undefined;
  }
}

/** The bound form of sql/left-chain.ts: the expression, its first operand and so on. */
export function leftChain(expression: BoundExpression): BoundExpression[] {
  const chain: BoundExpression[] = [];
  for (let part: BoundExpression | undefined = expression; part !== undefined; part = firstOperand(part))
    chain.push(part);
  return chain;
}
