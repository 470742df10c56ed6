import { randomBytes } from 'node:crypto';
import { sleep, type Clock } from '../common/clock.ts';
import type { Disk } from '../common/disk.ts';
import { SqlError, toSqlError } from '../common/errors.ts';
import type { ProcessInfo } from '../common/process-info.ts';
import type { Sink } from '../connectors/connector.ts';
import type { InsertPlan } from '../planner/plan.ts';
import { build, type BuildContext } from './build.ts';
import { Coordinator, type CoordinatorSpec } from './coordinator.ts';
import { lockJob } from './job-lock.ts';
import { RowMeter } from './meter.ts';
import { SinkOperator, type NotNullEnforcer } from './ops/sink.ts';
import { Pipeline, pipelineController } from './pipeline.ts';
import { RestartStrategy, type RestartSettings } from './restart.ts';
import type { Scheduler } from './scheduler.ts';

export type JobStatus =
  'CREATED' | 'RUNNING' | 'RESTARTING' | 'STOPPING' | 'CANCELLING' | 'FINISHED' | 'FAILED' | 'CANCELED';

export interface JobSpec {
  readonly name: string;
  readonly plan: InsertPlan;
  readonly notNull: NotNullEnforcer;
  readonly checkpoints: Omit<CoordinatorSpec, 'job' | 'folder' | 'attempt'>;
  readonly restart: RestartSettings;
  readonly graceMs: number;
}

export interface JobPorts {
  readonly clock: Clock;
  readonly disk: Disk;
  readonly process: ProcessInfo;
  readonly random: () => number;
  readonly scheduler: Scheduler;
  /** Everything of the build that is the same for every attempt. */
  readonly building: Omit<BuildContext, 'signal' | 'fail'>;
  createSink(): Sink;
  readonly notice: (text: string) => void;
  readonly changed: () => void;
}

/** A detached INSERT: runs attempts until it has ended, was stopped, or failed for good. */
export class RunningJob {
  readonly id = randomBytes(16).toString('hex');
  readonly name: string;
  readonly startedAt: number;
  readonly meter = new RowMeter();
  /** Resolves when the job runs for the first time: its tables are there and its position is known; or when it has ended. */
  readonly started: Promise<void>;
  /** Resolves when the job has ended in whatever way. */
  readonly done: Promise<void>;
  readonly #spec: JobSpec;
  readonly #ports: JobPorts;
  readonly #cancel = new AbortController();
  #status: JobStatus = 'CREATED';
  #endedAt: number | undefined;
  #error: SqlError | undefined;
  #pipeline: Pipeline | undefined;
  #coordinator: Coordinator | undefined;
  #stopping = false;
  #hasRun = false;
  #setStarted: () => void = () => undefined;

  /** Starts at once. */
  constructor(spec: JobSpec, ports: JobPorts) {
    this.#spec = spec;
    this.#ports = ports;
    this.name = spec.name;
    this.startedAt = ports.clock.now();
    this.started = new Promise((resolve) => (this.#setStarted = resolve));
    this.done = this.#run();
  }

  get status(): JobStatus {
    return this.#status;
  }

  get error(): SqlError | undefined {
    return this.#error;
  }

  get endedAt(): number | undefined {
    return this.#endedAt;
  }

  get pipeline(): Pipeline | undefined {
    return this.#pipeline;
  }

  /** Number of the last committed checkpoint. */
  get checkpoint(): number {
    return this.#coordinator?.checkpoint ?? 0;
  }

  get isOver(): boolean {
    return this.#status === 'FINISHED' || this.#status === 'FAILED' || this.#status === 'CANCELED';
  }

  /**
   * Last barrier, drain, commit, end; after the grace period what is left is dropped and read again at the next start.
   * A job that does not run yet, or not again yet, has nothing to drain: it is cancelled.
   */
  async stop(): Promise<void> {
    if (this.#status === 'CREATED' || this.#status === 'RESTARTING') return this.cancel();
    if (this.isOver) return this.done;
    this.#stopping = true;
    this.#become('STOPPING');
    this.#pipeline?.stop();
    const giveUp = this.#ports.clock.after(this.#spec.graceMs, () =>
      this.#cancel.abort(
        new SqlError('E_ABORTED', `job '${this.name}' did not drain within its grace period`),
      ),
    );
    await this.done;
    giveUp();
  }

  /** At once: what is in flight is dropped and read again at the next start. */
  async cancel(): Promise<void> {
    if (this.isOver) return this.done;
    this.#stopping = true;
    this.#become('CANCELLING');
    this.#cancel.abort(new SqlError('E_ABORTED', `job '${this.name}' was cancelled`));
    await this.done;
  }

  async #run(): Promise<void> {
    await Promise.resolve(); // the caller gets the object before anything happens
    const { disk, process } = this.#ports;
    const folder = `jobs/${encodeURIComponent(this.name)}`;
    let unlock: (() => Promise<void>) | undefined;
    try {
      unlock = await lockJob(disk, folder, this.name, process);
      await this.#attempts(folder);
    } catch (thrown) {
      this.#error = toSqlError(thrown);
    }
    // Whoever sees the job over may start it again at once.
    await unlock?.().catch(() => undefined);
    const isCancelled = this.#cancel.signal.aborted;
    if (isCancelled) this.#error = undefined;
    this.#endedAt = this.#ports.clock.now();
    this.#become(isCancelled ? 'CANCELED' : this.#error === undefined ? 'FINISHED' : 'FAILED');
  }

