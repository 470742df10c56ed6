import type { Plan } from '../plan.ts';

/** A filter whose condition is FALSE or NULL as it is written leaves nothing, and nothing below it is read. */
export function neverTrue(plan: Plan): Plan {
  if (plan.kind !== 'filter') return plan;
  const { condition, schema } = plan;
  const parts = condition.kind === 'and' ? condition.operands : [condition];
  if (!parts.some((part) => part.kind === 'constant' && part.value !== true)) return plan;
  return { kind: 'values', rows: [], schema };
}
