import { isInterval, isNumeric } from '../../types/coercion.ts';
import { SqlError } from '../../common/errors.ts';
import { negateDecimal, rescale } from '../../types/decimal.ts';
import * as long from '../../types/long.ts';
import type { Long } from '../../types/long.ts';
import type { SqlType } from '../../types/type.ts';
import { defineFunction, valuesOnly, wrongArguments, wrongType, type ScalarFunction } from '../define.ts';
import { doubles } from './double-function.ts';

export const abs = numberFunction('ABS', 'The number without its sign.', (type) => {
  if (type.kind === 'FLOAT' || type.kind === 'DOUBLE') return Math.abs;
  if (type.kind === 'DECIMAL') return (value: Long) => (value < 0 ? negateDecimal(value) : value);
  const narrow = integerResult(type);
  return (value: Long) => narrow(long.abs(value));
});

export const sign = numberFunction(
  'SIGN',
  '-1, 0 or 1 as the number is below, equal to or above 0.',
  (type) => {
    const one = type.kind === 'DECIMAL' ? rescale(1, 0, type.scale) : 1;
    return (value: Long) => (value > 0 ? one : value < 0 ? negateDecimal(one) : value);
  },
);

/** The result wraps at the width of the type. */
export function integerResult(type: SqlType): (result: Long) => Long {
  if (type.kind === 'BIGINT') return (result) => (typeof result === 'number' ? result : long.wrap(result));
  const unused = type.kind === 'TINYINT' ? 24 : type.kind === 'SMALLINT' ? 16 : 0;
  return (result) => (long.toInt(result) << unused) >> unused;
}

/** A function of one number whose result has its type. */
function numberFunction(
  name: string,
  doc: string,
  compile: (type: SqlType) => (value: never) => unknown,
): ScalarFunction {
  return defineFunction({
    name,
    syntax: `${name}(number)`,
    doc,
    bind(args) {
      const types = valuesOnly(this, args).map((arg) => arg.type);
      const [type] = types;
      if (type === undefined || types.length !== 1)
        throw wrongArguments(this, `1 argument wanted, ${types.length} given`);
      if (isInterval(type)) throw new SqlError('E_UNSUPPORTED', `${name} of an INTERVAL`);
      if (!isNumeric(type)) throw wrongType(this, types);
      return { returns: type, parameters: [type], compile: () => compile(type) };
    },
  });
}

export const power = doubles(
  'POWER',
  'POWER(base, exponent)',
  'The base to the power of the exponent.',
  ['DOUBLE', 'DOUBLE'],
  Math.pow,
);
export const sqrt = doubles(
  'SQRT',
  'SQRT(number)',
  'The square root; NaN of a negative number.',
  ['DOUBLE'],
  Math.sqrt,
);
export const exp = doubles('EXP', 'EXP(number)', 'e to the power of the number.', ['DOUBLE'], Math.exp);
export const ln = doubles('LN', 'LN(number)', 'The natural logarithm.', ['DOUBLE'], Math.log);
export const log10 = doubles(
  'LOG10',
  'LOG10(number)',
  'The logarithm to the base 10.',
  ['DOUBLE'],
  Math.log10,
);
export const log2 = doubles('LOG2', 'LOG2(number)', 'The logarithm to the base 2.', ['DOUBLE'], Math.log2);
export const log = doubles(
  'LOG',
  'LOG([base,] number)',
  'The logarithm, to the base e unless one is given.',
  ['DOUBLE', 'DOUBLE?'],
  (a, b) => (b === undefined ? Math.log(a) : Math.log(b) / Math.log(a)),
);
