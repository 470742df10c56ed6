import { rowCodec } from '../../state/codec.ts';
import type { KeyedState } from '../../state/keyed-state.ts';
import type { OperatorState, StateOptions } from '../../state/operator-state.ts';
import {
  BATCH_ROWS,
  DELETE,
  INSERT,
  UPDATE_AFTER,
  UPDATE_BEFORE,
  type BatchBuilder,
  type Row,
} from '../../types/batch.ts';
import type { Key } from '../../types/key.ts';
import { BIGINT, type SqlType } from '../../types/type.ts';
import type { Operator } from '../operator.ts';
import { Accumulators, type AccumulatorCall } from './accumulators.ts';
import { AtEnd } from './at-end.ts';
import { RowByRow } from './row-by-row.ts';

export interface GroupSpec {
  /** The group of a row, and the values of its key columns. */
  readonly keyOf: (row: Row) => Key;
  readonly keysOf: (row: Row) => Row;
  readonly keyTypes: readonly SqlType[];
  readonly calls: readonly AccumulatorCall[];
  /** Each group once at the end, instead of an update for each row. */
  readonly final: boolean;
  /** Whether an update also says what was there before. */
  readonly updateBefore: boolean;
  /** Whether two results are equal: then nothing is emitted. */
  readonly sameResult: (a: Row, b: Row) => boolean;
}

/**
 * GROUP BY. The first row of a group is +I, each change -U and +U, its end -D; a change that leaves the result as it was
 * says nothing. What is kept of a group: its rows (added less retracted), its accumulators, and for a final result its
 * key columns. Flink: GroupAggFunction.
 */
export class GroupAggregate extends RowByRow {
  readonly #spec: GroupSpec;
  readonly #groups: KeyedState<unknown[]>;
  readonly #accumulators: Accumulators;
  /** Of a final result. */
  readonly #atEnd: AtEnd | undefined;

  constructor(spec: GroupSpec, state: OperatorState, options: StateOptions, next: Operator) {
    super(state, next);
    this.#spec = spec;
    this.#accumulators = new Accumulators(spec.calls, state, options);
    this.#atEnd = spec.final ? new AtEnd(state) : undefined;
    const keys = spec.final ? spec.keyTypes : [];
    this.#groups = state.keyed('groups', rowCodec([BIGINT, ...this.#accumulators.types, ...keys]), options);
  }

  override async end(): Promise<void> {
    await this.#atEnd?.once(() => this.#emitAll());
    await this.next.end();
  }

  protected change(row: Row, isAdded: boolean, out: BatchBuilder): void {
    const { keyOf, final, updateBefore, sameResult } = this.#spec;
    const key = keyOf(row);
    const known = this.#groups.get(key);
    // A retraction of a group that is not there (its state has run out) has nothing to take back.
    if (known === undefined && !isAdded) return;
    const group = known ?? this.#newGroup(row);
    const before = known === undefined || final ? undefined : this.#result(row, group);
    const rows = (group[0] as number) + (isAdded ? 1 : -1);
    group[0] = rows;
    this.#accumulators.change(key, group, 1, row, isAdded);
    if (rows <= 0) {
      this.#groups.delete(key);
      this.#accumulators.clear(key);
      if (before !== undefined) out.add(before, DELETE);
      return;
    }
    this.#groups.put(key, group);
    if (final) return;
    const after = this.#result(row, group);
    if (before === undefined) return out.add(after, INSERT);
    if (sameResult(before, after)) return;
    if (updateBefore) out.add(before, UPDATE_BEFORE);
    out.add(after, UPDATE_AFTER);
  }

  #newGroup(row: Row): unknown[] {
    const keys = this.#spec.final ? this.#spec.keysOf(row) : [];
    return [0, ...this.#accumulators.start(), ...keys];
  }

  /** `row` is any row of the group. */
  #result(row: Row, group: readonly unknown[]): Row {
    const result = [...this.#spec.keysOf(row)];
    this.#accumulators.results(group, 1, result);
    return result;
  }

  async #emitAll(): Promise<void> {
    const first = 1 + this.#spec.calls.length;
    let rows: Row[] = [];
    const flush = async () => {
      const full = rows;
      rows = [];
      await this.next.push({ rows: full, kinds: undefined });
    };
    let isEmpty = true;
    await this.#groups.forEach((group) => {
      isEmpty = false;
      const result = group.slice(first);
      this.#accumulators.results(group, 1, result);
      rows.push(result);
      return rows.length >= BATCH_ROWS ? flush() : undefined;
    });
    // Without keys there is a result also of no rows.
    if (isEmpty && this.#spec.keyTypes.length === 0) rows.push(this.#result([], this.#newGroup([])));
    if (rows.length > 0) await flush();
  }
}
