import type { Batch, Row } from '../../types/batch.ts';
import type { Evaluate } from '../build/evaluate.ts';
import { PassThrough, type Operator } from '../operator.ts';

/** SELECT list: one new row for each row. */
export class Project extends PassThrough {
  readonly #expressions: readonly Evaluate[];

  constructor(expressions: readonly Evaluate[], next: Operator) {
    super(next);
    this.#expressions = expressions;
  }

  push(batch: Batch): void | Promise<void> {
    const expressions = this.#expressions;
    const width = expressions.length;
    const { rows } = batch;
    const projected = new Array<Row>(rows.length);
    for (let i = 0; i < rows.length; i++) {
      const row = rows[i] as Row; // i < length
      const values = new Array<unknown>(width);
      for (let j = 0; j < width; j++) values[j] = (expressions[j] as Evaluate)(row);
      projected[i] = values;
    }
    return this.next.push({ rows: projected, kinds: batch.kinds });
  }
}
