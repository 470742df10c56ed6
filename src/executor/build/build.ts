import { setMaxListeners } from 'node:events';
import { unreachable } from '../../common/errors.ts';
import type { Clock } from '../../common/clock.ts';
import type { CatalogModel } from '../../catalog/objects.ts';
import type { Source } from '../../connectors/connector.ts';
import type { StateBackend } from '../../state/state-backend.ts';
import type { FunctionContext } from '../../functions/define.ts';
import type { ModelClient } from '../../models/provider.ts';
import { changesOf, isInsertOnly } from '../../planner/changelog/changes.ts';
import type { BoundExpression } from '../../planner/expression.ts';
import { inputsOf, someNode, type Plan, type PredictPlan } from '../../planner/plan.ts';
import { samePlan } from '../../planner/same-plan.ts';
import { buildAggregate } from './build-aggregate.ts';
import { buildJoin } from './build-join.ts';
import { buildWindow, buildWindowAggregate } from './build-window.ts';
import { together, type Consumer } from './consumer.ts';
import { compile, type Evaluate } from './evaluate.ts';
import { LateRows, PredictMeter } from '../meter.ts';
import type { Operator } from '../operator.ts';
import { ChangingLimit } from '../ops/changing-limit.ts';
import { Correlate } from '../ops/correlate.ts';
import { DropUpdateBefore } from '../ops/drop-update-before.ts';
import { Filter } from '../ops/filter.ts';
import { asksForWatermark, KnownWatermark } from '../run/known-watermark.ts';
import { Limit } from '../ops/limit.ts';
import { Predict } from '../ops/predict.ts';
import { Project } from '../ops/project.ts';
import { Union } from '../ops/union.ts';
import { WatermarkAssigner } from '../ops/watermark.ts';
import type { Scheduler } from '../run/scheduler.ts';
import type { SourceTime } from '../run/source-time.ts';
import type { PlanSources } from './plan-sources.ts';
import { ValuesSource } from './values-source.ts';

export interface EventTimeSettings {
  /** pipeline.auto-watermark-interval */
  readonly intervalMs: number;
  /** table.exec.source.idle-timeout; 0: never idle. */
  readonly idleMs: number;
}

/** What a pipeline is built with. */
export interface BuildContext {
  readonly functions: FunctionContext;
  readonly clock: Clock;
  readonly eventTime: EventTimeSettings;
  /** Ends everything at once. */
  readonly signal: AbortSignal;
  readonly scheduler: Scheduler;
  readonly sources: PlanSources;
  /** Where operators keep what they keep. */
  readonly state: StateBackend;
  /** How long they keep what nobody changes; undefined: for ever. */
  readonly stateTtlMs: number | undefined;
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
  /** Event time that is made of its rows. */
  readonly times: readonly SourceTime[];
  /** Aborts when nothing downstream wants its rows any more. */
  readonly enough: AbortSignal;
}

export interface BuiltModel {
  readonly name: string;
  readonly client: ModelClient;
  readonly meter: PredictMeter;
  readonly limit: number;
}

/** A pipeline's parts; whoever built it closes its models by `closeModels`. */
export interface Built {
  readonly sources: readonly BuiltSource[];
  readonly models: readonly BuiltModel[];
  /** One for each operator that drops late rows. */
  readonly late: readonly LateRows[];
  /** To be called once state is restored, when the sources begin to run. */
  readonly begins: readonly (() => void | Promise<void>)[];
}

/** A plan, and what takes its rows. */
export interface Branch {
  readonly plan: Plan;
  readonly sink: Operator;
}

/** A close that fails does not keep the others from closing. */
export async function closeModels(models: readonly BuiltModel[]): Promise<void> {
  await Promise.allSettled(models.map(({ client }) => client.close()));
}

/**
 * The one switch from plan node to operator: wires each plan to push into its sink. The ids of sources and of operators
 * with state are the same for the same plans. Models that are open when it rejects are closed.
 */
