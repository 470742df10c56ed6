import type { SinkTraits, SourceTraits } from '../catalog/traits.ts';
import type { Clock } from '../common/clock.ts';
import type { Environment } from '../common/environment.ts';
import type { SqlError } from '../common/errors.ts';
import type { OptionSpecs } from '../common/options.ts';
import type { Format } from '../formats/format.ts';
import type { Batch } from '../types/batch.ts';
import type { Field } from '../types/schema.ts';

/** A column of a table as a connector sees it: payload, or metadata under `metadataKey`. */
export interface TableColumn extends Field {
  readonly metadataKey?: string | undefined;
  /** Nobody reads it: it may be NULL in every row. */
  readonly unused?: boolean | undefined;
}

/** A table as a connector sees it. */
export interface ConnectorTable {
  /** For messages: `product_source`. */
  readonly name: string;
  /** Payload and metadata columns in the order of the rows; computed columns are not the connector's business. */
  readonly columns: readonly TableColumn[];
  readonly primaryKey: readonly string[];
  /** Columns of PARTITIONED BY, in order. */
  readonly partitionKeys?: readonly string[] | undefined;
  /** As written, without 'connector'; references unresolved. */
  readonly options: ReadonlyMap<string, string>;
}

/** Who reads or writes: a detached INSERT has a name under which its positions are kept, a SELECT has none. */
export type Purpose =
  | {
      readonly kind: 'query';
      /** SELECT with a model call at a terminal: newest rows first. */ readonly preview: boolean;
    }
  | { readonly kind: 'job'; readonly name: string };

export interface ConnectorContext {
  readonly purpose: Purpose;
  readonly clock: Clock;
  readonly environment: Environment;
  readonly random: () => number;
  readonly formats: ReadonlyMap<string, Format>;
  /** Value of a session option (default included), e.g. 'table.local-time-zone'. */
  setting(key: string): string | undefined;
  /** One line for the user: start position, a topic made. */
  notice(text: string): void;
  /** One line of the print connector. */
  print(line: string): void;
  /** One object for the whole session under `key`, made at first use: clients, memory tables. */
  shared<T>(key: string, create: () => T): T;
}

/** Where a source stands: one text per split (e.g. 'product_source-0' -> '88120': the next to read). */
export type Positions = ReadonlyMap<string, string>;

/** So many rows that follow each other and are of one split. */
export interface SplitRows {
  readonly split: string;
  readonly rows: number;
}

/** Rows of a source; one with several splits says whose they are, without gaps. */
export interface SourceBatch extends Batch {
  readonly splits?: readonly SplitRows[] | undefined;
}

/**
 * Where rows come from. The driver calls `start` once, then `poll` again and again, one at a time.
 * Nothing is read ahead of `positions` from the driver's view: they count batches that `poll` has given out.
 */
export interface Source {
  /** With `restored`, go on there; else resolve the start mode to numbers. Throws what a user must see. */
  start(restored: Positions | undefined, signal: AbortSignal): Promise<void>;
  /** The next rows (at most `maxRows`), waiting for them; undefined when there will be none. May be pending at a checkpoint. */
  poll(maxRows: number, signal: AbortSignal): Promise<SourceBatch | undefined>;
  positions(): Positions;
  /**
   * Rows at or behind these positions, of all splits, are not given out any more: once all others were, `poll` gives
   * undefined, also one that is pending. None of them is behind what was given out. Absent: it can only end where it is.
   */
  endAt?(positions: Positions): void;
  /** Splits that may still have rows, each with a watermark of its own. Absent: all rows are of one. */
  splits?(): Iterable<string>;
  /** For SHOW JOBS: rows not yet read, undefined when unknown. */
  lag(): number | undefined;
  close(): Promise<void>;
  /** Where this source's positions become final outside; undefined: they are not kept (datagen, values). */
  readonly store?: PositionStore | undefined;
}

/** What the outside says about a job at its start. */
export interface CommittedPositions {
  /** Which place this is, by its own identity and not its address: a cluster's id and the group. A fresh broker is another place. */
  readonly place: string;
  readonly positions: Positions;
  /** `weir:<n>:<attempt>:<fingerprint>`, equal on all splits, or undefined where positions have none. */
  readonly metadata: string | undefined;
}

/** The place where a job's positions become final: a consumer group. Sources of one cluster and job share one (same `id`). */
export interface PositionStore {
  readonly id: string;
  /** Keeps older owners out first, then reads what is committed for the splits (all of them). */
  open(signal: AbortSignal): Promise<CommittedPositions>;
  /**
   * All splits in one request. Throws SqlError: `retry: 'backoff'` when the outcome is unknown (the job goes through its
   * start again), E_JOB_LOCKED when another process took over.
   */
  commit(positions: Positions, metadata: string): Promise<void>;
  /** Asked when what `open` told of cannot be found: E_JOB_LOCKED if another process has committed since, else undefined. */
  takenOver?(signal: AbortSignal): Promise<SqlError | undefined>;
  close(): Promise<void>;
}

/** Where rows go to. */
export interface Sink {
  open(signal: AbortSignal): Promise<void>;
  /** A promise means: wait before the next call. */
  write(batch: Batch): void | Promise<void>;
  /** Resolves when all that was written is acknowledged outside; rejects if something was not. */
  flush(): Promise<void>;
  close(): Promise<void>;
  /**
   * Exactly once: the place where the job's positions become final in one transaction with the rows. `flush` puts what
   * was written before it into that transaction, the store's `commit` ends it; rows that come between the two belong to
   * the next one. So the next `flush` waits for that commit: a checkpoint that reached one such sink is committed, or ends
   * the attempt. Asked for when all sources of the job were made. undefined: rows are final once they are acknowledged.
   */
  readonly store?: PositionStore | undefined;
}

/** One kind of table: one folder, one record, one line in CONNECTORS. */
export interface Connector {
  readonly name: string;
  readonly doc: string;
  readonly options: OptionSpecs;
  /** Families of free keys, e.g. 'properties.'. Format options (`json.`) are checked by the format. */
  readonly prefixes: readonly string[];
  /** Reads with traits for these options; throws E_OPTION. Absent: cannot be read. */
  sourceTraits?(table: ConnectorTable, formats: ReadonlyMap<string, Format>): SourceTraits;
  sinkTraits?(table: ConnectorTable, formats: ReadonlyMap<string, Format>): SinkTraits;
  createSource?(table: ConnectorTable, context: ConnectorContext): Source;
  createSink?(table: ConnectorTable, context: ConnectorContext): Sink;
  /** The table got another name, or none: it was dropped. What is kept for it under `shared` follows. */
  moved?(table: ConnectorTable, to: string | undefined, shared: ConnectorContext['shared']): void;
}
