import { addMonths, civilFromDays, daysFromCivil, isoWeek, isoWeekday, MS_PER_DAY } from '../types/civil.ts';
import type { Long } from '../types/long.ts';
import { epochMs, nanosOfMs, timestampOf } from '../types/timestamp.ts';
import { timeZone as openZone, UTC } from '../types/time-zone.ts';
import type { SqlType } from '../types/type.ts';

// Calendar units of DATE, TIME, TIMESTAMP and TIMESTAMP_LTZ, the last as clocks of the session zone show it.

export type Direction = 'down' | 'up';

const FIXED: Readonly<Record<string, number>> = {
  DAY: MS_PER_DAY,
  HOUR: 3_600_000,
  MINUTE: 60_000,
  SECOND: 1000,
  MILLISECOND: 1,
};
const MONTHS: Readonly<Record<string, number>> = { MONTH: 1, QUARTER: 3, YEAR: 12, DECADE: 120 };

/** Beginning of the unit that ms of a calendar are in; undefined for what is no such unit. Weeks begin on Sunday, as in Flink. */
function beginning(unit: string): ((ms: number) => number) | undefined {
  const size = FIXED[unit];
  if (size !== undefined) return (ms) => Math.floor(ms / size) * size;
  if (unit === 'WEEK') {
    return (ms) => {
      const days = Math.floor(ms / MS_PER_DAY);
      return (days - (isoWeekday(days) % 7)) * MS_PER_DAY;
    };
  }
  const months = MONTHS[unit];
  if (months !== undefined) return (ms) => monthStart(ms, (count) => Math.floor(count / months) * months);
  const years = unit === 'CENTURY' ? 100 : unit === 'MILLENNIUM' ? 1000 : undefined;
  if (years === undefined) return undefined;
  // the first century began with year 1
  return (ms) =>
    monthStart(ms, (count) => (Math.floor((Math.floor(count / 12) - 1) / years) * years + 1) * 12);
}

/** The month that `pick` makes of the months since year 0. */
function monthStart(ms: number, pick: (months: number) => number): number {
  const { year, month } = civilFromDays(Math.floor(ms / MS_PER_DAY));
  const first = pick(year * 12 + month - 1);
  return daysFromCivil(Math.floor(first / 12), (first % 12) + 1, 1) * MS_PER_DAY;
}

/** Beginning of the next unit. */
function following(unit: string, start: number): number {
  const size = unit === 'WEEK' ? 7 * MS_PER_DAY : FIXED[unit];
  if (size !== undefined) return start + size;
  const months = MONTHS[unit] ?? (unit === 'CENTURY' ? 1200 : 12_000);
  return addMonths(Math.floor(start / MS_PER_DAY), months) * MS_PER_DAY;
}

/** FLOOR and CEIL of a moment to a unit; undefined where the unit is none. */
export function momentRounder(
  type: SqlType,
  unit: string,
  direction: Direction,
): ((timeZone: string) => (value: Long) => Long) | undefined {
  const start = beginning(unit);
  if (start === undefined) return undefined;
  const round = (ms: number, isFraction: boolean) => {
    const down = start(ms);
    return direction === 'down' || (down === ms && !isFraction) ? down : following(unit, down);
  };
  switch (type.kind) {
    case 'DATE':
      return () => (value) => Math.floor(round(Number(value) * MS_PER_DAY, false) / MS_PER_DAY);
    case 'TIME':
      return () => (value) => round(Number(value), false) % MS_PER_DAY;
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ': {
      const { precision, kind } = type;
      return (timeZone) => {
        const zone = kind === 'TIMESTAMP' ? UTC : openZone(timeZone);
        return (value) => {
          const local = zone.toLocal(epochMs(value, precision));
          const rounded = round(local, nanosOfMs(value, precision) > 0);
          return timestampOf(zone.toInstant(rounded), 0, Math.max(3, precision));
        };
      };
    }
    default:
      return undefined;
  }
}

/** EXTRACT: what a unit counts, of ms of a calendar and the ns beyond them; undefined for what is no unit of the type. */
export function momentField(
  type: SqlType,
  unit: string,
): ((ms: number, nanos: number) => number) | undefined {
  const time = type.kind === 'TIME' ? TIME_FIELDS[unit] : undefined;
  if (type.kind === 'TIME') return time;
  return TIME_FIELDS[unit] ?? DATE_FIELDS[unit];
}

type Field = (ms: number, nanos: number) => number;

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

const TIME_FIELDS: Readonly<Record<string, Field>> = {
  HOUR: (ms) => Math.floor(modulo(ms, MS_PER_DAY) / 3_600_000),
  MINUTE: (ms) => Math.floor(modulo(ms, 3_600_000) / 60_000),
  SECOND: (ms) => Math.floor(modulo(ms, 60_000) / 1000),
  MILLISECOND: (ms) => modulo(ms, 1000),
  MICROSECOND: (ms, nanos) => modulo(ms, 1000) * 1000 + Math.floor(nanos / 1000),
  NANOSECOND: (ms, nanos) => modulo(ms, 1000) * 1_000_000 + nanos,
};

const dayField =
  (field: (days: number) => number): Field =>
  (ms) =>
    field(Math.floor(ms / MS_PER_DAY));
const yearField = (field: (year: number) => number): Field =>
  dayField((days) => field(civilFromDays(days).year));

const DATE_FIELDS: Readonly<Record<string, Field>> = {
  YEAR: yearField((year) => year),
  QUARTER: dayField((days) => Math.floor((civilFromDays(days).month + 2) / 3)),
  MONTH: dayField((days) => civilFromDays(days).month),
  WEEK: dayField((days) => isoWeek(days).week),
  DAY: dayField((days) => civilFromDays(days).day),
  /** 1 is Sunday. */
  DOW: dayField((days) => (isoWeekday(days) % 7) + 1),
  /** 1 is Monday. */
  ISODOW: dayField(isoWeekday),
  DOY: dayField((days) => days - daysFromCivil(civilFromDays(days).year, 1, 1) + 1),
  ISOYEAR: dayField((days) => isoWeek(days).year),
  DECADE: yearField((year) => Math.floor(year / 10)),
  CENTURY: yearField((year) => Math.floor((year - 1) / 100) + 1),
  MILLENNIUM: yearField((year) => Math.floor((year - 1) / 1000) + 1),
  EPOCH: (ms) => Math.floor(ms / 1000),
};

/** EXTRACT of an INTERVAL, signs as the interval's; undefined for what is no unit of it. */
export function intervalField(type: SqlType, unit: string): ((value: number) => number) | undefined {
  const toZero = (value: number) => Math.trunc(value) + 0;
  if (type.kind === 'INTERVAL_YEAR_MONTH') {
    if (unit === 'YEAR') return (months) => toZero(months / 12);
    return unit === 'MONTH' ? (months) => (months % 12) + 0 : undefined;
  }
  switch (unit) {
    case 'DAY':
      return (ms) => toZero(ms / MS_PER_DAY);
    case 'HOUR':
      return (ms) => toZero((ms % MS_PER_DAY) / 3_600_000);
    case 'MINUTE':
      return (ms) => toZero((ms % 3_600_000) / 60_000);
    case 'SECOND':
      return (ms) => toZero((ms % 60_000) / 1000);
    case 'MILLISECOND':
      return (ms) => (ms % 1000) + 0;
    case 'EPOCH':
      return (ms) => toZero(ms / 1000);
    default:
      return undefined;
  }
}
