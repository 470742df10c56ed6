import {
  BATCH_ROWS,
  BatchBuilder,
  DELETE,
  INSERT,
  kindAt,
  UPDATE_BEFORE,
  type Batch,
  type Row,
  type RowKind,
} from '../../types/batch.ts';
import { rowCodec } from '../../state/codec.ts';
import type { KeyedMap } from '../../state/keyed-map.ts';
import type { OperatorState, StateOptions } from '../../state/operator-state.ts';
import type { Key } from '../../types/key.ts';
import { BIGINT, type SqlType } from '../../types/type.ts';
import type { Evaluate } from '../build/evaluate.ts';
import type { Checkpoint, Operator } from '../operator.ts';
import { AtEnd } from './at-end.ts';
import type { GateConsumer } from './input-gate.ts';

export interface JoinSide {
  /** The join key of a row of this side; undefined when a part is NULL: it matches nothing. */
  readonly keyOf: (row: Row) => Key | undefined;
  readonly types: readonly SqlType[];
  /** Rows without a match appear with NULLs on the other side. */
  readonly outer: boolean;
}

export interface JoinSpec {
  readonly sides: readonly [JoinSide, JoinSide];
  /** What else must be TRUE of the joined row. */
  readonly condition: Evaluate | undefined;
  /** Batch: rows without a match come at the end. Else they come at once and are taken back when a match arrives. */
  readonly final: boolean;
}

/** A row that is kept: how often it is there, and (outer sides) how many rows of the other side it matches. */
interface Kept {
  readonly row: Row;
  readonly count: number;
  readonly matches: number;
}

/** By join key, by row: count and matches. */
type KeptRows = KeyedMap<unknown[], Row>;

/**
 * Regular join of two inputs that are both kept. An outer row without a match is +I with NULLs; its first match takes
 * that back. Flink: StreamingJoinOperator.
 */
export class Join implements GateConsumer {
  readonly #spec: JoinSpec;
  readonly #state: OperatorState;
  readonly #next: Operator;
  readonly #rows: readonly [KeptRows, KeptRows];
  /** Of a final join. */
  readonly #atEnd: AtEnd | undefined;

  constructor(spec: JoinSpec, state: OperatorState, options: StateOptions, next: Operator) {
    this.#spec = spec;
    this.#state = state;
    this.#next = next;
    this.#atEnd = spec.final ? new AtEnd(state) : undefined;
    const rows = (name: string, { types }: JoinSide): KeptRows =>
      state.rows(name, types, rowCodec([BIGINT, BIGINT]), options);
    this.#rows = [rows('left', spec.sides[0]), rows('right', spec.sides[1])];
  }

  push(input: number, batch: Batch): void | Promise<void> {
    const side = input === 0 ? 0 : 1;
    const out = new BatchBuilder();
    for (let i = 0; i < batch.rows.length; i++)
      this.#change(side, batch.rows[i] as Row, kindAt(batch, i), out); // i < length
    if (out.size > 0) return this.#next.push(out.build());
  }

  watermark(time: number): void | Promise<void> {
    return this.#next.watermark(time);
  }

  idle(): void | Promise<void> {
    return this.#next.idle();
  }

  barrier(checkpoint: Checkpoint): void {
    this.#state.barrier();
    this.#next.barrier(checkpoint);
  }

  async end(): Promise<void> {
    await this.#atEnd?.once(() => this.#emitUnmatched());
    await this.#next.end();
  }

