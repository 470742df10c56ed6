import fc from '../support/fast-check.ts';
import { expect, test } from 'vitest';
import { Join, type JoinSpec } from '../../src/executor/ops/join.ts';
import { BatchBuilder, DELETE, INSERT, type Row, type RowKind } from '../../src/types/batch.ts';
import { kindAt, ROW_KIND_NAMES, type Batch } from '../../src/types/batch.ts';
import { INT, STRING } from '../../src/types/type.ts';
import { Collector } from './collector.ts';
import { memoryState } from './state.ts';

class Changes extends Collector {
  readonly bag = new Map<string, number>();
  readonly ops: string[] = [];

  override push(batch: Batch): void {
    batch.rows.forEach((row, i) => {
      const op = ROW_KIND_NAMES[kindAt(batch, i)];
      const text = row.map(String).join(',');
      this.ops.push(`${op} ${text}`);
      this.bag.set(text, (this.bag.get(text) ?? 0) + (op.startsWith('+') ? 1 : -1));
    });
  }

  final(): string[] {
    return [...this.bag]
      .flatMap(([text, count]) => new Array<string>(Math.max(0, count)).fill(text))
      .toSorted();
  }
}

function spec(left: boolean, right: boolean): JoinSpec {
  const side = (outer: boolean) => ({
    keyOf: (row: Row) => (row[0] === null ? undefined : (row[0] as number)),
    types: [INT, STRING],
    outer,
  });
  return { sides: [side(left), side(right)], condition: (row) => row[1] !== row[3], final: false };
}

function one(row: Row, kind: RowKind): Batch {
  const builder = new BatchBuilder();
  builder.add(row, kind);
  return builder.build();
}

test('the first match takes back the row with NULLs; when the match goes, it comes again', () => {
  const out = new Changes();
  const join = new Join(spec(true, false), memoryState().operator('join'), {}, out);
  void join.push(0, one([1, 'a'], INSERT));
  void join.push(1, one([1, 'x'], INSERT));
  void join.push(1, one([1, 'x'], DELETE));
  expect(out.ops).toEqual([
    '+I 1,a,null,null',
    '-D 1,a,null,null',
    '+I 1,a,1,x',
    '-D 1,a,1,x',
    '+I 1,a,null,null',
  ]);
});

const change = fc.record({
  side: fc.constantFrom(0 as const, 1 as const),
  key: fc.constantFrom(1, 2, null),
  value: fc.constantFrom('a', 'b'),
  remove: fc.boolean(),
});

test.each([
  ['inner', false, false],
  ['left', true, false],
  ['right', false, true],
  ['full', true, true],
])('a %s join of any changes ends as the join of what is left', (_, left, right) => {
  fc.assert(
    fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
      const out = new Changes();
      const join = new Join(spec(left, right), memoryState().operator('join'), {}, out);
      const rows: [Row[], Row[]] = [[], []];
      for (const { side, key, value, remove } of changes) {
        const row: Row = [key, value];
        const at = rows[side].findIndex((known) => known.join(',') === row.join(','));
        if (remove && at < 0) continue;
        if (remove) rows[side].splice(at, 1);
        else rows[side].push(row);
        void join.push(side, one(row, remove ? DELETE : INSERT));
      }
      expect(out.final()).toEqual(joined(rows, left, right).toSorted());
      expect([...out.bag.values()].every((count) => count >= 0)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

/** Nested loops over what is left. */
function joined([left, right]: readonly [Row[], Row[]], keepLeft: boolean, keepRight: boolean): string[] {
  const match = (a: Row, b: Row) => a[0] !== null && a[0] === b[0] && a[1] !== b[1];
  const text = (row: Row) => row.map(String).join(',');
  const pairs = left.flatMap((a) => right.filter((b) => match(a, b)).map((b) => text([...a, ...b])));
  const lone = keepLeft
    ? left.filter((a) => !right.some((b) => match(a, b))).map((a) => text([...a, null, null]))
    : [];
  const other = keepRight
    ? right.filter((b) => !left.some((a) => match(a, b))).map((b) => text([null, null, ...b]))
    : [];
  return [...pairs, ...lone, ...other];
}
