import type { Chance } from '../chance.ts';
import { told } from '../judge.ts';
import { jsonFeed, sinkTable, sourceTable } from '../tables.ts';
import type { Feed, InputRow, JudgeOptions, Workload } from '../workload.ts';

const BEGIN = Date.UTC(2026, 0, 1);
const SIZE_MS = 5000;
/** A row so far behind may be late; one within the delay never is. */
const LATE_MS = 30_000;
const DELAY_MS = 1000;
const LAST_MS = 24 * 3_600_000;

interface Result {
  readonly start: string;
  readonly k: number;
  readonly n: number;
  /** Of those rows that are not late. */
  readonly numbers: number;
  readonly late: number;
}

interface Sum {
  /** Without late rows. */
  readonly n: number;
  readonly numbers: number;
  readonly late: number;
}

/**
 * Counts by windows of event time. Rows that are late may be counted or left out: that depends on how far the others are
 * read. All others are counted once, unless partitions that are silent for a while are not waited for.
 */
export function tumble(chance: Chance): Workload {
  const isExactlyOnce = chance.happens(0.8);
  const partitions = 1 + chance.below(3);
  const isIdling = chance.happens(0.2);
  return {
    name: `tumble ${partitions}${isIdling ? ' idle' : ''} ${isExactlyOnce ? 'exactly once' : 'at least once'}`,
    settings: isIdling ? { 'table.exec.source.idle-timeout': '500 ms' } : {},
    definitions: [
      sourceTable(
        't',
        "id STRING, k INT, num INT, late INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts - INTERVAL '1' SECOND",
      ),
      sinkTable('done', '`start` TIMESTAMP(3), k INT, n BIGINT, numbers INT, late INT', isExactlyOnce),
    ],
    statement: `INSERT INTO done SELECT window_start, k, COUNT(*), SUM(num), SUM(late) FROM TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '${SIZE_MS / 1000}' SECONDS) GROUP BY window_start, window_end, k`,
    inputs: [{ topic: 't', partitions, feed: (partition) => times(chance, `t-${partition}`) }],
    outputs: [
      {
        topic: 'done',
        partitions: 1,
        isExactlyOnce,
        judge: (found, read, options) =>
          told(
            'windows',
            judgeWindows(found as Result[], windows([...read.values()].flat()), options, isIdling),
          ),
      },
    ],
    isBounded: false,
    refuses: () => false,
    mayBeOut: false,
  };
}

function times(chance: Chance, split: string): Feed {
  let highest = BEGIN;
  const make = (offset: number) => {
    const isLate = highest > BEGIN + LATE_MS + SIZE_MS && chance.happens(0.1);
    if (!isLate) highest += chance.below(1500);
    const time = isLate ? highest - LATE_MS : highest - chance.below(DELAY_MS - 100);
    return { k: chance.below(2), num: isLate ? 0 : offset + 1, late: isLate ? 1 : 0, ts: timeText(time) };
  };
  // Its own window stays open.
  const last = { k: 0, num: 0, late: 0, ts: timeText(BEGIN + LAST_MS) };
  return jsonFeed(split, make, [last]);
}

function judgeWindows(
  found: readonly Result[],
  due: ReadonlyMap<string, Sum>,
  { isFinal, isExactlyOnce, drain }: JudgeOptions,
  isIdling: boolean,
): string[] {
  // What was written before positions were committed may be ahead of what is due so far.
  if (!isExactlyOnce && (!isFinal || drain !== 'no')) return [];
  const wrong: string[] = [];
  const seen = new Map<string, Sum>();
  for (const { start, k, n, numbers, late } of found) {
    const name = `${start} ${k}`;
    const known = seen.get(name);
    const sum = { n: n - late, numbers, late };
    if (known === undefined) seen.set(name, sum);
    else if (drain === 'done') seen.set(name, added(known, sum));
    else if (isExactlyOnce) wrong.push(`${name} twice`);
    // At least once, a window is written again by the attempt that goes on from before it closed.
    else if (!isIdling && (known.n !== sum.n || known.numbers !== sum.numbers)) wrong.push(`${name} differs`);
  }
  for (const [name, { n, numbers, late }] of seen) {
    const right = due.get(name) ?? { n: 0, numbers: 0, late: 0 };
    const isSame = n === right.n && numbers === right.numbers;
    const isTooMuch = n > right.n || numbers > right.numbers || late > right.late;
    if (isTooMuch || (isFinal && !isIdling && !isSame))
      wrong.push(
        `${name}: ${n} rows, ${numbers}, ${late} late; due ${right.n}, ${right.numbers}, ${right.late}`,
      );
  }
  if (isFinal && !isIdling)
    for (const [name, { n }] of due) if (n > 0 && !seen.has(name)) wrong.push(`${name} is lost`);
  return wrong;
}

/** The plain answer. */
function windows(rows: readonly InputRow[]): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  for (const { k, num, late, ts } of rows) {
    const time = Date.parse(`${String(ts).replace(' ', 'T')}Z`);
    if (time >= BEGIN + LAST_MS) continue;
    const start = timeText(time - (time % SIZE_MS)).replace(/\.000$/, '');
    const name = `${start} ${String(k)}`;
    const row = { n: late === 0 ? 1 : 0, numbers: Number(num), late: Number(late) };
    sums.set(name, added(sums.get(name) ?? { n: 0, numbers: 0, late: 0 }, row));
  }
  return sums;
}

function added(a: Sum, b: Sum): Sum {
  return { n: a.n + b.n, numbers: a.numbers + b.numbers, late: a.late + b.late };
}

function timeText(time: number): string {
  return new Date(time).toISOString().replace('T', ' ').replace('Z', '');
}
