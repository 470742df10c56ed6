import type { Header } from './wire/record-batch-writer.ts';
import type { RecordBatch } from './wire/record-batch.ts';

/**
 * Kafka as this connector sees it: bytes and offsets, no message objects, no groups. The client behind it can be
 * replaced without touching source, sink or formats. Failures are SqlErrors; all waiting stops by the signal.
 */
export interface KafkaPort {
  /** Finds a broker; throws what a user must do within 5 s. */
  connect(signal: AbortSignal): Promise<void>;
  /** The cluster's own name, known once topics were asked for; undefined where the broker has none. */
  readonly clusterId: string | undefined;
  /** Names of all topics but internal ones. */
  topicNames(signal: AbortSignal): Promise<string[]>;
  /** Partition numbers by topic; a topic that does not exist is absent. Throws E_KAFKA_TOPIC for one that may not be seen. */
  partitions(topics: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, readonly number[]>>;
  /** Makes a topic with the broker's defaults and waits until it can be used. An existing one is left as it is. */
  createTopic(topic: string, signal: AbortSignal): Promise<void>;
  /** One offset for each partition, in their order. */
  offsets(
    partitions: readonly TopicPartition[],
    at: OffsetSpec,
    signal: AbortSignal,
  ): Promise<ListedOffset[]>;
  fetcher(options: FetcherOptions): Fetcher;
  producer(options: ProducerOptions): Producer;
  groupOffsets(options: GroupOffsetsOptions): GroupOffsets;
  close(): Promise<void>;
}

export interface PortOptions {
  /** Lines for the user: a broker that does not come back, a partition that is new. */
  readonly notice: (text: string) => void;
  /** 'latest' is the end of what is committed. */
  readonly readCommitted?: boolean;
}

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** 'latest' is the end that a reader of this isolation sees; a time asks for the first record at or after it. */
export type OffsetSpec = 'earliest' | 'latest' | { readonly timestamp: number };

export interface ListedOffset extends TopicPartition {
  /** undefined: there is no record at or after the time. */
  readonly offset: number | undefined;
  /** Of that record; undefined for 'earliest' and 'latest'. */
  readonly timestamp: number | undefined;
}

export interface FetchPosition extends TopicPartition {
  /** The next offset to read. */
  readonly offset: number;
  /** Reading stops before it. */
  readonly end?: number | undefined;
}

export interface FetcherOptions {
  readonly readCommitted: boolean;
  /** Looks for new partitions this often; they are read from their start. undefined: never. */
  readonly discoverMs: number | undefined;
  /** How long brokers may be gone before the reader gives up with `retry: 'backoff'`. */
  readonly patienceMs: number;
}

/** A batch that was read: unpacked, of a transaction that is not aborted, not a marker. */
export interface FetchedBatch extends TopicPartition {
  readonly batch: RecordBatch;
  /** Only records from here on and before `until` are wanted. */
  readonly from: number;
  readonly until: number | undefined;
  /** Where to go on when all of it is taken. */
  readonly next: number;
}

/**
 * Reads partitions at its own positions, without a consumer group. It reads at most one answer per broker ahead.
 */
export interface Fetcher {
  /** Sets where to read; once, before the first `poll`. */
  assign(positions: readonly FetchPosition[]): void;
  /** The next batch if one is there. A batch without records only moves the position (markers, aborted rows). */
  poll(): FetchedBatch | undefined;
  /** Waits until `poll` has one; false when every partition reached its end. One call at a time. */
  arrival(signal: AbortSignal): Promise<boolean>;
  /** The end of each partition as last heard of. */
  ends(): readonly (TopicPartition & { readonly end: number })[];
  close(): void;
}

export interface ProducerOptions {
  readonly topic: string;
  readonly gzip: boolean;
  /** How long one batch may be tried. */
  readonly deliveryMs: number;
  /** The transaction that rows go into, asked for at each send; absent: rows are final once acknowledged. */
  readonly transaction?: (() => Transaction) | undefined;
}

/** By what brokers tell a sender and its batches: id, epoch, and numbers that go on from batch to batch. */
export interface ProducerIdentity {
  /** null: rows are final once acknowledged. */
  readonly transactionalId: string | null;
  readonly id: number;
  readonly epoch: number;
  /** The numbers of the next `rows` records of a partition; gives the first. */
  take(topic: string, partition: number, rows: number): number;
  /** Another id, counted from 0, from the broker `near` if it is there. Absent: this one cannot be replaced. */
  renew?(near: number | undefined, signal: AbortSignal): Promise<void>;
  /** Before rows go to these partitions. */
  begin(topic: string, partitions: readonly number[], signal: AbortSignal): Promise<void>;
  /** Nothing more may be sent. */
  readonly isOver: boolean;
  /** Throws why, when nothing more may be sent. */
  check(): void;
  /** Runs one sender after another. What a task throws ends the identity. */
  exclusive<T>(task: () => Promise<T>): Promise<T>;
}

/**
 * The transaction that rows and positions of a job become final in together. Each commit of its GroupOffsets ends a round
 * and begins the next. Rejects and throws ProtocolError, SqlError or RefusedRow: whoever sends asks the store what it means.
 */
export interface Transaction extends ProducerIdentity {
  readonly transactionalId: string;
  /** How many were committed. */
  readonly round: number;
  /** Resolves when this round was committed; rejects with what it failed by. */
  committed(round: number, signal: AbortSignal): Promise<void>;
  /** What `error` turned out to be: a transaction that got too old may be another owner's by now. */
  failedBy(error: unknown): Promise<unknown>;
}

/** Writes rows of one topic, acknowledged by all replicas and without doubles from its own retries. */
export interface Producer {
  /** Looks at the topic; gets an identity from the cluster if rows go into no transaction. */
  open(signal: AbortSignal): Promise<void>;
  /** How many partitions the topic has, as last heard of. */
  readonly partitions: number;
  /** Bytes and rows added and not yet sent. */
  readonly pending: { readonly bytes: number; readonly rows: number };
  add(
    partition: number,
    key: Uint8Array | null,
    value: Uint8Array | null,
    timestamp: number,
    headers: readonly Header[],
  ): void;
  /** Ends what was added so far: a number for `send`, which then leaves alone what is added later. */
  cut(): number;
  /**
   * Sends what was added before, or before `cut`; one at a time. Rejects with RefusedRow or SqlError when a row is not
   * acknowledged, in a transaction with ProtocolError too: the producer is then of no more use.
   */
  send(signal: AbortSignal, cut?: number): Promise<void>;
}

export interface GroupOffsetsOptions {
  readonly groupId: string;
  /** Keeps other owners out; undefined: plain commits. */
  readonly transactionalId: string | undefined;
  /** How long a transaction may stay open; 60 s if not set. */
  readonly transactionTimeoutMs?: number | undefined;
}

export interface CommittedOffset extends TopicPartition {
  readonly offset: number;
  readonly metadata: string;
}

/** Whether a commit was made: 'fenced' is a new owner or an expired transaction, 'unknown' a lost answer. */
export type CommitOutcome =
  { readonly kind: 'done' } | { readonly kind: 'fenced' | 'unknown' | 'refused'; readonly error: unknown };

/** The committed positions of one consumer group. Not a member: the group must have none. */
export interface GroupOffsets {
  /** Fences older owners. Resolves to false where the cluster does not let this user have the id: commits are then plain. */
  fence(signal: AbortSignal): Promise<boolean>;
  /** What is committed for these partitions; others are left out. Never fences. */
  read(partitions: readonly TopicPartition[], signal: AbortSignal): Promise<CommittedOffset[]>;
  /** Client ids of the group's live members: consumers that commit positions of their own. */
  members(signal: AbortSignal): Promise<string[]>;
  /** All in one request. After another outcome than 'done' this object is of no more use but for `read`. */
  commit(offsets: readonly CommittedOffset[]): Promise<CommitOutcome>;
  /** What a commit ends; rows may join it. undefined where commits are plain. */
  readonly transaction: Transaction | undefined;
  /** Aborts what is open, where that is surely right and quickly done. */
  close(): Promise<void>;
}

/** A broker will not take a row, whatever is tried. */
export class RefusedRow extends Error {
  override readonly name = 'RefusedRow';
  readonly code: number;
  readonly partition: number;
  /** Bytes of the row, when it is about one. */
  readonly bytes: number;

  constructor(message: string, code: number, partition: number, bytes: number) {
    super(message);
    this.code = code;
    this.partition = partition;
    this.bytes = bytes;
  }
}