  /** Until an attempt has come to its end; rejects with what no further attempt helps against. */
  async #attempts(folder: string): Promise<void> {
    const { clock, random, notice } = this.#ports;
    const restart = new RestartStrategy(this.#spec.restart, random);
    for (;;) {
      const began = clock.now();
      try {
        return await this.#attempt(folder);
      } catch (thrown) {
        const error = toSqlError(thrown);
        // A job that never ran has a statement waiting for it: the person is told, not kept.
        const mayRestart = this.#hasRun && error.retry === 'backoff' && !this.#stopping;
        const delay = mayRestart ? restart.next(clock.now() - began) : undefined;
        if (delay === undefined) throw error;
        this.#become('RESTARTING');
        notice(`job '${this.name}' restarts: ${error.message}`);
        await sleep(clock, delay, this.#cancel.signal);
      }
    }
  }

  async #attempt(folder: string): Promise<void> {
    const { clock, disk, building, scheduler, notice } = this.#ports;
    const { plan, checkpoints } = this.#spec;
    const controller = pipelineController();
    const onCancel = () => controller.abort(this.#cancel.signal.reason);
    this.#cancel.signal.addEventListener('abort', onCancel, { once: true });
    const sink = this.#ports.createSink();
    let pipeline: Pipeline | undefined;
    let coordinator: Coordinator | undefined;
    try {
      this.#cancel.signal.throwIfAborted();
      const operator = new SinkOperator(
        'sink',
        plan.table.id.name,
        plan.input.schema,
        this.#spec.notNull,
        sink,
        this.meter,
      );
      const fail = (error: unknown) => controller.abort(toSqlError(error));
      const built = await build(plan.input, operator, { ...building, signal: controller.signal, fail });
      pipeline = new Pipeline(built, controller, scheduler, this.meter);
      const attempt = randomBytes(4).toString('hex');
      coordinator = new Coordinator(
        { ...checkpoints, job: this.name, folder, attempt },
        { drivers: pipeline.drivers, sinks: ['sink'], clock, disk, notice, signal: controller.signal },
      );
      this.#pipeline = pipeline;
      this.#coordinator = coordinator;
      await sink.open(controller.signal);
      await coordinator.start();
      this.#become('RUNNING');
      const running = pipeline.run();
      const checkpointing = coordinator.run(running).catch((error: unknown) => pipeline?.fail(error));
      await running.finally(() => checkpointing);
      controller.signal.throwIfAborted();
      await coordinator.finish();
    } catch (error) {
      controller.abort(toSqlError(error));
      throw controller.signal.reason;
    } finally {
      this.#cancel.signal.removeEventListener('abort', onCancel);
      await pipeline?.close();
      await coordinator?.close().catch(() => undefined);
      await sink.close().catch(() => undefined);
    }
  }

  #become(status: JobStatus): void {
    if (this.#status === status || this.isOver) return;
    this.#status = status;
    if (status === 'RUNNING') this.#hasRun = true;
    if (this.#hasRun || this.isOver) this.#setStarted();
    this.#ports.changed();
  }
}
