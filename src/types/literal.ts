import { SqlError } from '../common/errors.ts';
import { excerpt } from './excerpt.ts';
import { daysFromCivil, MS_PER_DAY } from './civil.ts';
import { MAX_PRECISION } from './decimal.ts';
import { parseClock, validDays } from './datetime.ts';
import { fromBigInt, MAX_LONG, MIN_LONG, type Long } from './long.ts';
import { timestampOf } from './timestamp.ts';
import { DOUBLE, withNullability, type SqlType } from './type.ts';

/** Most digits of a 64-bit number. */
const LONG_DIGITS = 19;

/** What a literal means: its NOT NULL type and its value. */
export interface LiteralValue {
  readonly type: SqlType;
  readonly value: unknown;
}

/**
 * A number as written, '-' allowed: INT or BIGINT if whole, DECIMAL with the digits as written, DOUBLE with an exponent.
 * Throws E_TYPE beyond 64 bits of digits and 38 places.
 */
export function numberLiteral(text: string): LiteralValue {
  if (/e/i.test(text)) {
    const value = Number(text) + 0; // + 0: a literal is never -0
    if (!Number.isFinite(value)) throw outOfRange(text);
    return { type: withNullability(DOUBLE, false), value };
  }
  const match = /^(-?)([0-9]*)\.?([0-9]*)$/.exec(text);
  const [, sign = '', whole = '', fraction = ''] = match ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, '');
  if (digits.length > LONG_DIGITS) throw outOfRange(text); // BigInt would take seconds for a megabyte of figures
  const unscaled = BigInt(digits) * (sign === '-' ? -1n : 1n);
  if (unscaled > MAX_LONG || unscaled < MIN_LONG) throw outOfRange(text);
  const value = fromBigInt(unscaled);
  if (fraction === '') return { type: { kind: isInt(value) ? 'INT' : 'BIGINT', nullable: false }, value };
  if (fraction.length > MAX_PRECISION) throw outOfRange(text);
  const precision = Math.min(whole.length + fraction.length, MAX_PRECISION);
  return { type: { kind: 'DECIMAL', precision, scale: fraction.length, nullable: false }, value };
}

/** DATE '2020-02-29': a date that exists. Throws E_TYPE. */
export function dateLiteral(text: string): LiteralValue {
  const days = parseDay(text.trim());
  if (days === undefined) throw noLiteral('DATE', text, '2020-02-29');
  return { type: { kind: 'DATE', nullable: false }, value: days };
}

/** TIME '10:11:12.5': seconds are needed; the precision is the digits written, at most 3. Throws E_TYPE. */
export function timeLiteral(text: string): LiteralValue {
  const match = CLOCK.exec(text.trim());
  const value = match === null ? undefined : parseClock(text.trim());
  if (value === undefined) throw noLiteral('TIME', text, '10:11:12');
  return { type: { kind: 'TIME', precision: Math.min(3, match?.[1]?.length ?? 0), nullable: false }, value };
}

/** TIMESTAMP '2020-02-29 10:11:12.5' or a date alone; the precision is the digits written, at most 9. Throws E_TYPE. */
export function timestampLiteral(text: string): LiteralValue {
  const match = /^(\S+)(?:\s+(\S+))?$/.exec(text);
  const [, date = '', clock] = match ?? [];
  const days = parseDay(date);
  const time = clock === undefined ? 0 : CLOCK.test(clock) ? parseClock(clock) : undefined;
  if (days === undefined || time === undefined) throw noLiteral('TIMESTAMP', text, '2020-02-29 10:11:12');
  const fraction = (CLOCK.exec(clock ?? '')?.[1] ?? '').slice(0, 9);
  const precision = fraction.length;
  const nanos = Number(fraction.padEnd(9, '0').slice(3));
  const value = timestampOf(days * MS_PER_DAY + time, nanos, precision);
  return { type: { kind: 'TIMESTAMP', precision, nullable: false }, value };
}

/** TIMESTAMP WITH LOCAL TIME ZONE '...': the text is of UTC, in whatever zone the session is. Throws E_TYPE. */
export function momentLiteral(text: string): LiteralValue {
  const { value, type } = timestampLiteral(text);
  return { type: type.kind === 'TIMESTAMP' ? { ...type, kind: 'TIMESTAMP_LTZ' } : type, value };
}

const CLOCK = /^\d{1,2}:\d{1,2}:\d{1,2}(?:\.(\d*))?$/;

function parseDay(text: string): number | undefined {
  const match = /^(\d{1,4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (match === null || Number(match[1]) === 0) return undefined;
  const days = validDays(Number(match[1]), Number(match[2]), Number(match[3]));
  // the calendar went from 4 to 15 October 1582
  return days !== undefined && days > LAST_JULIAN && days < FIRST_GREGORIAN ? undefined : days;
}

const LAST_JULIAN = daysFromCivil(1582, 10, 4);
const FIRST_GREGORIAN = daysFromCivil(1582, 10, 15);

function isInt(value: Long): boolean {
  return typeof value === 'number' && value >= -2147483648 && value <= 2147483647;
}

function outOfRange(text: string): SqlError {
  const shown = text.length > 60 ? `${text.slice(0, 40)}...` : text;
  return new SqlError('E_TYPE', `${shown} is out of range`, {
    hint: "for more digits write CAST('...' AS DECIMAL(38, 0))",
  });
}

function noLiteral(type: string, text: string, example: string): SqlError {
  return new SqlError('E_TYPE', `${excerpt(text)} is no ${type}`, { hint: `e.g. ${type} '${example}'` });
}
