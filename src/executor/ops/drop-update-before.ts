import { BatchBuilder, kindAt, UPDATE_BEFORE, type Batch, type Row } from '../../types/batch.ts';
import { PassThrough } from '../operator.ts';

/** Drops -U: what reads the changes knows by a key which row a +U replaces. */
export class DropUpdateBefore extends PassThrough {
  push(batch: Batch): void | Promise<void> {
    if (batch.kinds === undefined) return this.next.push(batch);
    const kept = new BatchBuilder();
    for (let i = 0; i < batch.rows.length; i++) {
      const kind = kindAt(batch, i);
      if (kind !== UPDATE_BEFORE) kept.add(batch.rows[i] as Row, kind); // i < length
    }
    if (kept.size > 0) return this.next.push(kept.build());
  }
}
