import { setMaxListeners } from 'node:events';
import { unreachable } from '../common/errors.ts';
import type { Clock } from '../common/clock.ts';
import type { CatalogModel } from '../catalog/objects.ts';
import type { Source } from '../connectors/connector.ts';
import type { FunctionContext } from '../functions/define.ts';
import type { ModelClient } from '../models/provider.ts';
import { someNode, type Plan, type PlannedTable, type PredictPlan } from '../planner/plan.ts';
import { buildAggregate } from './build-aggregate.ts';
import { buildJoin } from './build-join.ts';
import { compile } from './evaluate.ts';
import { PredictMeter } from './meter.ts';
import type { Operator } from './operator.ts';
import { DropUpdateBefore } from './ops/drop-update-before.ts';
import { Filter } from './ops/filter.ts';
import { Limit } from './ops/limit.ts';
import { Predict } from './ops/predict.ts';
import { Project } from './ops/project.ts';
import { Union } from './ops/union.ts';
import { WatermarkAssigner } from './ops/watermark.ts';
import { ValuesSource } from './values-source.ts';

/** What a pipeline is built with. */
export interface BuildContext {
  readonly functions: FunctionContext;
  readonly clock: Clock;
  /** Ends everything at once. */
  readonly signal: AbortSignal;
  createSource(table: PlannedTable): Source;
  openModel(model: CatalogModel): Promise<ModelClient>;
  /** Most rows in a batch; small only in tests. */
  readonly batchRows: number;
  readonly fail: (error: unknown) => void;
}

/** A source and the operator that takes its rows. */
export interface BuiltSource {
  readonly id: string;
  readonly source: Source;
  readonly operator: Operator;
  /** Most rows to hand over at once. */
  readonly maxRows: number;
  /** Aborts when nothing downstream wants its rows any more. */
  readonly enough: AbortSignal;
}

/** What a node feeds: how many rows it still wants, and a signal that ends the branch below it. */
interface Consumer {
  readonly next: Operator;
  readonly demand: () => number;
  /** Whom to tell when a call above has more room: its demand for rows is not a LIMIT's alone. */
  readonly above: Predict | undefined;
  readonly signal: AbortSignal;
}

export interface BuiltModel {
  readonly name: string;
  readonly client: ModelClient;
  readonly meter: PredictMeter;
  readonly limit: number;
}

/** A pipeline's parts; whoever built it closes them by `closeBuilt`. */
export interface Built {
  readonly sources: BuiltSource[];
  readonly models: BuiltModel[];
}

/** Closes sources, then clients. A close that fails does not keep the others from closing. */
export async function closeBuilt({ sources, models }: Built): Promise<void> {
  await Promise.allSettled(sources.map(({ source }) => source.close()));
  await Promise.allSettled(models.map(({ client }) => client.close()));
}

/** The one switch from plan node to operator: wires `plan` to push into `sink`. What is open when it rejects is closed. */
export async function build(plan: Plan, sink: Operator, context: BuildContext): Promise<Built> {
  const built: Built = { sources: [], models: [] };
  const maxRows = batchRows(plan, context.batchRows);
  try {
    await buildNode(plan, { next: sink, demand: () => Infinity, above: undefined, signal: context.signal });
  } catch (error) {
    await closeBuilt(built);
    throw error;
  }
  return built;

  async function buildNode(node: Plan, consumer: Consumer): Promise<void> {
    const { next } = consumer;
    const into = (operator: Operator): Consumer => ({ ...consumer, next: operator });
    switch (node.kind) {
      case 'scan':
        return addSource(context.createSource(node.table), consumer);
      case 'values': {
        const rows = node.rows.map((row) => row.map((cell) => compile(cell, context.functions)));
        return addSource(new ValuesSource(rows), consumer);
      }
      case 'filter':
        return buildNode(node.input, into(new Filter(compile(node.condition, context.functions), next)));
      case 'project': {
        const expressions = node.expressions.map((expression) => compile(expression, context.functions));
        return buildNode(node.input, into(new Project(expressions, next)));
      }
      case 'limit':
        return buildLimit(node, consumer);
      case 'dropUpdateBefore':
        return buildNode(node.input, into(new DropUpdateBefore(next)));
      case 'watermark':
        return buildNode(
          node.input,
          into(new WatermarkAssigner(compile(node.expression, context.functions), next)),
        );
      case 'union': {
        const union = new Union(node.inputs.length, next);
        for (const [i, input] of node.inputs.entries()) await buildNode(input, into(union.ports[i] ?? next));
        return;
      }
      case 'join': {
        const [left, right] = buildJoin(node, next, context.functions);
        const free = { ...consumer, demand: () => Infinity, above: undefined };
        await buildNode(node.left, { ...free, next: left ?? next });
        return buildNode(node.right, { ...free, next: right ?? next });
      }
      case 'aggregate':
        return buildNode(node.input, {
          ...into(buildAggregate(node, next)),
          demand: () => Infinity,
          above: undefined,
        });
      case 'predict': {
        const predict = await buildPredict(node, consumer);
        return buildNode(node.input, { ...into(predict), demand: () => predict.wanted, above: predict });
      }
      default:
        return unreachable(node);
    }
  }

  async function buildLimit(node: Plan & { kind: 'limit' }, consumer: Consumer): Promise<void> {
    if (node.count === 0) return addSource(new ValuesSource([]), consumer);
    const branch = new AbortController();
    setMaxListeners(0, branch.signal);
    consumer.signal.addEventListener('abort', () => branch.abort(consumer.signal.reason), { once: true });
    const limit = new Limit(node.count, node.offset, () => branch.abort(), consumer.next);
    const demand = () => Math.min(consumer.demand(), limit.demand);
    await buildNode(node.input, { ...consumer, next: limit, demand, signal: branch.signal });
  }

  async function buildPredict(node: PredictPlan, consumer: Consumer): Promise<Predict> {
    const client = await context.openModel(node.model);
    const meter = new PredictMeter(context.clock);
    const limit = node.config.maxConcurrent;
    built.models.push({ name: node.model.id.name, client, meter, limit });
    const predict = new Predict(
      {
        modelName: node.model.id.name,
        args: node.args.map((arg) => compile(arg, context.functions)),
        guard: node.guard && compile(node.guard, context.functions),
        form: node.form,
        outputs: node.model.output.length,
        maxConcurrent: limit,
        ordered: node.config.ordered,
        timeoutMs: node.config.timeoutMs,
      },
      {
        client,
        clock: context.clock,
        signal: consumer.signal,
        meter,
        demand: consumer.demand,
        fail: context.fail,
      },
      consumer.next,
    );
    consumer.above?.whenWanted(() => predict.resume());
    return predict;
  }

  function addSource(source: Source, consumer: Consumer): void {
    const id = `source-${built.sources.length}`;
    built.sources.push({ id, source, operator: consumer.next, maxRows, enough: consumer.signal });
  }
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
