import type { Accumulation } from '../../functions/define-aggregate.ts';
import {
  BATCH_ROWS,
  BatchBuilder,
  DELETE,
  INSERT,
  kindAt,
  UPDATE_AFTER,
  UPDATE_BEFORE,
  type Batch,
  type Row,
} from '../../types/batch.ts';
import type { Key } from '../../types/key.ts';
import { PassThrough, type Operator } from '../operator.ts';

/** What is kept of one group. */
export interface Group {
  readonly keys: Row;
  /** Rows in it: added less retracted. */
  rows: number;
  readonly accumulators: readonly unknown[][];
  /** For DISTINCT: how often each value stands in the group, by call. */
  readonly seen: readonly (Map<Key, number> | undefined)[];
}

/** Where groups are kept between calls. */
export interface GroupState {
  get(key: Key): Group | undefined;
  put(key: Key, group: Group): void;
  delete(key: Key): void;
  forEach(visit: (group: Group) => void): void;
}

export interface GroupCall {
  readonly accumulation: Accumulation;
  readonly argument: number | undefined;
  readonly filter: number | undefined;
  /** Key of a value, for DISTINCT. */
  readonly distinct: ((value: unknown) => Key) | undefined;
}

export interface GroupSpec {
  /** The group's key of a row, and the values of its key columns. */
  readonly keyOf: (row: Row) => Key;
  readonly keysOf: (row: Row) => Row;
  readonly calls: readonly GroupCall[];
  /** Each group once at the end, instead of an update for each row. */
  readonly final: boolean;
  /** Without keys a final result has a row also for no input. */
  readonly global: boolean;
  /** Whether two results are equal: then nothing is emitted. */
  readonly sameResult: (a: Row, b: Row) => boolean;
}

/**
 * GROUP BY. The first row of a group is +I, each change -U and +U, its end -D; a change that leaves the result as it was
 * says nothing. Flink: GroupAggFunction.
 */
export class GroupAggregate extends PassThrough {
  readonly #spec: GroupSpec;
  readonly #state: GroupState;

  constructor(spec: GroupSpec, state: GroupState, next: Operator) {
    super(next);
    this.#spec = spec;
    this.#state = state;
  }

  push(batch: Batch): void | Promise<void> {
    const out = new BatchBuilder();
    for (let i = 0; i < batch.rows.length; i++) {
      this.#change(
        batch.rows[i] as Row,
        kindAt(batch, i) !== UPDATE_BEFORE && kindAt(batch, i) !== DELETE,
        out,
      ); // i < length
    }
    if (out.size > 0) return this.next.push(out.build());
  }

  override async end(): Promise<void> {
    if (this.#spec.final) await this.#emitAll();
    await this.next.end();
  }

  #change(row: Row, isAdded: boolean, out: BatchBuilder): void {
    const { keyOf, final } = this.#spec;
    const key = keyOf(row);
    const known = this.#state.get(key);
    // A retraction of a group that is not there (its state has run out) has nothing to take back.
    if (known === undefined && !isAdded) return;
    const group = known ?? this.#newGroup(row);
    const before = known === undefined || final ? undefined : this.#result(group);
    group.rows += isAdded ? 1 : -1;
    this.#accumulate(group, row, isAdded);
    if (group.rows <= 0) {
      this.#state.delete(key);
      if (before !== undefined) out.add(before, DELETE);
      return;
    }
    this.#state.put(key, group);
    if (final) return;
    const after = this.#result(group);
    if (before === undefined) return out.add(after, INSERT);
    if (this.#spec.sameResult(before, after)) return;
    out.add(before, UPDATE_BEFORE);
    out.add(after, UPDATE_AFTER);
  }

  #accumulate(group: Group, row: Row, isAdded: boolean): void {
    const { calls } = this.#spec;
    for (let i = 0; i < calls.length; i++) {
      const { accumulation, argument, filter, distinct } = calls[i] as GroupCall; // i < length
      if (filter !== undefined && row[filter] !== true) continue;
      const value = argument === undefined ? true : row[argument];
      if (value === null) continue;
      if (distinct !== undefined && !changesSet(group.seen[i], distinct(value), isAdded)) continue;
      const accumulator = group.accumulators[i] as unknown[]; // one for each call
      if (isAdded) accumulation.add(accumulator, value);
      else accumulation.retract?.(accumulator, value);
    }
  }

  #newGroup(row: Row): Group {
    const { calls, keysOf } = this.#spec;
    return {
      keys: keysOf(row),
      rows: 0,
      accumulators: calls.map(({ accumulation }) => accumulation.start()),
      seen: calls.map(({ distinct }) => (distinct === undefined ? undefined : new Map<Key, number>())),
    };
  }

  #result(group: Group): Row {
    const { calls } = this.#spec;
    const row: unknown[] = [...group.keys];
    for (let i = 0; i < calls.length; i++) {
      row.push((calls[i] as GroupCall).accumulation.result(group.accumulators[i] as unknown[])); // one for each call
    }
    return row;
  }

  async #emitAll(): Promise<void> {
    const rows: Row[] = [];
    this.#state.forEach((group) => rows.push(this.#result(group)));
    if (rows.length === 0 && this.#spec.global) rows.push(this.#result(this.#newGroup([])));
    for (let i = 0; i < rows.length; i += BATCH_ROWS) {
      await this.next.push({ rows: rows.slice(i, i + BATCH_ROWS), kinds: undefined });
    }
  }
}

/** Whether the value comes into the set, or leaves it. */
function changesSet(seen: Map<Key, number> | undefined, key: Key, isAdded: boolean): boolean {
  if (seen === undefined) return true;
  const count = (seen.get(key) ?? 0) + (isAdded ? 1 : -1);
  if (count === 0) seen.delete(key);
  else seen.set(key, count);
  return isAdded ? count === 1 : count === 0;
}
