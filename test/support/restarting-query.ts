import { randomBytes } from 'node:crypto';
import { memoryDisk } from '../../src/common/disk.ts';
import { SqlError, toSqlError } from '../../src/common/errors.ts';
import type { Positions, Source } from '../../src/connectors/connector.ts';
import { build } from '../../src/executor/build/build.ts';
import { Coordinator } from '../../src/executor/job/coordinator.ts';
import { RowMeter } from '../../src/executor/meter.ts';
import type { Operator } from '../../src/executor/operator.ts';
import { ResultQueue } from '../../src/executor/ops/result.ts';
import { Pipeline, pipelineController } from '../../src/executor/run/pipeline.ts';
import { notNull } from '../../src/executor/ops/not-null.ts';
import { PlanSources } from '../../src/executor/build/plan-sources.ts';
import type { RunningQuery, startQuery } from '../../src/executor/query.ts';
import { openStateBackend } from '../../src/state/open-state-backend.ts';

const SINK = 'result';

/**
 * Runs a SELECT as `startQuery` does, but with a checkpoint after each batch of a source: all is thrown away, and a new
 * pipeline goes on with what the checkpoint holds.
 */
export const startRestartingQuery: typeof startQuery = async (plan, context, scheduler, signal) => {
  const meter = new RowMeter();
  const queue = new ResultQueue(meter);
  const main = pipelineController();
  const fail = (error: unknown) => main.abort(toSqlError(error));
  signal.addEventListener('abort', () => fail(signal.reason), { once: true });
  if (signal.aborted) fail(signal.reason);
  main.signal.addEventListener('abort', () => queue.fail(main.signal.reason), { once: true });
  const disk = memoryDisk();
  let current: Pipeline | undefined;

  /** One pipeline up to its first batch; whether it came to its end. `started` is called when it runs. */
  async function attempt(started: () => void): Promise<boolean> {
    const name = randomBytes(4).toString('hex');
    const controller = pipelineController();
    main.signal.addEventListener('abort', () => controller.abort(main.signal.reason), { once: true });
    main.signal.throwIfAborted();
    const ports = { clock: context.clock, disk, notice: () => undefined, signal: controller.signal };
    const coordinator = new Coordinator(
      {
        job: 'q',
        folder: 'q',
        attempt: name,
        fingerprint: 'q',
        start: 'auto',
        intervalMs: Infinity,
        savepoint: undefined,
        earlier: { attempts: new Set(), hasCommitted: false },
      },
      { ...ports, stores: [] },
    );
    let oneBatch: () => void = () => undefined;
    const batch = new Promise<void>((resolve) => (oneBatch = resolve));
    const sources = new PlanSources([plan], (table) => new OneBatch(context.createSource(table), oneBatch));
    await coordinator.open();
    const state = await openStateBackend(
      { folder: coordinator.stateFolder, attempt: name, durable: true, settings: context.stateSettings },
      { disk, clock: context.clock, warn: () => undefined },
    );
    let isOver = false;
    const sink: Operator = {
      push: (rows) => queue.push(rows),
      watermark: () => undefined,
      idle: () => undefined,
      barrier: (checkpoint) => checkpoint.acknowledged(SINK),
      end() {
        isOver = true;
        coordinator.sinkEnded(SINK);
      },
    };
    try {
      const parts = { ...context, sources, state, scheduler, signal: controller.signal };
      const checked = notNull({ owner: 'the result', schema: plan.schema, enforcer: context.notNull }, sink);
      const built = await build([{ plan, sink: checked }], {
        ...parts,
        fail: (error) => controller.abort(toSqlError(error)),
      });
      const pipeline = new Pipeline(built, controller, scheduler, meter, () => state.ready());
      current = pipeline;
      const moved = () => meter.rowsIn + meter.rowsOut;
      await coordinator.start({ drivers: pipeline.drivers, sinks: [SINK], state, moved });
      started();
      const running = pipeline.run();
      await Promise.race([batch, running]);
      if (!isOver) await Promise.race([coordinator.stop(), running.then(() => coordinator.stop())]);
      await running;
      return isOver;
    } catch (error) {
      throw controller.signal.aborted ? controller.signal.reason : error;
    } finally {
      await sources.close();
      await current?.close();
      await state.close();
    }
  }

  let firstRuns: () => void = () => undefined;
  const started = new Promise<void>((resolve) => (firstRuns = resolve));
  const run = async () => {
    while (!(await attempt(firstRuns)));
    queue.end();
  };
  let hasStarted = false;
  const closed = run().catch(fail);
  await Promise.race([started.then(() => (hasStarted = true)), closed]);
  if (!hasStarted && main.signal.aborted) throw main.signal.reason;
  const pipeline = current;
  if (pipeline === undefined) throw new Error('no pipeline');
  const cancel = () => {
    fail(new SqlError('E_ABORTED', 'the query was stopped'));
    return closed;
  };
  const query: RunningQuery = {
    meter,
    pipeline,
    batches: { [Symbol.asyncIterator]: () => reader(queue, cancel) },
    closed,
    cancel,
  };
  return query;
};

function reader(queue: ResultQueue, cancel: () => Promise<void>) {
  const done = { value: undefined, done: true } as const;
  return {
    async next() {
      const value = await queue.take();
      return value === undefined ? done : ({ value, done: false } as const);
    },
    async return() {
      await cancel();
      return done;
    },
  };
}

/** A source that gives one batch and then waits. */
class OneBatch implements Source {
  readonly #inner: Source;
  readonly #given: () => void;
  readonly splits?: () => Iterable<string>;
  #isOver = false;

  constructor(inner: Source, given: () => void) {
    this.#inner = inner;
    this.#given = given;
    if (inner.splits !== undefined) this.splits = () => inner.splits?.() ?? [];
  }

  start(restored: Positions | undefined, signal: AbortSignal): Promise<void> {
    return this.#inner.start(restored, signal);
  }

  async poll(maxRows: number, signal: AbortSignal) {
    if (this.#isOver) {
      return new Promise<never>((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
      );
    }
    const batch = await this.#inner.poll(maxRows, signal);
    this.#isOver = batch !== undefined;
    if (batch !== undefined) setImmediate(this.#given); // the driver has pushed it by then
    return batch;
  }

  positions(): Positions {
    return this.#inner.positions();
  }

  lag(): number | undefined {
    return this.#inner.lag();
  }

  close(): Promise<void> {
    return this.#inner.close();
  }
}
