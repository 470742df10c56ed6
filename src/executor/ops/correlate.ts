import { orAbort } from '../../common/abort.ts';
import { BatchBuilder, BATCH_ROWS, kindAt, type Batch, type Row, type RowKind } from '../../types/batch.ts';
import type { Evaluate } from '../build/evaluate.ts';
import { PassThrough, type Operator } from '../operator.ts';
import type { Scheduler } from '../run/scheduler.ts';

export interface CorrelateSpec {
  readonly args: readonly Evaluate[];
  readonly rowsOf: (values: readonly unknown[]) => Iterable<Row>;
  /** Over the joined row: what does not meet it is as if the function had not given it. */
  readonly condition: Evaluate | undefined;
  /** Width of the function's rows, for NULLs in their place (LEFT); undefined: a row without any is dropped. */
  readonly padding: number | undefined;
  /** Nobody wants rows any more: a function may have rows without end. */
  readonly signal: AbortSignal;
  readonly scheduler: Pick<Scheduler, 'turn'>;
}

/**
 * The rows of a table function for each row, with its kind. A row may have any number of them, also without end: they
 * leave when a batch is full or the slice is used up, and those in front of an error leave before it is told. No barrier
 * comes between the rows of one batch that was pushed.
 */
export class Correlate extends PassThrough {
  readonly #spec: CorrelateSpec;

  constructor(spec: CorrelateSpec, next: Operator) {
    super(next);
    this.#spec = spec;
  }

  push(batch: Batch): void | Promise<void> {
    const rows = this.#joined(batch);
    const taken = this.#take(rows);
    if (taken.state !== 'ended') return this.#pushAll(taken, rows);
    if (taken.batch !== undefined) return this.next.push(taken.batch);
  }

  /** Until there are no more rows or nobody wants any; the function is told then. */
  async #pushAll(first: Taken, rows: Iterator<Joined | undefined>): Promise<void> {
    const { signal } = this.#spec;
    let sent: void | Promise<void> = undefined;
    try {
      for (let taken = first; ; taken = this.#take(rows)) {
        if (taken.batch !== undefined) sent = this.next.push(taken.batch);
        await settledOrAborted(sent, signal);
        if (signal.aborted) break;
        await sent;
        if (taken.state === 'failed') throw taken.error;
        if (taken.state === 'ended') return;
        await settledOrAborted(taken.turn, signal);
        if (signal.aborted) break;
      }
    } catch (error) {
      closeQuietly(rows);
      throw error;
    }
    rows.return?.();
    await sent;
  }

  /** The next rows, until the batch is full, the slice used up, or there are no more. */
  #take(rows: Iterator<Joined | undefined>): Taken {
    const { scheduler } = this.#spec;
    const out = new BatchBuilder();
    let turn: Promise<void> | undefined;
    try {
      while (turn === undefined && out.size < BATCH_ROWS) {
        const step = rows.next();
        if (step.done === true) return { state: 'ended', batch: built(out) };
        if (step.value !== undefined) out.add(step.value.row, step.value.kind);
        turn = scheduler.turn();
      }
    } catch (error) {
      return { state: 'failed', error, batch: built(out) };
    }
    return { state: 'open', turn, batch: built(out) };
  }

  /** undefined for a row that the condition drops: rows without end may all be such, and time passes. */
  *#joined(batch: Batch): Generator<Joined | undefined, void> {
    const { args, rowsOf, condition, padding } = this.#spec;
    for (let i = 0; i < batch.rows.length; i++) {
      const row = batch.rows[i] as Row; // i < length
      const kind = kindAt(batch, i);
      let count = 0;
      for (const own of rowsOf(args.map((arg) => arg(row)))) {
        const joined = row.concat(own);
        const isWanted = condition === undefined || condition(joined) === true;
        if (isWanted) count++;
        yield isWanted ? { row: joined, kind } : undefined;
      }
      if (count === 0 && padding !== undefined)
        yield { row: [...row, ...new Array<null>(padding).fill(null)], kind };
    }
  }
}

interface Joined {
  readonly row: Row;
  readonly kind: RowKind;
}

/** Rows in front of what `state` tells. */
type Taken = { readonly batch: Batch | undefined } & (
  | { readonly state: 'ended' }
  | { readonly state: 'failed'; readonly error: unknown }
  /** To be gone on with after the turn. */
  | { readonly state: 'open'; readonly turn: Promise<void> | undefined }
);

function built(out: BatchBuilder): Batch | undefined {
  return out.size === 0 ? undefined : out.build();
}

/** When all is stopped the function is told at once, though what it waits for may never come. */
async function settledOrAborted(promise: void | Promise<void>, signal: AbortSignal): Promise<void> {
  if (promise instanceof Promise) await orAbort(promise, signal).catch(() => undefined);
}

/** Where another error is on its way: it comes first. */
function closeQuietly(rows: Iterator<unknown>): void {
  try {
    rows.return?.();
  } catch {
    // told by nobody
  }
}
