import { randomBytes } from 'node:crypto';
import type { Disk } from '../common/disk.ts';
import { SqlError, toSqlError } from '../common/errors.ts';
import type { Plan, PlannedTable } from '../planner/plan.ts';
import type { Batch } from '../types/batch.ts';
import { openStateBackend, type StateSettings } from '../state/open-state-backend.ts';
import type { StateBackend } from '../state/state-backend.ts';
import type { Source } from '../connectors/connector.ts';
import { build } from './build/build.ts';
import type { BuildContext } from './build/build-context.ts';
import { PlanSources } from './build/plan-sources.ts';
import { RowMeter } from './meter.ts';
import { notNull, type NotNullEnforcer } from './ops/not-null.ts';
import { ResultQueue } from './ops/result.ts';
import { Pipeline, pipelineController } from './run/pipeline.ts';
import type { Scheduler } from './run/scheduler.ts';

/** What is the same for every pipeline of a session. */
export interface Building extends Omit<BuildContext, 'signal' | 'scheduler' | 'fail' | 'sources' | 'state'> {
  readonly stateSettings: StateSettings;
  /** What happens to NULL in a NOT NULL column that goes out. */
  readonly notNull: NotNullEnforcer;
  readonly disk: Disk;
  readonly notice: (text: string) => void;
  createSource(table: PlannedTable): Source;
}

/** A running SELECT: batches for one reader. */
export interface RunningQuery {
  readonly meter: RowMeter;
  readonly pipeline: Pipeline;
  /** `return()` cancels the query and closes what it opened; throws SqlError when the query fails. */
  readonly batches: AsyncIterable<Batch>;
  /** Resolves when nothing of it is open any more: soon after its end, whether its rows were taken or not. */
  readonly closed: Promise<void>;
  /** Ends it at once, for the reader as well. */
  cancel(): Promise<void>;
}

/**
 * Opens the sources and begins to run; rejects with what keeps it from starting. The query ends with its input, with
 * `return()` of the reader, or when `signal` aborts.
 */
export async function startQuery(
  plan: Plan,
  context: Building,
  scheduler: Scheduler,
  signal: AbortSignal,
): Promise<RunningQuery> {
  const controller = pipelineController();
  const fail = (error: unknown) => controller.abort(toSqlError(error));
  const onAbort = () => fail(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  const meter = new RowMeter();
  const queue = new ResultQueue(meter);
  controller.signal.addEventListener('abort', () => queue.fail(controller.signal.reason), { once: true });
  let sources: PlanSources | undefined;
  let state: StateBackend | undefined;
  let pipeline: Pipeline | undefined;
  const close = async () => {
    signal.removeEventListener('abort', onAbort);
    await sources?.close();
    await pipeline?.close();
    await state?.close();
  };
  try {
    sources = new PlanSources([plan], context.createSource);
    state = await openQueryState(context);
    const parts = { ...context, sources, state, scheduler, signal: controller.signal, fail };
    const sink = notNull({ owner: 'the result', schema: plan.schema, enforcer: context.notNull }, queue);
    const built = await build([{ plan, sink }], parts);
    pipeline = new Pipeline(built, controller, scheduler, meter, () => state?.ready());
    for (const driver of pipeline.drivers) await driver.start(undefined);
    controller.signal.throwIfAborted();
  } catch (error) {
    fail(error);
    await close();
    throw controller.signal.reason;
  }
  // The queue carries a failure to the reader.
  const closed = pipeline.run().then(close, close);
  const cancel = () => {
    fail(new SqlError('E_ABORTED', 'the query was stopped'));
    return closed;
  };
  return {
    meter,
    pipeline,
    batches: { [Symbol.asyncIterator]: () => reader(queue, cancel) },
    closed,
    cancel,
  };
}

/** State that ends with the query. */
function openQueryState({ stateSettings, disk, clock, notice }: Building): Promise<StateBackend> {
  const attempt = randomBytes(4).toString('hex');
  return openStateBackend(
    { folder: `queries/${attempt}`, attempt, durable: false, settings: stateSettings },
    { disk, clock, warn: notice },
  );
}

const DONE = { value: undefined, done: true } as const;

/** No generator: its `return()` would wait for the batch that is being waited for. */
function reader(queue: ResultQueue, finish: () => Promise<void>): AsyncIterator<Batch> {
  let isOver = false;
  return {
    async next() {
      if (isOver) return DONE;
      try {
        const value = await queue.take();
        if (value !== undefined) return { value, done: false };
      } catch (error) {
        if (isOver) return DONE; // returned meanwhile, or told to the call before
        isOver = true;
        await finish();
        throw error;
      }
      isOver = true;
      await finish();
      return DONE;
    },
    async return() {
      isOver = true;
      await finish();
      return DONE;
    },
  };
}
