import { ErrorCode } from './wire/error-code.ts';
import type { RecordBatch } from './wire/record-batch.ts';

interface Sent {
  readonly firstSequence: number;
  readonly lastSequence: number;
  readonly baseOffset: number;
}

interface Producer {
  epoch: number;
  /** Its newest batches, oldest first. */
  readonly sent: Sent[];
}

/** How many of a producer's batches are recognised when they come again, as in Kafka. */
const WINDOW = 5;
/** Beyond this the producer that was silent longest is forgotten; its next batch starts a new sequence. */
const MOST_PRODUCERS = 10_000;
const LAST_SEQUENCE = 0x7fff_ffff;

/** What one partition knows of its idempotent producers: sequences, epochs, and where open transactions begin. */
export class Producers {
  /** Longest silent first. */
  readonly #producers = new Map<number, Producer>();
  /** Producer id to first offset of its open transaction; in the order of these offsets. */
  readonly #open = new Map<number, number>();

  /** First offset of the oldest open transaction. */
  get firstOpenOffset(): number | undefined {
    return this.#open.values().next().value;
  }

  /** Whether a batch may be appended; for one that is here already, the offset it has. */
  check(batch: RecordBatch): { readonly duplicateOf: number } | ErrorCode {
    const producer = this.#producers.get(batch.producerId);
    if (producer === undefined) return ErrorCode.none;
    if (batch.producerEpoch < producer.epoch) return ErrorCode.invalidProducerEpoch;
    if (batch.producerEpoch > producer.epoch)
      return batch.baseSequence === 0 ? ErrorCode.none : ErrorCode.outOfOrderSequenceNumber;
    const last = lastSequence(batch);
    for (const sent of producer.sent) {
      if (sent.firstSequence === batch.baseSequence && sent.lastSequence === last)
        return { duplicateOf: sent.baseOffset };
    }
    // A transaction that others of its producer's batches would fall into the middle of.
    if (this.#open.has(batch.producerId) && !batch.transactional) return ErrorCode.invalidTxnState;
    const before = producer.sent.at(-1);
    if (before === undefined || batch.baseSequence === following(before.lastSequence)) return ErrorCode.none;
    return ErrorCode.outOfOrderSequenceNumber;
  }

  /** Notes a batch that was appended. */
  appended(batch: RecordBatch, baseOffset: number): void {
    const producer = this.#touch(batch.producerId, batch.producerEpoch);
    producer.sent.push({
      firstSequence: batch.baseSequence,
      lastSequence: lastSequence(batch),
      baseOffset,
    });
    if (producer.sent.length > WINDOW) producer.sent.shift();
    if (batch.transactional && !this.#open.has(batch.producerId))
      this.#open.set(batch.producerId, baseOffset);
  }

  /** Notes the marker that ends a transaction; returns the offset it began at, if it wrote here. */
  ended(producerId: number, epoch: number): number | undefined {
    this.#touch(producerId, epoch);
    const first = this.#open.get(producerId);
    this.#open.delete(producerId);
    return first;
  }

  #touch(producerId: number, epoch: number): Producer {
    let producer = this.#producers.get(producerId);
    if (producer === undefined || producer.epoch !== epoch) producer = { epoch, sent: [] };
    this.#producers.delete(producerId);
    this.#producers.set(producerId, producer);
    if (this.#producers.size > MOST_PRODUCERS) this.#forgetOne();
    return producer;
  }

  #forgetOne(): void {
    for (const id of this.#producers.keys()) {
      if (this.#open.has(id)) continue;
      this.#producers.delete(id);
      return;
    }
  }
}

function lastSequence(batch: RecordBatch): number {
  const last = batch.baseSequence + batch.count - 1;
  return last > LAST_SEQUENCE ? last - LAST_SEQUENCE - 1 : last;
}

function following(sequence: number): number {
  return sequence === LAST_SEQUENCE ? 0 : sequence + 1;
}
