import { isInterval, isNumeric, isDateTime } from '../../types/coercion.ts';
import { decimalDigits, decimalType, roundedDigits } from '../../types/decimal-type.ts';
import {
  negateDecimal,
  parseDecimal,
  powerOfTen,
  rescale,
  truncate as truncateDecimal,
} from '../../types/decimal.ts';
import * as long from '../../types/long.ts';
import type { Long } from '../../types/long.ts';
import { withNullability, withoutAttribute, type SqlType } from '../../types/type.ts';
import {
  defineFunction,
  valuesOnly,
  wrongArguments,
  wrongType,
  type BoundFunction,
  type ScalarFunction,
} from '../define.ts';
import { integerResult } from './math.ts';
import { momentRounder, type Direction } from '../time/moment-round.ts';

export const round = placesFunction(
  'ROUND',
  'The number with so many digits behind the point (0), halves away from 0.',
  rescale,
);
export const truncate = placesFunction(
  'TRUNCATE',
  'The number cut to so many digits behind the point (0).',
  truncateDecimal,
);

type Shorten = (value: Long, from: number, to: number) => Long;

/** DOUBLE and FLOAT are shortened by their decimal digits, so ROUND(1.005e0, 2) is 1.01. */
function placesFunction(name: string, doc: string, shorten: Shorten): ScalarFunction {
  return defineFunction({
    name,
    syntax: `${name}(number [, places])`,
    doc,
    bind(args) {
      const [value, places, ...rest] = valuesOnly(this, args);
      const types = args.flatMap((arg) => (arg.kind === 'value' ? [arg.type] : []));
      if (value === undefined || rest.length > 0)
        throw wrongArguments(this, `1 to 2 arguments wanted, ${args.length} given`);
      const isPlaced = places !== undefined;
      if (!isNumeric(value.type) || (isPlaced && !['TINYINT', 'SMALLINT', 'INT'].includes(places.type.kind)))
        throw wrongType(this, types);
      const fixed = isPlaced ? places.literal?.value : 0;
      return {
        returns: withNullability(
          placedType(value.type, typeof fixed === 'number' ? fixed : undefined),
          types.some((type) => type.nullable),
        ),
        parameters: types,
        compile: () => placed(value.type, typeof fixed === 'number' ? fixed : undefined, shorten),
      };
    },
  });
}

function placedType(type: SqlType, places: number | undefined): SqlType {
  const digits = type.kind === 'DECIMAL' ? decimalDigits(type) : undefined;
  return digits === undefined ? type : decimalType(roundedDigits(digits, places));
}

function placed(
  type: SqlType,
  fixed: number | undefined,
  shorten: Shorten,
): (value: never, places?: number) => unknown {
  switch (type.kind) {
    case 'FLOAT':
      return (value: number, places = 0) => Math.fround(shortenDouble(value, places, shorten));
    case 'DOUBLE':
      return (value: number, places = 0) => shortenDouble(value, places, shorten);
    case 'DECIMAL': {
      const { scale } = type;
      const result = fixed === undefined || fixed >= scale ? scale : Math.max(0, fixed);
      return (value: Long, places = 0) => {
        if (places >= scale) return value;
        return rescale(shortenAt(value, scale, places, shorten), Math.max(0, places), result);
      };
    }
    default: {
      const narrow = integerResult(type);
      return (value: Long, places = 0) =>
        places >= 0 ? value : narrow(shortenAt(value, 0, places, shorten));
    }
  }
}

/** Of no number is anything left when more digits than the largest DOUBLE has are cut off. */
const MOST_DIGITS = 310;

/** `shorten` that takes negative places too: 125 at -1 is 130. The scale of the result is at least 0. */
function shortenAt(value: Long, scale: number, places: number, shorten: Shorten): Long {
  if (places >= 0) return shorten(value, scale, places);
  if (places < -MOST_DIGITS) return 0;
  return rescale(shorten(value, scale - places, 0), 0, -places);
}

function shortenDouble(value: number, places: number, shorten: Shorten): number {
  if (!Number.isFinite(value)) return value;
  const decimal = parseDecimal(String(value));
  if (decimal === undefined || places >= decimal.scale) return value + 0; // a decimal number has no -0
  const short = shortenAt(long.fromBigInt(decimal.unscaled), decimal.scale, places, shorten);
  return Number(`${short}e${-Math.max(0, places)}`);
}

export const floor = wholeFunction(
  'FLOOR',
  ['down'],
  'The next whole number below; with TO unit the beginning of the unit a moment is in.',
);
export const ceil = wholeFunction(
  'CEIL',
  ['up', 'CEILING'],
  'The next whole number above; with TO unit the beginning of the next unit.',
);

/** FLOOR(number), and FLOOR(moment TO unit), which the parser gives as (moment, unit). */
function wholeFunction(
  name: string,
  [direction, ...aliases]: readonly [Direction, ...string[]],
  doc: string,
): ScalarFunction {
  return defineFunction({
    name,
    aliases,
    syntax: `${name}(number) or ${name}(moment TO unit)`,
    doc,
    bind(args) {
      const [value, unit, ...rest] = args;
      if (value === undefined || rest.length > 0)
        throw wrongArguments(this, `1 argument wanted, ${args.length} given`);
      const [info] = valuesOnly(this, [value]);
      if (info === undefined) throw wrongArguments(this, 'a value wanted');
      const { type } = info;
      if (unit === undefined) {
        if (!isNumeric(type)) throw wrongType(this, [type]);
        return wholeNumber(type, direction);
      }
      if (unit.kind !== 'symbol' || !isDateTime(type) || isInterval(type)) throw wrongType(this, [type]);
      return wholeMoment(type, unit.name, direction);
    },
  });
}

function wholeNumber(type: SqlType, direction: Direction): BoundFunction {
  const parameters = [type];
  if (type.kind === 'FLOAT' || type.kind === 'DOUBLE') {
    const call = direction === 'down' ? Math.floor : Math.ceil;
    return { returns: type, parameters, compile: () => call };
  }
  if (type.kind !== 'DECIMAL' || type.scale === 0)
    return { returns: type, parameters, compile: () => (value: Long) => value };
  const { precision, scale } = type;
  const floorOf = (value: Long) => floorDecimal(value, scale);
  const call = direction === 'down' ? floorOf : (value: Long) => negateDecimal(floorOf(negateDecimal(value)));
  return { returns: decimalType({ precision, scale: 0 }, type.nullable), parameters, compile: () => call };
}

function floorDecimal(value: Long, scale: number): Long {
  if (typeof value === 'number' && scale <= 15) return long.floorDivide(value, 10 ** scale);
  const unit = powerOfTen(scale);
  const quotient = BigInt(value) / unit;
  return long.fromBigInt(value < 0 && quotient * unit !== BigInt(value) ? quotient - 1n : quotient);
}

function wholeMoment(type: SqlType, unit: string, direction: Direction): BoundFunction {
  const rounder = momentRounder(type, unit, direction);
  return {
    // Flink: a rowtime cut to a unit is still called one
    returns: 'attribute' in type && type.attribute === 'ROWTIME' ? type : withoutAttribute(type),
    parameters: [type],
    compile: ({ timeZone }) => rounder(timeZone),
  };
}
