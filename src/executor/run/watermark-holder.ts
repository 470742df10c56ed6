import type { SourceTime } from './source-time.ts';

/** Shorter silence is nothing to speak of. */
const SILENT_MS = 2000;

/**
 * Who holds the watermark of a pipeline back: the split that is furthest behind, if it is silent and others are ahead of
 * it, or if it never had a row. A stream that is silent all by itself holds nothing back.
 */
export function watermarkHolder(times: readonly SourceTime[]): string | undefined {
  const splits = times.flatMap((time) => time.slowest() ?? []);
  const [first, ...others] = splits.toSorted((a, b) => a.time - b.time);
  if (first === undefined || first.silentMs < SILENT_MS) return undefined;
  const isAhead = !first.isAlone || others.some(({ time }) => time > first.time);
  return isAhead || first.time === -Infinity ? first.name : undefined;
}
