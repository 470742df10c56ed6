import type { Clock } from '../common/clock.ts';

/** Longest stretch of work before the event loop gets its turn. */
const SLICE_MS = 8;

/** One for all pipelines of the thread: together, not each, they use a slice before they yield. */
export class Scheduler {
  readonly #clock: Clock;
  #sliceEnd = 0;
  #pending: Promise<void> | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** undefined: go on. A promise: the slice is used up, wait for the next one. */
  turn(): Promise<void> | undefined {
    if (this.#pending !== undefined) return this.#pending;
    const now = this.#clock.now();
    if (this.#sliceEnd === 0) this.#open(now);
    if (now < this.#sliceEnd) return undefined;
    this.#pending = new Promise((resolve) => {
      setImmediate(() => {
        this.#pending = undefined;
        this.#sliceEnd = 0;
        resolve();
      });
    });
    return this.#pending;
  }

  #open(now: number): void {
    this.#sliceEnd = now + SLICE_MS;
    // A slice belongs to one turn of the event loop: after an idle stretch a new one begins.
    setImmediate(() => {
      if (this.#pending === undefined) this.#sliceEnd = 0;
    });
  }
}
