import type { Clock } from '../common/clock.ts';
import { RingQueue } from '../common/ring-queue.ts';

/** The right to have one request open. */
export interface Permit {
  /** Gives it back; a second time does nothing. */
  release(): void;
}

/**
 * Who may call an endpoint now. Shared by all models and jobs of a session that use the same endpoint with the same
 * key. This is the whole seam between calls and policy: an adaptive cap, token buckets, a breaker or a budget are
 * other implementations of it.
 */
export interface Limiter {
  /** Waits its turn, first come, first served. Rejects with the signal's reason as soon as it aborts. */
  acquire(signal: AbortSignal): Promise<Permit>;
  /** The endpoint asked to be left alone: no permit for `ms`. True if that is (at least a second) longer than known. */
  pause(ms: number): boolean;
  readonly inFlight: number;
  readonly waiting: number;
  /** Epoch ms, undefined when not paused. */
  readonly pausedUntil: number | undefined;
}

interface Waiter {
  /** undefined once it has a permit or has given up. */
  grant: ((permit: Permit) => void) | undefined;
}

/**
 * A cap on open requests and one shared pause. The cap is infinite unless the user sets one: every model operator
 * already bounds its own calls, and a lower sum here would silently undo `max-concurrent-operations`.
 */
export class EndpointLimiter implements Limiter {
  readonly #clock: Clock;
  #cap: number;
  #inFlight = 0;
  #waiting = 0;
  /** Holds given-up waiters too, until they are skipped or swept. */
  #queue = new RingQueue<Waiter>();
  #pausedUntil = 0;
  #cancelWake: (() => void) | undefined;

  constructor(clock: Clock, cap = Infinity) {
    this.#clock = clock;
    this.#cap = cap;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get waiting(): number {
    return this.#waiting;
  }

  get pausedUntil(): number | undefined {
    return this.#pausedUntil > this.#clock.now() ? this.#pausedUntil : undefined;
  }

  get cap(): number {
    return this.#cap;
  }

  /** A lower cap lets open requests finish. */
  set cap(cap: number) {
    this.#cap = cap;
    this.#serve();
  }

  acquire(signal: AbortSignal): Promise<Permit> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (this.#waiting === 0 && this.#isFree()) return Promise.resolve(this.#permit());
    return new Promise((resolve, reject) => {
      const giveUp = () => {
        waiter.grant = undefined;
        this.#waiting--;
        this.#sweep();
        reject(signal.reason);
      };
      const waiter: Waiter = {
        grant: (permit) => {
          signal.removeEventListener('abort', giveUp);
          resolve(permit);
        },
      };
      signal.addEventListener('abort', giveUp, { once: true });
      this.#queue.push(waiter);
      this.#waiting++;
      this.#serve();
    });
  }

  pause(ms: number): boolean {
    const until = this.#clock.now() + ms;
    const known = Math.max(this.#pausedUntil, this.#clock.now());
    if (until <= known) return false;
    this.#pausedUntil = until;
    this.#cancelWake?.();
    this.#cancelWake = undefined;
    this.#serve();
    return until >= known + 1000;
  }

  #isFree(): boolean {
    return this.#inFlight < this.#cap && this.#pausedUntil <= this.#clock.now();
  }

  #permit(): Permit {
    this.#inFlight++;
    let held = true;
    return {
      release: () => {
        if (!held) return;
        held = false;
        this.#inFlight--;
        this.#serve();
      },
    };
  }

  #serve(): void {
    while (this.#waiting > 0 && this.#isFree()) {
      const grant = this.#queue.shift()?.grant;
      if (grant === undefined) continue;
      this.#waiting--;
      grant(this.#permit());
    }
    const left = this.#pausedUntil - this.#clock.now();
    if (this.#waiting === 0 || left <= 0 || this.#cancelWake !== undefined) return;
    this.#cancelWake = this.#clock.after(left, () => {
      this.#cancelWake = undefined;
      this.#serve();
    });
  }

  /** Keeps the queue within twice the living waiters, and no timer for none. */
  #sweep(): void {
    if (this.#waiting === 0) {
      this.#cancelWake?.();
      this.#cancelWake = undefined;
    }
    if (this.#queue.size < 64 || this.#queue.size < 2 * this.#waiting) return;
    const living = new RingQueue<Waiter>();
    for (let waiter = this.#queue.shift(); waiter !== undefined; waiter = this.#queue.shift())
      if (waiter.grant !== undefined) living.push(waiter);
    this.#queue = living;
  }
}
