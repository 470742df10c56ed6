import { insertBatch, type Batch } from '../../types/batch.ts';
import { PassThrough, type Operator } from '../operator.ts';

/** LIMIT and OFFSET over inserts. With the last row it ends its consumer and says `reached`, so that what feeds it stops. */
export class Limit extends PassThrough {
  #offset: number;
  #remaining: number;
  #ended = false;
  readonly #reached: () => void;

  constructor(count: number, offset: number, reached: () => void, next: Operator) {
    super(next);
    this.#remaining = count;
    this.#offset = offset;
    this.#reached = reached;
  }

  /** Rows still wanted from above: bounds the model calls in flight. */
  get demand(): number {
    return this.#remaining + this.#offset;
  }

  push(batch: Batch): void | Promise<void> {
    if (this.#ended) return;
    let { rows } = batch;
    if (this.#offset > 0) {
      const skipped = Math.min(this.#offset, rows.length);
      this.#offset -= skipped;
      rows = rows.slice(skipped);
    }
    if (rows.length > this.#remaining) rows = rows.slice(0, this.#remaining);
    this.#remaining -= rows.length;
    const pushed =
      rows.length === 0 ? undefined : this.next.push(rows === batch.rows ? batch : insertBatch(rows));
    if (this.#remaining > 0) return pushed;
    return pushed instanceof Promise ? pushed.then(() => this.#finish()) : this.#finish();
  }

  override watermark(time: number): void | Promise<void> {
    if (!this.#ended) return this.next.watermark(time);
  }

  override end(): void | Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    return this.next.end();
  }

  #finish(): void | Promise<void> {
    this.#ended = true;
    this.#reached();
    return this.next.end();
  }
}
