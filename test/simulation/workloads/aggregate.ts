import type { Chance } from '../chance.ts';
import { judgeLeft, materialised } from '../judge.ts';
import { sinkTable, sourceTable } from '../tables.ts';
import type { Feed, InputRow, Workload } from '../workload.ts';

interface Entity {
  readonly e: string;
  readonly k: number;
  readonly v: number;
}

interface ChangeRow extends InputRow {
  readonly before: Entity | undefined;
  readonly after: Entity | undefined;
}

/** Counts over a table whose rows change, move between groups and go. */
export function aggregate(chance: Chance): Workload {
  const isExactlyOnce = chance.happens(0.8);
  return {
    name: `aggregate ${isExactlyOnce ? 'exactly once' : 'at least once'}`,
    settings: {},
    definitions: [
      sourceTable('t', 'e STRING, k INT, v INT', 'canal-json'),
      sinkTable('done', 'k INT, n BIGINT, total INT, highest INT, kinds BIGINT', isExactlyOnce, 'canal-json'),
    ],
    statement: 'INSERT INTO done SELECT k, COUNT(*), SUM(v), MAX(v), COUNT(DISTINCT v) FROM t GROUP BY k',
    inputs: [{ topic: 't', partitions: 1 + chance.below(3), feed: (p) => changes(chance, `t-${p}`) }],
    outputs: [
      {
        topic: 'done',
        partitions: 1,
        isExactlyOnce,
        judge(found, read) {
          const due = groups([...read.values()].flat() as ChangeRow[]);
          if (isExactlyOnce)
            return judgeLeft(
              materialised(found, (row) => Object.values(row).join(',')),
              due,
            );
          const inserted = new Set(
            (found as { type: string; data: [object] }[])
              .filter(({ type }) => type === 'INSERT')
              .map(({ data }) => Object.values(data[0]).join(',')),
          );
          return [...due.keys()].filter((row) => !inserted.has(row)).map((row) => `lost: ${row}`);
        },
      },
    ],
    isBounded: false,
    refuses: () => false,
    mayBeOut: false,
  };
}

/** Changes of a few entities, as canal-json. */
function changes(chance: Chance, split: string): Feed {
  const rows: ChangeRow[] = [];
  const there = new Map<string, Entity>();
  const change = (): string => {
    const e = `${split}/${chance.below(6)}`;
    const before = there.get(e);
    const after =
      before !== undefined && chance.happens(0.3) ? undefined : { e, k: chance.below(4), v: chance.below(5) };
    if (after === undefined) there.delete(e);
    else there.set(e, after);
    rows.push({ id: `${split}:${rows.length}`, before, after });
    if (before === undefined) return JSON.stringify({ data: [after], type: 'INSERT' });
    if (after === undefined) return JSON.stringify({ data: [before], type: 'DELETE' });
    return JSON.stringify({ data: [after], old: [before], type: 'UPDATE' });
  };
  return { rows, more: (count) => Array.from({ length: count }, change), last: () => [] };
}

/** The plain answer: `k,count,sum,max,distinct` of each group. */
function groups(rows: readonly ChangeRow[]): Map<string, number> {
  const there = new Map<string, Entity>();
  for (const { before, after } of rows) {
    if (after !== undefined) there.set(after.e, after);
    else if (before !== undefined) there.delete(before.e);
  }
  const values = new Map<number, number[]>();
  for (const { k, v } of there.values()) values.set(k, [...(values.get(k) ?? []), v]);
  return new Map(
    [...values].map(([k, all]) => {
      const sum = all.reduce((a, b) => a + b, 0);
      return [[k, all.length, sum, Math.max(...all), new Set(all).size].join(','), 1];
    }),
  );
}
