import { setMaxListeners } from 'node:events';
import { orAbort } from '../common/abort.ts';
import { sleep, type Clock } from '../common/clock.ts';
import type { Disk } from '../common/disk.ts';
import { SqlError } from '../common/errors.ts';
import type { Positions, PositionStore } from '../connectors/connector.ts';
import { ManifestFolder, manifestMark } from './manifest.ts';
import type { Checkpoint } from './operator.ts';
import type { SourceDriver } from './source-driver.ts';
import { lowestPositions, resume, type JobStart } from './resume.ts';

export interface CoordinatorSpec {
  readonly job: string;
  /** Folder of the job on the disk. */
  readonly folder: string;
  /** Drawn anew at each start. */
  readonly attempt: string;
  readonly fingerprint: string;
  readonly start: JobStart;
  readonly intervalMs: number;
}

export interface CoordinatorPorts {
  readonly drivers: readonly SourceDriver[];
  /** Ids of the sinks that acknowledge each checkpoint. */
  readonly sinks: readonly string[];
  readonly clock: Clock;
  readonly disk: Disk;
  readonly notice: (text: string) => void;
  readonly signal: AbortSignal;
}

/** An idle job commits this often all the same: a group without members loses its offsets after a while. */
const IDLE_COMMIT_MS = 3_600_000;

/**
 * Checkpoints of one job. A checkpoint is a barrier through every source, all sinks' acknowledgement, a durable
 * manifest, then the commit of the positions outside. One is in flight at a time. Rules and their reasons: the store's
 * contract (PositionStore) and ARCHITECTURE.md.
 */
export class Coordinator {
  readonly #spec: CoordinatorSpec;
  readonly #ports: CoordinatorPorts;
  readonly #stores: ReadonlyMap<string, PositionStore>;
  #manifests: ManifestFolder | undefined;
  #n = 0;
  #committed: ReadonlyMap<string, Positions> = new Map();
  #committedAt = 0;
  #inFlight: Promise<void> = Promise.resolve();

  constructor(spec: CoordinatorSpec, ports: CoordinatorPorts) {
    this.#spec = spec;
    this.#ports = ports;
    const stores = new Map<string, PositionStore>();
    for (const { source } of ports.drivers)
      if (source.store !== undefined) stores.set(source.store.id, source.store);
    this.#stores = stores;
  }

  /** Number of the last committed checkpoint. */
  get checkpoint(): number {
    return this.#n;
  }

