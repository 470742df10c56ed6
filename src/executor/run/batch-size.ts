/** Above this one batch alone keeps the event loop for too long; below the other, more rows cost nothing. */
const LONG_MS = 4;
const SHORT_MS = 1;
const FEWEST_ROWS = 64;

/** How many rows a source is asked for at once: as many as its pipeline works off without a pause that is felt. */
export class BatchSize {
  readonly #most: number;
  #rows: number;

  constructor(most: number) {
    this.#most = most;
    this.#rows = most;
  }

  get rows(): number {
    return this.#rows;
  }

  /** A batch of so many rows took `ms` of work without waiting. */
  took(rows: number, ms: number): void {
    if (ms > LONG_MS) this.#rows = Math.max(Math.min(FEWEST_ROWS, this.#most), this.#rows >> 1);
    else if (ms <= SHORT_MS && rows === this.#rows) this.#rows = Math.min(this.#most, this.#rows * 2);
  }
}
