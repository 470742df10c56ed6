import { SqlError } from '../common/errors.ts';

/**
 * A 64-bit integer: a number as long as it is safe, else a bigint; always normalised, so `===` compares values.
 * Numbers and bigints do not mix in JavaScript's operators, therefore all arithmetic on longs is here.
 * Results wrap at 64 bits as Java's do.
 */
export type Long = number | bigint;

export const MAX_LONG = 2n ** 63n - 1n;
export const MIN_LONG = -(2n ** 63n);

/** The normalised form of a bigint of any size; does not wrap. */
export function fromBigInt(value: bigint): Long {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

/** The low 64 bits as a signed long. */
export function wrap(value: bigint): Long {
  return fromBigInt(BigInt.asIntN(64, value));
}

export function add(a: Long, b: Long): Long {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return wrap(BigInt(a) + BigInt(b));
}

export function subtract(a: Long, b: Long): Long {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return wrap(BigInt(a) - BigInt(b));
}

export function multiply(a: Long, b: Long): Long {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b + 0; // + 0 turns -0 into 0
    if (Number.isSafeInteger(product)) return product;
  }
  return wrap(BigInt(a) * BigInt(b));
}

/** Truncates towards zero. Throws E_VALUE for a divisor of 0. */
export function divide(a: Long, b: Long): Long {
  // a loose 0n cannot occur: longs are normalised
  if (b === 0) throw new SqlError('E_VALUE', 'division by zero');
  if (typeof a === 'number' && typeof b === 'number') return (a - (a % b)) / b + 0;
  return wrap(BigInt(a) / BigInt(b));
}

/** Has the sign of the dividend. Throws E_VALUE for a divisor of 0. */
export function remainder(a: Long, b: Long): Long {
  if (b === 0) throw new SqlError('E_VALUE', 'division by zero');
  if (typeof a === 'number' && typeof b === 'number') return (a % b) + 0;
  return wrap(BigInt(a) % BigInt(b));
}

export function negate(a: Long): Long {
  return typeof a === 'number' ? 0 - a : wrap(-a);
}

export function abs(a: Long): Long {
  return a < 0 ? negate(a) : a;
}

export function compare(a: Long, b: Long): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Nearest lower multiple's quotient: rounds towards minus infinity. `b` is above 0. */
export function floorDivide(a: Long, b: number): Long {
  if (typeof a === 'number') return Math.floor(a / b);
  const quotient = a / BigInt(b);
  return fromBigInt(a < 0n && quotient * BigInt(b) !== a ? quotient - 1n : quotient);
}

/** The rest that belongs to `floorDivide`: from 0 to below `b`. */
export function floorRemainder(a: Long, b: number): number {
  const rest = typeof a === 'number' ? a % b : Number(a % BigInt(b));
  return rest < 0 ? rest + b : rest + 0;
}

/** Reads an optional sign and digits; undefined if it is something else or beyond 64 bits. */
export function parse(text: string): Long | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  if (text.length <= 15) return Number(text) + 0;
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text);
  return value < MIN_LONG || value > MAX_LONG ? undefined : fromBigInt(value);
}

/** The low 32 bits as a signed INT. */
export function toInt(a: Long): number {
  return typeof a === 'number' ? a | 0 : Number(BigInt.asIntN(32, a));
}

/** A double as Java casts it: truncated, saturated at the ends, 0 for NaN. */
export function fromDouble(value: number): Long {
  if (Number.isNaN(value)) return 0;
  const whole = Math.trunc(value) + 0;
  if (Number.isSafeInteger(whole)) return whole;
  if (whole >= 2 ** 63) return MAX_LONG;
  if (whole <= -(2 ** 63)) return MIN_LONG;
  return BigInt(whole);
}
