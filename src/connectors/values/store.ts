import type { Row } from '../../types/batch.ts';
import type { Field } from '../../types/schema.ts';
import { printType } from '../../types/type.ts';

/** Rows of one table, kept while the session lives. Grows with every INSERT; nobody closes it. */
export class ValuesStore {
  #columns: readonly Field[];
  #rows: Row[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(columns: readonly Field[]) {
    this.#columns = columns;
  }

  get size(): number {
    return this.#rows.length;
  }

  append(rows: readonly Row[]): void {
    for (const row of rows) this.#rows.push(row);
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  read(from: number, count: number): readonly Row[] {
    return this.#rows.slice(from, from + count);
  }

  /** Resolves at the next append; rejects with the signal's reason. */
  async more(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const stop = () => {
        this.#waiting.delete(wake);
        reject(signal.reason);
      };
      const wake = () => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  /** After ALTER TABLE: kept rows follow their columns by name; a column that is new or of another type is NULL. */
  fit(columns: readonly Field[]): void {
    const from = columns.map((column) => this.#columns.findIndex((old) => sameColumn(old, column)));
    const unchanged = columns.length === this.#columns.length && from.every((index, i) => index === i);
    if (unchanged) return;
    this.#rows = this.#rows.map((row) => from.map((index) => (index < 0 ? null : row[index])));
    this.#columns = columns;
  }
}

function sameColumn(a: Field, b: Field): boolean {
  return a.name === b.name && printType(a.type) === printType(b.type);
}
