import { commonType } from '../../types/coercion.ts';
import { keyOf, type Key } from '../../types/key.ts';
import { withNullability, type SqlType } from '../../types/type.ts';
import {
  anyValues,
  defineFunction,
  valuesOnly,
  wrongArguments,
  wrongType,
  type ScalarFunction,
} from '../define.ts';

type Spec = Pick<ScalarFunction, 'name' | 'syntax'>;

export const array = defineFunction({
  name: 'ARRAY',
  syntax: 'ARRAY[value, ...]',
  doc: 'An array of the values, which get one type.',
  nulls: 'own',
  bind(args) {
    const types = anyValues(this, args).map((arg) => arg.type);
    if (types.length === 0) throw wrongArguments(this, 'at least one element wanted');
    const element = common(this, types);
    return {
      returns: { kind: 'ARRAY', element, nullable: false },
      parameters: types.map(() => element),
      compile:
        () =>
        (...values: unknown[]) =>
          values,
    };
  },
});

export const map = defineFunction({
  name: 'MAP',
  syntax: 'MAP[key, value, ...]',
  doc: 'A map of the keys to the values; of equal keys the last one wins.',
  nulls: 'own',
  bind(args) {
    const types = anyValues(this, args).map((arg) => arg.type);
    if (types.length === 0 || types.length % 2 !== 0)
      throw wrongArguments(this, 'keys and values in pairs wanted');
    const key = common(
      this,
      types.filter((_, i) => i % 2 === 0),
    );
    const value = valueType(
      this,
      key,
      types.filter((_, i) => i % 2 === 1),
    );
    const write = keyOf(key);
    return {
      returns: { kind: 'MAP', key, value, nullable: false },
      parameters: types.map((_, i) => (i % 2 === 0 ? key : value)),
      compile:
        () =>
        (...values: unknown[]) => {
          const pairs = new Map<Key, readonly [unknown, unknown]>();
          for (let i = 0; i < values.length; i += 2) pairs.set(write(values[i]), [values[i], values[i + 1]]);
          return pairs;
        },
    };
  },
});

export const row = defineFunction({
  name: 'ROW',
  syntax: 'ROW(value, ...)',
  doc: 'A row of the values; (a, b) is the same.',
  nulls: 'own',
  bind(args) {
    const types = valuesOnly(this, args).map((arg) => arg.type);
    if (types.length === 0) throw wrongArguments(this, 'at least one field wanted');
    return {
      returns: {
        kind: 'ROW',
        fields: types.map((type, i) => ({ name: `EXPR$${i}`, type })),
        nullable: false,
      },
      parameters: types,
      compile:
        () =>
        (...values: unknown[]) =>
          values,
    };
  },
});

/** A bare NULL among the values of a map has the type of its keys, as in Flink. */
function valueType(spec: Spec, key: SqlType, types: readonly SqlType[]): SqlType {
  const type = commonType(types.map((t) => (t.kind === 'NULL' ? withNullability(key, true) : t)));
  if (type !== undefined) return type;
  const isBare = types.some((t) => t.kind === 'NULL');
  const why = isBare ? 'CAST the NULL to the type of the other values' : 'the values have no common type';
  throw wrongType(spec, types, why);
}

function common(spec: Spec, types: readonly SqlType[]): SqlType {
  const type = commonType(types);
  if (type === undefined || type.kind === 'NULL')
    throw wrongType(spec, types, 'the values have no common type');
  return type;
}
