import type { Positions, Source } from '../../../connectors/connector.ts';
import { insertBatch, type Batch } from '../../../types/batch.ts';
import type { Evaluate } from '../evaluate.ts';

/** Rows of VALUES, or the one empty row of a SELECT without FROM. */
export class ValuesSource implements Source {
  readonly #rows: readonly (readonly Evaluate[])[];
  #next = 0;

  constructor(rows: readonly (readonly Evaluate[])[]) {
    this.#rows = rows;
  }

  async start(restored: Positions | undefined): Promise<void> {
    this.#next = Number(restored?.get('values') ?? 0);
  }

  async poll(maxRows: number): Promise<Batch | undefined> {
    const rows = this.#rows.slice(this.#next, this.#next + maxRows);
    if (rows.length === 0) return undefined;
    this.#next += rows.length;
    return insertBatch(rows.map((row) => row.map((cell) => cell([]))));
  }

  positions(): Positions {
    return new Map([['values', String(this.#next)]]);
  }

  lag(): number {
    return this.#rows.length - this.#next;
  }

  async close(): Promise<void> {}
}
