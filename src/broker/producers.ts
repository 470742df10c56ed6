import { ErrorCode } from './wire/error-code.ts';
import type { RecordBatch } from './wire/record-batch.ts';

interface Sent {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly baseOffset: number;
}

interface Producer {
  readonly epoch: number;
  /** Its newest batches under this epoch, oldest first. */
  readonly sent: Sent[];
  /** When it last wrote, or its transaction ended. */
  seenAt: number;
}

/** A producer as an administrator is shown it. */
export interface ProducerView {
  readonly producerId: number;
  readonly epoch: number;
  /** -1: nothing under this epoch yet. */
  readonly lastSequence: number;
  readonly seenAt: number;
  /** First offset of its open transaction; -1: none is open. */
  readonly openOffset: number;
}

/** How many of a producer's batches are recognised when they come again, as in Kafka. */
const WINDOW = 5;
/** As Kafka forgets silent producers: producer.id.expiration.ms. */
const EXPIRE_MS = 24 * 3_600_000;
/** Beyond this the producer that was silent longest is forgotten; its next batch starts a new sequence. */
const MOST_PRODUCERS = 10_000;
const LAST_SEQUENCE = 0x7fff_ffff;

/** What one partition knows of its idempotent producers: sequences, epochs, and where open transactions begin. */
export class Producers {
  /** Longest silent first. */
  readonly #producers = new Map<number, Producer>();
  /** Producer id to first offset of its open transaction; in the order of these offsets. */
  readonly #open = new Map<number, number>();
  /** Producer id to the lowest sequence of its epoch that was tried while no transaction of it was open here. */
  readonly #tried = new Map<number, { readonly epoch: number; readonly sequence: number }>();

  /** First offset of the oldest open transaction. */
  get firstOpenOffset(): number | undefined {
    return this.#open.values().next().value;
  }

  /**
   * Notes that a batch of a transaction is about to be checked. What is refused now must come again before what follows
   * it: a transaction whose first batch here was refused does not begin with the second.
   */
  tries({ producerId, producerEpoch, baseSequence }: RecordBatch): void {
    if (this.#open.has(producerId) && this.#producers.get(producerId)?.epoch === producerEpoch) return;
    const before = this.#tried.get(producerId);
    if (before !== undefined && before.epoch > producerEpoch) return;
    const isNewEpoch = before === undefined || before.epoch < producerEpoch;
    const sequence = isNewEpoch ? baseSequence : Math.min(before.sequence, baseSequence);
    this.#tried.delete(producerId);
    this.#tried.set(producerId, { epoch: producerEpoch, sequence });
    if (this.#tried.size > MOST_PRODUCERS) this.#tried.delete(this.#tried.keys().next().value ?? -1);
  }

  all(now: number): ProducerView[] {
    return Array.from(this.#producers, ([producerId, { epoch, sent, seenAt }]) => ({
      producerId,
      epoch,
      lastSequence: sent.at(-1)?.lastSequence ?? -1,
      seenAt,
      openOffset: this.#open.get(producerId) ?? -1,
    })).filter(({ seenAt, openOffset }) => openOffset >= 0 || now - seenAt < EXPIRE_MS);
  }

  /**
   * Whether a batch may be appended; for one that is here already, the offset it has. A producer that is not known, or
   * was forgotten, may begin with any sequence, as in Kafka since it stopped to answer UNKNOWN_PRODUCER_ID.
   */
  check(batch: RecordBatch, now: number): { readonly duplicateOf: number } | ErrorCode {
    const known = this.#producers.get(batch.producerId);
    const producer = known && !this.#isForgotten(batch.producerId, known, now) ? known : undefined;
    if (producer !== undefined && batch.producerEpoch < producer.epoch) return ErrorCode.invalidProducerEpoch;
    if (producer?.epoch !== batch.producerEpoch) {
      const isFree = producer === undefined || batch.baseSequence === 0;
      return isFree && !this.#followsRefused(batch) ? ErrorCode.none : ErrorCode.outOfOrderSequenceNumber;
    }
    const last = lastSequence(batch);
    for (const sent of producer.sent) {
      if (sent.firstSequence === batch.baseSequence && sent.lastSequence === last)
        return { duplicateOf: sent.baseOffset };
    }
    const before = producer.sent.at(-1);
    const isNext = batch.baseSequence === (before === undefined ? 0 : following(before.lastSequence));
    if (!isNext || this.#followsRefused(batch)) return ErrorCode.outOfOrderSequenceNumber;
    // A transaction that others of its producer's batches would fall into the middle of.
    if (this.#open.has(batch.producerId) && !batch.transactional) return ErrorCode.invalidTxnState;
    return ErrorCode.none;
  }

  /** Notes a batch that was appended. */
  appended(batch: RecordBatch, baseOffset: number, now: number): void {
    const producer = this.#touch(batch.producerId, batch.producerEpoch, now);
    producer.sent.push({
      firstSequence: batch.baseSequence,
      lastSequence: lastSequence(batch),
      baseOffset,
    });
    if (producer.sent.length > WINDOW) producer.sent.shift();
    if (!batch.transactional) return;
    this.#tried.delete(batch.producerId);
    if (!this.#open.has(batch.producerId)) this.#open.set(batch.producerId, baseOffset);
  }

  /** Notes the marker that ends a transaction; returns the offset it began at, if it wrote here. */
  ended(producerId: number, epoch: number, now: number): number | undefined {
    this.#touch(producerId, epoch, now);
    const first = this.#open.get(producerId);
    this.#open.delete(producerId);
    this.#tried.delete(producerId);
    return first;
  }

  /** Of whatever epoch the refused one was: that Kafka does not ask. An open transaction goes on all the same. */
  #followsRefused({ producerId, baseSequence }: RecordBatch): boolean {
    return !this.#open.has(producerId) && baseSequence > (this.#tried.get(producerId)?.sequence ?? Infinity);
  }

  #touch(producerId: number, epoch: number, now: number): Producer {
    let producer = this.#producers.get(producerId);
    if (producer === undefined || producer.epoch !== epoch || this.#isForgotten(producerId, producer, now))
      producer = { epoch, sent: [], seenAt: now };
    producer.seenAt = now;
    this.#producers.delete(producerId);
    this.#producers.set(producerId, producer);
    this.#forget(now);
    return producer;
  }

  /** Those silent for too long, and one more where there are too many; never one whose transaction is open. */
  #forget(now: number): void {
    for (const [id, producer] of this.#producers) {
      if (this.#open.has(id)) continue;
      if (this.#producers.size <= MOST_PRODUCERS && !this.#isForgotten(id, producer, now)) return;
      this.#producers.delete(id);
    }
  }

  #isForgotten(producerId: number, { seenAt }: Producer, now: number): boolean {
    return now - seenAt >= EXPIRE_MS && !this.#open.has(producerId);
  }
}

function lastSequence(batch: RecordBatch): number {
  const last = batch.baseSequence + batch.count - 1;
  return last > LAST_SEQUENCE ? last - LAST_SEQUENCE - 1 : last;
}

function following(sequence: number): number {
  return sequence === LAST_SEQUENCE ? 0 : sequence + 1;
}
