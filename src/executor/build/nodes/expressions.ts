import type { BoundExpression } from '../../../planner/expression.ts';
import type { Plan } from '../../../planner/plan.ts';
import type { Operator } from '../../operator.ts';
import { Filter } from '../../ops/filter.ts';
import { Project } from '../../ops/project.ts';
import { asksForWatermark, KnownWatermark } from '../../run/known-watermark.ts';
import type { Building, NodeBuilder } from '../building.ts';
import type { Consumer } from '../consumer.ts';
import { compile, type Evaluate } from '../evaluate.ts';

export const filter: NodeBuilder<'filter'> = ({ input, condition }, consumer, building) =>
  buildExpressions(input, [condition], consumer, building, ([test]) =>
    test === undefined ? consumer.next : new Filter(test, consumer.next),
  );

export const project: NodeBuilder<'project'> = ({ input, expressions }, consumer, building) =>
  buildExpressions(input, expressions, consumer, building, (columns) => new Project(columns, consumer.next));

/** A node that computes expressions; those that ask for the watermark find it with the operator. */
export function buildExpressions(
  input: Plan,
  expressions: readonly BoundExpression[],
  consumer: Consumer,
  { context, node }: Building,
  make: (compiled: readonly Evaluate[]) => Operator,
): Promise<void> {
  let { functions } = context;
  const known = expressions.some(asksForWatermark) ? new KnownWatermark() : undefined;
  if (known !== undefined) functions = { ...functions, watermark: () => known.time };
  const operator = make(expressions.map((expression) => compile(expression, functions)));
  if (known === undefined) return node(input, { ...consumer, next: operator });
  return node(input, { ...consumer, next: known.before(operator), isTimed: true });
}
