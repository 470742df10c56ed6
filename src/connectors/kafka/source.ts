import { BatchBuilder } from '../../types/batch.ts';
import type {
  ConnectorContext,
  Positions,
  PositionStore,
  Source,
  SourceBatch,
  SplitRows,
} from '../connector.ts';
import type { ClientConfig } from './client-config.ts';
import type { KafkaTable } from './kafka-table.ts';
import { newestRows } from './newest-rows.ts';
import type { OpenPort } from './open-port.ts';
import type { CommittedOffset, FetchedBatch, Fetcher, KafkaPort } from './port.ts';
import { misspeltProperties } from './properties.ts';
import { RecordReader } from './record-reader.ts';
import { splitName } from './splits.ts';
import { startNotice } from './start-notice.ts';
import {
  endPositions,
  ranges,
  startPositions,
  type Range,
  type Start,
  type StartQuestion,
} from './start-positions.ts';
import { existingPartitions } from './topics.ts';
import { RecordCursor } from './wire/record-cursor.ts';

/** A SELECT with a model call at a terminal begins with this many rows. */
const PREVIEW_ROWS = 20;
/** Brokers may be gone this long before the job restarts. */
const PATIENCE_MS = 60_000;

export interface KafkaSourceParts {
  readonly table: KafkaTable;
  readonly config: ClientConfig;
  readonly context: ConnectorContext;
  readonly openPort: OpenPort;
  /** undefined for a SELECT. */
  readonly store: (PositionStore & { readonly groupId: string }) | undefined;
}

/** Reads all partitions of a table's topics, in one process, at its own positions. */
export class KafkaSource implements Source {
  readonly store: PositionStore | undefined;
  readonly #parts: KafkaSourceParts;
  readonly #positions = new Map<string, string>();
  readonly #reader: RecordReader;
  #port: KafkaPort | undefined;
  #fetcher: Fetcher | undefined;
  #current: FetchedBatch | undefined;
  #cursor: RecordCursor | undefined;
  #failure: unknown;
  /** By split; undefined: none but the table's own. */
  #ends: Positions | undefined;
  /** Ends the wait for more. */
  #wake: ((mayBeMore: boolean) => void) | undefined;

  constructor(parts: KafkaSourceParts) {
    this.#parts = parts;
    this.store = parts.store;
    const timeZone = parts.context.setting('table.local-time-zone') ?? 'UTC';
    this.#reader = new RecordReader(parts.table, timeZone, parts.context.clock);
  }

