import type { Delivery } from './delivery.ts';
import type { Producer, Transaction } from './port.ts';
import { abortable } from './waiting.ts';

/** Rows are kept back up to this; then their transaction begins before its checkpoint. */
const BEGIN_BYTES = 8 << 20;
/** In a transaction that began early, rows leave in such portions. */
const SEND_BYTES = 256 << 10;
/** Bytes kept back or on their way; beyond it `added` makes its caller wait. */
const BUFFER_BYTES = 10 << 20;

export interface TransactionDeliveryParts {
  readonly producer: Producer;
  readonly transaction: () => Transaction;
  /** What a failure means, for the user; may take a while. */
  readonly explain: (error: unknown) => Promise<unknown>;
}

/**
 * Exactly once: `flush` hands the rows before it to the open transaction. Rows behind it are kept until that transaction
 * is committed; they belong to the next.
 */
export class TransactionDelivery implements Delivery {
  readonly #parts: TransactionDeliveryParts;
  readonly #closed = new AbortController();
  /** One hand-over after another. Never rejects. */
  #tail: Promise<void> = Promise.resolve();
  #isSending = false;
  #sendingBytes = 0;
  /** The round that this sink's part of is complete. */
  #completeRound = -1;
  /** The round that rows were handed to before its flush. */
  #earlyRound = -1;
  #failure: unknown;

  constructor(parts: TransactionDeliveryParts) {
    this.#parts = parts;
  }

  check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  added(): void | Promise<void> {
    const { producer, transaction } = this.#parts;
    const { round } = transaction();
    const { bytes } = producer.pending;
    const isHeld = this.#completeRound === round;
    const enough = this.#earlyRound === round ? SEND_BYTES : BEGIN_BYTES;
    if (!this.#isSending && !isHeld && bytes >= enough) void this.#handOver(false);
    if (producer.pending.bytes + this.#sendingBytes >= BUFFER_BYTES) return this.#room();
  }

  async flush(): Promise<void> {
    await this.#handOver(true);
    this.check();
  }

  async close(): Promise<void> {
    this.#closed.abort(new Error('closed'));
    await this.#tail;
  }

  async #room(): Promise<void> {
    const { producer } = this.#parts;
    while (this.#failure === undefined && producer.pending.bytes + this.#sendingBytes >= BUFFER_BYTES) {
      if (!this.#isSending) void this.#handOver(false);
      await this.#tail;
    }
    this.check();
  }

  /** What was added so far goes into the open transaction, or into the next if this sink's part of it is complete. */
  #handOver(isComplete: boolean): Promise<void> {
    const { producer, transaction } = this.#parts;
    const { signal } = this.#closed;
    const cut = producer.cut();
    this.#isSending = true;
    const run = this.#tail.then(async () => {
      if (this.#failure !== undefined) return;
      try {
        await transaction().committed(this.#completeRound, signal);
        const { round } = transaction();
        this.#earlyRound = round;
        const before = producer.pending.bytes;
        const sent = producer.send(signal, cut);
        this.#sendingBytes = before - producer.pending.bytes;
        await sent;
        if (isComplete) this.#completeRound = round;
      } catch (error) {
        this.#failure = signal.aborted
          ? error
          : await abortable(this.#parts.explain(error), signal).catch(() => error);
      } finally {
        this.#sendingBytes = 0;
      }
    });
    this.#tail = run;
    void run.then(() => {
      if (this.#tail === run) this.#isSending = false;
    });
    return run;
  }
}
