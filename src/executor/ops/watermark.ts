import type { Clock } from '../../common/clock.ts';
import { SqlError } from '../../common/errors.ts';
import type { SplitRows } from '../../connectors/connector.ts';
import { rowCodec } from '../../state/codec.ts';
import type { KeyedState } from '../../state/keyed-state.ts';
import type { OperatorState } from '../../state/operator-state.ts';
import { sliceBatch, type Batch, type Row } from '../../types/batch.ts';
import { BIGINT, withNullability } from '../../types/type.ts';
import type { Evaluate } from '../build/evaluate.ts';
import { PassThrough, type Checkpoint, type Operator } from '../operator.ts';
import type { SlowSplit, SourceTime } from '../run/source-time.ts';
import { SplitTimes } from './split-times.ts';

export interface WatermarkSpec {
  /** WATERMARK FOR column AS expression; NULL moves nothing. */
  readonly expression: Evaluate;
  readonly column: number;
  readonly columnName: string;
  readonly tableName: string;
  /** pipeline.auto-watermark-interval */
  readonly intervalMs: number;
  /** table.exec.source.idle-timeout; 0: a silent split holds the watermark back for ever. */
  readonly idleMs: number;
}

/** The split of a source that names none. */
const WHOLE = '';
const EMITTED = 'emitted';

/**
 * Event time of one source. Without splits, the batch is cut behind each row that moves the watermark by more than the
 * interval of event time, which decides what is late whatever the batches are; less than that follows by the clock. With
 * splits each has its own watermark, and the lowest of those that are not idle follows by the clock alone. Both are kept,
 * so that a restart changes nothing. Flink: begins anew, and windows alone know what is late.
 */
export class WatermarkAssigner extends PassThrough implements SourceTime {
  readonly #spec: WatermarkSpec;
  readonly #clock: Clock;
  readonly #times = new SplitTimes();
  #splits: (() => Iterable<string>) | undefined;
  #rows: readonly SplitRows[] | undefined;
  #due: () => void = () => undefined;
  #emitted = -Infinity;
  #emittedAt: number;
  #isIdle = false;
  #isOver = false;
  readonly #state: OperatorState | undefined;
  readonly #kept: KeyedState<unknown[]> | undefined;
  #alarm: { readonly at: number; readonly cancel: () => void } | undefined;

  /** Without `state` nobody above asks for event time: batches stay whole. */
  constructor(spec: WatermarkSpec, clock: Clock, state: OperatorState | undefined, next: Operator) {
    super(next);
    this.#spec = spec;
    this.#state = state;
    this.#kept = state?.keyed('times', rowCodec([withNullability(BIGINT, false)]));
    this.#clock = clock;
    this.#emittedAt = clock.now();
  }

