import type { Batch } from '../types/batch.ts';

/** One checkpoint on its way through a pipeline. */
export interface Checkpoint {
  readonly id: number;
  /** A sink says that everything before the barrier is acknowledged outside. */
  acknowledged(sink: string): void;
  /** Something before the barrier cannot be made safe: the attempt ends. */
  failed(error: unknown): void;
}

/**
 * The contract of every operator, wired to the next one by its constructor. Rows, watermarks and barriers keep their
 * order. No call is made while the promise of an earlier one is open. Two-input operators expose one port per input
 * and align barriers; an ended input counts as aligned.
 */
export interface Operator {
  /** A promise means: wait before the next call. That is the only backpressure. */
  push(batch: Batch): void | Promise<void>;
  /** No row before this event time (ms) will follow, late ones excepted. */
  watermark(time: number): void | Promise<void>;
  /** Nothing will come for a while: nobody waits for this input's watermark until the next row or watermark. */
  idle(): void | Promise<void>;
  /** Everything pushed before it belongs to this checkpoint; who keeps state cuts it here. Never waits. */
  barrier(checkpoint: Checkpoint): void;
  /** The input is over: drain, emit, pass on. */
  end(): void | Promise<void>;
}

/** Passes on what an operator has no opinion on. */
export abstract class PassThrough implements Operator {
  protected readonly next: Operator;

  constructor(next: Operator) {
    this.next = next;
  }

  abstract push(batch: Batch): void | Promise<void>;

  watermark(time: number): void | Promise<void> {
    return this.next.watermark(time);
  }

  idle(): void | Promise<void> {
    return this.next.idle();
  }

  barrier(checkpoint: Checkpoint): void {
    this.next.barrier(checkpoint);
  }

  end(): void | Promise<void> {
    return this.next.end();
  }
}
