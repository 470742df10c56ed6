import type { JudgeOptions } from './workload.ts';

const SHOWN = 5;

/** How often each text is there. */
export function counted(texts: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/**
 * Rows that are written once for each row that was read. Read and not there: lost. Exactly once, there and not read (yet)
 * or there twice is wrong as well.
 */
export function judgeRows(
  found: readonly string[],
  wanted: readonly string[],
  { isExactlyOnce }: Pick<JudgeOptions, 'isExactlyOnce'>,
): string[] {
  const there = counted(found);
  const due = counted(wanted);
  const lost = [...due].filter(([row, times]) => (there.get(row) ?? 0) < times).map(([row]) => row);
  const wrong = told('lost', lost);
  if (!isExactlyOnce) return wrong;
  const more = [...there].filter(([row, times]) => times > (due.get(row) ?? 0)).map(([row]) => row);
  return [...wrong, ...told('there too often or too early', more)];
}

/** A line about some rows; none for none. */
export function told(what: string, rows: readonly string[]): string[] {
  if (rows.length === 0) return [];
  const more = rows.length > SHOWN ? ` and ${rows.length - SHOWN} more` : '';
  return [`${what}: ${rows.slice(0, SHOWN).join(' | ')}${more}`];
}

/** A message of canal-json. */
interface Change {
  readonly type: 'INSERT' | 'DELETE';
  readonly data: readonly [Record<string, unknown>];
}

/** What is left after changes: each row as text, and how often. What was taken away more often than it was there is below 0. */
export function materialised(changes: readonly unknown[], text: (row: Record<string, unknown>) => string) {
  const left = new Map<string, number>();
  for (const { type, data } of changes as readonly Change[]) {
    const row = text(data[0]);
    left.set(row, (left.get(row) ?? 0) + (type === 'INSERT' ? 1 : -1));
  }
  return left;
}

/** Exactly once: the rows that are left are those of the reference, each as often. */
export function judgeLeft(left: ReadonlyMap<string, number>, due: ReadonlyMap<string, number>): string[] {
  const rows = new Set([...left.keys(), ...due.keys()]);
  const wrong = [...rows].filter((row) => (left.get(row) ?? 0) !== (due.get(row) ?? 0));
  return told(
    'left and due differ',
    wrong.map((row) => `${row} is left ${left.get(row) ?? 0} times, due ${due.get(row) ?? 0}`),
  );
}
