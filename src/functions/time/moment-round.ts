import { SqlError } from '../../common/errors.ts';
import { daysFromCivil, isoWeekday, MS_PER_DAY } from '../../types/civil.ts';
import type { Long } from '../../types/long.ts';
import { epochMs, nanosOfMs, timestampOf, wholeUnits } from '../../types/timestamp.ts';
import { UTC } from '../../types/time-zone.ts';
import type { SqlType } from '../../types/type.ts';
import { calendarFromDays } from './pattern/calendar.ts';
import { fieldOffset } from './pattern/legacy-zone.ts';

// FLOOR and CEIL of DATE, TIME, TIMESTAMP and TIMESTAMP_LTZ, the last as clocks of the session zone show it.

export type Direction = 'down' | 'up';
type Round = (value: number) => number;

const CLOCK: Readonly<Record<string, number>> = {
  MILLISECOND: 1,
  SECOND: 1000,
  MINUTE: 60_000,
  HOUR: 3_600_000,
};

/**
 * Days to the beginning of a calendar unit, as Flink has it: weeks begin on Sunday; the next DAY, DECADE, CENTURY and
 * MILLENNIUM is always the one behind, the next QUARTER for all days but January 1. undefined for other units.
 */
function dayRound(unit: string, direction: Direction): Round | undefined {
  const isUp = direction === 'up';
  switch (unit) {
    case 'DAY':
      return isUp ? (days) => readAnew(days) + 1 : readAnew;
    case 'WEEK':
      return (days) => {
        const sinceSunday = isoWeekday(days) % 7;
        return readAnew(days) - sinceSunday + (isUp && sinceSunday > 0 ? 7 : 0);
      };
    case 'MONTH':
      return civilRound((year, month, day) => [year, isUp && day > 1 ? month + 1 : month]);
    case 'QUARTER':
      return civilRound((year, month, day) => {
        const first = month - ((month - 1) % 3);
        return [year, isUp && (month > 1 || day > 1) ? first + 3 : first];
      });
    case 'YEAR':
      return civilRound((year, month, day) => [isUp && (month > 1 || day > 1) ? year + 1 : year, 1]);
    case 'DECADE':
      return civilRound((year) => [(Math.floor(year / 10) + (isUp ? 1 : 0)) * 10, 1]);
    case 'CENTURY':
    case 'MILLENNIUM': {
      // the first century began with year 1
      const years = unit === 'CENTURY' ? 100 : 1000;
      return civilRound((year) => [(Math.floor((year - 1) / years) + (isUp ? 1 : 0)) * years + 1, 1]);
    }
    default:
      return undefined;
  }
}

/** Flink reads a day before 1582-10-15 on the Julian calendar and takes what it reads for a Gregorian date. */
function readAnew(days: number): number {
  const { year, month, day } = calendarFromDays(days);
  return daysFromCivil(year, month, day);
}

function civilRound(pick: (year: number, month: number, day: number) => [number, number]): Round {
  return (days) => {
    const { year, month, day } = calendarFromDays(days);
    const [newYear, newMonth] = pick(year, month, day);
    return newMonth > 12 ? daysFromCivil(newYear + 1, newMonth - 12, 1) : daysFromCivil(newYear, newMonth, 1);
  };
}

/** FLOOR and CEIL of a moment to a unit. Throws E_UNSUPPORTED for a unit that the type cannot be rounded to. */
export function momentRounder(
  type: SqlType,
  unit: string,
  direction: Direction,
): (timeZone: string) => (value: Long) => Long {
  const size = CLOCK[unit];
  const round = dayRound(unit, direction);
  switch (type.kind) {
    case 'DATE':
      return () => (value) => (round === undefined ? value : round(Number(value)));
    case 'TIME':
      return () => timeRounder(unit, size, round, direction);
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ': {
      if (unit === 'MICROSECOND' || unit === 'NANOSECOND') return () => notRounded(unit);
      const step = unit === 'DAY' ? MS_PER_DAY : size;
      if (step === undefined && round === undefined) throw unsupported(unit);
      const { precision, kind } = type;
      // the time of day has no say in calendar units: noon of the 1st is the 1st, also rounded up
      const start =
        step === undefined
          ? (ms: number) => (round?.(wholeUnits(ms, MS_PER_DAY)) ?? 0) * MS_PER_DAY
          : clockRound(step, direction);
      // Flink: what lies below the ms counts in a TIMESTAMP that is rounded to ms, else not
      const hasFractions = kind === 'TIMESTAMP' && unit === 'MILLISECOND';
      return (timeZone) => {
        const offsetAt = kind === 'TIMESTAMP' ? UTC.offsetAt : fieldOffset(timeZone);
        return (value) => {
          const ms = epochMs(value, precision);
          const isFraction = hasFractions && nanosOfMs(value, precision) > 0;
          const offset = offsetAt(ms);
          // Flink: the offset of the moment is taken for that of the result too
          return timestampOf(start(ms + offset, isFraction) - offset, 0, Math.max(3, precision));
        };
      };
    }
    default:
      throw unsupported(unit);
  }
}

function clockRound(step: number, direction: Direction): (ms: number, isFraction?: boolean) => number {
  if (direction === 'down') return (ms) => Math.floor(ms / step) * step;
  return (ms, isFraction = false) => {
    const down = Math.floor(ms / step) * step;
    return down === ms && !isFraction ? down : down + step;
  };
}

/** Flink takes the ms of a TIME for days where the unit is one of the calendar. */
function timeRounder(
  unit: string,
  size: number | undefined,
  round: Round | undefined,
  direction: Direction,
): (value: Long) => Long {
  if (unit === 'MICROSECOND' || unit === 'NANOSECOND') return notRounded(unit);
  const start = size === undefined ? round : clockRound(size, direction);
  if (start === undefined) throw unsupported(unit);
  return (value) => start(Number(value));
}

function notRounded(unit: string): (value: Long) => Long {
  return () => {
    throw new SqlError('E_VALUE', `nothing is rounded to ${unit}`);
  };
}

function unsupported(unit: string): SqlError {
  return new SqlError('E_UNSUPPORTED', `nothing is rounded to ${unit}`);
}
