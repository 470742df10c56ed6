import { unreachable } from '../common/errors.ts';
import type { BoundExpression } from './expression.ts';
import { firstOperand, leftChain } from './left-chain.ts';

/** Calls `visit` on every part, children first. */
export function visitExpression(expression: BoundExpression, visit: (part: BoundExpression) => void): void {
  for (const part of leftChain(expression).reverse()) {
    const others = childrenOf(part).slice(firstOperand(part) === undefined ? 0 : 1);
    for (const child of others) visitExpression(child, visit);
    visit(part);
  }
}

/** The parts of an expression, in order. */
export function childrenOf(expression: BoundExpression): readonly BoundExpression[] {
  const children: BoundExpression[] = [];
  mapChildren(expression, (child) => {
    children.push(child);
    return child;
  });
  return children;
}

/** Numbers of the columns that the expression uses. */
export function columnsOf(expression: BoundExpression): number[] {
  const columns: number[] = [];
  visitExpression(expression, (part) => {
    if (part.kind === 'column') columns.push(part.index);
  });
  return columns;
}

/** The expression with each column replaced by the expression of that number. */
export function substitute(
  expression: BoundExpression,
  columns: readonly BoundExpression[],
): BoundExpression {
  const chain = leftChain(expression).reverse();
  let [done = expression] = chain;
  for (const part of chain) {
    const [first, below] = [firstOperand(part), done];
    if (part.kind === 'column') done = columns[part.index] ?? part;
    else done = mapChildren(part, (child) => (child === first ? below : substitute(child, columns)));
  }
  return done;
}

function mapChildren(
  expression: BoundExpression,
  map: (child: BoundExpression) => BoundExpression,
): BoundExpression {
  switch (expression.kind) {
    case 'column':
    case 'constant':
      return expression;
    case 'call':
      return { ...expression, args: expression.args.map(map) };
    case 'and':
    case 'or':
      return { ...expression, operands: expression.operands.map(map) };
    case 'not':
      return { ...expression, operand: map(expression.operand) };
    case 'case':
      return {
        ...expression,
        branches: expression.branches.map(({ when, then }) => ({ when: map(when), then: map(then) })),
        otherwise: map(expression.otherwise),
      };
    case 'cast':
    case 'field':
      return { ...expression, value: map(expression.value) };
    default:
      return unreachable(expression);
  }
}
