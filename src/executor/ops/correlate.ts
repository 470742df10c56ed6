import { nextTurn } from '../../state/next-turn.ts';
import { BatchBuilder, BATCH_ROWS, kindAt, type Batch, type Row, type RowKind } from '../../types/batch.ts';
import type { Evaluate } from '../build/evaluate.ts';
import { PassThrough, type Operator } from '../operator.ts';

export interface CorrelateSpec {
  readonly args: readonly Evaluate[];
  readonly rowsOf: (values: readonly unknown[]) => Iterable<Row>;
  /** Over the joined row: what does not meet it is as if the function had not given it. */
  readonly condition: Evaluate | undefined;
  /** Width of the function's rows, for NULLs in their place (LEFT); undefined: a row without any is dropped. */
  readonly padding: number | undefined;
  /** Nobody wants rows any more: a function may have rows without end. */
  readonly signal: AbortSignal;
}

/** The rows of a table function for each row, with its kind. A row may have any number of them: they leave in batches. */
export class Correlate extends PassThrough {
  readonly #spec: CorrelateSpec;

  constructor(spec: CorrelateSpec, next: Operator) {
    super(next);
    this.#spec = spec;
  }

  push(batch: Batch): void | Promise<void> {
    const rows = this.#joined(batch);
    const first = take(rows);
    if (first === undefined) return;
    const sent = this.next.push(first);
    return first.rows.length < BATCH_ROWS ? sent : this.#pushRest(sent, rows);
  }

  /** One full batch after another. Others get their turn in between, or rows without end would keep them from it. */
  async #pushRest(sent: void | Promise<void>, rows: Iterator<Joined>): Promise<void> {
    await sent;
    for (;;) {
      await nextTurn();
      if (this.#spec.signal.aborted) return void rows.return?.();
      const batch = take(rows);
      if (batch === undefined) return;
      await this.next.push(batch);
    }
  }

  *#joined(batch: Batch): Generator<Joined, void> {
    const { args, rowsOf, condition, padding } = this.#spec;
    for (let i = 0; i < batch.rows.length; i++) {
      const row = batch.rows[i] as Row; // i < length
      const kind = kindAt(batch, i);
      let count = 0;
      for (const own of rowsOf(args.map((arg) => arg(row)))) {
        const joined = row.concat(own);
        if (condition !== undefined && condition(joined) !== true) continue;
        count++;
        yield { row: joined, kind };
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

/** The next rows, as many as go into a batch; undefined when there are no more. */
function take(rows: Iterator<Joined>): Batch | undefined {
  const out = new BatchBuilder();
  while (out.size < BATCH_ROWS) {
    const step = rows.next();
    if (step.done === true) break;
    out.add(step.value.row, step.value.kind);
  }
  return out.size === 0 ? undefined : out.build();
}
