import { SqlError } from '../../common/errors.ts';
import { double, int, type OptionSpec } from '../../common/options.ts';
import { keyOf } from '../../types/key.ts';
import { printType, type SqlType } from '../../types/type.ts';
import type { FieldOptions } from './field-options.ts';
import type { FieldPlan } from './field-plan.ts';
import { randomNumber } from './random-number.ts';
import { randomText } from './random-text.ts';
import { randomTime } from './random-time.ts';

/**
 * Random values of any type, NULL at the asked rate. Parts of arrays, maps and rows have options of their own
 * (`fields.a.element.min`, `fields.m.key.length`, `fields.r.part.max`). Throws E_OPTION.
 */
export function randomPlan(path: string, type: SqlType, options: FieldOptions): FieldPlan {
  const nullRate = options.read(path, 'null-rate', NULL_RATE) ?? 0;
  const make = makeOf(path, type, options);
  if (nullRate === 0) return { count: Infinity, make };
  return {
    count: Infinity,
    make(surroundings) {
      const value = make(surroundings);
      return (row) => (surroundings.random.next() < nullRate ? null : value(row));
    },
  };
}

function makeOf(path: string, type: SqlType, options: FieldOptions): FieldPlan['make'] {
  const simple =
    randomNumber(path, type, options) ?? randomText(path, type, options) ?? randomTime(path, type, options);
  if (simple !== undefined) return simple;
  switch (type.kind) {
    case 'BOOLEAN':
      return ({ random }) =>
        () =>
          random.next() < 0.5;
    case 'ARRAY':
      return arrayOf(path, type.element, options);
    case 'MULTISET':
      return mapOf(path, type.element, randomPlan(`${path}.element`, type.element, options), COUNTS, options);
    case 'MAP': {
      const key = randomPlan(`${path}.key`, type.key, options);
      return mapOf(path, type.key, key, randomPlan(`${path}.value`, type.value, options), options);
    }
    case 'ROW': {
      const parts = type.fields.map((field) => randomPlan(`${path}.${field.name}`, field.type, options));
      return (surroundings) => {
        const makers = parts.map((part) => part.make(surroundings));
        return (row) => makers.map((make) => make(row));
      };
    }
    default:
      throw new SqlError('E_OPTION', `connector 'datagen' makes no ${printType(type)} (column ${path})`);
  }
}

function arrayOf(path: string, type: SqlType, options: FieldOptions): FieldPlan['make'] {
  const length = lengthOf(path, options);
  const element = randomPlan(`${path}.element`, type, options);
  return (surroundings) => {
    const make = element.make(surroundings);
    return (row) => Array.from({ length }, () => make(row));
  };
}

/** MAP and MULTISET: equal keys fall together, so there may be fewer entries than asked for. */
function mapOf(
  path: string,
  keyType: SqlType,
  key: FieldPlan,
  value: FieldPlan,
  options: FieldOptions,
): FieldPlan['make'] {
  const length = lengthOf(path, options);
  const identify = keyOf(keyType);
  return (surroundings) => {
    const [makeKey, makeValue] = [key.make(surroundings), value.make(surroundings)];
    return (row) => {
      const map = new Map<unknown, readonly unknown[]>();
      for (let i = 0; i < length; i++) {
        const made = makeKey(row);
        map.set(identify(made), [made, makeValue(row)]);
      }
      return map;
    };
  };
}

function lengthOf(path: string, options: FieldOptions): number {
  const length = options.read(path, 'length', int('Number of elements.')) ?? 3;
  if (length >= 0) return length;
  throw new SqlError('E_OPTION', `'fields.${path}.length' = '${length}': expected at least 0`);
}

/** How often each element of a MULTISET stands in it. */
const COUNTS: FieldPlan = {
  count: Infinity,
  make:
    ({ random }) =>
    () =>
      random.integer(1, 3),
};

const NULL_RATE: OptionSpec<number | undefined> = {
  ...double('Share of the values that are NULL.'),
  read(given) {
    const value = double('').read(given);
    if (value === undefined || value < 0 || value > 1) throw new Error('expected a share from 0 to 1');
    return value;
  },
};
