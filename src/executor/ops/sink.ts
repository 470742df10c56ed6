import { SqlError } from '../../common/errors.ts';
import type { Sink } from '../../connectors/connector.ts';
import { BatchBuilder, kindAt, type Batch, type Row } from '../../types/batch.ts';
import type { Schema } from '../../types/schema.ts';
import type { RowMeter } from '../meter.ts';
import type { Checkpoint, Operator } from '../operator.ts';

/** table.exec.sink.not-null-enforcer */
export type NotNullEnforcer = 'ERROR' | 'DROP';

/** The end of a job's pipeline: writes rows out and acknowledges a barrier when all rows before it are safe outside. */
export class SinkOperator implements Operator {
  readonly #id: string;
  readonly #sink: Sink;
  readonly #meter: RowMeter;
  readonly #required: readonly { readonly index: number; readonly name: string }[];
  readonly #enforcer: NotNullEnforcer;
  readonly #table: string;

  constructor(
    id: string,
    table: string,
    schema: Schema,
    enforcer: NotNullEnforcer,
    sink: Sink,
    meter: RowMeter,
  ) {
    this.#id = id;
    this.#table = table;
    this.#sink = sink;
    this.#meter = meter;
    this.#enforcer = enforcer;
    this.#required = schema.flatMap(({ name, type }, index) => (type.nullable ? [] : [{ index, name }]));
  }

  push(batch: Batch): void | Promise<void> {
    const checked = this.#required.length === 0 ? batch : this.#checkNotNull(batch);
    this.#meter.rowsOut += checked.rows.length;
    if (checked.rows.length > 0) return this.#sink.write(checked);
  }

  watermark(): void {}

  barrier(checkpoint: Checkpoint): void {
    this.#sink.flush().then(
      () => checkpoint.acknowledged(this.#id),
      (error: unknown) => checkpoint.failed(error),
    );
  }

  end(): Promise<void> {
    return this.#sink.flush();
  }

  #checkNotNull(batch: Batch): Batch {
    const kept = new BatchBuilder();
    for (let i = 0; i < batch.rows.length; i++) {
      const row = batch.rows[i] as Row; // i < length
      const missing = this.#required.find(({ index }) => row[index] === null);
      if (missing === undefined) kept.add(row, kindAt(batch, i));
      else if (this.#enforcer === 'ERROR') {
        throw new SqlError(
          'E_NOT_NULL',
          `column ${missing.name} of ${this.#table} is NOT NULL, a row has NULL there`,
          {
            hint: "SET 'table.exec.sink.not-null-enforcer' = 'DROP'; drops such rows",
          },
        );
      }
    }
    return kept.size === batch.rows.length ? batch : kept.build();
  }
}
