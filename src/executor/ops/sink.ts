import type { Sink } from '../../connectors/connector.ts';
import type { Batch } from '../../types/batch.ts';
import type { RowMeter } from '../meter.ts';
import type { Checkpoint, Operator } from '../operator.ts';

/** The end of a job's pipeline: writes rows out and acknowledges a barrier when all rows before it are safe outside. */
export class SinkOperator implements Operator {
  readonly #id: string;
  readonly #sink: Sink;
  readonly #meter: RowMeter;
  readonly #ended: () => void;

  /** `ended` is called when the last row is safe: no barrier will be acknowledged any more. */
  constructor(id: string, sink: Sink, meter: RowMeter, ended: () => void) {
    this.#id = id;
    this.#sink = sink;
    this.#meter = meter;
    this.#ended = ended;
  }

  push(batch: Batch): void | Promise<void> {
    if (batch.rows.length === 0) return;
    this.#meter.rowsOut += batch.rows.length;
    return this.#sink.write(batch);
  }

  watermark(): void {}

  idle(): void {}

  barrier(checkpoint: Checkpoint): void {
    this.#sink.flush().then(
      () => checkpoint.acknowledged(this.#id),
      (error: unknown) => checkpoint.failed(error),
    );
  }

  async end(): Promise<void> {
    await this.#sink.flush();
    this.#ended();
  }
}
