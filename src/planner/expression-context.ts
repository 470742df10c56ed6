import type { Span } from '../common/errors.ts';
import type { Expression } from '../sql/ast/query.ts';
import type { PlannerContext } from './context.ts';
import type { BoundExpression } from './expression.ts';
import type { Guard } from './guard.ts';
import type { Scope } from './scope.ts';

/** Takes scalar ML_PREDICT calls out of expressions; a call becomes a column of the row. */
export interface ModelCallCollector {
  bind(call: Expression & { kind: 'call' }, context: ExpressionContext): BoundExpression;
}

/** Takes aggregates and group keys out of the expressions of a grouped SELECT; both become columns of the groups. */
export interface AggregateCollector {
  /** The column of an aggregate call; undefined for any other function. */
  bind(call: Expression & { kind: 'call' }): BoundExpression | undefined;
  /** The column of an expression that is a key of GROUP BY; `height` is the length of its chain of left operands. */
  key(expression: Expression, height: number): BoundExpression | undefined;
}

/** Where an expression stands: what its names mean and whether it may call a model. */
export interface ExpressionContext {
  readonly planner: PlannerContext;
  readonly scope: Scope;
  /** undefined where no model call may stand; `place` then names the place in the error. */
  readonly models: ModelCallCollector | undefined;
  readonly place: string;
  /** The aggregate call that it is an argument of: blamed for one inside it. */
  readonly outer?: Span | undefined;
  /** In a grouped SELECT: columns exist only inside aggregates and as keys. */
  readonly aggregates?: AggregateCollector | undefined;
  /** An argument of JSON_OBJECT or JSON_ARRAY, where alone JSON(...) may stand. */
  readonly isJsonValue?: boolean | undefined;
  /** What must be TRUE for this place to be reached. */
  readonly guard: Guard;
}

/** Where the part stands in the statement, for errors of values, which come long after its names are known. */
export function placeOf(span: Span, { planner }: ExpressionContext): Span | undefined {
  return planner.isElsewhere === true ? undefined : span;
}
