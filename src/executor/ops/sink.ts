import { SqlError } from '../../common/errors.ts';
import type { Sink } from '../../connectors/connector.ts';
import { BatchBuilder, kindAt, type Batch, type Row } from '../../types/batch.ts';
import type { Schema } from '../../types/schema.ts';
import type { RowMeter } from '../meter.ts';
import type { Checkpoint, Operator } from '../operator.ts';

/** table.exec.sink.not-null-enforcer */
export type NotNullEnforcer = 'ERROR' | 'DROP';

export interface SinkSpec {
  readonly id: string;
  /** For messages. */
  readonly table: string;
  readonly schema: Schema;
  readonly enforcer: NotNullEnforcer;
}

/** The end of a job's pipeline: writes rows out and acknowledges a barrier when all rows before it are safe outside. */
export class SinkOperator implements Operator {
  readonly #spec: SinkSpec;
  readonly #sink: Sink;
  readonly #meter: RowMeter;
  readonly #ended: () => void;
  readonly #required: readonly { readonly index: number; readonly name: string }[];

  /** `ended` is called when the last row is safe: no barrier will be acknowledged any more. */
  constructor(spec: SinkSpec, sink: Sink, meter: RowMeter, ended: () => void) {
    this.#spec = spec;
    this.#sink = sink;
    this.#meter = meter;
    this.#ended = ended;
    this.#required = spec.schema.flatMap(({ name, type }, index) => (type.nullable ? [] : [{ index, name }]));
  }

  push(batch: Batch): void | Promise<void> {
    if (this.#required.length === 0) return this.#write(batch);
    const kept = new BatchBuilder();
    let missing: string | undefined;
    for (let i = 0; i < batch.rows.length && missing === undefined; i++) {
      const row = batch.rows[i] as Row; // i < length
      const column = this.#required.find(({ index }) => row[index] === null);
      if (column === undefined) kept.add(row, kindAt(batch, i));
      else if (this.#spec.enforcer === 'ERROR') missing = column.name;
    }
    const written = this.#write(kept.size === batch.rows.length ? batch : kept.build());
    if (missing === undefined) return written;
    // The rows in front are written all the same: what a failing job has written must not hang on its batches.
    const failure = this.#isNull(missing);
    if (!(written instanceof Promise)) throw failure;
    return written.then(() => Promise.reject(failure));
  }

  watermark(): void {}

  idle(): void {}

  barrier(checkpoint: Checkpoint): void {
    this.#sink.flush().then(
      () => checkpoint.acknowledged(this.#spec.id),
      (error: unknown) => checkpoint.failed(error),
    );
  }

  async end(): Promise<void> {
    await this.#sink.flush();
    this.#ended();
  }

  #write(batch: Batch): void | Promise<void> {
    if (batch.rows.length === 0) return;
    this.#meter.rowsOut += batch.rows.length;
    return this.#sink.write(batch);
  }

  #isNull(column: string): SqlError {
    return new SqlError(
      'E_NOT_NULL',
      `column ${column} of ${this.#spec.table} is NOT NULL, a row has NULL there`,
      {
        hint: "SET 'table.exec.sink.not-null-enforcer' = 'DROP'; drops such rows",
      },
    );
  }
}
