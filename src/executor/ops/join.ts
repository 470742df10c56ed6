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
import type { Key } from '../../types/key.ts';
import type { Evaluate } from '../evaluate.ts';
import type { Checkpoint, Operator } from '../operator.ts';
import type { GateConsumer } from './input-gate.ts';

export interface JoinSide {
  /** The join key of a row of this side; undefined when a part is NULL: it matches nothing. */
  readonly keyOf: (row: Row) => Key | undefined;
  /** Identity of a whole row, to find the one that is taken back. */
  readonly identity: (row: Row) => Key;
  readonly width: number;
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

/** A row that is kept, how often it is there, and how many rows of the other side it matches, equal ones counted. */
interface Kept {
  readonly row: Row;
  count: number;
  matches: number;
}

/**
 * Regular join of two inputs that are both kept. An outer row without a match is +I with NULLs; its first match takes
 * that back. Flink: StreamingJoinOperator.
 */
export class Join implements GateConsumer {
  readonly #spec: JoinSpec;
  readonly #next: Operator;
  readonly #rows: readonly [Map<Key, Map<Key, Kept>>, Map<Key, Map<Key, Kept>>] = [new Map(), new Map()];
  /** Outer rows of a final join whose key is NULL. */
  readonly #unmatched: { readonly side: 0 | 1; readonly row: Row }[] = [];

  constructor(spec: JoinSpec, next: Operator) {
    this.#spec = spec;
    this.#next = next;
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

  barrier(checkpoint: Checkpoint): void {
    this.#next.barrier(checkpoint);
  }

  async end(): Promise<void> {
    if (this.#spec.final) await this.#emitUnmatched();
    await this.#next.end();
  }

  #change(side: 0 | 1, row: Row, kind: RowKind, out: BatchBuilder): void {
    const own = this.#spec.sides[side];
    const isAdded = kind !== UPDATE_BEFORE && kind !== DELETE;
    const key = own.keyOf(row);
    if (key === undefined) {
      if (!own.outer) return;
      if (this.#spec.final) this.#unmatched.push({ side, row });
      else out.add(this.#joined(side, row, undefined), isAdded ? INSERT : DELETE);
      return;
    }
    const matches = this.#matches(side, key, row);
    const kept = this.#keep(side, key, row, isAdded, sumOf(matches));
    if (kept === undefined) return; // taken back, but never seen
    if (isAdded) this.#add(side, row, kind, matches, out);
    else this.#retract(side, row, kind, matches, out);
  }

  #add(side: 0 | 1, row: Row, kind: RowKind, matches: readonly Kept[], out: BatchBuilder): void {
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
      match.matches++;
      for (let n = 0; n < match.count; n++)
        out.add(this.#joined(side, row, match.row), isOuter ? INSERT : kind);
    }
  }

  #retract(side: 0 | 1, row: Row, kind: RowKind, matches: readonly Kept[], out: BatchBuilder): void {
    const [own, other] = this.#pair(side);
    if (matches.length === 0 && own.outer) out.add(this.#joined(side, row, undefined), DELETE);
    for (const match of matches) {
      for (let n = 0; n < match.count; n++)
        out.add(this.#joined(side, row, match.row), own.outer ? DELETE : kind);
      match.matches--;
      if (other.outer && match.matches === 0) {
        for (let n = 0; n < match.count; n++) out.add(this.#joined(side, undefined, match.row), INSERT);
      }
    }
  }

  #pair(side: 0 | 1): readonly [JoinSide, JoinSide] {
    const { sides } = this.#spec;
    return side === 0 ? sides : [sides[1], sides[0]];
  }

  #matches(side: 0 | 1, key: Key, row: Row): Kept[] {
    const candidates = [...(this.#rows[side === 0 ? 1 : 0].get(key)?.values() ?? [])];
    const { condition } = this.#spec;
    if (condition === undefined) return candidates;
    return candidates.filter((kept) => condition(this.#joined(side, row, kept.row)) === true);
  }

  #keep(side: 0 | 1, key: Key, row: Row, isAdded: boolean, matches: number): Kept | undefined {
    const groups = this.#rows[side];
    const group = groups.get(key) ?? new Map<Key, Kept>();
    const identity = this.#spec.sides[side].identity(row);
    const kept = group.get(identity) ?? { row, count: 0, matches };
    if (!isAdded && kept.count === 0) return undefined;
    kept.count += isAdded ? 1 : -1;
    if (kept.count > 0) group.set(identity, kept);
    else group.delete(identity);
    if (group.size > 0) groups.set(key, group);
    else groups.delete(key);
    return kept;
  }

  /** `row` belongs to `side`, `match` to the other; undefined: NULLs. */
  #joined(side: 0 | 1, row: Row | undefined, match: Row | undefined): Row {
    const { sides } = this.#spec;
    const [left, right] = side === 0 ? [row, match] : [match, row];
    return [...(left ?? nulls(sides[0].width)), ...(right ?? nulls(sides[1].width))];
  }

  async #emitUnmatched(): Promise<void> {
    const rows: Row[] = this.#unmatched.map(({ side, row }) => this.#joined(side, row, undefined));
    for (const side of [0, 1] as const) {
      if (!this.#spec.sides[side].outer) continue;
      for (const group of this.#rows[side].values()) {
        for (const kept of group.values()) {
          for (let n = 0; n < kept.count && kept.matches === 0; n++)
            rows.push(this.#joined(side, kept.row, undefined));
        }
      }
    }
    for (let i = 0; i < rows.length; i += BATCH_ROWS) {
      await this.#next.push({ rows: rows.slice(i, i + BATCH_ROWS), kinds: undefined });
    }
  }
}

function sumOf(matches: readonly Kept[]): number {
  return matches.reduce((sum, match) => sum + match.count, 0);
}

function nulls(width: number): Row {
  return new Array<unknown>(width).fill(null);
}
