import { randomBytes } from 'node:crypto';
import { sleep } from '../../common/clock.ts';
import { SqlError, toSqlError } from '../../common/errors.ts';
import type { Sink } from '../../connectors/connector.ts';
import { openStateBackend } from '../../state/open-state-backend.ts';
import type { StateBackend } from '../../state/state-backend.ts';
import { build } from '../build/build.ts';
import { Coordinator } from './coordinator.ts';
import { folderName } from './folder-name.ts';
import { lockJob } from './job-lock.ts';
import type { JobPorts, JobSpec, JobStatus, StopOptions } from './job-spec.ts';
import { RowMeter } from '../meter.ts';
import { notNull } from '../ops/not-null.ts';
import { SinkOperator } from '../ops/sink.ts';
import { Pipeline, pipelineController } from '../run/pipeline.ts';
import { PlanSources } from '../build/plan-sources.ts';
import { RestartStrategy } from './restart.ts';
import { writeSavepoint, type SavepointPlace } from './savepoint.ts';

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
  /** The last checkpoint of a job that is stopped. */
  #suspending: Promise<void> | undefined;
  /** Where the last checkpoint is to be copied to. */
  #savepoint: SavepointPlace | undefined;
  #hasSavepoint = false;
  /** A checkpoint was committed: a restart goes on there, not where the job once began. */
  #hasCommitted = false;
  readonly #tried = new Set<string>();
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

  /** Whether the savepoint that `stop` was asked for is there. */
  get hasSavepoint(): boolean {
    return this.#hasSavepoint;
  }

  get isOver(): boolean {
    return this.#status === 'FINISHED' || this.#status === 'FAILED' || this.#status === 'CANCELED';
  }

  /**
   * Ends at a last checkpoint: what was read is written and committed, windows and counts stay open for the next start.
   * `drain` ends the input instead: open windows fire. After the grace period what is left is dropped and read again at
   * the next start. A job that does not run yet, or not again yet, is cancelled; one that is being stopped ends as it was
   * told first. Throws E_JOB when no savepoint can be had of it any more.
   */
  async stop({ drain = false, savepoint }: StopOptions = {}): Promise<void> {
    if (this.#status === 'CREATED' || this.#status === 'RESTARTING') return this.cancel();
    if (this.isOver) return this.done;
    if (this.#stopping) {
      if (savepoint === undefined) return this.done;
      throw new SqlError('E_JOB', `job '${this.name}' is being stopped already, without this savepoint`);
    }
    this.#stopping = true;
    this.#savepoint = savepoint;
    this.#become('STOPPING');
    if (drain) this.#drain();
    else this.#suspend();
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
    const folder = `jobs/${folderName(this.name)}`;
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
        const delay = mayRestart ? restart.next(clock.now() - began, clock.now()) : undefined;
        if (delay === undefined) throw error;
        this.#become('RESTARTING');
        notice(`job '${this.name}' restarts: ${error.message}`);
        await sleep(clock, delay, this.#cancel.signal);
      }
    }
  }

  async #attempt(folder: string): Promise<void> {
    const { clock, disk, building, scheduler, notice } = this.#ports;
    const { inserts, checkpoints } = this.#spec;
    const controller = pipelineController();
    const { signal } = controller;
    const fail = (error: unknown) => controller.abort(toSqlError(error));
    const onCancel = () => fail(this.#cancel.signal.reason);
    this.#cancel.signal.addEventListener('abort', onCancel, { once: true });
    const sinks = inserts.map(({ table }) => this.#ports.createSink(table));
    let sources: PlanSources | undefined;
    let coordinator: Coordinator | undefined;
    let state: StateBackend | undefined;
    let pipeline: Pipeline | undefined;
    try {
      this.#cancel.signal.throwIfAborted();
      const plans = inserts.map(({ input }) => input);
      sources = new PlanSources(plans, building.createSource);
      const attempt = randomBytes(4).toString('hex');
      const savepoint = this.#hasCommitted ? undefined : checkpoints.savepoint;
      const earlier = { attempts: new Set(this.#tried), hasCommitted: this.#hasCommitted };
      coordinator = new Coordinator(
        { ...checkpoints, job: this.name, folder, attempt, earlier, savepoint },
        { stores: [...sinks, ...sources.all].map(({ store }) => store), clock, disk, notice, signal },
      );
      this.#tried.add(attempt);
      await coordinator.open();
      if (coordinator.isOver) return;
      state = await openStateBackend(
        { folder: coordinator.stateFolder, attempt, durable: true, settings: building.stateSettings },
        { disk, clock, warn: notice },
      );
      const branches = this.#branches(sinks, (id) => coordinator?.sinkEnded(id));
      const built = await build(branches, { ...building, sources, state, scheduler, signal, fail });
      pipeline = new Pipeline(built, controller, scheduler, this.meter, () => state?.ready());
      this.#pipeline = pipeline;
      this.#coordinator = coordinator;
      for (const sink of sinks) await sink.open(signal);
      await coordinator.start({
        drivers: pipeline.drivers,
        sinks: branches.map(({ id }) => id),
        state,
        moved: () => this.meter.rowsIn + this.meter.rowsOut,
      });
      this.#become('RUNNING');
      const running = pipeline.run();
      const checkpointing = coordinator.run(running).catch(fail);
      await running.finally(() => checkpointing);
      await this.#suspending;
      signal.throwIfAborted();
      const savepointTo = this.#savepoint; // one that is asked for after this has nothing left to copy
      if (this.#suspending === undefined) await coordinator.finish(savepointTo !== undefined);
      if (savepointTo !== undefined && coordinator.last !== undefined) {
        await writeSavepoint(coordinator.last, { disk, folder: coordinator.stateFolder }, savepointTo);
        this.#hasSavepoint = true;
        if (this.#suspending === undefined) await coordinator.forget();
      }
    } catch (error) {
      fail(error);
      throw signal.reason;
    } finally {
      this.#cancel.signal.removeEventListener('abort', onCancel);
      this.#hasCommitted ||= coordinator?.last !== undefined;
      await sources?.close();
      await pipeline?.close();
      await coordinator?.close().catch(() => undefined);
      for (const sink of sinks) await sink.close().catch(() => undefined);
      await state?.close();
    }
  }

  #branches(sinks: readonly Sink[], ended: (id: string) => void) {
    return this.#spec.inserts.map(({ input, table }, i) => {
      const id = sinks.length === 1 ? 'sink' : `sink-${i}`;
      const sink = sinks[i];
      if (sink === undefined) throw new TypeError('an INSERT without a sink');
      const spec = { owner: table.id.name, schema: input.schema, enforcer: this.#ports.building.notNull };
      const writer = new SinkOperator(id, sink, this.meter, () => ended(id));
      return { id, plan: input, sink: notNull(spec, writer) };
    });
  }

  /** Takes the last checkpoint; what goes wrong ends the attempt. */
  #suspend(): void {
    const [coordinator, pipeline] = [this.#coordinator, this.#pipeline];
    if (coordinator === undefined || pipeline === undefined) return;
    this.#suspending = coordinator.stop().catch((error: unknown) => pipeline.fail(error));
  }

  /** Ends the input. What checkpoints stand at from now on is the end of the job, or what was before it. */
  #drain(): void {
    this.#coordinator?.endCheckpoints();
    this.#pipeline?.drain();
  }

  #become(status: JobStatus): void {
    if (this.#status === status || this.isOver) return;
    this.#status = status;
    if (status === 'RUNNING') this.#hasRun = true;
    if (this.#hasRun || this.isOver) this.#setStarted();
    this.#ports.changed();
  }
}
