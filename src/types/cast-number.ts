import { decimalToDouble, fit, parseDecimal, truncate } from './decimal.ts';
import { parseDouble } from './double.ts';
import { fromBigInt, fromDouble, toInt, wrap, type Long } from './long.ts';
import type { SqlType } from './type.ts';

type IntegerKind = 'TINYINT' | 'SMALLINT' | 'INT' | 'BIGINT';
type Convert = (value: unknown) => unknown;

// Casts to BOOLEAN and numbers. `canCast` has let only sources pass that have a case here.

export function toBoolean(from: SqlType): Convert | undefined {
  if (from.kind === 'CHAR' || from.kind === 'VARCHAR')
    return (value) => BOOLEANS.get((value as string).toLowerCase());
  return (value) => value !== 0;
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['t', 'true', 'y', 'yes', '1'].map((text) => [text, true] as const),
  ...['f', 'false', 'n', 'no', '0'].map((text) => [text, false] as const),
]);

/** Narrowing wraps as in Java, a fraction is cut off, a text that does not fit is an error. */
export function toInteger(from: SqlType, to: IntegerKind): Convert | undefined {
  const narrow = NARROW[to];
  switch (from.kind) {
    case 'BOOLEAN':
      return (value) => (value === true ? 1 : 0);
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
      return to === 'BIGINT' ? undefined : (value) => narrow(value as Long);
    case 'FLOAT':
    case 'DOUBLE':
      if (to === 'BIGINT') return (value) => fromDouble(value as number);
      return (value) => narrow(saturate(value as number));
    case 'DECIMAL': {
      const { scale } = from;
      return (value) => narrow(truncate(value as Long, scale, 0));
    }
    case 'INTERVAL_DAY_TIME':
    case 'INTERVAL_YEAR_MONTH':
      return (value) => narrow(value as Long);
    default:
      return (value) => readInteger(value as string, to);
  }
}

const NARROW: Readonly<Record<IntegerKind, (value: Long) => Long>> = {
  TINYINT: (value) => (toInt(value) << 24) >> 24,
  SMALLINT: (value) => (toInt(value) << 16) >> 16,
  INT: toInt,
  BIGINT: (value) => (typeof value === 'number' ? value : wrap(value)),
};

const BITS: Readonly<Record<IntegerKind, bigint>> = { TINYINT: 7n, SMALLINT: 15n, INT: 31n, BIGINT: 63n };

/** A double as an INT: NaN is 0, the rest is kept between the ends. */
function saturate(value: number): number {
  return Number.isNaN(value) ? 0 : Math.trunc(Math.max(-2147483648, Math.min(2147483647, value)));
}

/** '12', ' -3 ', '1.9' (cut off); undefined for all else and beyond the type's range. */
function readInteger(text: string, to: IntegerKind): Long | undefined {
  const match = /^ *([+-]?[0-9]*)(\.[0-9]*)? *$/.exec(text);
  if (match === null) return undefined;
  const [, whole = '', fraction] = match;
  const isSignOnly = whole === '' || whole === '-' || whole === '+';
  if (isSignOnly && fraction === undefined) return undefined;
  if (isSignOnly) return 0;
  if (to !== 'TINYINT' && to !== 'SMALLINT' && whole.length <= 9) return Number(whole) + 0;
  const value = BigInt(whole.startsWith('+') ? whole.slice(1) : whole);
  const limit = 2n ** BITS[to];
  return value >= limit || value < -limit ? undefined : fromBigInt(value);
}

export function toFloating(from: SqlType, to: 'FLOAT' | 'DOUBLE'): Convert | undefined {
  const convert = toDouble(from);
  if (to === 'DOUBLE') return convert;
  if (convert === undefined) return (value) => Math.fround(value as number);
  return (value) => {
    const double = convert(value);
    return double === undefined ? undefined : Math.fround(double);
  };
}

function toDouble(from: SqlType): ((value: unknown) => number | undefined) | undefined {
  switch (from.kind) {
    case 'BOOLEAN':
      return (value) => (value === true ? 1 : 0);
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'FLOAT':
    case 'DOUBLE':
      return undefined;
    case 'BIGINT':
      return Number;
    case 'DECIMAL': {
      const { scale } = from;
      return (value) => decimalToDouble(value as Long, scale);
    }
    default:
      return (value) => parseDouble(value as string);
  }
}

/** Rounds half up. Too large: NULL from a number, an error from a text or TRUE. */
export function toDecimal(from: SqlType, precision: number, scale: number): Convert | undefined {
  switch (from.kind) {
    case 'BOOLEAN':
      return (value) => fit(value === true ? 1 : 0, 0, precision, scale) ?? undefined;
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT':
    case 'BIGINT':
      return (value) => fit(value as Long, 0, precision, scale);
    case 'DECIMAL': {
      const { scale: old } = from;
      return (value) => fit(value as Long, old, precision, scale);
    }
    case 'FLOAT':
    case 'DOUBLE':
      return (value) => readDecimal(String(value), precision, scale);
    default:
      return (value) => readDecimal((value as string).trim(), precision, scale) ?? undefined;
  }
}

/** The number of the text as DECIMAL, rounded half up; null if it has too many digits, undefined if it is none. */
export function readDecimal(text: string, precision: number, scale: number): Long | null | undefined {
  const number = parseDecimal(text);
  return number && fit(fromBigInt(number.unscaled), number.scale, precision, scale);
}
