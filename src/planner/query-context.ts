import type { Query } from '../sql/ast/query.ts';
import type { PlannerContext } from './context.ts';
import type { Plan } from './plan.ts';
import type { Scope } from './scope.ts';

/** What a part of a query sees around it. */
export interface QueryContext {
  readonly planner: PlannerContext;
  /** Tables of WITH, each with the context it was written in. */
  readonly tables: ReadonlyMap<string, () => Plan>;
  /** Full names of the views whose queries this one stands in, and of the one that is being defined: none of them may be read. */
  readonly views: readonly string[];
  /** Binds a query inside this one. */
  query(query: Query, context: QueryContext): Plan;
}

/** A bound FROM: its rows and the names that reach their columns. */
export interface BoundFrom {
  readonly plan: Plan;
  readonly scope: Scope;
}
