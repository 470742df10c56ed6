import { settle, type Clock } from '../../src/common/clock.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  callback: (() => void) | undefined;
}

/** A clock that stands still until advanced. Timers of one instant fire in the order they were set. A heap: runs have many. */
export class SimulatedClock implements Clock {
  #now: number;
  #order = 0;
  readonly #heap: Timer[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const timer: Timer = { at: this.#now + Math.ceil(Math.max(0, ms)), order: this.#order++, callback };
    this.#push(timer);
    return () => (timer.callback = undefined);
  }

  /** Moves time on, firing what falls due; between two timers everything that is ready runs. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const timer = this.#heap[0];
      if (timer === undefined || timer.at > end) break;
      this.#pop();
      if (timer.callback === undefined) continue;
      this.#now = timer.at;
      timer.callback();
      await settle();
    }
    this.#now = end;
  }

  #push(timer: Timer): void {
    const heap = this.#heap;
    let i = heap.length;
    heap.push(timer);
    while (i > 0) {
      const parent = (i - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(timer, above)) break;
      heap[i] = above;
      i = parent;
    }
    heap[i] = timer;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      const [left, right] = [heap[child], heap[child + 1]];
      if (left === undefined) break;
      let first = left;
      if (right !== undefined && isBefore(right, left)) {
        child++;
        first = right;
      }
      if (!isBefore(first, last)) break;
      heap[i] = first;
      i = child;
    }
    heap[i] = last;
  }
}

function isBefore(a: Timer, b: Timer): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