  begin(splits: (() => Iterable<string>) | undefined, due: () => void): void | Promise<void> {
    this.#splits = splits;
    this.#due = due;
    if (this.#kept === undefined) return;
    const now = this.#clock.now();
    const names = [...(splits?.() ?? [WHOLE])];
    this.#times.keep(names, now);
    for (const name of names) this.#times.advance(name, this.#keptTime(`split ${name}`), now);
    const told = this.#emit(this.#keptTime(EMITTED));
    this.#arm();
    return told;
  }

  rowsOf(splits: readonly SplitRows[] | undefined): void {
    this.#rows = splits;
  }

  push(batch: Batch): void | Promise<void> {
    const { column } = this.#spec;
    const bad = batch.rows.findIndex((row) => row[column] === null);
    if (bad === -1) return this.#push(batch);
    // The rows in front go on: what a failing query has shown must not hang on its batches.
    const pushed = bad === 0 ? undefined : this.#push(sliceBatch(batch, 0, bad));
    const failure = this.#isNull();
    if (!(pushed instanceof Promise)) throw failure;
    return pushed.then(() => Promise.reject(failure));
  }

  tick(): void | Promise<void> {
    if (this.#state === undefined) return;
    const now = this.#clock.now();
    const { idleMs } = this.#spec;
    this.#alarm = undefined;
    const due = idleMs > 0 ? this.#times.rest(now, idleMs) : this.#times.lowest;
    let told = due === undefined ? undefined : this.#emit(due);
    if (this.#times.lowest === undefined)
      told = told instanceof Promise ? told.then(() => this.#sayIdle()) : this.#sayIdle();
    this.#arm();
    return told;
  }

  slowest(): SlowSplit | undefined {
    const slowest = this.#isOver ? undefined : this.#times.slowest();
    if (slowest === undefined) return undefined;
    const { name, time, activeAt, isAlone } = slowest;
    const silentMs = this.#clock.now() - activeAt;
    return { name: name === WHOLE ? this.#spec.tableName : name, time, silentMs, isAlone };
  }

  close(): void {
    this.#isOver = true;
    this.#alarm?.cancel();
    this.#alarm = undefined;
  }

  /** The source's own end alone: an operator behind this one sees one clock. */
  override watermark(time: number): void | Promise<void> {
    if (time === Infinity) return this.next.watermark(time);
  }

  override idle(): void {}

  override barrier(checkpoint: Checkpoint): void {
    this.#keep();
    this.#state?.barrier();
    super.barrier(checkpoint);
  }

  override end(): void | Promise<void> {
    this.#keep();
    return super.end();
  }

  #push(batch: Batch): void | Promise<void> {
    if (this.#state === undefined) return this.next.push(batch);
    this.#isIdle = false;
    const pushed = this.#splits === undefined ? this.#pushCut(batch, 0) : this.#pushWhole(batch);
    this.#arm();
    return pushed;
  }

  #isNull(): SqlError {
    const { columnName, tableName } = this.#spec;
    return new SqlError(
      'E_NOT_NULL',
      `column ${columnName} of table ${tableName} is the time of each row, and one row has NULL there`,
      {
        hint: `take the time from a computed column that is never NULL: t AS COALESCE(${columnName}, TIMESTAMP '1970-01-01 00:00:00')`,
      },
    );
  }

  /** Rows from `from` on, with the watermarks that fall between them. */
  #pushCut(batch: Batch, from: number): void | Promise<void> {
    const { expression, intervalMs } = this.#spec;
    const { rows } = batch;
    const now = this.#clock.now();
    let highest = this.#times.highest(WHOLE);
    for (let i = from; i < rows.length; i++) {
      const time = expression(rows[i] as Row); // i < length
      if (typeof time !== 'number' || time <= highest) continue;
      highest = time;
      if (highest - this.#emitted <= intervalMs) continue;
      this.#times.advance(WHOLE, highest, now);
      const pushed = this.next.push(sliceBatch(batch, from, i + 1));
      const told = pushed instanceof Promise ? pushed.then(() => this.#emit(highest)) : this.#emit(highest);
      if (told instanceof Promise) return told.then(() => this.#pushCut(batch, i + 1));
      from = i + 1;
    }
    this.#times.advance(WHOLE, highest, now);
    if (from < rows.length) return this.next.push(sliceBatch(batch, from, rows.length));
  }

  #pushWhole(batch: Batch): void | Promise<void> {
    const now = this.#clock.now();
    const { expression } = this.#spec;
    let i = 0;
    for (const { split, rows } of this.#rows ?? [{ split: WHOLE, rows: batch.rows.length }]) {
      let highest = -Infinity;
      for (const end = Math.min(i + rows, batch.rows.length); i < end; i++) {
        const time = expression(batch.rows[i] as Row); // i < length
        if (typeof time === 'number' && time > highest) highest = time;
      }
      this.#times.advance(split, highest, now);
    }
    // Asked now, before the next batch is read: a split may only go once its last row is on its way.
    if (this.#splits !== undefined) this.#times.keep(this.#splits(), now);
    return this.next.push(batch);
  }

  #keep(): void {
    for (const [name, time] of this.#times.all())
      if (time > -Infinity) this.#kept?.put(`split ${name}`, [time]);
    if (this.#emitted > -Infinity) this.#kept?.put(EMITTED, [this.#emitted]);
  }

  #keptTime(name: string): number {
    return (this.#kept?.get(name)?.[0] as number | undefined) ?? -Infinity;
  }

  #emit(time: number): void | Promise<void> {
    if (time <= this.#emitted) return;
    this.#emitted = time;
    this.#emittedAt = this.#clock.now();
    return this.next.watermark(time);
  }

  #sayIdle(): void | Promise<void> {
    if (this.#isIdle) return;
    this.#isIdle = true;
    return this.next.idle();
  }

  /** Sees to it that `due` is called when there is a watermark to tell, or a split that may have become idle. */
  #arm(): void {
    const { idleMs, intervalMs } = this.#spec;
    const now = this.#clock.now();
    const lowest = this.#times.lowest;
    let at = Infinity;
    if (lowest !== undefined && lowest > this.#emitted) at = Math.max(now, this.#emittedAt + intervalMs);
    if (idleMs > 0) at = Math.min(at, Math.max(now, this.#times.restAt(idleMs)));
    if (at === Infinity || (this.#alarm !== undefined && this.#alarm.at <= at)) return;
    this.#alarm?.cancel();
    this.#alarm = undefined;
    if (at <= now) return this.#due();
    const cancel = this.#clock.after(at - now, () => {
      this.#alarm = undefined;
      this.#due();
    });
    this.#alarm = { at, cancel };
  }
}
