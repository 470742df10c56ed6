import type { Checkpoint } from '../operator.ts';

/** A checkpoint on its way: done when every sink has acknowledged it, or has come to its end. */
export class PendingCheckpoint implements Checkpoint {
  readonly id: number;
  readonly done: Promise<void>;
  readonly #missing: Set<string>;
  #resolve: () => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  /** `sinks`: those that have not ended. */
  constructor(id: number, sinks: Iterable<string>) {
    this.id = id;
    this.#missing = new Set(sinks);
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.done.catch(() => undefined); // seen by whoever waits; nobody may when the job ends first
    if (this.#missing.size === 0) this.#resolve();
  }

  acknowledged(sink: string): void {
    this.#missing.delete(sink);
    if (this.#missing.size === 0) this.#resolve();
  }

  failed(error: unknown): void {
    this.#reject(error);
  }
}
