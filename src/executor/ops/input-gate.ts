import type { Batch } from '../../types/batch.ts';
import type { Checkpoint, Operator } from '../operator.ts';

/** What stands behind a gate: an operator with several inputs. Its calls never overlap. */
export interface GateConsumer {
  push(input: number, batch: Batch): void | Promise<void>;
  watermark(time: number): void | Promise<void>;
  /** No input that still runs expects anything. */
  idle(): void | Promise<void>;
  barrier(checkpoint: Checkpoint): void;
  /** All inputs are over. */
  end(): void | Promise<void>;
}

/**
 * The one way to merge inputs. Calls are serialised; after a barrier an input waits until the barrier has come from all
 * others, an ended one counting as aligned. The watermark is the lowest of the inputs that are not idle; one that has
 * ended has said Infinity before.
 */
export class InputGate {
  readonly #consumer: GateConsumer;
  readonly #ports: Port[];
  #watermark = -Infinity;
  #tail: Promise<void> | undefined;
  #aligned: { checkpoint: Checkpoint; done: Promise<void>; release: () => void } | undefined;

  constructor(inputs: number, consumer: GateConsumer) {
    this.#consumer = consumer;
    this.#ports = Array.from({ length: inputs }, (_, index) => new Port(this, index));
  }

  get ports(): readonly Operator[] {
    return this.#ports;
  }

  /** Runs `call` after the calls before it; at once when none is open. */
  enter(port: Port, call: () => void | Promise<void>): void | Promise<void> {
    if (port.blocked && this.#aligned !== undefined) {
      return this.#aligned.done.then(() => this.enter(port, call));
    }
    if (this.#tail !== undefined) return this.#tail.then(() => this.enter(port, call));
    const result = call();
    if (!(result instanceof Promise)) return;
    const tail = result.finally(() => {
      if (this.#tail === tail) this.#tail = undefined;
    });
    this.#tail = tail;
    return tail;
  }

  push(port: Port, batch: Batch): void | Promise<void> {
    return this.#consumer.push(port.index, batch);
  }

  advance(): void | Promise<void> {
    let lowest = Infinity;
    let isWaiting = false;
    for (const { time, isIdle } of this.#ports) {
      if (isIdle) isWaiting = true;
      else if (time < lowest) lowest = time;
    }
    // Who is idle may still have rows: the end has not come because all others have ended.
    if (lowest <= this.#watermark || (isWaiting && lowest === Infinity)) return;
    this.#watermark = lowest;
    return this.#consumer.watermark(lowest);
  }

  /**
   * `last` has become idle. When all are, the furthest of them counts: whose silence comes first must not decide which
   * windows close. Flink: StatusWatermarkValve.
   */
  idle(last: Port): void | Promise<void> {
    const isIdle = this.#ports.every((port) => port.isIdle || port.time === Infinity);
    if (!isIdle) return this.advance();
    const times = this.#ports.map(({ time }) => time).filter((time) => time !== Infinity);
    const furthest = Math.max(...times);
    if (last.time !== this.#watermark || furthest <= this.#watermark) return this.#consumer.idle();
    this.#watermark = furthest;
    const told = this.#consumer.watermark(furthest);
    return told instanceof Promise ? told.then(() => this.#consumer.idle()) : this.#consumer.idle();
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
    if (this.#ports.every((port) => port.ended)) return this.#consumer.end();
  }

  #release(): void {
    const aligned = this.#aligned;
    if (aligned === undefined || !this.#ports.every((port) => port.blocked || port.ended)) return;
    if (this.#tail !== undefined) {
      const release = () => this.#release();
      this.#tail.then(release, release); // that a call fails is told to whoever made it
      return;
    }
    this.#aligned = undefined;
    for (const port of this.#ports) port.blocked = false;
    this.#consumer.barrier(aligned.checkpoint);
    aligned.release();
  }
}

/** One input. */
class Port implements Operator {
  readonly #gate: InputGate;
  readonly index: number;
  time = -Infinity;
  isIdle = false;
  ended = false;
  /** Its barrier came, others' did not yet. */
  blocked = false;

  constructor(gate: InputGate, index: number) {
    this.#gate = gate;
    this.index = index;
  }

  push(batch: Batch): void | Promise<void> {
    return this.#gate.enter(this, () => {
      this.isIdle = false;
      return this.#gate.push(this, batch);
    });
  }

  watermark(time: number): void | Promise<void> {
    return this.#gate.enter(this, () => {
      this.isIdle = false;
      this.time = time;
      return this.#gate.advance();
    });
  }

  idle(): void | Promise<void> {
    return this.#gate.enter(this, () => {
      this.isIdle = true;
      return this.#gate.idle(this);
    });
  }

  barrier(checkpoint: Checkpoint): void {
    this.#gate.align(this, checkpoint);
  }

  end(): void | Promise<void> {
    return this.#gate.enter(this, () => {
      this.ended = true;
      return this.#gate.end();
    });
  }
}
