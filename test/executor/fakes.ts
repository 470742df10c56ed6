import { SqlError } from '../../src/common/errors.ts';
import type {
  CommittedPositions,
  PositionStore,
  Positions,
  Sink,
  Source,
} from '../../src/connectors/connector.ts';
import { kindAt, ROW_KIND_NAMES, type Batch } from '../../src/types/batch.ts';

/** A topic of one partition and a group's offset on it, outliving the jobs that use it. */
export class FakeTopic {
  readonly rows: number[];
  offset: string | undefined;
  metadata: string | undefined;
  readonly commits: { offset: string; metadata: string }[] = [];
  #waiting: (() => void)[] = [];
  /** Ends when read to its end. */
  bounded: boolean;

  constructor(rows: number[], bounded = true) {
    this.rows = rows;
    this.bounded = bounded;
  }

  append(...rows: number[]): void {
    this.rows.push(...rows);
    for (const wake of this.#waiting.splice(0)) wake();
  }

  change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push(resolve);
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  }
}

export class FakeSource implements Source {
  readonly #topic: FakeTopic;
  readonly store: PositionStore;
  #next = -1;
  #end = Infinity;
  closed = false;

  constructor(topic: FakeTopic, store: PositionStore = new FakeStore(topic)) {
    this.#topic = topic;
    this.store = store;
  }

  async start(restored: Positions | undefined): Promise<void> {
    this.#next = Number(restored?.get('t-0') ?? 0);
  }

  async poll(maxRows: number, signal: AbortSignal): Promise<Batch | undefined> {
    while (this.#next >= Math.min(this.#topic.rows.length, this.#end)) {
      if (this.#topic.bounded || this.#next >= this.#end) return undefined;
      await this.#topic.change(signal);
    }
    const rows = this.#topic.rows
      .slice(this.#next, Math.min(this.#next + Math.min(maxRows, 3), this.#end))
      .map((value) => [value]);
    this.#next += rows.length;
    return { rows, kinds: undefined };
  }

  positions(): Positions {
    return new Map([['t-0', String(this.#next)]]);
  }

  endAt(positions: Positions): void {
    this.#end = Number(positions.get('t-0'));
    this.#topic.append(); // whoever waits looks again
  }

  lag(): number {
    return this.#topic.rows.length - this.#next;
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

export class FakeStore implements PositionStore {
  readonly id = 'cluster/group';
  readonly #topic: FakeTopic;
  /** What the next commit does instead of working. */
  failure: unknown;
  /** The mark that was there, or the own one. */
  #known: string | undefined;

  constructor(topic: FakeTopic) {
    this.#topic = topic;
  }

  async open(): Promise<CommittedPositions> {
    const { offset, metadata } = this.#topic;
    this.#known = metadata;
    return { place: this.id, positions: new Map(offset === undefined ? [] : [['t-0', offset]]), metadata };
  }

  async commit(positions: Positions, metadata: string): Promise<void> {
    const failure = this.failure;
    this.failure = undefined;
    if (failure !== undefined) throw failure;
    const offset = positions.get('t-0') ?? '';
    this.#topic.offset = offset;
    this.#topic.metadata = metadata;
    this.#known = metadata;
    this.#topic.commits.push({ offset, metadata });
  }

  async takenOver(): Promise<SqlError | undefined> {
    if (this.#topic.metadata === this.#known) return undefined;
    return new SqlError('E_JOB_LOCKED', 'taken over');
  }

  async close(): Promise<void> {}
}

/** Rows are safe only once flushed, like a producer's buffer. */
export class FakeSink implements Sink {
  /** The first column of each row. */
  readonly durable: number[];
  /** `+I 1,2` of each row. */
  readonly changes: string[];
  #buffer: Batch[] = [];
  failure: unknown;

  constructor(durable: number[], changes: string[] = []) {
    this.durable = durable;
    this.changes = changes;
  }

  async open(): Promise<void> {}

  write(batch: Batch): void {
    this.#buffer.push(batch);
  }

  async flush(): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    for (const batch of this.#buffer.splice(0)) {
      this.durable.push(...batch.rows.map(([first]) => first as number));
      this.changes.push(
        ...batch.rows.map((row, i) => `${ROW_KIND_NAMES[kindAt(batch, i)]} ${row.join(',')}`),
      );
    }
  }

  async close(): Promise<void> {}
}
