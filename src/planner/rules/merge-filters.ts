import { withNullability, BOOLEAN } from '../../types/type.ts';
import type { BoundExpression } from '../expression.ts';
import type { Plan } from '../plan.ts';

/** Two filters in a row become one; the inner condition is still looked at first. */
export function mergeFilters(plan: Plan): Plan {
  if (plan.kind !== 'filter' || plan.input.kind !== 'filter') return plan;
  const operands = [...conjuncts(plan.input.condition), ...conjuncts(plan.condition)];
  const type = withNullability(
    BOOLEAN,
    operands.some((operand) => operand.type.nullable),
  );
  return { ...plan, input: plan.input.input, condition: { kind: 'and', operands, type } };
}

function conjuncts(condition: BoundExpression): readonly BoundExpression[] {
  return condition.kind === 'and' ? condition.operands : [condition];
}
