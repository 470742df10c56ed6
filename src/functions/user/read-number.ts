import { decimalDigits } from '../../types/decimal-type.ts';
import { fit, MAX_PRECISION, parseDecimal } from '../../types/decimal.ts';
import { fromBigInt, MAX_LONG, MIN_LONG } from '../../types/long.ts';
import type { SqlType } from '../../types/type.ts';

import { mismatch, type Read } from './mismatch.ts';

type NumberKind =
  | 'TINYINT'
  | 'SMALLINT'
  | 'INT'
  | 'BIGINT'
  | 'FLOAT'
  | 'DOUBLE'
  | 'DECIMAL'
  | 'INTERVAL_DAY_TIME'
  | 'INTERVAL_YEAR_MONTH';

/** Greatest value of what is kept in a number; an interval is a count of ms or months. */
const GREATEST = {
  TINYINT: 0x7f,
  SMALLINT: 0x7fff,
  INT: 0x7fffffff,
  INTERVAL_YEAR_MONTH: 0x7fffffff,
  INTERVAL_DAY_TIME: Number.MAX_SAFE_INTEGER,
} as const;

/** Reads a number, or a bigint for what is whole; DECIMAL also as text. Nothing wraps around or loses a digit unseen. */
export function numberReader(type: SqlType, kind: NumberKind, path: string): Read {
  switch (kind) {
    case 'FLOAT':
      return (value) => {
        if (typeof value !== 'number') throw mismatch(value, type, path);
        return Math.fround(value);
      };
    case 'DOUBLE':
      return (value) => {
        if (typeof value !== 'number') throw mismatch(value, type, path);
        return value;
      };
    case 'DECIMAL':
      return decimalReader(type, path);
    case 'BIGINT':
      return (value) => {
        if (typeof value === 'bigint' && value >= MIN_LONG && value <= MAX_LONG) return fromBigInt(value);
        if (Number.isSafeInteger(value)) return (value as number) + 0; // + 0 turns -0 into 0
        const isWhole = typeof value === 'number' && Number.isInteger(value);
        throw mismatch(value, type, path, isWhole ? 'beyond 2^53 it must be a bigint' : undefined);
      };
    default: {
      const greatest = GREATEST[kind];
      return (value) => {
        const whole = typeof value === 'bigint' ? Number(value) : value;
        if (!Number.isSafeInteger(whole)) throw mismatch(value, type, path);
        const number = (whole as number) + 0;
        if (number > greatest || number < -greatest - 1) throw mismatch(value, type, path);
        return number;
      };
    }
  }
}

/** Digits behind the scale are rounded as CAST does; more digits in front than there is place for are an error. */
function decimalReader(type: SqlType, path: string): Read {
  const { precision, scale } = decimalDigits(type) ?? { precision: MAX_PRECISION, scale: 0 };
  return (value) => {
    const isNumber = typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
    const parsed = isNumber ? parseDecimal(String(value)) : undefined;
    const fitted = parsed && fit(fromBigInt(parsed.unscaled), parsed.scale, precision, scale);
    if (fitted === undefined || fitted === null) throw mismatch(value, type, path);
    return fitted;
  };
}
