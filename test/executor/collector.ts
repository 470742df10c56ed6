import type { Checkpoint, Operator } from '../../src/executor/operator.ts';
import type { Batch, Row } from '../../src/types/batch.ts';

/** An operator that writes down what reaches it, and can hold its callers back. */
export class Collector implements Operator {
  readonly log: string[] = [];
  readonly rows: Row[] = [];
  #gate: Promise<void> | undefined;
  #open: () => void = () => undefined;
  #busy = false;

  /** From now on every push waits until `release`. */
  hold(): void {
    this.#gate = new Promise((resolve) => (this.#open = resolve));
  }

  release(): void {
    this.#gate = undefined;
    this.#open();
  }

  push(batch: Batch): void | Promise<void> {
    this.#enter();
    this.rows.push(...batch.rows);
    this.log.push(...batch.rows.map((row) => String(row.join(','))));
    return this.#leave();
  }

  watermark(time: number): void | Promise<void> {
    this.#enter();
    this.log.push(`w${time}`);
    return this.#leave();
  }

  idle(): void {
    this.#enter();
    this.#busy = false;
    this.log.push('idle');
  }

  barrier(checkpoint: Checkpoint): void {
    if (this.#busy) throw new Error('a barrier while a call is open');
    this.log.push(`b${checkpoint.id}`);
    checkpoint.acknowledged('sink');
  }

  end(): void {
    this.#enter();
    this.#busy = false;
    this.log.push('end');
  }

  #enter(): void {
    if (this.#busy) throw new Error('two calls at once');
    this.#busy = true;
  }

  #leave(): void | Promise<void> {
    if (this.#gate === undefined) {
      this.#busy = false;
      return;
    }
    return this.#gate.then(() => {
      this.#busy = false;
    });
  }
}

/** A checkpoint that only has a number. */
export function checkpoint(id: number): Checkpoint {
  return { id, acknowledged: () => undefined, failed: () => undefined };
}

export function numbers(...values: number[]): Batch {
  return { rows: values.map((value) => [value]), kinds: undefined };
}
