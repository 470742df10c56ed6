import { RingQueue } from '../common/ring-queue.ts';
import { Producers, type ProducerView } from './producers.ts';
import { Slabs } from './slabs.ts';
import type { TopicConfig } from './topic-config.ts';
import { ErrorCode } from './wire/error-code.ts';
import { markerBatch, setBaseOffset, stampAppendTime, type RecordBatch } from './wire/record-batch.ts';
import { recordHeads } from './wire/records.ts';

interface Stored {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly codec: number;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  readonly appendTime: boolean;
  readonly bytes: Buffer;
  readonly storedAt: number;
  /** Bytes of memory that go when the batch goes. */
  readonly charge: number;
}

interface Aborted {
  readonly producerId: number;
  readonly firstOffset: number;
  readonly lastOffset: number;
}

/** Objects around a batch, about. */
const OVERHEAD = 256;

/** Where a batch went; `appendTime` is -1 where records keep the time their producer gave them. */
export interface Appended {
  readonly baseOffset: number;
  readonly appendTime: number;
}

/**
 * One partition: the batches as their producers packed them, in memory, oldest dropped first.
 * Offsets run on when batches are dropped. `changed` is called after each append, and when `close` ends the log.
 */
export class PartitionLog {
  readonly #changed: (log: PartitionLog) => void;
  readonly #batches = new RingQueue<Stored>();
  readonly #slabs = new Slabs();
  readonly #producers = new Producers();
  /** In the order of their markers, as Kafka lists them. */
  readonly #aborted = new RingQueue<Aborted>(4);
  #startOffset = 0;
  #endOffset = 0;
  #bytes = 0;
  #closed = false;

  constructor(changed: (log: PartitionLog) => void) {
    this.#changed = changed;
  }

  get startOffset(): number {
    return this.#startOffset;
  }

  /** Where the next record goes; with one replica also the high watermark. */
  get endOffset(): number {
    return this.#endOffset;
  }

