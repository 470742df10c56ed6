import { daysFromCivil, daysInMonth, MS_PER_DAY } from '../types/civil.ts';
import type { Long } from '../types/long.ts';
import { formatTimestamp } from '../types/datetime.ts';
import { timestampOf } from '../types/timestamp.ts';

// Dates and times in JSON and CSV have two digits in each field, other than what CAST reads.

/** How a format writes timestamps: with a blank, or as ISO 8601 with a T. */
export type TimestampStandard = 'SQL' | 'ISO-8601';

const COLON = 58;
const DASH = 45;
const POINT = 46;

/** The two digits at `at`; beyond 1000 if they are none. */
function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 10_000;
}

/** Days of '2020-02-29' at the beginning of the text; NaN if there is no such day. `clamp`: day 30 of February is its last one. */
function dayAt(text: string, clamp: boolean): number {
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return NaN;
  const year = two(text, 0) * 100 + two(text, 2);
  const month = two(text, 5);
  const day = two(text, 8);
  if (year > 9999 || month < 1 || month > 12 || day < 1 || day > 31) return NaN;
  if (day <= 28) return daysFromCivil(year, month, day);
  const last = daysInMonth(year, month);
  return day <= last || clamp ? daysFromCivil(year, month, Math.min(day, last)) : NaN;
}

/** ns since midnight of '10:11:12.123456', from `at` to before `end`; NaN if it is no time. 24:00:00 is the next midnight. */
function clockAt(text: string, at: number, end: number, secondsNeeded: boolean): number {
  const hour = two(text, at);
  const minute = two(text, at + 3);
  if (hour > 24 || minute > 59 || text.charCodeAt(at + 2) !== COLON) return NaN;
  let second = 0;
  let fraction = 0;
  if (end !== at + 5 || secondsNeeded) {
    second = two(text, at + 6);
    if (second > 59 || end < at + 8 || text.charCodeAt(at + 5) !== COLON) return NaN;
    if (end > at + 8) fraction = fractionAt(text, at + 8, end);
  }
  const nanos = ((hour * 60 + minute) * 60 + second) * 1e9 + fraction;
  return hour < 24 || nanos === 86_400e9 ? nanos : NaN;
}

/** ns of '.123', up to nine digits. */
function fractionAt(text: string, at: number, end: number): number {
  if (text.charCodeAt(at) !== POINT || end > at + 10) return NaN;
  let value = 0;
  for (let i = at + 1; i < end; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    value = value * 10 + digit;
  }
  return value * (POWERS[at + 10 - end] ?? 1);
}

const POWERS = [1, 10, 100, 1000, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/** Days of '2020-02-29'; undefined if there is no such day. */
export function readDate(text: string): number | undefined {
  const days = text.length === 10 ? dayAt(text, false) : NaN;
  return Number.isNaN(days) ? undefined : days;
}

/** ms since midnight of '10:11:12.123', digits beyond the ms cut off. */
export function readTime(text: string, secondsNeeded = true): number | undefined {
  const nanos = clockAt(text, 0, text.length, secondsNeeded);
  return nanos < MS_PER_DAY * 1e6 ? Math.floor(nanos / 1e6) : undefined;
}

/** Value of '2020-02-29 10:11:12.123', with a T in ISO; day 30 of February is its last one, as in Flink. */
export function readTimestamp(
  text: string,
  standard: TimestampStandard,
  precision: number,
): Long | undefined {
  return readMoment(text, text.length, standard, precision);
}

/** `readTimestamp` of a text that ends in Z. */
export function readInstant(text: string, standard: TimestampStandard, precision: number): Long | undefined {
  return text.endsWith('Z') ? readMoment(text, text.length - 1, standard, precision) : undefined;
}

const BLANK = 32;
const T = 84;

function readMoment(
  text: string,
  end: number,
  standard: TimestampStandard,
  precision: number,
): Long | undefined {
  const isSql = standard === 'SQL';
  if (text.charCodeAt(10) !== (isSql ? BLANK : T)) return undefined;
  const days = dayAt(text, true);
  const nanos = clockAt(text, 11, end, isSql);
  const ms = Math.floor(nanos / 1e6);
  const moment = days * MS_PER_DAY + ms;
  if (Number.isNaN(moment)) return undefined;
  return precision === 3 ? moment : timestampOf(moment, nanos - ms * 1e6, precision);
}

/** The text of a timestamp with as many digits of a second as it needs. */
export function writeTimestamp(value: Long, precision: number, standard: TimestampStandard): string {
  const text = formatTimestamp(value, precision, 0, standard === 'SQL' ? ' ' : 'T');
  return precision === 0 ? text : withoutZeros(text);
}

/** '10:11:12.120' as '10:11:12.12'. */
export function withoutZeros(text: string): string {
  let end = text.length;
  while (text[end - 1] === '0') end--;
  return text.slice(0, text[end - 1] === '.' ? end - 1 : end);
}
