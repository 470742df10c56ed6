import { rowCodec } from '../../state/codec.ts';
import type { KeyedState } from '../../state/keyed-state.ts';
import type { OperatorState } from '../../state/operator-state.ts';
import { insertBatch, type Batch } from '../../types/batch.ts';
import { BIGINT } from '../../types/type.ts';
import { PassThrough, type Checkpoint, type Operator } from '../operator.ts';

/**
 * LIMIT and OFFSET over inserts. With the last row it ends its consumer and says `reached`, so that what feeds it stops.
 * Kept: how many rows have come, so that a restart does not begin to count anew.
 */
export class Limit extends PassThrough {
  readonly #count: number;
  readonly #offset: number;
  readonly #state: OperatorState;
  readonly #kept: KeyedState<unknown[]>;
  readonly #reached: () => void;
  /** Rows that came; undefined until the state is restored. */
  #seen: number | undefined;
  #ended = false;

  constructor(count: number, offset: number, state: OperatorState, reached: () => void, next: Operator) {
    super(next);
    this.#count = count;
    this.#offset = offset;
    this.#state = state;
    this.#kept = state.keyed('seen', rowCodec([BIGINT]));
    this.#reached = reached;
  }

  /** Rows still wanted from above: bounds the model calls in flight. */
  get demand(): number {
    return Math.max(0, this.#offset + this.#count - this.#rows);
  }

  /** A restart behind the last row: a model call below makes no call for it, and so would never push again. */
  begin(): void | Promise<void> {
    if (this.demand === 0) return this.#finish();
  }

  push(batch: Batch): void | Promise<void> {
    if (this.#ended) return;
    const seen = this.#rows;
    const rows = batch.rows.slice(Math.max(0, this.#offset - seen), Math.max(0, this.demand));
    this.#seen = seen + batch.rows.length;
    const isWhole = rows.length === batch.rows.length;
    const pushed = rows.length === 0 ? undefined : this.next.push(isWhole ? batch : insertBatch(rows));
    if (this.demand > 0) return pushed;
    return pushed instanceof Promise ? pushed.then(() => this.#finish()) : this.#finish();
  }

  override watermark(time: number): void | Promise<void> {
    if (!this.#ended) return this.next.watermark(time);
  }

  override idle(): void | Promise<void> {
    if (!this.#ended) return this.next.idle();
  }

  override barrier(checkpoint: Checkpoint): void {
    this.#keep();
    this.#state.barrier();
    super.barrier(checkpoint);
  }

  override end(): void | Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    this.#keep();
    return this.next.end();
  }

  get #rows(): number {
    return (this.#seen ??= Number(this.#kept.get(null)?.[0] ?? 0));
  }

  #keep(): void {
    this.#kept.put(null, [this.#rows]);
  }

  /** No more rows are wanted, so there are none: windows above close. */
  #finish(): void | Promise<void> {
    this.#ended = true;
    this.#keep(); // no barrier may come any more
    this.#reached();
    const last = this.next.watermark(Infinity);
    return last instanceof Promise ? last.then(() => this.next.end()) : this.next.end();
  }
}
