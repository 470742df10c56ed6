import type { Delivery } from './delivery.ts';
import type { Producer } from './port.ts';

/** Rows leave together: single sends cost 8 to 14 times more. */
const SEND_ROWS = 500;
const SEND_BYTES = 256 << 10;
/** Bytes not yet acknowledged; beyond it `added` makes its caller wait. */
const BUFFER_BYTES = 2 << 20;

/** At least once: rows leave as soon as it is worth it. One request is on its way at a time; rows gather meanwhile, up to a bound. */
export class EagerDelivery implements Delivery {
  readonly #producer: Producer;
  readonly #lingerMs: number;
  readonly #explain: (error: unknown) => unknown;
  readonly #closed = new AbortController();
  #sending: Promise<void> | undefined;
  #sendingBytes = 0;
  /** Rows added, and of them those that are safe outside. */
  #added = 0;
  #acknowledged = 0;
  #stopTimer: (() => void) | undefined;
  #failure: unknown;

  /** Fewer rows leave after `lingerMs`. */
  constructor(producer: Producer, lingerMs: number, explain: (error: unknown) => unknown) {
    this.#producer = producer;
    this.#lingerMs = lingerMs;
    this.#explain = explain;
  }

  check(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  added(rows: number): void | Promise<void> {
    this.#added += rows;
    const { bytes, rows: waiting } = this.#producer.pending;
    if (waiting >= SEND_ROWS || bytes >= SEND_BYTES) this.#send();
    else this.#sendSoon();
    if (bytes + this.#sendingBytes >= BUFFER_BYTES) return this.#room();
  }

  async flush(): Promise<void> {
    const before = this.#added; // rows that come meanwhile belong to the next flush
    while (this.#failure === undefined && this.#acknowledged < before) {
      this.#send();
      await this.#sending;
    }
    this.check();
  }

  async close(): Promise<void> {
    this.#stopTimer?.();
    this.#closed.abort(new Error('closed'));
    await this.#sending;
  }

  async #room(): Promise<void> {
    while (this.#failure === undefined && this.#producer.pending.bytes + this.#sendingBytes >= BUFFER_BYTES) {
      this.#send();
      await this.#sending;
    }
    this.check();
  }

  /** Real time, as all traffic with brokers. */
  #sendSoon(): void {
    if (this.#stopTimer !== undefined || this.#sending !== undefined) return;
    const timer = setTimeout(() => this.#send(), this.#lingerMs);
    this.#stopTimer = () => {
      clearTimeout(timer);
      this.#stopTimer = undefined;
    };
  }

  /** Never rejects: a failure waits for the next write or flush. */
  #send(): void {
    this.#stopTimer?.();
    const producer = this.#producer;
    if (this.#sending !== undefined || this.#failure !== undefined || producer.pending.rows === 0) return;
    this.#sendingBytes = producer.pending.bytes;
    const added = this.#added;
    this.#sending = producer
      .send(this.#closed.signal)
      .then(() => void (this.#acknowledged = added))
      .catch((error: unknown) => void (this.#failure = this.#explain(error)))
      .finally(() => {
        this.#sending = undefined;
        this.#sendingBytes = 0;
        if (producer.pending.rows > 0) this.#sendSoon();
      });
  }
}
