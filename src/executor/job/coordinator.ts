import { setMaxListeners } from 'node:events';
import { orAbort } from '../../common/abort.ts';
import { sleep } from '../../common/clock.ts';
import { SqlError } from '../../common/errors.ts';
import type { Positions, PositionStore, Source } from '../../connectors/connector.ts';
import type { StateSnapshot } from '../../state/state-snapshot.ts';
import type { Coordinated, CoordinatorPorts, CoordinatorSpec } from './coordinator-spec.ts';
import { folderName } from './folder-name.ts';
import { ManifestFolder, manifestMark, readMark, type Manifest } from './manifest.ts';
import { PendingCheckpoint } from './pending-checkpoint.ts';
import { areApart, lowestPositions, samePositions } from './positions.ts';
import { restored, resume, type Resume } from './resume.ts';

/** An idle job commits this often all the same: a group without members loses its offsets after a while. */
const IDLE_COMMIT_MS = 3_600_000;
/** Where jobs are kept that have no place outside. */
const NO_PLACE = 'local';

/**
 * Checkpoints of one attempt of a job. A checkpoint is a barrier through every source, all sinks' acknowledgement, a
 * durable snapshot and manifest, then the commit of the positions outside. One is in flight at a time. Rules and their
 * reasons: the store's contract (PositionStore) and ARCHITECTURE.md.
 */
export class Coordinator {
  readonly #spec: CoordinatorSpec;
  readonly #ports: CoordinatorPorts;
  readonly #store: PositionStore | undefined;
  #committedOutside: Awaited<ReturnType<PositionStore['open']>> | undefined;
  #place = NO_PLACE;
  #manifests: ManifestFolder;
  #parts: Coordinated | undefined;
  readonly #endedSinks = new Set<string>();
  #pending: PendingCheckpoint | undefined;
  #n = 0;
  #last: Manifest | undefined;
  #committed: ReadonlyMap<string, Positions> = new Map();
  #committedAt = 0;
  #moved = 0;
  #inFlight: Promise<void> = Promise.resolve();
  #isStopping = false;
  #isFinished = false;

  /** Throws E_UNSUPPORTED when the positions have several places. */
  constructor(spec: CoordinatorSpec, ports: CoordinatorPorts) {
    this.#spec = spec;
    this.#ports = ports;
    const stores = new Map(ports.stores.flatMap((store) => (store === undefined ? [] : [[store.id, store]])));
    const [store, second] = stores.values();
    if (second !== undefined) {
      throw new SqlError(
        'E_UNSUPPORTED',
        'the Kafka tables of one job must be on one cluster and in one group',
      );
    }
    this.#store = store;
    this.#manifests = new ManifestFolder(ports.disk, this.folder);
  }

  /** Number of the last committed checkpoint. */
  get checkpoint(): number {
    return this.#n;
  }

  /** What the last commit named; undefined before the first. */
  get last(): Manifest | undefined {
    return this.#last;
  }

  /** Where the job's manifests are: another folder for each place outside. */
  get folder(): string {
    return `${this.#spec.folder}/${folderName(this.#place)}`;
  }

