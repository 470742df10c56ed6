import { SqlError } from '../../common/errors.ts';
import { BatchBuilder, kindAt, type Batch, type Row } from '../../types/batch.ts';
import type { Schema } from '../../types/schema.ts';
import { PassThrough, type Operator } from '../operator.ts';

/** table.exec.sink.not-null-enforcer */
export type NotNullEnforcer = 'ERROR' | 'DROP';

export interface NotNullSpec {
  /** Whose columns they are, for messages. */
  readonly owner: string;
  readonly schema: Schema;
  readonly enforcer: NotNullEnforcer;
}

/** In front of a sink or a reader: a row with NULL in a NOT NULL column fails (E_NOT_NULL) or is dropped. */
export function notNull({ owner, schema, enforcer }: NotNullSpec, next: Operator): Operator {
  const required = schema.flatMap(({ name, type }, index) => (type.nullable ? [] : [{ index, name }]));
  return required.length === 0 ? next : new NotNull(owner, required, enforcer, next);
}

interface RequiredColumn {
  readonly index: number;
  readonly name: string;
}

class NotNull extends PassThrough {
  readonly #owner: string;
  readonly #required: readonly RequiredColumn[];
  readonly #enforcer: NotNullEnforcer;

  constructor(owner: string, required: readonly RequiredColumn[], enforcer: NotNullEnforcer, next: Operator) {
    super(next);
    this.#owner = owner;
    this.#required = required;
    this.#enforcer = enforcer;
  }

  push(batch: Batch): void | Promise<void> {
    const { rows } = batch;
    let from = 0;
    while (from < rows.length && this.#missing(rows[from] as Row) === undefined) from++; // from < length
    if (from === rows.length) return this.next.push(batch);
    const kept = new BatchBuilder();
    let missing: RequiredColumn | undefined;
    for (let i = 0; i < rows.length && missing === undefined; i++) {
      const row = rows[i] as Row; // i < length
      const column = this.#missing(row);
      if (column === undefined) kept.add(row, kindAt(batch, i));
      else if (this.#enforcer === 'ERROR') missing = column;
    }
    const passed = kept.size === 0 ? undefined : this.next.push(kept.build());
    if (missing === undefined) return passed;
    // The rows in front are passed on all the same: what comes out before a failure must not hang on the batches.
    const failure = isNull(missing.name, this.#owner);
    if (!(passed instanceof Promise)) throw failure;
    return passed.then(() => Promise.reject(failure));
  }

  #missing(row: Row): RequiredColumn | undefined {
    for (const column of this.#required) if (row[column.index] === null) return column;
    return undefined;
  }
}

function isNull(column: string, owner: string): SqlError {
  return new SqlError('E_NOT_NULL', `column ${column} of ${owner} is NOT NULL, a row has NULL there`, {
    hint: "SET 'table.exec.sink.not-null-enforcer' = 'DROP'; drops such rows",
  });
}
