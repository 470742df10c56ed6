import type { Source } from '../../connectors/connector.ts';
import { someNode, type Plan } from '../../planner/plan.ts';
import { LateRows, PredictMeter } from '../meter.ts';
import type { Operator } from '../operator.ts';
import type { BuildContext } from './build-context.ts';
import type { Building } from './building.ts';
import { buildPredict } from './build-predict.ts';
import { closeModels, type Built, type BuiltModel, type BuiltSource } from './built.ts';
import { together, UNLIMITED, type Consumer } from './consumer.ts';
import { buildNode } from './nodes/index.ts';
import { SharedCalls } from './shared-calls.ts';

/** A plan, and what takes its rows. */
export interface Branch {
  readonly plan: Plan;
  readonly sink: Operator;
}

/**
 * Wires each plan to push into its sink. The ids of sources and of operators with state are the same for the same plans.
 * Models that are open when it rejects are closed.
 */
export async function build(branches: readonly Branch[], context: BuildContext): Promise<Built> {
  const consumers = new Map<Source, Consumer[]>();
  const calls = new SharedCalls();
  const models: BuiltModel[] = [];
  const late: LateRows[] = [];
  const begins: (() => void | Promise<void>)[] = [];
  const numbers = new Map<string, number>();
  const building: Building = {
    context,
    options: { ttlMs: context.stateTtlMs },
    node: (plan, consumer) => buildNode(plan, consumer, building),
    addSource: (source, consumer) => void consumers.set(source, [...(consumers.get(source) ?? []), consumer]),
    addCall: (node, consumer) => calls.add(node, consumer),
    stateOf(kind, keys) {
      const number = numbers.get(kind) ?? 0;
      numbers.set(kind, number + 1);
      return context.state.operator(`${kind}-${number}`, keys);
    },
    lateRows() {
      const rows = new LateRows();
      late.push(rows);
      return rows;
    },
    onBegin: (run) => void begins.push(run),
  };
  try {
    const { signal } = context;
    for (const { plan, sink } of branches)
      await building.node(plan, { next: sink, ...UNLIMITED, signal, isTimed: false, times: [] });
    for (let call = calls.take(); call !== undefined; call = calls.take()) {
      const { model: definition, config, input } = call.node;
      const client = await context.openModel(definition);
      const meter = new PredictMeter(context.clock);
      const model = { name: definition.id.name, client, meter, limit: config.maxConcurrent };
      models.push(model);
      await building.node(input, buildPredict(call.node, model, together(call.consumers), context));
    }
  } catch (error) {
    await closeModels(models);
    throw error;
  }
  const maxRows = Math.min(
    context.state.batchRows,
    ...branches.map(({ plan }) => batchRows(plan, context.batchRows)),
  );
  const sources = [...consumers].map(([source, of], i): BuiltSource => {
    const { next, times, signal } = together(of);
    return { id: `source-${i}`, source, operator: next, maxRows, times, enough: signal };
  });
  return { sources, models, late, begins };
}

/** Before a model call batches are half its slots: a barrier behind a long batch would wait for all of it. */
function batchRows(plan: Plan, most: number): number {
  let rows = most;
  someNode(plan, (node) => {
    if (node.kind === 'predict') rows = Math.min(rows, Math.ceil(node.config.maxConcurrent / 2));
    return false;
  });
  return rows;
}
