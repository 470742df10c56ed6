import { civilFromDays, daysFromCivil, isoWeekday, MS_PER_DAY } from '../../../types/civil.ts';
import { weekday, weekOfMonth, weekOfYear } from './week.ts';

/** What a letter of a java.time pattern stands for. */
export type Field =
  | 'era'
  | 'year'
  | 'year-of-era'
  | 'quarter'
  | 'month'
  | 'day'
  | 'day-of-year'
  | 'weekday'
  | 'day-of-aligned-week'
  | 'local-weekday'
  | 'week-year'
  | 'week'
  | 'week-of-month'
  | 'modified-julian-day'
  | 'am-pm'
  | 'hour'
  | 'hour-of-half'
  | 'clock-hour'
  | 'clock-hour-of-half'
  | 'minute'
  | 'second'
  | 'nano'
  | 'nano-of-day'
  | 'milli-of-day'
  | 'offset';

/** A moment of a calendar without zone, taken apart. One object is used for all moments of a formatter. */
export interface Parts {
  days: number;
  year: number;
  month: number;
  day: number;
  ofDay: number;
  nano: number;
}

/** Takes ms of a calendar and the ns beyond them apart. */
export function takeApart(parts: Parts, ms: number, nanos: number): void {
  parts.days = Math.floor(ms / MS_PER_DAY);
  parts.ofDay = ms - parts.days * MS_PER_DAY;
  parts.nano = (parts.ofDay % 1000) * 1_000_000 + nanos;
  const { year, month, day } = civilFromDays(parts.days);
  parts.year = year;
  parts.month = month;
  parts.day = day;
}

const hourOf = (parts: Parts) => Math.floor(parts.ofDay / 3_600_000);

/** Reads a field; undefined for the one that a moment without zone lacks. */
export const FIELD_OF: Readonly<Record<Field, ((parts: Parts) => number) | undefined>> = {
  era: ({ year }) => (year > 0 ? 1 : 0),
  year: ({ year }) => year,
  'year-of-era': ({ year }) => (year > 0 ? year : 1 - year),
  quarter: ({ month }) => Math.floor((month + 2) / 3),
  month: ({ month }) => month,
  day: ({ day }) => day,
  'day-of-year': ({ days, year }) => days - daysFromCivil(year, 1, 1) + 1,
  weekday: ({ days }) => isoWeekday(days),
  'day-of-aligned-week': ({ day }) => ((day - 1) % 7) + 1,
  'local-weekday': ({ days }) => weekday(days),
  'week-year': ({ days }) => weekOfYear(days).year,
  week: ({ days }) => weekOfYear(days).week,
  'week-of-month': ({ days }) => weekOfMonth(days),
  'modified-julian-day': ({ days }) => days + 40_587,
  'am-pm': (parts) => (hourOf(parts) < 12 ? 0 : 1),
  hour: hourOf,
  'hour-of-half': (parts) => hourOf(parts) % 12,
  'clock-hour': (parts) => hourOf(parts) || 24,
  'clock-hour-of-half': (parts) => hourOf(parts) % 12 || 12,
  minute: ({ ofDay }) => Math.floor(ofDay / 60_000) % 60,
  second: ({ ofDay }) => Math.floor(ofDay / 1000) % 60,
  nano: ({ nano }) => nano,
  'nano-of-day': ({ ofDay, nano }) => Math.floor(ofDay / 1000) * 1e9 + nano,
  'milli-of-day': ({ ofDay }) => ofDay,
  offset: undefined,
};

/** Values that a field can have at all. */
export const RANGE: Readonly<Record<Field, readonly [number, number]>> = {
  era: [0, 1],
  year: [-999_999_999, 999_999_999],
  'year-of-era': [1, 1_000_000_000],
  quarter: [1, 4],
  month: [1, 12],
  day: [1, 31],
  'day-of-year': [1, 366],
  weekday: [1, 7],
  'day-of-aligned-week': [1, 7],
  'local-weekday': [1, 7],
  'week-year': [-999_999_999, 999_999_999],
  week: [1, 53],
  'week-of-month': [0, 6],
  'modified-julian-day': [-365_243_219_162, 365_241_780_471],
  'am-pm': [0, 1],
  hour: [0, 23],
  'hour-of-half': [0, 11],
  'clock-hour': [1, 24],
  'clock-hour-of-half': [1, 12],
  minute: [0, 59],
  second: [0, 59],
  nano: [0, 999_999_999],
  'nano-of-day': [0, 86_399_999_999_999],
  'milli-of-day': [0, 86_399_999],
  offset: [-64_800, 64_800],
};
