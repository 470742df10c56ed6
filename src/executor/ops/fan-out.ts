import type { Batch } from '../../types/batch.ts';
import type { Checkpoint, Operator } from '../operator.ts';

/** One stream for several consumers. All are called before any is waited for, so that they cannot block each other. */
export class FanOut implements Operator {
  readonly #branches: readonly Operator[];

  constructor(branches: readonly Operator[]) {
    this.#branches = branches;
  }

  push(batch: Batch): void | Promise<void> {
    return this.#each((branch) => branch.push(batch));
  }

  watermark(time: number): void | Promise<void> {
    return this.#each((branch) => branch.watermark(time));
  }

  idle(): void | Promise<void> {
    return this.#each((branch) => branch.idle());
  }

  barrier(checkpoint: Checkpoint): void {
    for (const branch of this.#branches) branch.barrier(checkpoint);
  }

  end(): void | Promise<void> {
    return this.#each((branch) => branch.end());
  }

  #each(call: (branch: Operator) => void | Promise<void>): void | Promise<void> {
    const waits = this.#branches.map(call).filter((wait) => wait instanceof Promise);
    if (waits.length > 0) return Promise.all(waits).then(() => undefined);
  }
}
