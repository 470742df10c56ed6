import { BatchBuilder, kindAt, type Batch, type Row } from '../../types/batch.ts';
import type { Evaluate } from '../build/evaluate.ts';
import { PassThrough, type Operator } from '../operator.ts';

/** WHERE: keeps a row only when the predicate is TRUE, not NULL. */
export class Filter extends PassThrough {
  readonly #predicate: Evaluate;

  constructor(predicate: Evaluate, next: Operator) {
    super(next);
    this.#predicate = predicate;
  }

  push(batch: Batch): void | Promise<void> {
    const predicate = this.#predicate;
    const { rows } = batch;
    const kept = new BatchBuilder();
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as Row; // i < length
      if (predicate(row) === true) kept.add(row, kindAt(batch, i));
    }
    if (kept.size === rows.length) return this.next.push(batch);
    if (kept.size > 0) return this.next.push(kept.build());
  }
}
