import { conjunction } from '../conjunction.ts';
import type { Plan } from '../plan.ts';

/** Two filters in a row become one; the inner condition is still looked at first. */
export function mergeFilters(plan: Plan): Plan {
  if (plan.kind !== 'filter' || plan.input.kind !== 'filter') return plan;
  const condition = conjunction([plan.input.condition, plan.condition]);
  return { ...plan, input: plan.input.input, condition };
}
