import { sleep, type Clock } from '../../common/clock.ts';
import { insertBatch, type Batch, type Row } from '../../types/batch.ts';
import type { Positions, Source } from '../connector.ts';

/** Rows come in portions of at most so much time, so that 10,000 a second are no 10,000 timers. */
const PORTION_MS = 100;

export interface DatagenRows {
  readonly name: string;
  /** Infinity: no end. */
  readonly count: number;
  readonly perSecond: number;
  readonly columns: readonly ((row: number) => unknown)[];
}

/** Makes rows at a steady rate of the injected clock. Its position is the number of the next row. */
export class DatagenSource implements Source {
  readonly #rows: DatagenRows;
  readonly #clock: Clock;
  readonly #portionMs: number;
  readonly #portion: number;
  #next = 0;
  /** Rows that may leave now, and the moment of the next portion. */
  #due = 0;
  #nextPortionAt = -Infinity;

  constructor(rows: DatagenRows, clock: Clock) {
    this.#rows = rows;
    this.#clock = clock;
    this.#portionMs = Math.max(PORTION_MS, 1000 / rows.perSecond);
    this.#portion = Math.max(1, (rows.perSecond * this.#portionMs) / 1000);
  }

  async start(restored: Positions | undefined): Promise<void> {
    this.#next = Number(restored?.get(this.#rows.name) ?? 0);
  }

  async poll(maxRows: number, signal: AbortSignal): Promise<Batch | undefined> {
    signal.throwIfAborted();
    if (this.#next >= this.#rows.count) return undefined;
    for (;;) {
      this.#refill();
      if (this.#due >= 1) break;
      await sleep(this.#clock, this.#nextPortionAt - this.#clock.now(), signal);
    }
    const count = Math.min(maxRows, Math.floor(this.#due), this.#rows.count - this.#next);
    this.#due -= count;
    return insertBatch(this.#make(count));
  }

  positions(): Positions {
    return new Map([[this.#rows.name, String(this.#next)]]);
  }

  lag(): number | undefined {
    return this.#rows.count === Infinity ? undefined : this.#rows.count - this.#next;
  }

  async close(): Promise<void> {}

  /** Adds the portion of this moment. A reader that was away gets no more than one second's rows at once. */
  #refill(): void {
    const now = this.#clock.now();
    if (now < this.#nextPortionAt) return;
    const first = this.#nextPortionAt === -Infinity;
    const portions = first ? 1 : 1 + Math.floor((now - this.#nextPortionAt) / this.#portionMs);
    this.#nextPortionAt = (first ? now : this.#nextPortionAt) + (first ? 1 : portions) * this.#portionMs;
    this.#due = Math.min(this.#due + portions * this.#portion, Math.max(1, this.#rows.perSecond));
  }

  #make(count: number): Row[] {
    const { columns } = this.#rows;
    const rows: Row[] = [];
    for (let i = 0; i < count; i++, this.#next++) {
      const row = new Array<unknown>(columns.length);
      for (let c = 0; c < columns.length; c++) row[c] = columns[c]?.(this.#next);
      rows.push(row);
    }
    return rows;
  }
}
