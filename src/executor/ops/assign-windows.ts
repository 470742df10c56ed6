import { BatchBuilder, kindAt, type Batch, type Row } from '../../types/batch.ts';
import { PassThrough, type Operator } from '../operator.ts';
import type { WindowsOf } from '../windows.ts';

/** A window table function: each row comes once for each of its windows, with start, end and time of the window behind its columns. */
export class AssignWindows extends PassThrough {
  readonly #windowsOf: WindowsOf;

  constructor(windowsOf: WindowsOf, next: Operator) {
    super(next);
    this.#windowsOf = windowsOf;
  }

  push(batch: Batch): void | Promise<void> {
    const windowsOf = this.#windowsOf;
    const out = new BatchBuilder();
    for (let i = 0; i < batch.rows.length; i++) {
      const row = batch.rows[i] as Row; // i < length
      const kind = kindAt(batch, i);
      windowsOf(row, (start, end, time) => out.add([...row, start, end, time], kind));
    }
    if (out.size > 0) return this.next.push(out.build());
  }
}