  /** Up to here every transaction is decided: what read_committed may see. */
  get stableOffset(): number {
    return Math.max(this.#startOffset, this.#producers.firstOpenOffset ?? this.#endOffset);
  }

  /** Memory held. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The topic was deleted. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Who wrote here with a producer id, lately. */
  producers(now: number): ProducerView[] {
    return this.#producers.all(now);
  }

  /** To be told of each batch of a transaction, before anyone refuses it. */
  tries(batch: RecordBatch): void {
    this.#producers.tries(batch);
  }

  append(batch: RecordBatch, config: TopicConfig, now: number): Appended | ErrorCode {
    if (batch.bytes.length > config.maxMessageBytes) return ErrorCode.messageTooLarge;
    const refused = refusal(batch, config, now);
    if (refused !== ErrorCode.none) return refused;
    if (batch.producerId >= 0) {
      const check = this.#producers.check(batch, now);
      if (typeof check === 'object') return { baseOffset: check.duplicateOf, appendTime: -1 };
      if (check !== ErrorCode.none) return check;
    }
    const baseOffset = this.#endOffset;
    setBaseOffset(batch.bytes, baseOffset);
    if (config.appendTime) stampAppendTime(batch.bytes, now);
    this.#store(batch, batch.bytes, now, config.appendTime);
    if (batch.producerId >= 0) this.#producers.appended(batch, baseOffset, now);
    this.#changed(this);
    return { baseOffset, appendTime: config.appendTime ? now : -1 };
  }

  /** Ends the transaction of a producer here. A marker is written even if it wrote nothing, as in Kafka. */
  appendMarker(producerId: number, producerEpoch: number, commit: boolean, now: number): void {
    const offset = this.#endOffset;
    const bytes = markerBatch(offset, producerId, producerEpoch, commit, now);
    this.#store({ codec: 0, count: 1, baseTimestamp: now, maxTimestamp: now }, bytes, now, false);
    const first = this.#producers.ended(producerId, producerEpoch, now);
    if (first !== undefined && !commit)
      this.#aborted.push({ producerId, firstOffset: first, lastOffset: offset });
    this.#changed(this);
  }

  /**
   * Batches from the one with `offset` on, below `limit`, at most `maxBytes` together. `atLeastOne` gives the first
   * whatever its size, so that a consumer always gets on. The bytes are the log's own: not to be changed.
   */
  read(
    offset: number,
    limit: number,
    maxBytes: number,
    atLeastOne: boolean,
  ): { pieces: Buffer[]; end: number } {
    const pieces: Buffer[] = [];
    let end = offset;
    let size = 0;
    for (let i = this.#indexOf(offset); i < this.#batches.size; i++) {
      const batch = this.#batches.at(i) as Stored; // i is below the size
      if (batch.baseOffset >= limit) break;
      size += batch.bytes.length;
      if (size > maxBytes && !(atLeastOne && pieces.length === 0)) break;
      pieces.push(batch.bytes);
      end = batch.lastOffset + 1;
    }
    return { pieces, end };
  }

  /** Aborted transactions that reach into [from, to), in the order in which they were aborted. */
  aborted(from: number, to: number): { readonly producerId: number; readonly firstOffset: number }[] {
    const found: Aborted[] = [];
    for (let i = 0; i < this.#aborted.size; i++) {
      const entry = this.#aborted.at(i) as Aborted; // i is below the size
      if (entry.lastOffset >= from && entry.firstOffset < to) found.push(entry);
    }
    return found;
  }

  /**
   * First record with this time or a later one. Exact but for a batch whose codec is not unpacked here:
   * then the start of that batch, which is never too late.
   */
  find(timestamp: number): { offset: number; timestamp: number } | undefined {
    for (let i = 0; i < this.#batches.size; i++) {
      const batch = this.#batches.at(i) as Stored; // i is below the size
      if (batch.maxTimestamp < timestamp) continue;
      const found = findInside(batch, timestamp, this.#startOffset);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Of all batches; Infinity without any, which no record has. */
  largestTime(): number {
    let largest = this.#batches.size === 0 ? Infinity : -Infinity;
    for (let i = 0; i < this.#batches.size; i++)
      largest = Math.max(largest, (this.#batches.at(i) as Stored).maxTimestamp); // i is below the size
    return largest;
  }

  /** Moves the start up to `offset`; memory goes batch by batch. */
  trim(offset: number): void {
    this.#startOffset = Math.max(this.#startOffset, offset);
    while ((this.#batches.peek()?.lastOffset ?? Infinity) < this.#startOffset) this.#drop();
  }

  /** Drops what the topic's retention.bytes and retention.ms no longer keep. */
  retain(config: TopicConfig, now: number): void {
    const oldest = config.retentionMs < 0 ? -Infinity : now - config.retentionMs;
    for (;;) {
      const first = this.#batches.peek();
      if (first === undefined) return;
      const tooMuch = config.retentionBytes >= 0 && this.#bytes > config.retentionBytes;
      if (!tooMuch && first.storedAt >= oldest) return;
      this.dropOldest();
    }
  }

  /** Drops the oldest batch; false when there is none. */
  dropOldest(): boolean {
    const first = this.#batches.peek();
    if (first === undefined) return false;
    this.trim(first.lastOffset + 1);
    return true;
  }

  close(): void {
    this.#closed = true;
    this.#changed(this);
  }

  #store(
    batch: Pick<RecordBatch, 'codec' | 'count' | 'baseTimestamp' | 'maxTimestamp'>,
    bytes: Buffer,
    now: number,
    appendTime: boolean,
  ): void {
    const own = this.#slabs.keep(bytes, this.#bytes);
    const stored = {
      baseOffset: this.#endOffset,
      lastOffset: this.#endOffset + batch.count - 1,
      codec: batch.codec,
      baseTimestamp: appendTime ? now : batch.baseTimestamp,
      maxTimestamp: appendTime ? now : batch.maxTimestamp,
      appendTime,
      bytes: own,
      storedAt: now,
      charge: (own === bytes ? own.buffer.byteLength : own.length) + OVERHEAD,
    };
    this.#batches.push(stored);
    this.#bytes += stored.charge;
    this.#endOffset = stored.lastOffset + 1;
  }

  #drop(): void {
    this.#bytes -= this.#batches.shift()?.charge ?? 0;
    while ((this.#aborted.peek()?.lastOffset ?? Infinity) < this.#startOffset) this.#aborted.shift();
  }

  /** Index of the batch that holds `offset`, or of the first behind it. */
  #indexOf(offset: number): number {
    let low = 0;
    let high = this.#batches.size;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#batches.at(middle) as Stored).lastOffset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function refusal(batch: RecordBatch, config: TopicConfig, now: number): ErrorCode {
  if (!config.appendTime) {
    if (batch.maxTimestamp > now + config.timestampAfterMaxMs) return ErrorCode.invalidTimestamp;
    if (batch.baseTimestamp < now - config.timestampBeforeMaxMs) return ErrorCode.invalidTimestamp;
  }
  if (config.compact && recordHeads(batch.bytes, batch.codec, batch.count)?.some((record) => !record.hasKey))
    return ErrorCode.invalidRecord;
  return ErrorCode.none;
}

/** The first record of the batch at or after a time and an offset; of a batch that cannot be read, its start. */
function findInside(
  batch: Stored,
  timestamp: number,
  from: number,
): { offset: number; timestamp: number } | undefined {
  const { baseOffset, baseTimestamp, lastOffset } = batch;
  if (batch.appendTime || (baseTimestamp >= timestamp && baseOffset >= from))
    return { offset: Math.max(baseOffset, from), timestamp: baseTimestamp };
  const records = recordHeads(batch.bytes, batch.codec, lastOffset - baseOffset + 1);
  if (records === undefined) return { offset: Math.max(baseOffset, from), timestamp: baseTimestamp };
  for (const { offsetDelta, timestampDelta } of records) {
    const found = { offset: baseOffset + offsetDelta, timestamp: baseTimestamp + timestampDelta };
    if (found.timestamp >= timestamp && found.offset >= from) return found;
  }
  return undefined;
}
