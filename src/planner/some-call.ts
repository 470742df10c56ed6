import type { Expression } from '../sql/ast/query.ts';
import { leftChain, leftOperand } from '../sql/left-chain.ts';

/** Whether `test` holds for a call in the expression; subqueries are expressions of their own. */
export function someCall(
  expression: Expression,
  test: (call: Expression & { kind: 'call' }) => boolean,
): boolean {
  return leftChain(expression).some((part) => isOrHolds(part, test));
}

/** Without the left operand. */
function isOrHolds(expression: Expression, test: (call: Expression & { kind: 'call' }) => boolean): boolean {
  switch (expression.kind) {
    case 'call': {
      const behind = leftOperand(expression) === undefined ? expression.args : expression.args.slice(1);
      return test(expression) || behind.some((arg) => someCall(arg, test));
    }
    case 'case': {
      const parts = [
        expression.operand,
        expression.otherwise,
        ...expression.branches.flatMap((b) => [b.when, b.then]),
      ];
      return parts.some((part) => part !== undefined && someCall(part, test));
    }
    case 'cast':
    case 'named':
      return someCall(expression.value, test);
    default:
      return false;
  }
}
