import type { OperatorState } from '../../state/operator-state.ts';
import { BatchBuilder, DELETE, kindAt, UPDATE_BEFORE, type Batch, type Row } from '../../types/batch.ts';
import { PassThrough, type Checkpoint, type Operator } from '../operator.ts';

/** Keeps state and answers each row with changes of its own: a batch of them for each batch that comes. */
export abstract class RowByRow extends PassThrough {
  readonly #state: OperatorState;

  constructor(state: OperatorState, next: Operator) {
    super(next);
    this.#state = state;
  }

  push(batch: Batch): void | Promise<void> {
    const out = new BatchBuilder();
    for (let i = 0; i < batch.rows.length; i++) {
      const kind = kindAt(batch, i);
      this.change(batch.rows[i] as Row, kind !== UPDATE_BEFORE && kind !== DELETE, out); // i < length
    }
    if (out.size > 0) return this.next.push(out.build());
  }

  override barrier(checkpoint: Checkpoint): void {
    this.#state.barrier();
    super.barrier(checkpoint);
  }

  /** `isAdded` false: the row is taken back. */
  protected abstract change(row: Row, isAdded: boolean, out: BatchBuilder): void;
}
