import type { Chance } from '../chance.ts';
import { counted, told } from '../judge.ts';
import { jsonFeed, sinkTable, sourceTable } from '../tables.ts';
import type { Workload } from '../workload.ts';

/** The first rows that come; then the job is over. */
export function limit(chance: Chance): Workload {
  const isExactlyOnce = chance.happens(0.7);
  const count = 1 + chance.below(30);
  return {
    name: `limit ${count} ${isExactlyOnce ? 'exactly once' : 'at least once'}`,
    settings: {},
    definitions: [sourceTable('t', 'id STRING'), sinkTable('done', 'id STRING', isExactlyOnce)],
    statement: `INSERT INTO done SELECT id FROM t LIMIT ${count}`,
    inputs: [
      {
        topic: 't',
        partitions: 1 + chance.below(2),
        feed: (p) =>
          jsonFeed(
            `t-${p}`,
            () => ({}),
            Array.from({ length: count }, () => ({})),
          ),
      },
    ],
    outputs: [
      {
        topic: 'done',
        partitions: 1,
        isExactlyOnce,
        judge(found, read, { isFinal, drain }) {
          const there = counted((found as { id: string }[]).map(({ id }) => id));
          const ids = new Set([...read.values()].flat().map(({ id }) => id));
          const rows = found.length;
          // What was written at least once may be ahead of where a drain ended.
          const isWhole = isFinal && (isExactlyOnce || drain !== 'done');
          const wrong = isWhole
            ? told(
                'never read',
                [...there.keys()].filter((id) => !ids.has(id)),
              )
            : [];
          if (isFinal && drain !== 'done' && rows < count) wrong.push(`${rows} rows of ${count}`);
          if (!isExactlyOnce) return wrong;
          if (rows > count) wrong.push(`${rows} rows, not ${count}`);
          return [
            ...wrong,
            ...told(
              'twice',
              [...there].filter(([, times]) => times > 1).map(([id]) => id),
            ),
          ];
        },
      },
    ],
    isBounded: true,
    refuses: () => false,
    mayBeOut: false,
  };
}
