/** One row: positional, full width, `null` for NULL. Frozen by contract once pushed. */
export type Row = readonly unknown[];

/** What a row of a changelog does. The numbers index `ROW_KIND_NAMES` and fill `Batch.kinds`. */
export const INSERT = 0;
export const UPDATE_BEFORE = 1;
export const UPDATE_AFTER = 2;
export const DELETE = 3;
export type RowKind = typeof INSERT | typeof UPDATE_BEFORE | typeof UPDATE_AFTER | typeof DELETE;
export type RowKindName = '+I' | '-U' | '+U' | '-D';
export const ROW_KIND_NAMES = ['+I', '-U', '+U', '-D'] as const;

/** Rows that cross an operator together; `kinds` undefined means all are +I, so append-only streams pay nothing. */
export interface Batch {
  readonly rows: readonly Row[];
  readonly kinds: Uint8Array | undefined;
}

/** Most rows in one batch. */
export const BATCH_ROWS = 1024;

export function insertBatch(rows: readonly Row[]): Batch {
  return { rows, kinds: undefined };
}

/** Rows `from` to before `to`. */
export function sliceBatch(batch: Batch, from: number, to: number): Batch {
  if (from === 0 && to === batch.rows.length) return batch;
  return { rows: batch.rows.slice(from, to), kinds: batch.kinds?.subarray(from, to) };
}

/** Kind of row `index`. */
export function kindAt(batch: Batch, index: number): RowKind {
  return batch.kinds === undefined ? INSERT : (batch.kinds[index] as RowKind);
}

/** Collects rows of a batch to be; `kinds` appear with the first row that is not +I. */
export class BatchBuilder {
  #rows: Row[] = [];
  #kinds: number[] | undefined;

  get size(): number {
    return this.#rows.length;
  }

  add(row: Row, kind: RowKind = INSERT): void {
    if (kind !== INSERT && this.#kinds === undefined)
      this.#kinds = new Array<number>(this.#rows.length).fill(INSERT);
    this.#rows.push(row);
    this.#kinds?.push(kind);
  }

  /** The batch so far; the builder starts anew. */
  build(): Batch {
    const batch = {
      rows: this.#rows,
      kinds: this.#kinds === undefined ? undefined : Uint8Array.from(this.#kinds),
    };
    this.#rows = [];
    this.#kinds = undefined;
    return batch;
  }
}
