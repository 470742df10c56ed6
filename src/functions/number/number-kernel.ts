import { SqlError } from '../../common/errors.ts';
import { commonType, isExactNumeric, isInteger } from '../../types/coercion.ts';
import {
  decimalDigits,
  decimalType,
  productDigits,
  quotientDigits,
  remainderDigits,
  sumDigits,
  type DecimalDigits,
} from '../../types/decimal-type.ts';
import {
  addDecimals,
  divideDecimals,
  fit,
  multiplyDecimals,
  negateDecimal,
  remainderDecimals,
  rescale,
} from '../../types/decimal.ts';
import * as long from '../../types/long.ts';
import type { Long } from '../../types/long.ts';
import { DOUBLE, type SqlType } from '../../types/type.ts';

export type ArithmeticSign = '+' | '-' | '*' | '/' | '%';

/** An arithmetic operation on two numbers: its type (nullability aside), what the operands are cast to, what runs. */
export interface NumberKernel {
  readonly type: SqlType;
  readonly parameters: readonly [SqlType, SqlType];
  readonly call: (a: never, b: never) => unknown;
}

/** undefined for DOUBLE % x, which Flink refuses. */
export function numberKernel(sign: ArithmeticSign, a: SqlType, b: SqlType): NumberKernel | undefined {
  if (!isExactNumeric(a) || !isExactNumeric(b)) return sign === '%' ? undefined : approximate(sign, a, b);
  const [digitsA, digitsB] = [decimalDigits(a), decimalDigits(b)];
  if (isInteger(a) && isInteger(b)) return integers(sign, a, b);
  return digitsA && digitsB && decimals(sign, a, b, digitsA, digitsB);
}

/** Integers wrap at the width of the wider one; a remainder has the type of the divisor. */
function integers(sign: ArithmeticSign, a: SqlType, b: SqlType): NumberKernel {
  const wider = commonType([a, b]) ?? a;
  const type = sign === '%' ? b : wider;
  if (wider.kind === 'BIGINT') return { type, parameters: [a, b], call: LONGS[sign] };
  const call = INTS[sign];
  if (wider.kind === 'INT') return { type, parameters: [a, b], call };
  const unused = wider.kind === 'TINYINT' ? 24 : 16;
  return { type, parameters: [a, b], call: (x: number, y: number) => (call(x, y) << unused) >> unused };
}

const LONGS: Readonly<Record<ArithmeticSign, (a: Long, b: Long) => Long>> = {
  '+': long.add,
  '-': long.subtract,
  '*': long.multiply,
  '/': long.divide,
  '%': long.remainder,
};

const INTS: Readonly<Record<ArithmeticSign, (a: number, b: number) => number>> = {
  '+': (a, b) => (a + b) | 0,
  '-': (a, b) => (a - b) | 0,
  '*': Math.imul,
  '/'(a, b) {
    if (b === 0) throw divisionByZero();
    return (a / b) | 0;
  },
  '%'(a, b) {
    if (b === 0) throw divisionByZero();
    return (a % b) | 0;
  },
};

const DOUBLES: Readonly<Record<Exclude<ArithmeticSign, '%'>, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
};

/** FLOAT with DOUBLE is whichever comes first, as in Flink. */
function approximate(sign: Exclude<ArithmeticSign, '%'>, a: SqlType, b: SqlType): NumberKernel {
  const type = commonType([a, b]) ?? DOUBLE;
  const parameters = [asDouble(a), asDouble(b)] as const;
  const call = DOUBLES[sign];
  if (type.kind !== 'FLOAT') return { type, parameters, call };
  return { type, parameters, call: (x: number, y: number) => Math.fround(call(x, y)) };
}

/** BIGINT and DECIMAL values are no JavaScript numbers yet; the others are. */
export function asDouble(type: SqlType): SqlType {
  return type.kind === 'BIGINT' || type.kind === 'DECIMAL' ? DOUBLE : type;
}

/** Rounded half up to the scale of the result; NULL if it has more digits than 38. */
function decimals(
  sign: ArithmeticSign,
  a: SqlType,
  b: SqlType,
  digitsA: DecimalDigits,
  digitsB: DecimalDigits,
): NumberKernel {
  const [scaleA, scaleB] = [digitsA.scale, digitsB.scale];
  const digits = DIGITS[sign](digitsA, digitsB);
  const { precision, scale } = digits;
  const aligned = Math.max(scaleA, scaleB);
  const left = (x: Long) => rescale(x, scaleA, aligned);
  const right = (y: Long) => rescale(y, scaleB, aligned);
  const calls: Record<ArithmeticSign, (x: Long, y: Long) => Long | null> = {
    '+': (x, y) => fit(addDecimals(left(x), right(y)), aligned, precision, scale),
    '-': (x, y) => fit(addDecimals(left(x), negateDecimal(right(y))), aligned, precision, scale),
    '*': (x, y) => fit(multiplyDecimals(x, y), scaleA + scaleB, precision, scale),
    '/'(x, y) {
      if (y === 0) throw divisionByZero();
      return fit(divideDecimals(x, scaleA, y, scaleB, scale), scale, precision, scale);
    },
    '%'(x, y) {
      if (y === 0) throw divisionByZero();
      return fit(remainderDecimals(left(x), right(y)), aligned, precision, scale);
    },
  };
  // a rest of whole numbers has the type of the divisor, as with integers
  const type = sign === '%' && aligned === 0 ? b : decimalType(digits);
  return { type, parameters: [a, b], call: calls[sign] };
}

const DIGITS: Readonly<Record<ArithmeticSign, (a: DecimalDigits, b: DecimalDigits) => DecimalDigits>> = {
  '+': sumDigits,
  '-': sumDigits,
  '*': productDigits,
  '/': quotientDigits,
  '%': remainderDigits,
};

export function divisionByZero(): SqlError {
  return new SqlError('E_VALUE', 'division by zero', { hint: 'NULLIF(divisor, 0) makes it NULL' });
}
