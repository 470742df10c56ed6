import type { Batch, Row } from '../../types/batch.ts';
import type { Evaluate } from '../evaluate.ts';
import { PassThrough, type Operator } from '../operator.ts';

/** WATERMARK FOR c AS e: after each batch that moved it, the largest `e` so far follows the rows. NULL moves nothing. */
export class WatermarkAssigner extends PassThrough {
  readonly #expression: Evaluate;
  #highest = -Infinity;

  constructor(expression: Evaluate, next: Operator) {
    super(next);
    this.#expression = expression;
  }

  push(batch: Batch): void | Promise<void> {
    let highest = this.#highest;
    for (const row of batch.rows) {
      const time = this.#expression(row as Row);
      if (typeof time === 'number' && time > highest) highest = time;
    }
    const pushed = this.next.push(batch);
    if (highest <= this.#highest) return pushed;
    this.#highest = highest;
    if (pushed instanceof Promise) return pushed.then(() => this.next.watermark(highest));
    return this.next.watermark(highest);
  }

  /** An operator behind it sees one clock: the source's own. */
  override watermark(): void {}

  override end(): void | Promise<void> {
    const last = this.next.watermark(Infinity);
    if (last instanceof Promise) return last.then(() => this.next.end());
    return this.next.end();
  }
}
