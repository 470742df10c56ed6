import { SqlError, toSqlError } from '../common/errors.ts';
import type { Plan } from '../planner/plan.ts';
import type { Batch } from '../types/batch.ts';
import { build, type BuildContext } from './build.ts';
import { RowMeter } from './meter.ts';
import { ResultQueue } from './ops/result.ts';
import { Pipeline, pipelineController } from './pipeline.ts';
import type { Scheduler } from './scheduler.ts';

/** A running SELECT: batches for one reader. */
export interface RunningQuery {
  readonly meter: RowMeter;
  readonly pipeline: Pipeline;
  /** `return()` cancels the query and closes what it opened; throws SqlError when the query fails. */
  readonly batches: AsyncIterable<Batch>;
}

/**
 * Opens the sources and begins to run; rejects with what keeps it from starting. The query ends with its input, with
 * `return()` of the reader, or when `signal` aborts.
 */
export async function startQuery(
  plan: Plan,
  context: Omit<BuildContext, 'signal' | 'fail'>,
  scheduler: Scheduler,
  signal: AbortSignal,
): Promise<RunningQuery> {
  const controller = pipelineController();
  const onAbort = () => controller.abort(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  const meter = new RowMeter();
  const queue = new ResultQueue(meter);
  const fail = (error: unknown) => controller.abort(toSqlError(error));
  controller.signal.addEventListener('abort', () => queue.fail(controller.signal.reason), { once: true });
  const built = await build(plan, queue, { ...context, signal: controller.signal, fail });
  const pipeline = new Pipeline(built, controller, scheduler, meter);
  const close = async () => {
    signal.removeEventListener('abort', onAbort);
    await pipeline.close();
  };
  try {
    for (const driver of pipeline.drivers) await driver.start(undefined);
  } catch (error) {
    fail(error);
    await close();
    throw controller.signal.reason;
  }
  const running = pipeline.run().catch(() => undefined); // the queue carries the failure to the reader
  let closed: Promise<void> | undefined;
  const finish = () => {
    fail(new SqlError('E_ABORTED', 'the query was stopped'));
    return (closed ??= running.then(close));
  };
  return { meter, pipeline, batches: { [Symbol.asyncIterator]: () => reader(queue, finish) } };
}

/** No generator: its `return()` would wait for the batch that is being waited for. */
function reader(queue: ResultQueue, finish: () => Promise<void>): AsyncIterator<Batch> {
  return {
    async next() {
      try {
        const value = await queue.take();
        if (value !== undefined) return { value, done: false };
      } catch (error) {
        await finish();
        throw error;
      }
      await finish();
      return { value: undefined, done: true };
    },
    async return() {
      await finish();
      return { value: undefined, done: true };
    },
  };
}
