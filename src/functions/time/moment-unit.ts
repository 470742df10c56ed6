import { SqlError } from '../../common/errors.ts';
import { civilFromDays, daysFromCivil, isoWeek, isoWeekday, MS_PER_DAY } from '../../types/civil.ts';
import { wholeUnits } from '../../types/timestamp.ts';
import type { SqlType } from '../../types/type.ts';

// What EXTRACT counts in moments and intervals.

/** EXTRACT: what a unit counts, of ms of a calendar and the ns beyond them; undefined for what is no unit of the type. */
export function momentField(
  type: SqlType,
  unit: string,
): ((ms: number, nanos: number) => number) | undefined {
  const isFine = unit === 'MICROSECOND' || unit === 'NANOSECOND';
  if (isFine && type.kind !== 'TIMESTAMP' && type.kind !== 'TIMESTAMP_LTZ') return undefined;
  const time = TIME_FIELDS[unit];
  // Flink takes the days of a DATE for ms there
  if (type.kind === 'DATE' && time !== undefined) return (ms) => time(ms / MS_PER_DAY, 0);
  return time ?? (type.kind === 'TIME' ? undefined : DATE_FIELDS[unit]);
}

type Field = (ms: number, nanos: number) => number;

const TIME_FIELDS: Readonly<Record<string, Field>> = {
  HOUR: (ms) => wholeUnits(ms % MS_PER_DAY, 3_600_000),
  MINUTE: (ms) => wholeUnits(ms % 3_600_000, 60_000),
  SECOND: (ms) => wholeUnits(ms % 60_000, 1000),
  MILLISECOND: (ms) => (ms % 1000) + 0,
  MICROSECOND: (ms, nanos) => (ms % 1000) * 1000 + Math.floor(nanos / 1000),
  NANOSECOND: (ms, nanos) => (ms % 1000) * 1_000_000 + nanos,
};

const dayField =
  (field: (days: number) => number): Field =>
  (ms) =>
    field(wholeUnits(ms, MS_PER_DAY));
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
  EPOCH: (ms) => wholeUnits(ms, 1000),
};

/** Units that Flink lets pass for the interval and then does not compute. */
const UNCOMPUTED: Readonly<Record<string, readonly string[]>> = {
  INTERVAL_YEAR_MONTH: ['DECADE', 'ISOYEAR'],
  INTERVAL_DAY_TIME: ['WEEK', 'EPOCH', 'DOW', 'ISODOW', 'DOY'],
};

/**
 * EXTRACT of an INTERVAL, signs as the interval's; undefined for what is no unit of it. Throws E_UNSUPPORTED for one that
 * an interval could have.
 */
export function intervalField(type: SqlType, unit: string): ((value: number) => number) | undefined {
  if (UNCOMPUTED[type.kind]?.includes(unit) === true)
    throw new SqlError('E_UNSUPPORTED', `${unit} of an interval is not computed`);
  return type.kind === 'INTERVAL_YEAR_MONTH' ? monthsField(unit) : timeField(unit);
}

const toZero = (value: number) => Math.trunc(value) + 0;

function monthsField(unit: string): ((months: number) => number) | undefined {
  switch (unit) {
    case 'MONTH':
      return (months) => (months % 12) + 0;
    case 'QUARTER':
      return (months) => toZero((months % 12) / 3) + 1;
    case 'YEAR':
      return (months) => toZero(months / 12);
    case 'CENTURY':
      return (months) => toZero(months / 1200);
    case 'MILLENNIUM':
      return (months) => toZero(months / 12_000);
    default:
      return undefined;
  }
}

function timeField(unit: string): ((ms: number) => number) | undefined {
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
    default:
      return undefined;
  }
}
