import { setMaxListeners } from 'node:events';
import { orAbort } from '../../src/common/abort.ts';
import { FakeClock, sleep, type Clock } from '../../src/common/clock.ts';
import { memoryDisk, type Disk } from '../../src/common/disk.ts';
import { SqlError } from '../../src/common/errors.ts';
import type {
  CommittedPositions,
  PositionStore,
  Positions,
  Sink,
  Source,
} from '../../src/connectors/connector.ts';
import type { ModelClient, Prediction } from '../../src/models/provider.ts';
import type { Batch } from '../../src/types/batch.ts';

/** Chance with a seed (mulberry32). */
export class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 <= x < 1 */
  next = (): number => {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };

  below(n: number): number {
    return Math.floor(this.next() * n);
  }

  happens(probability: number): boolean {
    return this.next() < probability;
  }
}

/** One read of one row: the branch of the UNION that read it, the split, the offset. */
export interface RowId {
  readonly branch: number;
  readonly split: string;
  readonly offset: number;
}

const rowName = (branch: number, split: string, offset: number) => `${branch}:${split}:${offset}`;

/** Topics, a consumer group, a sink's topic and a disk: all that outlives a process. */
export class Outside {
  readonly clock = new FakeClock(1_000_000);
  readonly disk = memoryDisk();
  readonly chance: Chance;
  /** Number of rows by split, 't-0', of every topic. */
  readonly splits = new Map<string, number>();
  readonly committed = new Map<string, number>();
  metadata: string | undefined;
  /** Of the last opened group: whoever opened it before is shut out. */
  epoch = 0;
  readonly durable = new Map<string, number>();
  /** Processes that live. */
  readonly alive = new Set<number>();
  /** Share of outside calls that fail. */
  faults = 0;
  #arrivals: (() => void)[] = [];

  constructor(chance: Chance) {
    this.chance = chance;
  }

  append(): void {
    for (const [split, rows] of this.splits) this.splits.set(split, rows + this.chance.below(8));
    for (const arrived of this.#arrivals.splice(0)) arrived();
  }

  arrival(signal: AbortSignal): Promise<void> {
    return orAbort(new Promise((resolve) => this.#arrivals.push(resolve)), signal);
  }

  durableOnce(branch: number, split: string, offset: number): boolean {
    return this.durable.has(rowName(branch, split, offset));
  }
}

/** One process over the outside. Once it is killed nothing it does has an effect, and nothing it waits for comes. */
export class Process {
  readonly outside: Outside;
  readonly pid: number;
  /** Branches of the UNION, each with the topic it reads. */
  readonly topics: readonly string[];
  readonly broken: string[] = [];

  constructor(outside: Outside, pid: number, topics: readonly string[]) {
    this.outside = outside;
    this.pid = pid;
    this.topics = topics;
    outside.alive.add(pid);
  }

  kill(): void {
    this.outside.alive.delete(this.pid);
  }

  get isDead(): boolean {
    return !this.outside.alive.has(this.pid);
  }

  /** One call to the outside: takes some time, works or not, and its answer may get lost although it worked. */
  async call<T>(effect: () => T, signal?: AbortSignal): Promise<T> {
    const { chance, clock } = this.outside;
    await this.#wait(signal);
    const fails = chance.happens(this.outside.faults);
    const worked = !fails || chance.happens(0.5);
    const result = worked ? effect() : undefined;
    if (chance.happens(0.5)) await this.#wait(signal);
    if (fails) throw new SqlError('E_KAFKA', 'the broker went away', { retry: 'backoff' });
    if (chance.happens(0.1)) await sleep(clock, chance.below(50), signal ?? NEVER);
    await this.#lives();
    return result as T; // it worked, or this was thrown over
  }

  async #wait(signal: AbortSignal | undefined): Promise<void> {
    const { chance, clock } = this.outside;
    const kind = chance.below(3);
    if (kind === 0) await Promise.resolve();
    if (kind === 1) await sleep(clock, chance.below(30), signal ?? NEVER);
    await this.#lives();
  }

  #lives(): Promise<void> | undefined {
    return this.isDead ? new Promise(() => undefined) : undefined;
  }

  disk(): Disk {
    const { disk } = this.outside;
    const during = async <T>(effect: () => Promise<T>): Promise<T> => {
      await this.#wait(undefined);
      const result = await effect();
      await this.#wait(undefined);
      return result;
    };
    return {
      ...disk,
      read: (path) => during(() => disk.read(path)),
      write: (path, bytes) => during(() => disk.write(path, bytes)),
      create: (path, bytes) => during(() => disk.create(path, bytes)),
      list: (folder) => during(() => disk.list(folder)),
      remove: (path) => during(() => disk.remove(path)),
    };
  }
}

const NEVER = new AbortController().signal;
setMaxListeners(0, NEVER);

/** The whole topic, from its start or where it was; rows name themselves. */
export class SimulatedSource implements Source {
  readonly store: PositionStore;
  readonly #process: Process;
  readonly #branch: number;
  readonly #next = new Map<string, number>();
  closed = 0;

  constructor(process: Process, branch: number, store: PositionStore) {
    this.#process = process;
    this.#branch = branch;
    this.store = store;
  }

  get #splits(): string[] {
    const topic = this.#process.topics[this.#branch] ?? '';
    return [...this.#process.outside.splits.keys()].filter((split) => split.startsWith(`${topic}-`));
  }

