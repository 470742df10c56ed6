import { MAX_PRECISION } from './decimal.ts';
import type { SqlType } from './type.ts';

/** A DECIMAL's digits: all, and behind the point. */
export interface DecimalDigits {
  readonly precision: number;
  readonly scale: number;
}

const INTEGER_DIGITS: Partial<Record<SqlType['kind'], number>> = {
  TINYINT: 3,
  SMALLINT: 5,
  INT: 10,
  BIGINT: 19,
};

export function decimalType({ precision, scale }: DecimalDigits, nullable = true): SqlType {
  return { kind: 'DECIMAL', precision, scale, nullable };
}

/** Digits of an exact number: a DECIMAL's own, an integer's as DECIMAL; undefined for all else. */
export function decimalDigits(type: SqlType): DecimalDigits | undefined {
  if (type.kind === 'DECIMAL') return { precision: type.precision, scale: type.scale };
  const precision = INTEGER_DIGITS[type.kind];
  return precision === undefined ? undefined : { precision, scale: 0 };
}

/** Type of a + b and a - b. */
export function sumDigits(a: DecimalDigits, b: DecimalDigits): DecimalDigits {
  const scale = Math.max(a.scale, b.scale);
  return limit(Math.max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale);
}

export function productDigits(a: DecimalDigits, b: DecimalDigits): DecimalDigits {
  return limit(a.precision + b.precision + 1, a.scale + b.scale);
}

export function quotientDigits(a: DecimalDigits, b: DecimalDigits): DecimalDigits {
  const scale = Math.max(6, a.scale + b.precision + 1);
  return limit(a.precision - a.scale + b.scale + scale, scale);
}

/** Type of a % b where one is a DECIMAL. */
export function remainderDigits(a: DecimalDigits, b: DecimalDigits): DecimalDigits {
  const scale = Math.max(a.scale, b.scale);
  return limit(Math.min(a.precision - a.scale, b.precision - b.scale) + scale, scale);
}

/** Type of ROUND(a, places); `places` undefined when it is no constant. */
export function roundedDigits(a: DecimalDigits, places: number | undefined): DecimalDigits {
  if (places === undefined || places >= a.scale) return a;
  if (places < 0) return { precision: Math.min(MAX_PRECISION, a.precision - a.scale + 1), scale: 0 };
  return { precision: Math.min(MAX_PRECISION, a.precision - a.scale + 1 + places), scale: places };
}

/** The smallest DECIMAL that holds both; whole digits win where 38 are not enough. */
export function unionDigits(a: DecimalDigits, b: DecimalDigits): DecimalDigits {
  const whole = Math.min(MAX_PRECISION, Math.max(a.precision - a.scale, b.precision - b.scale));
  const scale = Math.min(Math.max(a.scale, b.scale), MAX_PRECISION - whole);
  return { precision: whole + scale, scale };
}

/** Beyond 38 digits the fraction gives way, down to 6. */
function limit(precision: number, scale: number): DecimalDigits {
  if (precision <= MAX_PRECISION) return { precision, scale };
  const kept = Math.max(MAX_PRECISION - (precision - scale), Math.min(scale, 6));
  return { precision: MAX_PRECISION, scale: kept };
}