  /**
   * Once it is open: the job came to its end meanwhile. In an earlier attempt, which did not hear that its last commit was
   * made, or in another process, which had taken it over.
   */
  get isOver(): boolean {
    const mark = readMark(this.#committedOutside?.metadata);
    const { attempts, hasCommitted } = this.#spec.earlier;
    return mark?.isOver === true && (hasCommitted || attempts.has(mark.attempt));
  }

  /** Where its state is. */
  get stateFolder(): string {
    return `${this.folder}/state`;
  }

  /** Keeps older owners out, and reads what they committed. */
  async open(): Promise<void> {
    this.#committedOutside = await this.#store?.open(this.#ports.signal);
    this.#place = this.#committedOutside?.place ?? NO_PLACE;
    this.#manifests = new ManifestFolder(this.#ports.disk, this.folder);
  }

  /**
   * Starts the sources where the job goes on, with the state it had there; a new job commits its start positions as
   * checkpoint 0 before the first row is read. `parts` have just been built.
   */
  async start(parts: Coordinated): Promise<void> {
    try {
      await this.#start(parts);
    } catch (thrown) {
      const isOfDisk =
        thrown instanceof SqlError && (thrown.code === 'E_JOB_STATE' || thrown.code === 'E_IO');
      // A newer owner has removed what this one was to go on from.
      throw (isOfDisk && (await this.#store?.takenOver?.(this.#ports.signal))) || thrown;
    }
  }

  async #start(parts: Coordinated): Promise<void> {
    this.#parts = parts;
    const from = await this.#resume(parts);
    if (from.notice !== undefined) this.#ports.notice(from.notice);
    if (from.state !== undefined) await this.#restore(from.state, parts);
    for (const driver of parts.drivers)
      await driver.start(from.sources?.get(driver.id), from.finished.includes(driver.id));
    // Where nothing outside names the checkpoint to go on from, the highest number does: it has to be the newest.
    const highest = this.#store === undefined ? ((await this.#manifests.latest())?.n ?? 0) : 0;
    this.#n = Math.max(from.n, highest);
    if (from.sources === undefined && this.#store !== undefined)
      return this.#commit(0, this.#positions(), [], await parts.state.snapshot());
    this.#committed = from.sources ?? new Map();
    // The first checkpoint is committed also when nothing moved: the mark of this attempt tells an older process, when it
    // wakes, that another one took over.
    this.#committedAt = this.#store === undefined ? this.#ports.clock.now() : -Infinity;
  }

  /** Makes checkpoints until the signal aborts, `until` resolves or a stop is asked for. Rejects with what ends the attempt. */
  async run(until: Promise<void>): Promise<void> {
    const { clock, signal } = this.#ports;
    const { intervalMs } = this.#spec;
    const over = new AbortController();
    setMaxListeners(0, over.signal);
    const stop = () => over.abort();
    void until.then(stop, stop);
    // A job without a place outside has nothing to tell at once: short ones never write a file.
    if (this.#store === undefined) await sleep(clock, intervalMs, over.signal).catch(() => undefined);
    while (!over.signal.aborted && !signal.aborted && !this.#isStopping) {
      const started = clock.now();
      this.#inFlight = this.#trigger();
      await this.#inFlight;
      const pause = Math.max(intervalMs - (clock.now() - started), intervalMs / 2);
      await sleep(clock, pause, over.signal).catch(() => undefined);
    }
  }

  /**
   * A last checkpoint, behind which nothing is read: the pipeline's run ends as soon as its barrier is on its way.
   * Resolves once it is committed.
   */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#inFlight;
    if (!this.#isFinished) await this.#checkpoint(true);
  }

  /** No further checkpoint begins, but the one in `finish`; the one on its way goes on. */
  endCheckpoints(): void {
    this.#isStopping = true;
  }

  /**
   * The end of a job whose sources have all ended: the last commit. The next start is a new run behind these positions,
   * with nothing counted yet. `keep`: a savepoint is made of it, and `forget` called, by the caller.
   */
  finish(keep: boolean): Promise<void> {
    this.#isFinished = true;
    this.#inFlight = this.#inFlight.then(() => this.#finish(keep));
    return this.#inFlight;
  }

  async #finish(keep: boolean): Promise<void> {
    const parts = this.#parts;
    if (parts === undefined) return;
    if (this.#store === undefined && !keep) return this.forget();
    // A new run reads on behind these positions, so none of the sources counts as finished.
    const state = await parts.state.snapshot({ final: true });
    await this.#commit(this.#n + 1, this.#positions(), [], state, true);
    if (!keep) await this.forget();
  }

  /** Removes what is kept here: the job is over. Only `close` may follow. */
  async forget(): Promise<void> {
    // One offset is committed for a topic that is read twice: where each of its sources ended, only the manifest tells.
    const last = this.#last;
    const isNeeded = last !== undefined && areApart(this.#keptOutside(last.sources));
    await this.#manifests.clear(isNeeded ? [last] : []);
    await this.#parts?.state.discard();
  }

  /** A sink has flushed its last row: it answers no barrier any more. */
  sinkEnded(sink: string): void {
    this.#endedSinks.add(sink);
    this.#pending?.acknowledged(sink);
  }

  async close(): Promise<void> {
    await this.#store?.close();
  }

  async #restore(snapshot: StateSnapshot, { state }: Coordinated): Promise<void> {
    const { savepoint } = this.#spec;
    try {
      await state.restore(snapshot, savepoint);
    } catch (error) {
      if (!(error instanceof SqlError) || error.code !== 'E_JOB_STATE') throw error;
      const without =
        savepoint === undefined
          ? "SET 'weir.job.start' = 'scratch'"
          : "RESET 'execution.state-recovery.path'";
      throw error.with({ hint: `run the statement it was saved with, or ${without} to start without it` });
    }
  }

  #resume({ drivers, state }: Coordinated): Promise<Resume> | Resume {
    const { job, start, fingerprint, savepoint } = this.#spec;
    if (savepoint !== undefined) {
      const { sources } = savepoint.manifest;
      const changed =
        savepoint.manifest.fingerprint === fingerprint ? '' : '; its statement has changed since';
      if (sources.size === drivers.length && drivers.every(({ id }) => sources.has(id)))
        return restored(savepoint.manifest, `job '${job}' begins at savepoint ${savepoint.path}${changed}`);
      const counts = `${sources.size} source(s), the statement ${drivers.length}`;
      throw new SqlError('E_JOB_STATE', `the savepoint at ${savepoint.path} has positions of ${counts}`, {
        hint: 'run the statement it was made of',
      });
    }
    return resume({
      job,
      start,
      fingerprint,
      committed: this.#committedOutside,
      manifests: this.#manifests,
      sourceIds: drivers.map(({ id }) => id),
      keptOutside: drivers.flatMap(({ id, source }) => (this.#isKeptOutside(source) ? [id] : [])),
      hasState: !state.isEmpty,
    });
  }

  /** One checkpoint, unless nothing changed. A pipeline that is over answers no more: its last one follows in finish(). */
  async #trigger(): Promise<void> {
    const parts = this.#parts;
    if (parts === undefined || parts.drivers.every(({ ended }) => ended)) return;
    const isIdle = parts.moved() === this.#moved && samePositions(this.#positions(), this.#committed);
    if (isIdle && this.#ports.clock.now() - this.#committedAt < IDLE_COMMIT_MS) return;
    await this.#checkpoint(false);
  }

  async #checkpoint(isLast: boolean): Promise<void> {
    const parts = this.#parts;
    if (parts === undefined) return;
    const { drivers, sinks, state, moved } = parts;
    const { signal } = this.#ports;
    const pending = new PendingCheckpoint(
      this.#n + 1,
      sinks.filter((sink) => !this.#endedSinks.has(sink)),
    );
    this.#pending = pending;
    const movedBefore = moved();
    const answers = drivers.map(async (driver) => ({
      id: driver.id,
      ...(await driver.requestBarrier(pending, isLast)),
    }));
    const answered = await orAbort(Promise.all(answers), signal);
    await orAbort(pending.done, signal);
    const positions = new Map(answered.map(({ id, positions: own }) => [id, new Map(own)]));
    const finished = answered.flatMap(({ id, isFinished }) => (isFinished ? [id] : []));
    await this.#commit(pending.id, positions, finished, await state.snapshot());
    this.#moved = movedBefore;
  }

  async #commit(
    n: number,
    sources: ReadonlyMap<string, Positions>,
    finished: readonly string[],
    state: StateSnapshot,
    isOver = false,
  ): Promise<void> {
    const parts = this.#parts;
    if (parts === undefined) return;
    const { attempt, fingerprint } = this.#spec;
    const manifest: Manifest = { n, attempt, fingerprint, sources, finished, state, isOver };
    await this.#manifests.write(manifest);
    const removable = await this.#manifests.removable([manifest]);
    this.#ports.signal.throwIfAborted();
    if (this.#store !== undefined) {
      const outside = lowestPositions(this.#keptOutside(sources));
      const commit = this.#store.commit(outside, manifestMark(manifest));
      await orAbort(commit, this.#ports.signal); // cancelled: what became of it is found out at the next start
    }
    this.#n = n;
    this.#last = manifest;
    this.#committed = sources;
    this.#committedAt = this.#ports.clock.now();
    await parts.state.committed(state);
    await this.#manifests.remove(removable);
  }

  #isKeptOutside(source: Source): boolean {
    return source.store !== undefined;
  }

  #keptOutside(sources: ReadonlyMap<string, Positions>): Positions[] {
    const kept = (this.#parts?.drivers ?? []).filter(({ source }) => this.#isKeptOutside(source));
    return kept.flatMap(({ id }) => sources.get(id) ?? []);
  }

  #positions(): Map<string, Positions> {
    return new Map((this.#parts?.drivers ?? []).map(({ id, positions }) => [id, new Map(positions)]));
  }
}
