import type { Chance } from '../chance.ts';
import { judgeLeft, materialised } from '../judge.ts';
import { input, sinkTable, sourceTable } from '../tables.ts';
import type { InputRow, Workload } from '../workload.ts';

type Type = 'INNER' | 'LEFT' | 'FULL';
const KEYS = 8;

/** Two topics side by side. */
export function join(chance: Chance): Workload {
  const isExactlyOnce = chance.happens(0.8);
  const type = chance.one<Type>(['INNER', 'LEFT', 'FULL']);
  const side = (topic: string) => input(topic, 1 + chance.below(2), () => ({ k: chance.below(KEYS) }));
  return {
    name: `${type} join ${isExactlyOnce ? 'exactly once' : 'at least once'}`,
    settings: {},
    definitions: [
      sourceTable('l', 'id STRING, k INT'),
      sourceTable('r', 'id STRING, k INT'),
      sinkTable('done', 'l STRING, r STRING', isExactlyOnce, 'canal-json'),
    ],
    statement: `INSERT INTO done SELECT l.id, r.id FROM l ${type} JOIN r ON l.k = r.k`,
    inputs: [side('l'), side('r')],
    outputs: [
      {
        topic: 'done',
        partitions: 1,
        isExactlyOnce,
        judge(found, read) {
          const due = pairs(type, side0(read, 'l'), side0(read, 'r'));
          const left = materialised(found, (row) => `${row['l']} ${row['r']}`);
          if (isExactlyOnce) return judgeLeft(left, due);
          // What a dead attempt wrote is not taken back; what is due is there.
          const there = new Set(
            (found as { type: string; data: [{ l: string; r: string }] }[])
              .filter(({ type: kind }) => kind === 'INSERT')
              .map(({ data: [row] }) => `${row.l} ${row.r}`),
          );
          return [...due.keys()].filter((row) => !there.has(row)).map((row) => `lost: ${row}`);
        },
      },
    ],
    isBounded: false,
    refuses: () => false,
    mayBeOut: false,
  };
}

function side0(read: ReadonlyMap<string, readonly InputRow[]>, topic: string): InputRow[] {
  return [...read].flatMap(([split, rows]) => (split.startsWith(`${topic}-`) ? rows : []));
}

/** The plain answer. */
function pairs(type: Type, left: readonly InputRow[], right: readonly InputRow[]): Map<string, number> {
  const found: string[] = [];
  for (const l of left) {
    const matches = right.filter((r) => r['k'] === l['k']);
    for (const r of matches) found.push(`${l.id} ${r.id}`);
    if (matches.length === 0 && type !== 'INNER') found.push(`${l.id} null`);
  }
  if (type === 'FULL')
    for (const r of right) if (!left.some((l) => l['k'] === r['k'])) found.push(`null ${r.id}`);
  return new Map(found.map((row) => [row, 1]));
}
