import { fromBigInt, type Long } from './long.ts';

// Values of DECIMAL: the unscaled integer, normalised like a long but up to 38 digits; the scale is the type's.

/** Most digits of a DECIMAL. */
export const MAX_PRECISION = 38;

const POWERS: readonly bigint[] = Array.from({ length: 3 * MAX_PRECISION }, (_, n) => 10n ** BigInt(n));
const SAFE_POWERS: readonly number[] = Array.from({ length: 16 }, (_, n) => 10 ** n);

export function powerOfTen(n: number): bigint {
  return POWERS[n] ?? 10n ** BigInt(n);
}

/** The value with other digits behind the point; what falls off is rounded half away from zero. */
export function rescale(value: Long, from: number, to: number): Long {
  if (from === to) return value;
  if (typeof value === 'number') {
    const factor = SAFE_POWERS[Math.abs(to - from)];
    if (factor !== undefined) {
      if (to < from) return roundQuotient(value, factor);
      const scaled = value * factor;
      if (Number.isSafeInteger(scaled)) return scaled + 0;
    }
  }
  if (to > from) return fromBigInt(BigInt(value) * powerOfTen(to - from));
  return fromBigInt(divideHalfUp(BigInt(value), powerOfTen(from - to)));
}

/** The value with fewer digits behind the point, the rest cut off. */
export function truncate(value: Long, from: number, to: number): Long {
  if (to >= from) return rescale(value, from, to);
  return fromBigInt(BigInt(value) / powerOfTen(from - to));
}

/** `rescale`, or null if the result has more than `precision` digits. */
export function fit(value: Long, from: number, precision: number, scale: number): Long | null {
  const result = rescale(value, from, scale);
  return hasDigits(result, precision) ? result : null;
}

/** Whether the integer has at most `precision` digits. */
export function hasDigits(value: Long, precision: number): boolean {
  if (typeof value === 'number' && precision >= 16) return true;
  const limit = SAFE_POWERS[precision] ?? powerOfTen(precision);
  return value < limit && value > -limit;
}

/** Sum of two unscaled values of one scale; never wraps. */
export function addDecimals(a: Long, b: Long): Long {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return fromBigInt(BigInt(a) + BigInt(b));
}

/** The value with the other sign; never wraps. */
export function negateDecimal(value: Long): Long {
  return typeof value === 'number' ? 0 - value : fromBigInt(-value);
}

/** Product; its scale is the sum of the scales. */
export function multiplyDecimals(a: Long, b: Long): Long {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b + 0;
    if (Number.isSafeInteger(product)) return product;
  }
  return fromBigInt(BigInt(a) * BigInt(b));
}

/** a / b at `scale`, rounded half away from zero. `b` is not 0. */
export function divideDecimals(a: Long, scaleA: number, b: Long, scaleB: number, scale: number): Long {
  const shift = scale - scaleA + scaleB;
  const dividend = shift >= 0 ? BigInt(a) * powerOfTen(shift) : BigInt(a);
  const divisor = shift >= 0 ? BigInt(b) : BigInt(b) * powerOfTen(-shift);
  return fromBigInt(divideHalfUp(dividend, divisor));
}

/** The rest of a / b with the sign of a, both at one scale. `b` is not 0. */
export function remainderDecimals(a: Long, b: Long): Long {
  if (typeof a === 'number' && typeof b === 'number') return (a % b) + 0;
  return fromBigInt(BigInt(a) % BigInt(b));
}

/** '-1.50' for -150 at scale 2. */
export function formatDecimal(value: Long, scale: number): string {
  const text = value.toString();
  if (scale === 0) return text;
  const sign = text.startsWith('-') ? '-' : '';
  const digits = text.slice(sign.length).padStart(scale + 1, '0');
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/** Reads '12', '-1.5', '.5', '1e3' exactly; undefined if it is no number. The scale is at least 0. */
export function parseDecimal(text: string): { unscaled: bigint; scale: number } | undefined {
  const match = /^([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,5}))?$/.exec(text);
  if (match === null) return undefined;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const magnitude = BigInt(whole + fraction);
  const scale = fraction.length - Number(exponent);
  // a number far beyond any DECIMAL need not be multiplied out
  if (scale < -10 * MAX_PRECISION)
    return { unscaled: magnitude === 0n ? 0n : powerOfTen(MAX_PRECISION + 1), scale: 0 };
  const unscaled = sign === '-' ? -magnitude : magnitude;
  return scale >= 0 ? { unscaled, scale } : { unscaled: unscaled * powerOfTen(-scale), scale: 0 };
}

/** The nearest double. */
export function decimalToDouble(value: Long, scale: number): number {
  // both exact and one division: correctly rounded
  if (typeof value === 'number' && scale <= 15) return value / (SAFE_POWERS[scale] ?? 1);
  return Number(formatDecimal(value, scale));
}

function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor;
  const rest = dividend % divisor;
  const doubled = rest < 0n ? -rest * 2n : rest * 2n;
  if (doubled < (divisor < 0n ? -divisor : divisor)) return quotient;
  return dividend < 0n === divisor < 0n ? quotient + 1n : quotient - 1n;
}

function roundQuotient(value: number, divisor: number): number {
  const rest = value % divisor;
  const quotient = (value - rest) / divisor + 0;
  if (Math.abs(rest) * 2 < divisor) return quotient;
  return value < 0 ? quotient - 1 : quotient + 1;
}
