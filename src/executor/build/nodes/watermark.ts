import { inputsOf, type Plan } from '../../../planner/plan.ts';
import { WatermarkAssigner } from '../../ops/watermark.ts';
import type { NodeBuilder } from '../building.ts';
import { compile } from '../evaluate.ts';

export const watermark: NodeBuilder<'watermark'> = (node, consumer, building) => {
  const { functions, clock, eventTime } = building.context;
  const spec = {
    expression: compile(node.expression, functions),
    column: node.column,
    columnName: node.schema[node.column]?.name ?? '',
    tableName: tableOf(node),
    ...eventTime,
  };
  const state = consumer.isTimed ? building.stateOf('watermark') : undefined;
  const time = new WatermarkAssigner(spec, clock, state, consumer.next);
  return building.node(node.input, { ...consumer, next: time, times: [time] });
};

/** The table right below a watermark. */
function tableOf(node: Plan): string {
  if (node.kind === 'scan') return node.table.id.name;
  const [input] = inputsOf(node);
  return input === undefined ? '' : tableOf(input);
}
