import type { Accumulation, ValueCounts } from '../../functions/define-aggregate.ts';
import { codecOf } from '../../state/codec.ts';
import type { KeyedMap } from '../../state/keyed-map.ts';
import type { OperatorState, StateOptions } from '../../state/operator-state.ts';
import type { Row } from '../../types/batch.ts';
import type { Key } from '../../types/key.ts';
import { BIGINT, type SqlType } from '../../types/type.ts';

/** One aggregate call over columns of the input. */
export interface AccumulatorCall {
  readonly accumulation: Accumulation;
  /** Column of its argument; undefined: it takes rows. */
  readonly argument: number | undefined;
  readonly type: SqlType | undefined;
  /** Column that must be TRUE. */
  readonly filter: number | undefined;
  readonly distinct: boolean;
}

/** Of a call whose counts nobody asks for. */
const UNCOUNTED: ValueCounts = { count: 1, forEach: () => undefined };

/**
 * The accumulators of a list of calls, one plain array for each. Whoever keeps them keeps them as rows of `types`; what
 * DISTINCT and values that may be taken back need besides lies in states of the operator, below the group's key.
 */
export class Accumulators {
  readonly #calls: readonly AccumulatorCall[];
  readonly #counts: readonly (Counts | undefined)[];

  constructor(calls: readonly AccumulatorCall[], state: OperatorState, options: StateOptions = {}) {
    this.#calls = calls;
    this.#counts = calls.map(({ accumulation, distinct, type }, i) => {
      if (type === undefined || !(distinct || accumulation.counting === true)) return undefined;
      return new Counts(state.rows(`values-${i}`, [type], codecOf(BIGINT), options));
    });
  }

  /** One ROW for each call. */
  get types(): SqlType[] {
    return this.#calls.map(({ accumulation }): SqlType => ({
      kind: 'ROW',
      fields: accumulation.fields.map((type, i) => ({ name: `f${i}`, type })),
      nullable: false,
    }));
  }

  start(): unknown[][] {
    return this.#calls.map(({ accumulation }) => accumulation.start());
  }

  /** Adds the row to the group's accumulators, which begin at `at` in `group`, or takes it back. */
  change(key: Key, group: unknown[], at: number, row: Row, isAdded: boolean): void {
    const calls = this.#calls;
    for (let i = 0; i < calls.length; i++) {
      const { accumulation, argument, filter, distinct } = calls[i] as AccumulatorCall; // i < length
      if (filter !== undefined && row[filter] !== true) continue;
      const value = argument === undefined ? true : row[argument];
      if (value === null) continue;
      const counts = this.#counts[i];
      if (counts !== undefined) {
        counts.change(key, value, isAdded ? 1 : -1);
        if (distinct && counts.count !== (isAdded ? 1 : 0)) continue;
      }
      const accumulator = group[at + i] as unknown[]; // as `start` made it
      if (isAdded) accumulation.add(accumulator, value, counts ?? UNCOUNTED);
      else accumulation.retract?.(accumulator, value, counts ?? UNCOUNTED);
    }
  }

  /** Appends the results of the accumulators that begin at `at` in `group`. */
  results(group: readonly unknown[], at: number, row: unknown[]): void {
    const calls = this.#calls;
    for (let i = 0; i < calls.length; i++) {
      const { accumulation } = calls[i] as AccumulatorCall; // i < length
      row.push(accumulation.result(group[at + i] as unknown[])); // as `start` made it
    }
  }

  /** Forgets what was counted in the group. */
  clear(key: Key): void {
    for (const counts of this.#counts) counts?.clear(key);
  }
}

/** How often each value of one call stands in each group. */
class Counts implements ValueCounts {
  readonly #state: KeyedMap<unknown, readonly unknown[]>;
  #key: Key = null;
  count = 0;

  constructor(state: KeyedMap<unknown, readonly unknown[]>) {
    this.#state = state;
  }

  change(key: Key, value: unknown, by: 1 | -1): void {
    this.#key = key;
    const entry = [value];
    this.count = ((this.#state.get(key, entry) as number | undefined) ?? 0) + by;
    if (this.count === 0) this.#state.delete(key, entry);
    else this.#state.put(key, entry, this.count);
  }

  forEach(visit: (value: unknown, count: number) => void): void {
    this.#state.forEach(this.#key, (count, [value]) => visit(value, count as number)); // as put by change()
  }

  clear(key: Key): void {
    this.#state.clear(key);
  }
}
