import type { BoundExpression } from './expression.ts';
import { visitExpression } from './substitute.ts';

/** Whether computing the expression twice for one row gives the same value: no RAND or UUID in it. */
export function isDeterministic(expression: BoundExpression): boolean {
  let same = true;
  visitExpression(expression, (part) => {
    if (part.kind === 'call' && !part.function.deterministic) same = false;
  });
  return same;
}