export async function build(branches: readonly Branch[], context: BuildContext): Promise<Built> {
  const consumers = new Map<Source, Consumer[]>();
  const calls: SharedCall[] = [];
  const models: BuiltModel[] = [];
  const late: LateRows[] = [];
  const begins: (() => void | Promise<void>)[] = [];
  const numbers = new Map<string, number>();
  try {
    for (const { plan, sink } of branches)
      await buildNode(plan, { next: sink, ...UNLIMITED, signal: context.signal, isTimed: false, times: [] });
    // The highest call first: only then are all consumers of those below it known.
    for (let call = takeHighest(calls); call !== undefined; call = takeHighest(calls)) {
      const predict = await buildPredict(call.node, together(call.consumers));
      await buildNode(call.node.input, predict);
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

  /** The state of the next operator of that kind. */
  function stateOf(kind: string) {
    const number = numbers.get(kind) ?? 0;
    numbers.set(kind, number + 1);
    return context.state.operator(`${kind}-${number}`);
  }

  async function buildNode(node: Plan, consumer: Consumer): Promise<void> {
    const { next } = consumer;
    const into = (operator: Operator): Consumer => ({ ...consumer, next: operator });
    switch (node.kind) {
      case 'scan':
        return addSource(context.sources.of(node), consumer);
      case 'values': {
        const rows = node.rows.map((row) => row.map((cell) => compile(cell, context.functions)));
        return addSource(new ValuesSource(rows), consumer);
      }
      case 'filter':
        return buildExpressions(node, [node.condition], consumer, ([condition]) =>
          condition === undefined ? next : new Filter(condition, next),
        );
      case 'project':
        return buildExpressions(node, node.expressions, consumer, (columns) => new Project(columns, next));
      case 'correlate': {
        const condition = node.condition === undefined ? [] : [node.condition];
        return buildExpressions(node, [...node.args, ...condition], consumer, (compiled) => {
          const width = node.args.length;
          const [args, test] = [compiled.slice(0, width), compiled[width]];
          const rowsOf = node.bound.compile(context.functions);
          const padding = node.type === 'LEFT' ? node.function.columns.length : undefined;
          const { scheduler } = context;
          const { signal } = consumer;
          return new Correlate({ args, rowsOf, condition: test, padding, signal, scheduler }, next);
        });
      }
      case 'limit':
        return buildLimit(node, consumer);
      case 'dropUpdateBefore':
        return buildNode(node.input, into(new DropUpdateBefore(next)));
      case 'watermark':
        return buildWatermark(node, consumer);
      case 'union': {
        const union = new Union(node.inputs.length, next);
        for (const [i, input] of node.inputs.entries()) await buildNode(input, into(union.ports[i] ?? next));
        return;
      }
      case 'join': {
        const options = { ttlMs: context.stateTtlMs };
        const [left, right] = buildJoin(node, stateOf('join'), options, context.functions, next);
        const free = { ...consumer, ...UNLIMITED };
        await buildNode(node.left, { ...free, next: left ?? next });
        return buildNode(node.right, { ...free, next: right ?? next });
      }
      case 'aggregate':
        return buildNode(node.input, {
          ...into(buildAggregate(node, stateOf('aggregate'), { ttlMs: context.stateTtlMs }, next)),
          ...UNLIMITED,
        });
      case 'window':
        return buildNode(node.input, into(buildWindow(node, context.functions, next)));
      case 'windowAggregate': {
        const dropped = new LateRows();
        late.push(dropped);
        return buildNode(node.input, {
          ...into(buildWindowAggregate(node, stateOf('window'), dropped, context.functions, next)),
          ...UNLIMITED,
          isTimed: true,
        });
      }
      case 'predict': {
        const known = calls.find((call) => samePlan(call.node, node));
        if (known === undefined) calls.push({ node, consumers: [consumer] });
        else known.consumers.push(consumer);
        return;
      }
      default:
        return unreachable(node);
    }
  }

  /** A node that computes expressions; those that ask for the watermark find it with the operator. */
  function buildExpressions(
    { input }: { readonly input: Plan },
    expressions: readonly BoundExpression[],
    consumer: Consumer,
    make: (compiled: readonly Evaluate[]) => Operator,
  ): Promise<void> {
    let { functions } = context;
    const known = expressions.some(asksForWatermark) ? new KnownWatermark() : undefined;
    if (known !== undefined) functions = { ...functions, watermark: () => known.time };
    const operator = make(expressions.map((expression) => compile(expression, functions)));
    if (known === undefined) return buildNode(input, { ...consumer, next: operator });
    return buildNode(input, { ...consumer, next: known.before(operator), isTimed: true });
  }

  function buildWatermark(node: Plan & { kind: 'watermark' }, consumer: Consumer): Promise<void> {
    const expression = compile(node.expression, context.functions);
    const columnName = node.schema[node.column]?.name ?? '';
    const spec = {
      expression,
      column: node.column,
      columnName,
      tableName: tableOf(node),
      ...context.eventTime,
    };
    const state = consumer.isTimed ? stateOf('watermark') : undefined;
    const time = new WatermarkAssigner(spec, context.clock, state, consumer.next);
    return buildNode(node.input, { ...consumer, next: time, times: [time] });
  }

  async function buildLimit(node: Plan & { kind: 'limit' }, consumer: Consumer): Promise<void> {
    if (node.count === 0) return addSource(new ValuesSource([]), consumer);
    if (!isInsertOnly(changesOf(node.input))) {
      const types = node.schema.map((field) => field.type);
      const spec = { count: node.count, offset: node.offset, types };
      const options = { ttlMs: context.stateTtlMs };
      const next = new ChangingLimit(spec, stateOf('limit'), options, consumer.next);
      return buildNode(node.input, { ...consumer, ...UNLIMITED, next });
    }
    const branch = new AbortController();
    setMaxListeners(0, branch.signal);
    consumer.signal.addEventListener('abort', () => branch.abort(consumer.signal.reason), { once: true });
    const limit = new Limit(node.count, node.offset, stateOf('limit'), () => branch.abort(), consumer.next);
    begins.push(() => limit.begin());
    const demand = () => Math.min(consumer.demand(), limit.demand);
    await buildNode(node.input, { ...consumer, next: limit, demand, signal: branch.signal });
  }

  /** The call, as the consumer of what is below it. */
  async function buildPredict(node: PredictPlan, consumer: Consumer): Promise<Consumer> {
    const client = await context.openModel(node.model);
    const meter = new PredictMeter(context.clock);
    const limit = node.config.maxConcurrent;
    models.push({ name: node.model.id.name, client, meter, limit });
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
    consumer.onWanted(() => predict.resume());
    return {
      ...consumer,
      next: predict,
      demand: () => predict.wanted,
      onWanted: (resume) => predict.whenWanted(resume),
    };
  }

  function addSource(source: Source, consumer: Consumer): void {
    consumers.set(source, [...(consumers.get(source) ?? []), consumer]);
  }
}

const UNLIMITED = { demand: () => Infinity, onWanted: () => undefined };

/** A model call, and all that take its answers: it is paid for once. */
interface SharedCall {
  readonly node: PredictPlan & Plan;
  readonly consumers: Consumer[];
}

function takeHighest(calls: SharedCall[]): SharedCall | undefined {
  const heights = calls.map(({ node }) => height(node));
  const at = heights.indexOf(Math.max(...heights));
  return at < 0 ? undefined : calls.splice(at, 1)[0];
}

function height(plan: Plan): number {
  return 1 + Math.max(0, ...inputsOf(plan).map(height));
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

/** The table right below a watermark. */
function tableOf(node: Plan): string {
  if (node.kind === 'scan') return node.table.id.name;
  const [input] = inputsOf(node);
  return input === undefined ? '' : tableOf(input);
}
