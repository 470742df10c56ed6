/** An answer that is still to come: a long poll, a rebalance. Settled at most once; one listener. */
export class Pending<T> {
  #settled = false;
  #value: T | undefined;
  #listener: ((value: T) => void) | undefined;
  #abandoned: (() => void) | undefined;

  settle(value: T): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#value = value;
    this.#listener?.(value);
  }

  /** Calls `listener` with the answer: now, if it is here already. */
  onSettled(listener: (value: T) => void): void {
    if (this.#settled)
      listener(this.#value as T); // set together with #settled
    else this.#listener = listener;
  }

  /** What to do when nobody waits any more. */
  onAbandoned(clean: () => void): void {
    this.#abandoned = clean;
  }

  /** The asker is gone; the answer will not be heard. */
  abandon(): void {
    if (this.#settled) return;
    this.#listener = undefined;
    this.#abandoned?.();
  }
}
