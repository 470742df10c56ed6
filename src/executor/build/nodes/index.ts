import type { Plan } from '../../../planner/plan.ts';
import type { Building, NodeBuilder } from '../building.ts';
import type { Consumer } from '../consumer.ts';
import { aggregate } from './aggregate.ts';
import { correlate } from './correlate.ts';
import { filter, project } from './expressions.ts';
import { join } from './join.ts';
import { limit } from './limit.ts';
import { dropUpdateBefore, predict, scan, union, values } from './plain.ts';
import { watermark } from './watermark.ts';
import { window, windowAggregate } from './window.ts';

/** The one switch from plan node to operator. */
const NODES: { readonly [Kind in Plan['kind']]: NodeBuilder<Kind> } = {
  scan,
  values,
  filter,
  project,
  correlate,
  limit,
  dropUpdateBefore,
  watermark,
  union,
  join,
  aggregate,
  window,
  windowAggregate,
  predict,
};

/** Wires the node, and all below it, to push into its consumer. */
export async function buildNode(node: Plan, consumer: Consumer, building: Building): Promise<void> {
  const builder = NODES[node.kind] as NodeBuilder<Plan['kind']>; // the record has each kind's own
  await builder(node, consumer, building);
}
