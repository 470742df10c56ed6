/** restart-strategy.* as numbers. */
export type RestartSettings =
  | { readonly type: 'none' }
  | { readonly type: 'fixed-delay'; readonly delayMs: number; readonly attempts: number }
  | {
      readonly type: 'failure-rate';
      readonly delayMs: number;
      /** Most failures in any stretch of `intervalMs`. */
      readonly failures: number;
      readonly intervalMs: number;
    }
  | {
      readonly type: 'exponential-delay';
      readonly initialMs: number;
      readonly maxMs: number;
      readonly multiplier: number;
      readonly jitter: number;
      /** Running that long without failure starts the delays anew. */
      readonly resetMs: number;
      readonly attempts: number;
    };

/** Decides after each failure whether a job is tried again, and when. */
export class RestartStrategy {
  readonly #settings: RestartSettings;
  readonly #random: () => number;
  #delay: number;
  #used = 0;
  /** Times of the latest failures. */
  #failures: number[] = [];

  constructor(settings: RestartSettings, random: () => number) {
    this.#settings = settings;
    this.#random = random;
    this.#delay = settings.type === 'exponential-delay' ? settings.initialMs : 0;
  }

  /** Milliseconds to wait before the next attempt after one that ran `ranMs` until `now`; undefined: give up. */
  next(ranMs: number, now: number): number | undefined {
    const settings = this.#settings;
    switch (settings.type) {
      case 'none':
        return undefined;
      case 'fixed-delay':
        return this.#used++ < settings.attempts ? settings.delayMs : undefined;
      case 'failure-rate': {
        const recent = [...this.#failures, now].filter((time) => time > now - settings.intervalMs);
        this.#failures = recent;
        return recent.length <= settings.failures ? settings.delayMs : undefined;
      }
      case 'exponential-delay': {
        const { initialMs, maxMs, multiplier, jitter, resetMs, attempts } = settings;
        if (ranMs >= resetMs) {
          this.#delay = initialMs;
          this.#used = 0;
        }
        if (this.#used++ >= attempts) return undefined;
        const delay = this.#delay;
        this.#delay = Math.min(maxMs, delay * multiplier);
        return delay * (1 + jitter * (2 * this.#random() - 1));
      }
    }
  }
}
