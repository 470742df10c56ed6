import { presence, rowCodec } from '../../state/codec.ts';
import type { KeyedMap } from '../../state/keyed-map.ts';
import type { KeyedState } from '../../state/keyed-state.ts';
import type { OperatorState } from '../../state/operator-state.ts';
import {
  BatchBuilder,
  DELETE,
  INSERT,
  kindAt,
  UPDATE_AFTER,
  UPDATE_BEFORE,
  type Batch,
  type Row,
} from '../../types/batch.ts';
import { BIGINT, type SqlType } from '../../types/type.ts';
import { PassThrough, type Checkpoint, type Operator } from '../operator.ts';
import { rowKey } from '../row-key.ts';

interface Place {
  readonly number: number;
  readonly row: Row;
}

/**
 * LIMIT and OFFSET over rows that are taken back: all rows are kept in the order in which they came, an update at its
 * end; when one of the first goes, the next one behind them comes in. Kept: the rows by number, the numbers by row.
 * Flink: RetractableTopNFunction over a constant.
 */
export class ChangingLimit extends PassThrough {
  readonly #offset: number;
  readonly #end: number;
  readonly #keyOf: (row: Row) => ReturnType<ReturnType<typeof rowKey>>;
  readonly #state: OperatorState;
  readonly #rows: KeyedMap<unknown[]>;
  readonly #numbers: KeyedMap<true>;
  readonly #last: KeyedState<unknown[]>;
  /** The first rows, those of OFFSET included; undefined until the state is restored. */
  #top: Place[] | undefined;
  /** Number of the row that came last. */
  #count = 0;

  constructor(
    count: number,
    offset: number,
    types: readonly SqlType[],
    state: OperatorState,
    next: Operator,
  ) {
    super(next);
    this.#offset = offset;
    this.#end = offset + count;
    this.#keyOf = rowKey([...types.keys()], types);
    this.#state = state;
    this.#rows = state.map('rows', rowCodec(types));
    this.#numbers = state.map('numbers', presence);
    this.#last = state.keyed('last', rowCodec([BIGINT]));
  }

  push(batch: Batch): void | Promise<void> {
    const out = new BatchBuilder();
    for (let i = 0; i < batch.rows.length; i++) {
      const row = batch.rows[i] as Row; // i < length
      const kind = kindAt(batch, i);
      if (kind === INSERT || kind === UPDATE_AFTER) this.#add(row, out);
      else this.#remove(row, out);
    }
    if (out.size > 0) return this.next.push(out.build());
  }

  override barrier(checkpoint: Checkpoint): void {
    this.#last.put(null, [this.#count]);
    this.#state.barrier();
    super.barrier(checkpoint);
  }

  #add(row: Row, out: BatchBuilder): void {
    const top = this.#first();
    const number = ++this.#count;
    this.#rows.put(null, number, [...row]);
    this.#numbers.put(this.#keyOf(row), number, true);
    if (top.length >= this.#end) return;
    top.push({ number, row });
    if (top.length > this.#offset) out.add(row, INSERT);
  }

  #remove(row: Row, out: BatchBuilder): void {
    const top = this.#first();
    // A row that is not there (its state has run out) has nothing to take back.
    const number = this.#numbers.shift(this.#keyOf(row));
    if (typeof number !== 'number') return;
    this.#rows.delete(null, number);
    const at = top.findIndex((place) => place.number === number);
    if (at === -1) return;
    const before = top.slice(this.#offset);
    top.splice(at, 1);
    const refill = top.length === this.#end - 1 ? this.#behind(top.at(-1)?.number ?? 0) : undefined;
    if (refill !== undefined) top.push(refill);
    if (this.#offset === 0) {
      out.add(row, DELETE);
      if (refill !== undefined) out.add(refill.row, INSERT);
      return;
    }
    // Flink: with an OFFSET every row behind the one that went is one place further in front.
    for (let i = Math.max(0, at - this.#offset); i < before.length; i++) {
      const [old, now] = [before[i], top[this.#offset + i]];
      if (old === undefined) continue;
      out.add(old.row, now === undefined ? DELETE : UPDATE_BEFORE);
      if (now !== undefined) out.add(now.row, UPDATE_AFTER);
    }
  }

  #first(): Place[] {
    if (this.#top !== undefined) return this.#top;
    const top: Place[] = [];
    this.#rows.forEach(null, (row, number) => {
      if (top.length < this.#end) top.push({ number: number as number, row });
      return top.length < this.#end;
    });
    this.#count = Number(this.#last.get(null)?.[0] ?? 0);
    return (this.#top = top);
  }

  /** The first row with a greater number. */
  #behind(number: number): Place | undefined {
    let found: Place | undefined;
    this.#rows.forEach(null, (row, own) => {
      if ((own as number) > number) found = { number: own as number, row };
      return found === undefined;
    });
    return found;
  }
}
