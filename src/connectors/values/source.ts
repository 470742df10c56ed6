import { SqlError } from '../../common/errors.ts';
import { insertBatch, type Batch, type Row } from '../../types/batch.ts';
import type { Positions, Source } from '../connector.ts';
import type { ValuesStore } from './store.ts';

/** Reads the inline rows, then the stored ones; unbounded, it waits for more. Its position counts both. */
export class ValuesSource implements Source {
  readonly #name: string;
  readonly #store: ValuesStore;
  readonly #bounded: boolean;
  readonly #readInline: () => readonly Row[];
  #inline: readonly Row[] = [];
  #next = 0;
  /** What a bounded source reads: the rows that were there at its start. */
  #end = Infinity;

  constructor(name: string, store: ValuesStore, bounded: boolean, readInline: () => readonly Row[]) {
    this.#name = name;
    this.#store = store;
    this.#bounded = bounded;
    this.#readInline = readInline;
  }

  async start(restored: Positions | undefined): Promise<void> {
    this.#inline = this.#readInline();
    const position = Number(restored?.get(this.#name) ?? 0);
    if (position > this.#size()) {
      throw new SqlError(
        'E_JOB_STATE',
        `row ${position} of ${this.#name} was kept by a session that has ended`,
      );
    }
    this.#next = position;
    if (this.#bounded) this.#end = this.#size();
  }

  async poll(maxRows: number, signal: AbortSignal): Promise<Batch | undefined> {
    for (;;) {
      signal.throwIfAborted();
      const count = Math.min(maxRows, Math.min(this.#end, this.#size()) - this.#next);
      if (count > 0) return this.#take(count);
      if (this.#bounded) return undefined;
      await this.#store.more(signal);
    }
  }

  positions(): Positions {
    return new Map([[this.#name, String(this.#next)]]);
  }

  lag(): number {
    return Math.min(this.#end, this.#size()) - this.#next;
  }

  async close(): Promise<void> {}

  #size(): number {
    return this.#inline.length + this.#store.size;
  }

  #take(count: number): Batch {
    const from = this.#next;
    this.#next += count;
    const inline = this.#inline.slice(from, from + count);
    if (inline.length === count) return insertBatch(inline);
    const start = Math.max(0, from - this.#inline.length);
    return insertBatch([...inline, ...this.#store.read(start, count - inline.length)]);
  }
}
