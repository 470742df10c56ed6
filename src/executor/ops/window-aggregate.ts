import { rowCodec } from '../../state/codec.ts';
import type { KeyedState } from '../../state/keyed-state.ts';
import type { OperatorState } from '../../state/operator-state.ts';
import type { TimerService } from '../../state/timer-service.ts';
import {
  BATCH_ROWS,
  DELETE,
  insertBatch,
  kindAt,
  UPDATE_BEFORE,
  type Batch,
  type Row,
} from '../../types/batch.ts';
import type { Key } from '../../types/key.ts';
import { BIGINT, withNullability, type SqlType } from '../../types/type.ts';
import type { LateRows } from '../meter.ts';
import { PassThrough, type Checkpoint, type Operator } from '../operator.ts';
import { Accumulators, type AccumulatorCall } from './accumulators.ts';

export interface WindowAggregateSpec {
  /** Key of a group: of all its columns, the window's among them. */
  readonly keyOf: (row: Row) => Key;
  readonly keys: readonly number[];
  readonly keyTypes: readonly SqlType[];
  readonly calls: readonly AccumulatorCall[];
  /** The watermark that closes the window which the row is in. */
  readonly closesAt: (row: Row) => number;
}

/** What is kept of a group in one window: its key columns, its rows (added less taken back), then the accumulators. */
type Group = unknown[];

const WHOLE = 0;

/**
 * GROUP BY window_start, window_end: one row for each group, +I, when the watermark closes its window.
 * Rows of windows that have closed are dropped and counted, after a restart too: the watermark is part of the state.
 */
export class WindowAggregate extends PassThrough {
  readonly #spec: WindowAggregateSpec;
  readonly #state: OperatorState;
  readonly #groups: KeyedState<Group>;
  readonly #ends: TimerService;
  readonly #times: KeyedState<unknown[]>;
  readonly #accumulators: Accumulators;
  readonly #late: LateRows;
  /** undefined: not read from state yet. */
  #watermark: number | undefined;

  constructor(spec: WindowAggregateSpec, state: OperatorState, late: LateRows, next: Operator) {
    super(next);
    this.#spec = spec;
    this.#state = state;
    this.#late = late;
    const long = withNullability(BIGINT, false);
    this.#accumulators = new Accumulators(spec.calls, state);
    this.#groups = state.keyed('groups', rowCodec([...spec.keyTypes, long, ...this.#accumulators.types]));
    this.#ends = state.timers('ends');
    this.#times = state.keyed('watermark', rowCodec([long]));
  }

  push(batch: Batch): void {
    const { closesAt, keyOf } = this.#spec;
    const watermark = this.#time();
    for (let i = 0; i < batch.rows.length; i++) {
      const row = batch.rows[i] as Row; // i < length
      const last = closesAt(row);
      if (last <= watermark) {
        this.#late.dropped++;
        continue;
      }
      const kind = kindAt(batch, i);
      this.#change(keyOf(row), row, kind !== UPDATE_BEFORE && kind !== DELETE, last);
    }
  }

  override watermark(time: number): void | Promise<void> {
    const known = this.#time();
    this.#watermark = Math.max(known, time);
    const fired = this.#fire(this.#watermark);
    return fired === undefined ? this.next.watermark(time) : fired.then(() => this.next.watermark(time));
  }

  override barrier(checkpoint: Checkpoint): void {
    this.#keepTime();
    this.#state.barrier();
    super.barrier(checkpoint);
  }

  /** The last watermark has closed all windows before. */
  override end(): void | Promise<void> {
    this.#keepTime();
    return this.next.end();
  }

  #change(key: Key, row: Row, isAdded: boolean, closesAt: number): void {
    const { keys } = this.#spec;
    const known = this.#groups.get(key);
    const group = known ?? [...keys.map((column) => row[column]), 0, ...this.#accumulators.start()];
    const rows = (group[keys.length] as number) + (isAdded ? 1 : -1); // a count
    group[keys.length] = rows;
    this.#accumulators.change(key, group, keys.length + 1, row, isAdded);
    this.#groups.put(key, group);
    if (known === undefined) this.#ends.register(key, closesAt);
  }

  /** Closes the windows that are due; undefined when there are none. */
  #fire(upTo: number): Promise<void> | undefined {
    const { earliest } = this.#ends;
    return earliest === undefined || earliest > upTo ? undefined : this.#emit(upTo);
  }

  async #emit(upTo: number): Promise<void> {
    let rows: Row[] = [];
    for (let timer = this.#ends.next(upTo); timer !== undefined; timer = this.#ends.next(upTo)) {
      const result = this.#take(timer.key);
      if (result === undefined) continue;
      rows.push(result);
      if (rows.length < BATCH_ROWS) continue;
      await this.next.push(insertBatch(rows));
      rows = [];
    }
    if (rows.length > 0) await this.next.push(insertBatch(rows));
  }

  /** The group's result, which is then forgotten; undefined when all its rows were taken back. */
  #take(key: Key): Row | undefined {
    const width = this.#spec.keys.length;
    const group = this.#groups.get(key);
    if (group === undefined) return undefined;
    this.#groups.delete(key);
    this.#accumulators.clear(key);
    if ((group[width] as number) <= 0) return undefined; // a count
    const row = group.slice(0, width);
    this.#accumulators.results(group, width + 1, row);
    return row;
  }

  #time(): number {
    this.#watermark ??= (this.#times.get(WHOLE)?.[0] as number | undefined) ?? -Infinity;
    return this.#watermark;
  }

  /** At the end of time nothing is open that could be opened again. */
  #keepTime(): void {
    const time = this.#time();
    if (Number.isFinite(time)) this.#times.put(WHOLE, [time]);
  }
}
