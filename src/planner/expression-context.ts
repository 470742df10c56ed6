import type { Expression } from '../sql/ast.ts';
import type { PlannerContext } from './context.ts';
import type { BoundExpression } from './expression.ts';
import type { Guard } from './guard.ts';
import type { Scope } from './scope.ts';

/** Takes scalar ML_PREDICT calls out of expressions; a call becomes a column of the row. */
export interface ModelCallCollector {
  bind(call: Expression & { kind: 'call' }, context: ExpressionContext): BoundExpression;
}

/** Where an expression stands: what its names mean and whether it may call a model. */
export interface ExpressionContext {
  readonly planner: PlannerContext;
  readonly scope: Scope;
  /** undefined where no model call may stand; `place` then names the place in the error. */
  readonly models: ModelCallCollector | undefined;
  readonly place: string;
  /** What must be TRUE for this place to be reached. */
  readonly guard: Guard;
}
