/** restart-strategy.* as numbers. */
export interface RestartSettings {
  readonly type: 'none' | 'fixed-delay' | 'exponential-delay';
  readonly initialMs: number;
  readonly maxMs: number;
  readonly multiplier: number;
  readonly jitter: number;
  /** Running that long without failure starts the delays anew. */
  readonly resetMs: number;
  readonly attempts: number;
}

/** Decides after each failure whether a job is tried again, and when. */
export class RestartStrategy {
  readonly #settings: RestartSettings;
  readonly #random: () => number;
  #delay: number;
  #used = 0;

  constructor(settings: RestartSettings, random: () => number) {
    this.#settings = settings;
    this.#random = random;
    this.#delay = settings.initialMs;
  }

  /** Milliseconds to wait before the next attempt after one that ran `ranMs`; undefined: give up. */
  next(ranMs: number): number | undefined {
    const { type, initialMs, maxMs, multiplier, jitter, resetMs, attempts } = this.#settings;
    if (type === 'none') return undefined;
    if (ranMs >= resetMs) {
      this.#delay = initialMs;
      this.#used = 0;
    }
    if (this.#used >= attempts) return undefined;
    this.#used++;
    if (type === 'fixed-delay') return initialMs;
    const delay = this.#delay;
    this.#delay = Math.min(maxMs, delay * multiplier);
    return delay * (1 + jitter * (2 * this.#random() - 1));
  }
}
