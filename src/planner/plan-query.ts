import { located } from '../common/located.ts';
import type { Query } from '../sql/ast/query.ts';
import type { Statement } from '../sql/ast/statement.ts';
import { bindInsert } from './bind-insert.ts';
import { bindQuery } from './bind-query.ts';
import { planChanges, planInsertChanges } from './changelog/plan-changes.ts';
import type { PlannerContext } from './context.ts';
import { optimize, optimizeInsert } from './optimize.ts';
import type { InsertPlan, Plan } from './plan.ts';

/** A query as it can be built. Throws SqlError for all that is wrong with it. */
export function planQuery(query: Query, planner: PlannerContext): Plan {
  return planChanges(optimize(bindQuery(query, planner)));
}

/** An INSERT as it can be built. Throws SqlError for all that is wrong with it. */
export function planInsert(
  insert: Extract<Statement, { kind: 'insert' }>,
  planner: PlannerContext,
): InsertPlan {
  const optimized = optimizeInsert(bindInsert(insert, planner));
  return located(insert.query.span, () => planInsertChanges(optimized));
}
