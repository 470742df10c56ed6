import { withInputs, type InsertPlan, type Plan } from './plan.ts';
import { distinctAlready } from './rules/distinct-already.ts';
import { emptyInput } from './rules/empty-input.ts';
import { filterDown } from './rules/filter-down.ts';
import { joinKeys } from './rules/join-keys.ts';
import { mergeFilters } from './rules/merge-filters.ts';
import { neverTrue } from './rules/never-true.ts';
import { mergeProjections } from './rules/merge-projections.ts';
import { pruneColumns } from './rules/prune-columns.ts';
import { unusedModelCall } from './rules/unused-model-call.ts';

/** Rewrites a plan into one that answers the same for less. One file each under rules/. */
type Rule = (plan: Plan) => Plan;

const RULES: readonly Rule[] = [
  distinctAlready,
  neverTrue,
  emptyInput,
  mergeProjections,
  unusedModelCall,
  filterDown,
  mergeFilters,
];

/** Every rule at every node, from the leaves up; then the columns that nobody reads are left out, from the root down. */
export function optimize(plan: Plan): Plan {
  return pruneColumns(joinKeysOf(rewrite(plan)));
}

/** Last, when no filter comes into a join any more. */
function joinKeysOf(plan: Plan): Plan {
  const inner = withInputs(plan, joinKeysOf);
  return mergeProjections(joinKeys(inner));
}

function rewrite(plan: Plan): Plan {
  const inner = withInputs(plan, rewrite);
  return RULES.reduce((node, rule) => rule(node), inner);
}

export function optimizeInsert(insert: InsertPlan): InsertPlan {
  return { ...insert, input: optimize(insert.input) };
}
