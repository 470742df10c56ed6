import type { Batch } from '../../types/batch.ts';
import type { Checkpoint, Operator } from '../operator.ts';

/**
 * UNION ALL: merges several inputs into one. Calls are serialised; after a barrier an input waits until the barrier
 * has come from all others. The watermark is the lowest of the inputs that still run.
 */
export class Union {
  readonly #next: Operator;
  readonly #ports: Port[];
  #watermark = -Infinity;
  #tail: Promise<void> | undefined;
  #aligned: { checkpoint: Checkpoint; done: Promise<void>; release: () => void } | undefined;

  constructor(inputs: number, next: Operator) {
    this.#next = next;
    this.#ports = Array.from({ length: inputs }, () => new Port(this));
  }

  get ports(): readonly Operator[] {
    return this.#ports;
  }

  /** Runs `call` after the calls before it; at once when none is open. */
  enter(port: Port, call: () => void | Promise<void>): void | Promise<void> {
    if (port.blocked && this.#aligned !== undefined)
      return this.#aligned.done.then(() => this.enter(port, call));
    if (this.#tail !== undefined) {
      const after = this.#tail.then(() => this.enter(port, call));
      return after;
    }
    const result = call();
    if (!(result instanceof Promise)) return;
    const tail = result.finally(() => {
      if (this.#tail === tail) this.#tail = undefined;
    });
    this.#tail = tail;
    return tail;
  }

  push(batch: Batch): void | Promise<void> {
    return this.#next.push(batch);
  }

  advance(): void | Promise<void> {
    const running = this.#ports.filter((port) => !port.ended);
    if (running.length === 0) return;
    const lowest = Math.min(...running.map((port) => port.time));
    if (lowest <= this.#watermark) return;
    this.#watermark = lowest;
    return this.#next.watermark(lowest);
  }

  align(port: Port, checkpoint: Checkpoint): void {
    if (this.#aligned === undefined) {
      let release = (): void => undefined;
      const done = new Promise<void>((resolve) => (release = resolve));
      this.#aligned = { checkpoint, done, release };
    }
    port.blocked = true;
    this.#release();
  }

  end(): void | Promise<void> {
    this.#release();
    if (this.#ports.every((port) => port.ended)) return this.#next.end();
    return this.advance();
  }

  #release(): void {
    const aligned = this.#aligned;
    if (aligned === undefined || !this.#ports.every((port) => port.blocked || port.ended)) return;
    if (this.#tail !== undefined) {
      void this.#tail.then(() => this.#release());
      return;
    }
    this.#aligned = undefined;
    for (const port of this.#ports) port.blocked = false;
    this.#next.barrier(aligned.checkpoint);
    aligned.release();
  }
}

/** One input of a union. */
class Port implements Operator {
  readonly #union: Union;
  time = -Infinity;
  ended = false;
  /** Its barrier came, others' did not yet. */
  blocked = false;

  constructor(union: Union) {
    this.#union = union;
  }

  push(batch: Batch): void | Promise<void> {
    return this.#union.enter(this, () => this.#union.push(batch));
  }

  watermark(time: number): void | Promise<void> {
    return this.#union.enter(this, () => {
      this.time = time;
      return this.#union.advance();
    });
  }

  barrier(checkpoint: Checkpoint): void {
    this.#union.align(this, checkpoint);
  }

  end(): void | Promise<void> {
    return this.#union.enter(this, () => {
      this.ended = true;
      return this.#union.end();
    });
  }
}
