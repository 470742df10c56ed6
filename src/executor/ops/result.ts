import { RingQueue } from '../../common/ring-queue.ts';
import type { Batch } from '../../types/batch.ts';
import type { RowMeter } from '../meter.ts';
import type { Checkpoint, Operator } from '../operator.ts';

/** Rows kept for a reader that is slower than the query. */
const BUFFERED_ROWS = 4096;

/** The end of a SELECT: keeps batches until the reader takes them; a full buffer is backpressure. */
export class ResultQueue implements Operator {
  readonly #meter: RowMeter;
  readonly #batches = new RingQueue<Batch>();
  #rows = 0;
  #ended = false;
  #error: { readonly error: unknown } | undefined;
  /** Readers that wait, first come first served. */
  #readers: (() => void)[] = [];
  #writer: (() => void) | undefined;

  constructor(meter: RowMeter) {
    this.#meter = meter;
  }

  push(batch: Batch): void | Promise<void> {
    this.#batches.push(batch);
    this.#rows += batch.rows.length;
    this.#meter.rowsOut += batch.rows.length;
    this.#readers.shift()?.();
    if (this.#rows < BUFFERED_ROWS) return;
    return new Promise((resolve) => (this.#writer = resolve));
  }

  watermark(): void {}

  idle(): void {}

  barrier(checkpoint: Checkpoint): void {
    checkpoint.acknowledged('result');
  }

  end(): void {
    this.#ended = true;
    this.#wakeAll();
  }

  /** What was pushed before still reaches the reader; then the error does. */
  fail(error: unknown): void {
    this.#error ??= { error };
    this.#wakeAll();
    this.#writer?.();
  }

  /** The next batch, waiting for it; undefined at the end. */
  async take(): Promise<Batch | undefined> {
    for (;;) {
      const batch = this.#batches.shift();
      if (batch !== undefined) {
        this.#rows -= batch.rows.length;
        if (this.#rows < BUFFERED_ROWS) this.#writer?.();
        return batch;
      }
      if (this.#error !== undefined) throw this.#error.error;
      if (this.#ended) return undefined;
      await new Promise<void>((resolve) => this.#readers.push(resolve));
    }
  }

  #wakeAll(): void {
    for (const wake of this.#readers.splice(0)) wake();
  }
}
