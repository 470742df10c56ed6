import type { WindowSpec } from '../planner/plan.ts';
import type { Row } from '../types/batch.ts';
import type { Long } from '../types/long.ts';
import { epochMs } from '../types/timestamp.ts';
import { timeZone } from '../types/time-zone.ts';
import type { SqlType } from '../types/type.ts';

/** Tells the windows of a row, in ms: start and end as clocks show them, and the last moment in it. */
export type WindowsOf = (row: Row, each: (start: number, end: number, time: number) => void) => void;

/** Windows by the time in a column; TIMESTAMP_LTZ is put into windows of the session zone. A row without a time has none. */
export function windowsBy(column: number, type: SqlType, spec: WindowSpec, zone: string): WindowsOf {
  const precision = 'precision' in type ? type.precision : 3;
  const { toLocal, toInstant } = timeZone(type.kind === 'TIMESTAMP_LTZ' ? zone : 'UTC');
  const assign = ASSIGNERS[spec.kind](spec);
  return (row, each) => {
    const value = row[column];
    if (value === null) return;
    const local = toLocal(epochMs(value as Long, precision)); // a timestamp's form
    assign(local, (start, end) => each(start, end, toInstant(end - 1)));
  };
}

type Assign = (time: number, each: (start: number, end: number) => void) => void;

/** Which windows a time is in, by kind. */
const ASSIGNERS: Record<WindowSpec['kind'], (spec: WindowSpec) => Assign> = {
  tumble({ sizeMs, offsetMs }) {
    return (time, each) => {
      const start = offsetMs + Math.floor((time - offsetMs) / sizeMs) * sizeMs;
      each(start, start + sizeMs);
    };
  },
};

const MS_PER_HOUR = 3_600_000;

/**
 * From the end of a window (in the zone's clocks) to the watermark that closes it. Where clocks show its last hour twice
 * the second one is waited for; where they skip it, the window closes with the skip.
 */
export function closingMoment(isZoned: boolean, zone: string): (end: number) => number {
  if (!isZoned) return (end) => end - 1;
  const { toInstant } = timeZone(zone);
  return (end) => {
    const first = toInstant(end - 1);
    const hourLater = toInstant(end - 1 + MS_PER_HOUR);
    if (hourLater - first > MS_PER_HOUR) return hourLater - MS_PER_HOUR;
    return hourLater === first ? first - (first % MS_PER_HOUR) : first;
  };
}