  async start(restored: Positions | undefined, signal: AbortSignal): Promise<void> {
    await this.#process.call(() => {
      for (const split of this.#splits) this.#next.set(split, Number(restored?.get(split) ?? 0));
    }, signal);
  }

  async poll(maxRows: number, signal: AbortSignal): Promise<Batch | undefined> {
    const { outside } = this.#process;
    for (;;) {
      await this.#process.call(() => undefined, signal);
      const split = this.#splits.find(
        (name) => (outside.splits.get(name) ?? 0) > (this.#next.get(name) ?? 0),
      );
      if (split === undefined) {
        await outside.arrival(signal);
        continue;
      }
      const from = this.#next.get(split) ?? 0;
      const count = Math.min(maxRows, 1 + outside.chance.below(4), (outside.splits.get(split) ?? 0) - from);
      this.#next.set(split, from + count);
      if (outside.chance.happens(0.3)) await sleep(outside.clock, outside.chance.below(50), signal);
      return {
        rows: Array.from({ length: count }, (_, i) => [this.#branch, split, from + i]),
        kinds: undefined,
      };
    }
  }

  positions(): Positions {
    return new Map([...this.#next].map(([split, next]) => [split, String(next)]));
  }

  lag(): undefined {
    return undefined;
  }

  async close(): Promise<void> {
    this.closed++;
  }
}

/** The consumer group: looks at every commit whether the rows in front of it are safe. */
export class SimulatedStore implements PositionStore {
  readonly id = 'cluster/group';
  readonly #process: Process;
  #epoch = 0;

  constructor(process: Process) {
    this.#process = process;
  }

  open(signal: AbortSignal): Promise<CommittedPositions> {
    const { outside } = this.#process;
    return this.#process.call(() => {
      this.#epoch = ++outside.epoch;
      const positions = new Map([...outside.committed].map(([split, at]) => [split, String(at)]));
      return { place: this.id, positions, metadata: outside.metadata };
    }, signal);
  }

  commit(positions: Positions, metadata: string): Promise<void> {
    const epoch = this.#epoch;
    return this.#process.call(() => {
      if (epoch !== this.#process.outside.epoch) throw new SqlError('E_JOB_LOCKED', 'fenced');
      this.#commit(positions, metadata);
    });
  }

  async close(): Promise<void> {}

  #commit(positions: Positions, metadata: string): void {
    const { outside, topics, broken } = this.#process;
    for (const [split, text] of positions) {
      const at = Number(text);
      for (const [branch, topic] of topics.entries()) {
        if (!split.startsWith(`${topic}-`)) continue;
        for (let offset = 0; offset < at; offset++)
          if (!outside.durableOnce(branch, split, offset))
            broken.push(`committed ${split} = ${at}, row ${rowName(branch, split, offset)} is not safe`);
      }
      if (at < (outside.committed.get(split) ?? 0)) broken.push(`${split} went back to ${at}`);
      outside.committed.set(split, at);
    }
    outside.metadata = metadata;
  }
}

/** A producer's buffer in front of a topic, sent piece by piece. A piece that fails may be written in part. */
export class SimulatedSink implements Sink {
  /** What it wrote durably. */
  readonly written: RowId[] = [];
  readonly #process: Process;
  #buffer: RowId[] = [];
  #sent: Promise<void> = Promise.resolve();
  closed = 0;

  constructor(process: Process) {
    this.#process = process;
  }

  open(signal: AbortSignal): Promise<void> {
    return this.#process.call(() => undefined, signal);
  }

  write(batch: Batch): void | Promise<void> {
    for (const [branch, split, offset] of batch.rows as [number, string, number][])
      this.#buffer.push({ branch, split, offset });
    if (this.#process.outside.chance.happens(0.2)) return this.flush();
  }

  flush(): Promise<void> {
    const piece = this.#buffer.splice(0);
    this.#sent = this.#sent.then(() => this.#send(piece));
    this.#sent.catch(() => undefined); // whoever flushes next sees it again
    return this.#sent;
  }

  async close(): Promise<void> {
    this.closed++;
  }

  async #send(piece: readonly RowId[]): Promise<void> {
    const { outside } = this.#process;
    await this.#process.call(() => {
      const fails = outside.faults > 0 && outside.chance.happens(0.05);
      const worked = fails ? outside.chance.below(piece.length + 1) : piece.length;
      for (const row of piece.slice(0, worked)) {
        const name = rowName(row.branch, row.split, row.offset);
        outside.durable.set(name, (outside.durable.get(name) ?? 0) + 1);
        this.written.push(row);
      }
      if (fails) throw new SqlError('E_KAFKA', 'the broker went away', { retry: 'backoff' });
    });
  }
}

/** Answers after a while; some of its calls fail for good with the job. */
export class SimulatedModel implements ModelClient {
  readonly stats = {
    inFlight: 0,
    calls: 0,
    retries: 0,
    limited: 0,
    ignored: 0,
    promptTokens: 0,
    completionTokens: 0,
    latency: undefined,
    pausedUntil: undefined,
  };
  readonly #process: Process;
  readonly #clock: Clock;
  closed = 0;

  constructor(process: Process) {
    this.#process = process;
    this.#clock = process.outside.clock;
  }

  async predict(_input: readonly unknown[], signal: AbortSignal): Promise<Prediction> {
    const { chance } = this.#process.outside;
    await sleep(this.#clock, chance.below(chance.happens(0.05) ? 3000 : 200), signal);
    return this.#process.call(() => ({ rows: [['answer']] }), signal);
  }

  async close(): Promise<void> {
    this.closed++;
  }
}
