import { civilFromDays, daysFromCivil, daysInMonth, MS_PER_DAY } from './civil.ts';
import type { Long } from './long.ts';
import { epochMs, nanosOfMs } from './timestamp.ts';

// Texts of DATE, TIME and TIMESTAMP, read and written as Flink's casts do.

/** A moment on a calendar without zone: ms since 1970-01-01 00:00 there, and the ns beyond. */
export interface LocalTime {
  readonly ms: number;
  /** 0 to 999999 */
  readonly nanos: number;
}

/** Days of '2020-02-29', '2020-2-9', '2020-02', '2020', each with a time behind it too; undefined for what is no date. */
export function parseDate(text: string): number | undefined {
  const space = text.indexOf(' ');
  const date = space > 0 ? text.slice(0, space) : text;
  const match = /^\s*([0-9]+)\s*(?:-\s*([0-9]+)\s*(?:-\s*([0-9]+)\s*)?)?$/.exec(date);
  if (match === null) return undefined;
  return validDays(Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1));
}

/** ms since midnight of the '10:11:12.123' of a literal, '10:11', '10'; undefined for what is no time. */
export function parseClock(text: string): number | undefined {
  const match = /^\s*([0-9]{1,2})(?::([0-9]{1,2})(?::([0-9]{1,2})(?:\.([0-9]*))?)?)?\s*$/.exec(text);
  if (match === null) return undefined;
  const [hour, minute, second] = [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return ((hour * 60 + minute) * 60 + second) * 1000 + Number((match[4] ?? '').slice(0, 3).padEnd(3, '0'));
}

const MAX_INT = 0x7fffffff;

const TIME =
  /^\s*(\d+)\s*(?::\s*(\d+)\s*(?::\s*(\d+)\s*(?:\.([^+-]*))?)?)?(?:([+-])\s*(\d+)\s*(?::\s*(\d+)\s*)?)?$/;

/**
 * ms since midnight of a text, as Flink's cast reads it: '10:11', '10:11:12.1236' rounded to ms; an offset behind it is added,
 * so that '23:00:00+02:00' is 25:00:00. Counted in 32 bits, which wrap. undefined for what is no time.
 */
export function parseTime(text: string): number | undefined {
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [hour = 0, minute = 0, second = 0] = match.slice(1, 4).map((part) => Number(part ?? 0));
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  // minutes of an offset are understood behind seconds only
  if (match[7] !== undefined && match[3] === undefined) return undefined;
  const [offsetHours, offsetMinutes] = [Number(match[6] ?? 0), Number(match[7] ?? 0)];
  if (offsetHours > MAX_INT || offsetMinutes > MAX_INT) return undefined;
  const offset = Math.imul(offsetHours, 3_600_000) + Math.imul(offsetMinutes, 60_000);
  const digits = (match[4] ?? '').replaceAll(/\D/g, '0').slice(0, 4).padEnd(4, '0');
  const fraction = Number(digits.slice(0, 3)) + (digits.charAt(3) >= '5' ? 1 : 0);
  const ofDay = ((hour * 60 + minute) * 60 + second) * 1000 + fraction;
  const ms = (match[5] === '-' ? ofDay - offset : ofDay + offset) | 0;
  return ms < 0 ? ms + MS_PER_DAY : ms;
}

const TIMESTAMP =
  /^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:([ T])([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:\.([0-9]{0,9}))?)?$/;

/**
 * '2020-02-29 10:11:12.123456789', with less digits, or the date alone; undefined for what is no timestamp.
 * Day 30 of February is its last day and 24:00:00 the next midnight, as in Flink.
 * `separator` stands between date and time: Flink's CAST refuses the 'T' of ISO 8601.
 */
export function parseTimestamp(text: string, separator: ' ' | 'T' = ' '): LocalTime | undefined {
  const match = TIMESTAMP.exec(text);
  if (match === null || (match[4] !== undefined && match[4] !== separator)) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > 31) return undefined;
  const [hour, minute, second] = [Number(match[5] ?? 0), Number(match[6] ?? 0), Number(match[7] ?? 0)];
  const fraction = (match[8] ?? '').padEnd(9, '0');
  const isMidnight = hour === 24 && minute === 0 && second === 0 && Number(fraction) === 0;
  if ((hour > 23 && !isMidnight) || minute > 59 || second > 59) return undefined;
  const days = daysFromCivil(year, month, Math.min(day, daysInMonth(year, month)));
  const ms = days * MS_PER_DAY + ((hour * 60 + minute) * 60 + second) * 1000 + Number(fraction.slice(0, 3));
  return { ms, nanos: Number(fraction.slice(3)) };
}

/** Days of a date that exists and has a year from 0 to 9999. */
export function validDays(year: number, month: number, day: number): number | undefined {
  if (year > 9999 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return daysFromCivil(year, month, day);
}

const MS_PER_100_HOURS = 360_000_000;
const TWO: readonly string[] = Array.from({ length: 100 }, (_, n) => n.toString().padStart(2, '0'));

/** '2020-02-29' */
export function formatDate(days: number): string {
  const { year, month, day } = civilFromDays(days);
  const digits = year >= 1000 && year <= 9999 ? String(year) : padYear(year);
  return `${digits}-${TWO[month]}-${TWO[day]}`;
}

/**
 * '10:11:12' with at most `precision` digits of a second, at least one: Flink leaves zeros at the end out. Of a time that
 * an offset has moved out of the day two digits of the hour, and below 0 the time of day.
 */
export function formatTime(time: number, precision: number): string {
  const ms = time < 0 ? (time % MS_PER_DAY) + MS_PER_DAY : time % MS_PER_100_HOURS;
  if (precision === 0) return clock(ms);
  return (
    clock(ms) +
    formatFraction(ms % 1000, 0, precision)
      .replace(/0+$/, '')
      .padEnd(2, '0')
  );
}

/** '2020-02-29 10:11:12' with `precision` digits of a second. */
export function formatTimestamp(value: Long, precision: number, offsetMs = 0, separator = ' '): string {
  const ms = epochMs(value, precision) + offsetMs;
  const days = Math.floor(ms / MS_PER_DAY);
  const ofDay = ms - days * MS_PER_DAY;
  const fraction =
    precision === 0 ? '' : formatFraction(ofDay % 1000, nanosOfMs(value, precision), precision);
  return formatDate(days) + separator + clock(ofDay) + fraction;
}

function clock(msOfDay: number): string {
  const seconds = Math.floor(msOfDay / 1000);
  const minutes = Math.floor(seconds / 60);
  return `${TWO[Math.floor(minutes / 60)]}:${TWO[minutes % 60]}:${TWO[seconds % 60]}`;
}

function formatFraction(ms: number, nanos: number, digits: number): string {
  if (digits === 0) return '';
  if (digits <= 3) return `.${String(ms).padStart(3, '0').slice(0, digits)}`;
  return `.${(String(ms).padStart(3, '0') + String(nanos).padStart(6, '0')).slice(0, digits)}`;
}

/** Flink: of a year with five digits the last four. */
function padYear(year: number): string {
  return `${year < 0 ? '-' : ''}${String(Math.abs(year) % 10_000).padStart(4, '0')}`;
}