  #change(side: 0 | 1, row: Row, kind: RowKind, out: BatchBuilder): void {
    const own = this.#spec.sides[side];
    const isAdded = kind !== UPDATE_BEFORE && kind !== DELETE;
    const key = own.keyOf(row);
    if (key === undefined) {
      // Nothing will ever match it, so it need not be kept.
      if (own.outer) out.add(this.#joined(side, row, undefined), isAdded ? INSERT : DELETE);
      return;
    }
    const matches = this.#matches(side, key, row);
    if (!this.#keep(side, key, row, isAdded, matches)) return; // taken back, but never seen
    if (isAdded) this.#add(side, key, row, kind, matches, out);
    else this.#retract(side, key, row, kind, matches, out);
  }

  #add(side: 0 | 1, key: Key, row: Row, kind: RowKind, matches: readonly Kept[], out: BatchBuilder): void {
    const [own, other] = this.#pair(side);
    if (matches.length === 0) {
      if (own.outer && !this.#spec.final) out.add(this.#joined(side, row, undefined), INSERT);
      return;
    }
    const isOuter = own.outer || other.outer;
    for (const match of matches) {
      if (other.outer && match.matches === 0 && !this.#spec.final) {
        for (let n = 0; n < match.count; n++) out.add(this.#joined(side, undefined, match.row), DELETE);
      }
      if (other.outer) this.#match(side, key, match, 1);
      for (let n = 0; n < match.count; n++)
        out.add(this.#joined(side, row, match.row), isOuter ? INSERT : kind);
    }
  }

  #retract(
    side: 0 | 1,
    key: Key,
    row: Row,
    kind: RowKind,
    matches: readonly Kept[],
    out: BatchBuilder,
  ): void {
    const [own, other] = this.#pair(side);
    if (matches.length === 0 && own.outer) out.add(this.#joined(side, row, undefined), DELETE);
    for (const match of matches) {
      for (let n = 0; n < match.count; n++)
        out.add(this.#joined(side, row, match.row), own.outer ? DELETE : kind);
      if (!other.outer) continue;
      this.#match(side, key, match, -1);
      if (match.matches !== 1) continue;
      for (let n = 0; n < match.count; n++) out.add(this.#joined(side, undefined, match.row), INSERT);
    }
  }

  #pair(side: 0 | 1): readonly [JoinSide, JoinSide] {
    const { sides } = this.#spec;
    return side === 0 ? sides : [sides[1], sides[0]];
  }

  #matches(side: 0 | 1, key: Key, row: Row): Kept[] {
    const { condition } = this.#spec;
    const found: Kept[] = [];
    this.#rows[side === 0 ? 1 : 0].forEach(key, ([count, matches], other) => {
      if (condition !== undefined && condition(this.#joined(side, row, other)) !== true) return;
      found.push({ row: other, count: count as number, matches: matches as number }); // as put below
    });
    return found;
  }

  /** Remembers the row, or forgets it: whether it was there. */
  #keep(side: 0 | 1, key: Key, row: Row, isAdded: boolean, matches: readonly Kept[]): boolean {
    const rows = this.#rows[side];
    const known = rows.get(key, row);
    if (known === undefined) {
      if (isAdded) rows.put(key, row, [1, this.#spec.sides[side].outer ? sumOf(matches) : 0]);
      return isAdded;
    }
    const count = (known[0] as number) + (isAdded ? 1 : -1);
    if (count > 0) rows.put(key, row, [count, known[1]]);
    else rows.delete(key, row);
    return true;
  }

  /** A row of `side` that matches `kept` of the other side has come or gone. */
  #match(side: 0 | 1, key: Key, { row, count, matches }: Kept, by: 1 | -1): void {
    this.#rows[side === 0 ? 1 : 0].put(key, row, [count, matches + by]);
  }

  /** `row` belongs to `side`, `match` to the other; undefined: NULLs. */
  #joined(side: 0 | 1, row: Row | undefined, match: Row | undefined): Row {
    const { sides } = this.#spec;
    const [left, right] = side === 0 ? [row, match] : [match, row];
    return [...(left ?? nulls(sides[0].types.length)), ...(right ?? nulls(sides[1].types.length))];
  }

  async #emitUnmatched(): Promise<void> {
    let rows: Row[] = [];
    const flush = async () => {
      const full = rows;
      rows = [];
      if (full.length > 0) await this.#next.push({ rows: full, kinds: undefined });
    };
    for (const side of [0, 1] as const) {
      if (!this.#spec.sides[side].outer) continue;
      const kept = this.#rows[side];
      await kept.forEachKey((key) => {
        kept.forEach(key, ([count, matches], row) => {
          for (let n = 0; n < Number(count) && matches === 0; n++)
            rows.push(this.#joined(side, row, undefined));
        });
        return rows.length >= BATCH_ROWS ? flush() : undefined;
      });
    }
    await flush();
  }
}

function sumOf(matches: readonly Kept[]): number {
  return matches.reduce((sum, match) => sum + match.count, 0);
}

function nulls(width: number): Row {
  return new Array<unknown>(width).fill(null);
}
