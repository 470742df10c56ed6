import type { Clock } from '../common/clock.ts';

/** How long rows count towards the rate. */
const WINDOW_MS = 10_000;

/** Counts what one model call operator does; the footer and SHOW JOBS read it. */
export class PredictMeter {
  readonly #clock: Clock;
  readonly #dropped = new Map<string, number>();
  /** Answers per second of the clock, newest last. */
  readonly #seconds: { second: number; count: number }[] = [];
  readonly #startedAt: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#startedAt = clock.now();
  }

  answered(): void {
    const second = Math.floor(this.#clock.now() / 1000);
    const last = this.#seconds.at(-1);
    if (last?.second === second) last.count++;
    else this.#seconds.push({ second, count: 1 });
    const oldest = second - WINDOW_MS / 1000;
    while ((this.#seconds[0]?.second ?? second) < oldest) this.#seconds.splice(0, 1);
  }

  dropped(reason: string): void {
    this.#dropped.set(reason, (this.#dropped.get(reason) ?? 0) + 1);
  }

  get drops(): ReadonlyMap<string, number> {
    return this.#dropped;
  }

  /** Answers a second over the last 10 s, or since the start when that is shorter. */
  get rate(): number {
    const now = this.#clock.now();
    const oldest = Math.floor((now - WINDOW_MS) / 1000);
    let count = 0;
    for (const entry of this.#seconds) if (entry.second > oldest) count += entry.count;
    const elapsed = Math.min(WINDOW_MS, Math.max(1000, now - this.#startedAt));
    return (count * 1000) / elapsed;
  }
}

/** Rows into and out of a pipeline. */
export class RowMeter {
  rowsIn = 0;
  rowsOut = 0;
}

/** Rows that one operator dropped because they came after the watermark. */
export class LateRows {
  dropped = 0;
}
