import { presence, rowCodec } from '../../state/codec.ts';
import type { KeyedMap } from '../../state/keyed-map.ts';
import type { KeyedState } from '../../state/keyed-state.ts';
import type { OperatorState, StateOptions } from '../../state/operator-state.ts';
import {
  DELETE,
  INSERT,
  UPDATE_AFTER,
  UPDATE_BEFORE,
  type BatchBuilder,
  type Row,
} from '../../types/batch.ts';
import type { Key } from '../../types/key.ts';
import { BIGINT, type SqlType } from '../../types/type.ts';
import type { Checkpoint, Operator } from '../operator.ts';
import { rowKey } from '../row-key.ts';
import { RowByRow } from './row-by-row.ts';

interface Place {
  readonly number: number;
  readonly row: Row;
}

/** Rows in the order in which they came. */
class NumberedRows {
  readonly #rows: KeyedMap<unknown[]>;
  readonly #numbers: KeyedMap<true>;
  readonly #keyOf: (row: Row) => Key;

  constructor(name: string, types: readonly SqlType[], state: OperatorState, options: StateOptions) {
    this.#rows = state.map(`${name} rows`, rowCodec(types), options);
    this.#numbers = state.map(`${name} numbers`, presence, options);
    this.#keyOf = rowKey([...types.keys()], types);
  }

  add({ number, row }: Place): void {
    this.#rows.put(null, number, [...row]);
    this.#numbers.put(this.#keyOf(row), number, true);
  }

  /** Takes the earliest row away that is equal to this one: its number, undefined when there is none. */
  take(row: Row): number | undefined {
    let number: Key | undefined;
    this.#numbers.forEach(this.#keyOf(row), (_, first) => {
      number = first;
      return false;
    });
    if (typeof number !== 'number') return undefined;
    this.remove({ number, row });
    return number;
  }

  remove({ number, row }: Place): void {
    this.#rows.delete(null, number);
    this.#numbers.delete(this.#keyOf(row), number);
  }

  /** The first `count`, in order. */
  first(count: number): Place[] {
    const found: Place[] = [];
    this.#rows.forEach(null, (row, number) => {
      if (found.length < count) found.push({ number: number as number, row }); // `add` named it
      return found.length < count;
    });
    return found;
  }
}

/**
 * LIMIT and OFFSET over rows that are taken back: all rows are kept in the order in which they came, an update at its
 * end; when one of the first goes, the next one behind them comes in. The first ones are what the result says, so they
 * are kept for as long as they are in it; those behind them live as long as state lives.
 * Flink: RetractableTopNFunction over a constant, whose rows run out all at once.
 */
export class ChangingLimit extends RowByRow {
  readonly #offset: number;
  readonly #end: number;
  readonly #first: NumberedRows;
  readonly #behind: NumberedRows;
  readonly #last: KeyedState<unknown[]>;
  /** What `#first` keeps, the rows of OFFSET included; undefined until the state is restored. */
  #top: Place[] | undefined;
  /** Number of the row that came last. */
  #count = 0;

  constructor(
    { count, offset, types }: { count: number; offset: number; types: readonly SqlType[] },
    state: OperatorState,
    options: StateOptions,
    next: Operator,
  ) {
    super(state, next);
    this.#offset = offset;
    this.#end = offset + count;
    this.#first = new NumberedRows('first', types, state, {});
    this.#behind = new NumberedRows('later', types, state, options);
    this.#last = state.keyed('last', rowCodec([BIGINT]));
  }

  override barrier(checkpoint: Checkpoint): void {
    this.#restored();
    this.#last.put(null, [this.#count]);
    super.barrier(checkpoint);
  }

  protected change(row: Row, isAdded: boolean, out: BatchBuilder): void {
    if (isAdded) this.#add(row, out);
    else this.#remove(row, out);
  }

  #add(row: Row, out: BatchBuilder): void {
    const top = this.#restored();
    const place = { number: ++this.#count, row };
    if (top.length >= this.#end) return this.#behind.add(place);
    this.#first.add(place);
    top.push(place);
    if (top.length > this.#offset) out.add(row, INSERT);
  }

  #remove(row: Row, out: BatchBuilder): void {
    const top = this.#restored();
    const number = this.#first.take(row);
    if (number === undefined) {
      // A row that is not there (its state has run out) has nothing to take back.
      this.#behind.take(row);
      return;
    }
    const at = top.findIndex((place) => place.number === number);
    const before = top.slice(this.#offset);
    top.splice(at, 1);
    const [refill] = this.#behind.first(1);
    if (refill !== undefined) {
      this.#behind.remove(refill);
      this.#first.add(refill);
      top.push(refill);
    }
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

  #restored(): Place[] {
    if (this.#top !== undefined) return this.#top;
    this.#count = Number(this.#last.get(null)?.[0] ?? 0);
    return (this.#top = this.#first.first(this.#end));
  }
}
