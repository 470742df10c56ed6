import type { Expression } from '../sql/ast/query.ts';

/** Whether `test` holds for a call in the expression; subqueries are expressions of their own. */
export function someCall(
  expression: Expression,
  test: (call: Expression & { kind: 'call' }) => boolean,
): boolean {
  switch (expression.kind) {
    case 'call':
      return test(expression) || expression.args.some((arg) => someCall(arg, test));
    case 'case': {
      const parts = [
        expression.operand,
        expression.otherwise,
        ...expression.branches.flatMap((b) => [b.when, b.then]),
      ];
      return parts.some((part) => part !== undefined && someCall(part, test));
    }
    case 'cast':
    case 'field':
    case 'named':
      return someCall(expression.value, test);
    default:
      return false;
  }
}
