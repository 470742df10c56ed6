import type { InsertPlan, Plan } from './plan.ts';
import { filterBelowModel } from './rules/filter-below-model.ts';
import { mergeFilters } from './rules/merge-filters.ts';
import { mergeProjections } from './rules/merge-projections.ts';
import { unusedModelCall } from './rules/unused-model-call.ts';

/** Rewrites a plan into one that answers the same for less. One file each under rules/. */
type Rule = (plan: Plan) => Plan;

const RULES: readonly Rule[] = [mergeProjections, unusedModelCall, filterBelowModel, mergeFilters];

/** Every rule at every node, from the leaves up. */
export function optimize(plan: Plan): Plan {
  const inner = withInputs(plan, optimize);
  return RULES.reduce((node, rule) => rule(node), inner);
}

export function optimizeInsert(insert: InsertPlan): InsertPlan {
  return { ...insert, input: optimize(insert.input) };
}

function withInputs(plan: Plan, change: (input: Plan) => Plan): Plan {
  switch (plan.kind) {
    case 'scan':
    case 'values':
      return plan;
    case 'union':
      return { ...plan, inputs: plan.inputs.map(change) };
    default:
      return { ...plan, input: change(plan.input) };
  }
}
