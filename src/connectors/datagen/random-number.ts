import { SqlError } from '../../common/errors.ts';
import { double, int, type OptionSpec } from '../../common/options.ts';
import { powerOfTen } from '../../types/decimal.ts';
import { fromBigInt, MAX_LONG, MIN_LONG, parse as parseLong } from '../../types/long.ts';
import type { SqlType } from '../../types/type.ts';
import type { FieldOptions } from './field-options.ts';
import type { FieldPlan } from './field-plan.ts';

const INTEGERS = {
  TINYINT: [-128, 127],
  SMALLINT: [-32768, 32767],
  INT: [-2147483648, 2147483647],
} as const;
const MAX_FLOAT = 3.4028234663852886e38;

/**
 * Numbers and intervals between min and max; undefined for another type. Defaults as in Flink: the whole range of
 * integers, fractions from 0.
 */
export function randomNumber(
  path: string,
  type: SqlType,
  options: FieldOptions,
): FieldPlan['make'] | undefined {
  switch (type.kind) {
    case 'TINYINT':
    case 'SMALLINT':
    case 'INT': {
      const limits = INTEGERS[type.kind];
      const [min, max] = range(path, options, int(''), limits);
      return ({ random }) =>
        () =>
          random.integer(min, max);
    }
    case 'BIGINT':
      return longs(path, options, [MIN_LONG, MAX_LONG]);
    case 'INTERVAL_DAY_TIME':
    case 'INTERVAL_YEAR_MONTH':
      return longs(path, options, [MIN_LONG, MAX_LONG], [0n, 120_000n]);
    case 'FLOAT':
    case 'DOUBLE': {
      const most = type.kind === 'FLOAT' ? MAX_FLOAT : Number.MAX_VALUE;
      const [min, max] = range(path, options, double(''), [-most, most], [0, most]);
      const fit = type.kind === 'FLOAT' ? Math.fround : (value: number) => value;
      return ({ random }) =>
        () =>
          fit(random.double(min, max));
    }
    case 'DECIMAL':
      return decimals(path, type, options);
    default:
      return undefined;
  }
}

function longs(
  path: string,
  options: FieldOptions,
  limits: readonly [bigint, bigint],
  defaults = limits,
): FieldPlan['make'] {
  const [min, max] = range(path, options, LONG, limits, defaults);
  return ({ random }) =>
    () =>
      random.long(min, max);
}

function decimals(
  path: string,
  { precision, scale }: SqlType & { kind: 'DECIMAL' },
  options: FieldOptions,
): FieldPlan['make'] {
  const most = Number(powerOfTen(precision - scale));
  const [min, max] = range(path, options, double(''), [-most, most], [0, most]);
  // A double has 15 digits to give; the ones behind them stay 0.
  const digits = Math.min(scale, 15);
  const rest = powerOfTen(scale - digits);
  const bound = powerOfTen(precision) - 1n;
  return ({ random }) =>
    () => {
      const unscaled = BigInt(Math.trunc(random.double(min, max) * 10 ** digits)) * rest;
      return fromBigInt(unscaled > bound ? bound : unscaled < -bound ? -bound : unscaled);
    };
}

function range<T extends number | bigint>(
  path: string,
  options: FieldOptions,
  spec: OptionSpec<T | undefined>,
  [least, most]: readonly [T, T],
  [low, high]: readonly [T, T] = [least, most],
): [min: T, max: T] {
  const min = options.read(path, 'min', { ...spec, doc: 'Least value.' }) ?? low;
  const max = options.read(path, 'max', { ...spec, doc: 'Greatest value.' }) ?? high;
  for (const [key, value] of [['min', min] as const, ['max', max] as const]) {
    if (value >= least && value <= most) continue;
    throw new SqlError(
      'E_OPTION',
      `'fields.${path}.${key}' = '${value}' does not fit the type of the column`,
    );
  }
  if (min > max) {
    throw new SqlError('E_OPTION', `'fields.${path}.min' = '${min}' is above the greatest value '${max}'`);
  }
  return [min, max];
}

const LONG: OptionSpec<bigint | undefined> = {
  doc: '',
  type: 'BIGINT',
  default: undefined,
  read(given) {
    const value = parseLong(given.trim());
    if (value === undefined) throw new Error('expected a whole number of 64 bits');
    return BigInt(value);
  },
};
