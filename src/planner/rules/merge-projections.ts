import type { BoundExpression } from '../expression.ts';
import type { Plan } from '../plan.ts';
import { substitute, visitExpression } from '../substitute.ts';

/**
 * Two projections in a row become one, where the inner one only picks columns or is picked from at most once:
 * an expression is never computed twice by it.
 */
export function mergeProjections(plan: Plan): Plan {
  if (plan.kind !== 'project') return plan;
  const inner = plan.input;
  if (inner.kind !== 'project') return isIdentity(plan) ? { ...inner, schema: plan.schema } : plan;
  const uses = countUses(plan.expressions, inner.expressions.length);
  const safe = inner.expressions.every((expression, i) => isCheap(expression) || (uses[i] ?? 0) <= 1);
  if (!safe) return plan;
  const expressions = plan.expressions.map((expression) => substitute(expression, inner.expressions));
  return { kind: 'project', input: inner.input, expressions, schema: plan.schema };
}

/** All columns of the input, in order. */
function isIdentity(plan: Plan & { kind: 'project' }): boolean {
  const { expressions, input } = plan;
  return (
    expressions.length === input.schema.length &&
    expressions.every((expression, i) => expression.kind === 'column' && expression.index === i)
  );
}

function isCheap(expression: BoundExpression): boolean {
  return expression.kind === 'column' || expression.kind === 'constant';
}

function countUses(expressions: readonly BoundExpression[], width: number): number[] {
  const uses = new Array<number>(width).fill(0);
  for (const expression of expressions) {
    visitExpression(expression, (part) => {
      if (part.kind === 'column') uses[part.index] = (uses[part.index] ?? 0) + 1;
    });
  }
  return uses;
}
