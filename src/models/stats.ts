import type { Limiter } from './limiter.ts';
import type { ModelStats } from './provider.ts';

const REMEMBERED = 1000;

/** The figures of one client, written by its caller. */
export class CallStats implements ModelStats {
  inFlight = 0;
  calls = 0;
  retries = 0;
  limited = 0;
  ignored = 0;
  promptTokens = 0;
  completionTokens = 0;
  lastFailure: string | undefined = undefined;
  readonly #limiter: Limiter;
  readonly #times = new Float64Array(REMEMBERED);
  #finished = 0;
  #percentiles: readonly [number, number] | undefined = undefined;
  #isStale = false;

  constructor(limiter: Limiter) {
    this.#limiter = limiter;
  }

  /** Time of one request that brought an answer; refusals come faster and would flatter. */
  finished(ms: number): void {
    this.#times[this.#finished++ % REMEMBERED] = ms;
    this.#isStale = true;
  }

  get latency(): readonly [number, number] | undefined {
    if (!this.#isStale) return this.#percentiles;
    const sorted = this.#times.slice(0, Math.min(this.#finished, REMEMBERED)).sort();
    const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
    this.#percentiles = [at(0.5), at(0.99)];
    this.#isStale = false;
    return this.#percentiles;
  }

  get pausedUntil(): number | undefined {
    return this.#limiter.pausedUntil;
  }
}
