import { SqlError } from '../../common/errors.ts';
import { isInterval, isNumeric, isText } from '../../types/coercion.ts';
import { negateDecimal } from '../../types/decimal.ts';
import * as long from '../../types/long.ts';
import { withNullability, type SqlType } from '../../types/type.ts';
import {
  anyValues,
  defineFunction,
  illegalNull,
  wrongArguments,
  wrongType,
  type BoundFunction,
  type ScalarFunction,
  type ValueInfo,
} from '../define.ts';
import { intervalKernel, intervalType } from '../time/interval-kernel.ts';
import { divisionByZero, numberKernel, type ArithmeticSign } from './number-kernel.ts';

export const plus = arithmetic('+', 'Sum; of a moment and an INTERVAL the later moment; +a is a.');
export const minus = arithmetic(
  '-',
  'Difference; of a moment and an INTERVAL the earlier moment; -a the negative.',
);
export const times = arithmetic('*', 'Product; also of an INTERVAL and an integer.');
export const dividedBy = arithmetic(
  '/',
  'Quotient, cut off towards zero for integers. Division by zero fails; a row divided by a DOUBLE zero is infinite.',
);
export const modulo = arithmetic(
  '%',
  'Rest of a division, with the sign of the dividend and the type of the divisor.',
);

export const mod = defineFunction({
  name: 'MOD',
  syntax: 'MOD(dividend, divisor)',
  doc: modulo.doc,
  bind(args) {
    if (args.length !== 2) throw wrongArguments(this, `2 arguments wanted, ${args.length} given`);
    return modulo.bind(args);
  },
});

function arithmetic(sign: ArithmeticSign, doc: string): ScalarFunction {
  return defineFunction({
    name: sign,
    syntax: `a ${sign} b`,
    doc,
    bind(args) {
      const [a, b] = anyValues(this, args);
      if (a === undefined || args.length > 2) throw wrongArguments(this, 'one or two operands wanted');
      const bare = [a, b].findIndex((operand) => operand?.type.kind === 'NULL');
      // beside what is no number it is not the NULL that Flink finds wrong
      if (bare >= 0 && [a, b].every((operand) => operand === undefined || isNumberOrNull(operand.type)))
        throw illegalNull(bare);
      if (b !== undefined) return binary(this, sign, a, b);
      if (sign === '+') return plusSign(this, a.type);
      if (sign === '-') return minusSign(this, a);
      throw wrongArguments(this, 'two operands wanted');
    },
  });
}

function isNumberOrNull(type: SqlType): boolean {
  return type.kind === 'NULL' || isNumeric(type);
}

type Operator = Pick<ScalarFunction, 'name' | 'syntax'>;

function binary(operator: Operator, sign: ArithmeticSign, a: ValueInfo, b: ValueInfo): BoundFunction {
  const types = [a.type, b.type];
  const nullable = types.some((type) => type.nullable);
  if (!types.every(isNumeric)) return withInterval(operator, sign, a.type, b.type, nullable);
  const kernel = numberKernel(sign, a.type, b.type);
  if (kernel === undefined) throw wrongType(operator, types, 'only integers and DECIMAL have a remainder');
  const bound: BoundFunction = {
    returns: withNullability(kernel.type, nullable),
    parameters: kernel.parameters,
    compile: () => kernel.call,
  };
  return sign === '/' ? { ...bound, compileWhole: () => failingByZero(kernel.call) } : bound;
}

/** Flink divides constants by no zero, not even a DOUBLE one, unless they are a part of a larger constant. */
function failingByZero(divide: (a: never, b: never) => unknown): (a: never, b: never) => unknown {
  return (a, b) => {
    if (b === 0) throw divisionByZero();
    return divide(a, b);
  };
}

function withInterval(
  operator: Operator,
  sign: string,
  a: SqlType,
  b: SqlType,
  nullable: boolean,
): BoundFunction {
  const kernel = intervalKernel(sign, a, b);
  if (kernel !== undefined) {
    return {
      returns: withNullability(asRowtime(kernel.type, a.kind === kernel.type.kind ? a : b), nullable),
      parameters: kernel.parameters,
      compile: () => kernel.call,
    };
  }
  const isScaled = (isInterval(a) && isNumeric(b)) || (isNumeric(a) && isInterval(b));
  if (isScaled && (sign === '*' || (sign === '/' && isInterval(a)))) {
    throw new SqlError(
      'E_UNSUPPORTED',
      `an INTERVAL can be multiplied by an integer, not ${sign === '*' ? 'by another number' : 'divided'}`,
    );
  }
  throw wrongType(
    operator,
    [a, b],
    isText(a) || isText(b) ? 'CAST the text first, or join texts by ||' : undefined,
  );
}

/** Flink goes on calling a moment *ROWTIME* that was moved by an interval. */
function asRowtime(type: SqlType, moment: SqlType): SqlType {
  const isMoment = type.kind === 'TIMESTAMP' || type.kind === 'TIMESTAMP_LTZ';
  const isRowtime = 'attribute' in moment && moment.attribute === 'ROWTIME' && moment.kind === type.kind;
  return isMoment && isRowtime ? { ...type, attribute: 'ROWTIME' } : type;
}

function plusSign(operator: Operator, type: SqlType): BoundFunction {
  if (!isNumeric(type) && !isInterval(type)) throw wrongType(operator, [type]);
  return {
    returns: isInterval(type) ? withNullability(intervalType(type), type.nullable) : type,
    parameters: [type],
    compile: () => same,
  };
}

function same(value: unknown): unknown {
  return value;
}

function minusSign(operator: Operator, { type, literal }: ValueInfo): BoundFunction {
  // 2147483648 alone is a BIGINT, with the sign it is the smallest INT
  if (type.kind === 'BIGINT' && literal?.value === 2147483648)
    return {
      returns: { kind: 'INT', nullable: false },
      parameters: [type],
      compile: () => () => -2147483648,
    };
  const negate = negation(type);
  if (negate === undefined) throw wrongType(operator, [type]);
  const returns = isInterval(type) ? withNullability(intervalType(type), type.nullable) : type;
  return { returns, parameters: [type], compile: () => negate };
}

function negation(type: SqlType): ((value: never) => unknown) | undefined {
  switch (type.kind) {
    case 'TINYINT':
      return (value: number) => (-value << 24) >> 24;
    case 'SMALLINT':
      return (value: number) => (-value << 16) >> 16;
    case 'INT':
    case 'INTERVAL_YEAR_MONTH':
      return (value: number) => -value | 0;
    case 'BIGINT':
      return long.negate;
    case 'DECIMAL':
      return negateDecimal;
    case 'FLOAT':
    case 'DOUBLE':
      return (value: number) => -value;
    case 'INTERVAL_DAY_TIME':
      return (value: number) => 0 - value;
    default:
      return undefined;
  }
}
