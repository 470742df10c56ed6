import type { Clock } from '../common/clock.ts';

/** The broker's timers: whatever fires is followed by `afterEach`, and `close` stops all that still run. */
export class Timers implements Clock {
  readonly #clock: Clock;
  readonly #afterEach: () => void;
  readonly #running = new Set<() => void>();

  constructor(clock: Clock, afterEach: () => void) {
    this.#clock = clock;
    this.#afterEach = afterEach;
  }

  now(): number {
    return this.#clock.now();
  }

  after(ms: number, callback: () => void): () => void {
    const cancel = this.#clock.after(Math.max(0, ms), () => {
      this.#running.delete(stop);
      callback();
      this.#afterEach();
    });
    const stop = () => {
      this.#running.delete(stop);
      cancel();
    };
    this.#running.add(stop);
    return stop;
  }

  close(): void {
    for (const stop of this.#running) stop();
  }
}
