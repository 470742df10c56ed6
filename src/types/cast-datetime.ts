import { MS_PER_DAY } from './civil.ts';
import { isInteger } from './coercion.ts';
import { parseDate, parseTime, parseTimestamp } from './datetime.ts';
import type { Long } from './long.ts';
import { changePrecision, cutTimestamp, epochMs, nanosOfMs, timestampOf, wholeUnits } from './timestamp.ts';
import { timeZone } from './time-zone.ts';
import type { SqlType } from './type.ts';

type Convert = (value: unknown) => unknown;

// Casts to DATE, TIME, timestamps and intervals; TIMESTAMP_LTZ meets the others as clocks of the session zone show it.

export function toDate(from: SqlType, zone: string): Convert | undefined {
  if (from.kind === 'DATE') return undefined;
  const local = localMs(from, zone);
  if (local === undefined) return (value) => parseDate(value as string);
  // Flink has two ways: clocks of a zone give the day that they show
  if (from.kind === 'TIMESTAMP_LTZ') return (value) => Math.floor(local(value) / MS_PER_DAY);
  return (value) => wholeUnits(local(value), MS_PER_DAY);
}

export function toTime(from: SqlType, precision: number, zone: string): Convert | undefined {
  const step = 10 ** (3 - Math.min(3, precision));
  const local = localMs(from, zone);
  if (local === undefined) {
    return (value) => {
      const ms = parseTime(value as string);
      return ms === undefined ? undefined : ms - (ms % step);
    };
  }
  return (value) => {
    const ms = local(value);
    if (from.kind !== 'TIMESTAMP_LTZ') return ((wholeUnits(ms, step) * step) % MS_PER_DAY) + 0;
    const ofDay = ms - Math.floor(ms / MS_PER_DAY) * MS_PER_DAY;
    return ofDay - (ofDay % step);
  };
}

export function toTimestamp(
  from: SqlType,
  kind: 'TIMESTAMP' | 'TIMESTAMP_LTZ',
  precision: number,
  zone: string,
): Convert | undefined {
  const clocks = timeZone(zone);
  if (from.kind === 'TIMESTAMP' || from.kind === 'TIMESTAMP_LTZ') {
    const old = from.precision;
    if (from.kind === kind) return (value) => changePrecision(value as Long, old, precision);
    const move = kind === 'TIMESTAMP' ? clocks.toLocal : clocks.toInstant;
    return (value) =>
      cutTimestamp(move(epochMs(value as Long, old)), nanosOfMs(value as Long, old), precision);
  }
  const instant = kind === 'TIMESTAMP' ? (ms: number) => ms : clocks.toInstant;
  const local = localMs(from, zone);
  if (local !== undefined) return (value) => timestampOf(instant(local(value)), 0, precision);
  return (value) => {
    const moment = parseTimestamp(value as string);
    return moment && timestampOf(instant(moment.ms), moment.nanos, precision);
  };
}

/** A number counts ms or months, whatever the unit; one that is written out is another thing (planner/bind-cast.ts). */
export function toInterval(from: SqlType): Convert | undefined {
  return isInteger(from) ? Number : undefined;
}

/** ms of a calendar without zone; undefined for text. */
function localMs(from: SqlType, zone: string): ((value: unknown) => number) | undefined {
  switch (from.kind) {
    case 'DATE':
      return (value) => (value as number) * MS_PER_DAY;
    case 'TIME':
      return (value) => value as number;
    case 'TIMESTAMP': {
      const { precision } = from;
      return (value) => epochMs(value as Long, precision);
    }
    case 'TIMESTAMP_LTZ': {
      const { precision } = from;
      const { toLocal } = timeZone(zone);
      return (value) => toLocal(epochMs(value as Long, precision));
    }
    default:
      return undefined;
  }
}