  async start(restored: Positions | undefined, signal: AbortSignal): Promise<void> {
    const { table, config, context, openPort } = this.#parts;
    const { readCommitted } = table;
    for (const line of misspeltProperties(table.properties)) context.notice(`table ${table.name}: ${line}`);
    const port = await openPort(config, { notice: context.notice, readCommitted });
    this.#port = port;
    await port.connect(signal);
    const all = await ranges(port, await existingPartitions(port, table.topics, signal), signal);
    const question = this.#question(port, all, restored, readCommitted, signal);
    const start = await this.#start(port, question, signal);
    const ends = await endPositions(port, question, signal);
    context.notice(
      await startNotice(port, context.purpose, table.name, start, all, context.clock.now(), signal),
    );
    const positions = start.positions.map((position, i) => ({ ...position, end: ends[i] }));
    for (const position of positions) this.#positions.set(splitName(position), String(position.offset));
    const unbounded = table.bounded.mode === 'unbounded';
    this.#fetcher = port.fetcher({
      readCommitted,
      discoverMs: unbounded ? table.discoverMs : undefined,
      patienceMs: PATIENCE_MS,
    });
    this.#fetcher.assign(positions);
  }

  async poll(maxRows: number, signal: AbortSignal): Promise<SourceBatch | undefined> {
    const fetcher = this.#fetcher;
    if (fetcher === undefined) return undefined;
    if (this.#failure !== undefined) throw this.#failure;
    const rows = new BatchBuilder();
    const splits: SplitRows[] = [];
    for (;;) {
      try {
        this.#fill(rows, splits, maxRows, fetcher);
      } catch (error) {
        // The rows before a bad one go out first; it is told by the next call.
        if (rows.size === 0) throw error;
        this.#failure = error;
      }
      if (rows.size > 0) return { ...rows.build(), splits };
      if (this.#isAtEnd) return undefined;
      const woken = new Promise<boolean>((resolve) => (this.#wake = resolve));
      if (!(await Promise.race([fetcher.arrival(signal), woken]))) return undefined;
    }
  }

  endAt(positions: Positions): void {
    this.#ends = positions;
    this.#wake?.(true);
  }

  positions(): Positions {
    return new Map(this.#positions);
  }

  /** Partitions that may still have rows: of a bounded table those that were not read to their end. */
  splits(): Iterable<string> {
    const isBounded = this.#parts.table.bounded.mode !== 'unbounded';
    return (this.#fetcher?.ends() ?? [])
      .filter((at) => !isBounded || Number(this.#positions.get(splitName(at)) ?? 0) < at.end)
      .map(splitName);
  }

  lag(): number | undefined {
    return this.#fetcher?.ends().reduce((sum, at) => {
      const position = this.#positions.get(splitName(at));
      return position === undefined ? sum : sum + Math.max(0, at.end - Number(position));
    }, 0);
  }

  async close(): Promise<void> {
    this.#fetcher?.close();
    await this.#port?.close();
  }

  get #isAtEnd(): boolean {
    if (this.#ends === undefined) return false;
    return [...this.#ends].every(([split, at]) => Number(this.#positions.get(split) ?? 0) >= Number(at));
  }

  /** Where reading a split ends; undefined: nowhere. */
  #until(split: string, own: number | undefined): number | undefined {
    if (this.#ends === undefined) return own;
    return Math.min(own ?? Infinity, Number(this.#ends.get(split) ?? 0));
  }

  /** Takes what is there, up to `maxRows`, without waiting. */
  #fill(rows: BatchBuilder, splits: SplitRows[], maxRows: number, fetcher: Fetcher): void {
    while (rows.size < maxRows) {
      if (this.#cursor === undefined) {
        this.#current = fetcher.poll();
        if (this.#current === undefined) return;
        this.#cursor = new RecordCursor(this.#current.batch);
      }
      const current = this.#current ?? NOTHING;
      const { topic, partition, from, next } = current;
      const cursor = this.#cursor;
      const split = splitName({ topic, partition });
      const until = this.#until(split, current.until);
      const before = rows.size;
      let over = false;
      let done = -1;
      try {
        while (rows.size < maxRows) {
          if (!cursor.next() || (until !== undefined && cursor.offset >= until)) {
            over = true;
            break;
          }
          if (cursor.offset < from) continue;
          this.#reader.read(cursor, topic, partition, rows);
          done = cursor.offset + 1;
        }
      } finally {
        const position = over ? (until === undefined ? next : Math.min(until, next)) : done;
        if (position >= 0) this.#positions.set(split, String(position));
        if (rows.size > before) splits.push({ split, rows: rows.size - before });
      }
      if (over) this.#cursor = undefined;
    }
  }

  #question(
    port: KafkaPort,
    all: readonly Range[],
    restored: Positions | undefined,
    readCommitted: boolean,
    signal: AbortSignal,
  ): StartQuestion {
    const { table, context, store } = this.#parts;
    const groupId = store?.groupId ?? table.properties.get('group.id');
    return {
      table,
      ranges: all,
      restored,
      readCommitted,
      groupId,
      isJob: context.purpose.kind === 'job',
      committed: () => this.#committed(port, groupId, all, signal),
    };
  }

  async #start(port: KafkaPort, question: StartQuestion, signal: AbortSignal): Promise<Start> {
    const { purpose } = this.#parts.context;
    const { table, ranges: all, restored, readCommitted } = question;
    const preview = purpose.kind === 'query' && purpose.preview && table.bounded.mode === 'unbounded';
    if (!preview || restored !== undefined || table.startup !== undefined)
      return startPositions(port, question, signal);
    const positions = await newestRows(port, all, PREVIEW_ROWS, readCommitted, signal);
    return { positions, from: `the newest ${PREVIEW_ROWS} rows`, fromEarliest: false };
  }

  async #committed(
    port: KafkaPort,
    groupId: string | undefined,
    all: readonly Range[],
    signal: AbortSignal,
  ): Promise<readonly CommittedOffset[]> {
    if (groupId === undefined) return [];
    return port.groupOffsets({ groupId, transactionalId: undefined }).read(all, signal);
  }
}

const NOTHING: Pick<FetchedBatch, 'topic' | 'partition' | 'from' | 'until' | 'next'> = {
  topic: '',
  partition: 0,
  from: 0,
  until: undefined,
  next: 0,
};
