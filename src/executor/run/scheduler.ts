import type { Clock } from '../../common/clock.ts';
import { RingQueue } from '../../common/ring-queue.ts';

/** Longest stretch of work before the event loop gets its turn. */
const SLICE_MS = 8;

/** A moment in a slice. */
export interface Mark {
  readonly slice: number;
  readonly at: number;
}

/**
 * One for all pipelines of the thread: together, not each, they use a slice before they yield. Who finds it used up gets
 * a slice of a later turn, first come, first served, one a turn: ten released at once would each run a batch before any
 * of them looked at the clock again (102 ms measured).
 */
export class Scheduler {
  readonly #clock: Clock;
  readonly #waiting = new RingQueue<() => void>();
  /** 0: nothing has run in this turn of the event loop. */
  #sliceEnd = 0;
  #isScheduled = false;
  #slice = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** undefined: go on. A promise: the slice is used up, wait for another one. */
  turn(): Promise<void> | undefined {
    const now = this.#clock.now();
    if (this.#sliceEnd === 0) this.#open(now);
    if (now < this.#sliceEnd) return undefined;
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** This moment, for `worked`. */
  mark(): Mark {
    return { slice: this.#slice, at: this.#clock.now() };
  }

  /** Milliseconds of work since then; undefined when something was waited for meanwhile. */
  worked({ slice, at }: Mark): number | undefined {
    return slice === this.#slice ? this.#clock.now() - at : undefined;
  }

  #open(now: number): void {
    this.#slice++;
    this.#sliceEnd = now + SLICE_MS;
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(() => this.#nextTurn());
  }

  #nextTurn(): void {
    this.#isScheduled = false;
    this.#sliceEnd = 0;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#open(this.#clock.now());
    next();
  }
}