  /**
   * Keeps older owners out, reads what they committed, starts the sources there; a new job commits its start
   * positions as checkpoint 0 before the first row is read.
   */
  async start(): Promise<void> {
    const { drivers, signal, notice } = this.#ports;
    const [store, second] = this.#stores.values();
    if (second !== undefined) {
      throw new SqlError('E_UNSUPPORTED', 'the sources of one INSERT must be on one Kafka cluster');
    }
    if (store === undefined) {
      for (const driver of drivers) await driver.start(undefined);
      return;
    }
    const committed = await store.open(signal);
    const place = `${this.#spec.folder}/${encodeURIComponent(committed.place)}`;
    const manifests = new ManifestFolder(this.#ports.disk, place);
    this.#manifests = manifests;
    const kept = drivers.filter(({ source }) => source.store !== undefined).map(({ id }) => id);
    const { job, start, fingerprint } = this.#spec;
    const from = await resume({ job, start, fingerprint, committed, manifests, sourceIds: kept });
    if (from.notice !== undefined) notice(from.notice);
    for (const driver of drivers) await driver.start(from.sources?.get(driver.id));
    this.#n = from.n;
    if (from.sources === undefined) return this.#commit(0, this.#positions());
    this.#committed = from.sources;
    // The first checkpoint is committed also when nothing moved: the mark of this attempt tells an older process, when it
    // wakes, that another one took over.
    this.#committedAt = -Infinity;
  }

  /** Makes checkpoints until the signal aborts or `until` resolves. Rejects with what ends the attempt. */
  async run(until: Promise<void>): Promise<void> {
    const { clock, signal } = this.#ports;
    if (this.#stores.size === 0) return;
    const over = new AbortController();
    setMaxListeners(0, over.signal);
    const stop = () => over.abort();
    void until.then(stop, stop);
    for (;;) {
      const started = clock.now();
      this.#inFlight = this.#trigger(over.signal);
      await this.#inFlight;
      const pause = Math.max(this.#spec.intervalMs - (clock.now() - started), this.#spec.intervalMs / 2);
      await sleep(clock, pause, over.signal).catch(() => undefined);
      if (over.signal.aborted || signal.aborted) return;
    }
  }

  /** The last checkpoint, once all sources have ended and all sinks have flushed. */
  async finish(): Promise<void> {
    if (this.#stores.size === 0) return;
    await this.#inFlight;
    const positions = this.#positions();
    if (!samePositions(positions, this.#committed)) await this.#commit(this.#n + 1, positions);
  }

  async close(): Promise<void> {
    for (const store of this.#stores.values()) await store.close();
  }

  /** One checkpoint, unless nothing changed. A pipeline that is over answers no more: its last one follows in finish(). */
  async #trigger(over: AbortSignal): Promise<void> {
    const { drivers, sinks, clock } = this.#ports;
    const idle = samePositions(this.#positions(), this.#committed);
    if (idle && clock.now() - this.#committedAt < IDLE_COMMIT_MS) return;
    const checkpoint = new PendingCheckpoint(this.#n + 1, sinks);
    try {
      const answers = drivers.map(
        async (driver) => [driver.id, await driver.requestBarrier(checkpoint)] as const,
      );
      const positions = new Map(await orAbort(Promise.all(answers), over));
      await orAbort(checkpoint.done, over);
      await this.#commit(checkpoint.id, this.#kept(positions));
    } catch (error) {
      if (error !== over.reason) throw error;
    }
  }

  async #commit(n: number, positions: ReadonlyMap<string, Positions>): Promise<void> {
    const manifests = this.#manifests;
    if (manifests === undefined) return;
    const { attempt, fingerprint } = this.#spec;
    const manifest = { n, attempt, fingerprint, sources: positions };
    await manifests.write(manifest);
    const removable = await manifests.removable([manifest]);
    this.#ports.signal.throwIfAborted();
    for (const store of this.#stores.values()) {
      const commit = store.commit(lowestPositions([...positions.values()]), manifestMark(manifest));
      await orAbort(commit, this.#ports.signal); // cancelled: what became of it is found out at the next start
    }
    this.#n = n;
    this.#committed = positions;
    this.#committedAt = this.#ports.clock.now();
    await manifests.remove(removable);
  }

  #positions(): Map<string, Positions> {
    return this.#kept(new Map(this.#ports.drivers.map(({ id, positions }) => [id, positions])));
  }

  /** Positions of the sources that have a store. */
  #kept(positions: ReadonlyMap<string, Positions>): Map<string, Positions> {
    const kept = new Map<string, Positions>();
    for (const { id, source } of this.#ports.drivers) {
      const own = positions.get(id);
      if (source.store !== undefined && own !== undefined) kept.set(id, new Map(own));
    }
    return kept;
  }
}

function samePositions(a: ReadonlyMap<string, Positions>, b: ReadonlyMap<string, Positions>): boolean {
  if (a.size !== b.size) return false;
  for (const [id, positions] of a) {
    const others = b.get(id);
    if (others === undefined || others.size !== positions.size) return false;
    for (const [split, at] of positions) if (others.get(split) !== at) return false;
  }
  return true;
}

/** A checkpoint on its way: done when every sink has acknowledged it. */
class PendingCheckpoint implements Checkpoint {
  readonly id: number;
  readonly done: Promise<void>;
  readonly #missing: Set<string>;
  #resolve: () => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(id: number, sinks: readonly string[]) {
    this.id = id;
    this.#missing = new Set(sinks);
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.done.catch(() => undefined); // seen by whoever waits; nobody may when the job ends first
  }

  /** No operator keeps state yet: state comes with the first stateful one. */
  snapshot(): void {}

  acknowledged(sink: string): void {
    this.#missing.delete(sink);
    if (this.#missing.size === 0) this.#resolve();
  }

  failed(error: unknown): void {
    this.#reject(error);
  }
}
