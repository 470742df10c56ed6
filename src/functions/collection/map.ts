import { SqlError } from '../../common/errors.ts';
import { commonType } from '../../types/coercion.ts';
import { keyOf, type Key } from '../../types/key.ts';
import { mapOf, STRING, type SqlType } from '../../types/type.ts';
import { defineFunction, defineScalar, valuesOnly, wrongArguments, wrongType } from '../define.ts';

type Pairs = ReadonlyMap<Key, readonly [unknown, unknown]>;

export const mapKeys = defineScalar({
  name: 'MAP_KEYS',
  syntax: 'MAP_KEYS(map)',
  doc: 'The keys of a map, in no order.',
  args: ['MAP'],
  returns: ([map]) => arrayOf(partsOf(map).key),
  call: (pairs) => [...pairs.values()].map(([key]) => key),
});

export const mapValues = defineScalar({
  name: 'MAP_VALUES',
  syntax: 'MAP_VALUES(map)',
  doc: 'The values of a map, in no order.',
  args: ['MAP'],
  returns: ([map]) => arrayOf(partsOf(map).value),
  call: (pairs) => [...pairs.values()].map(([, value]) => value),
});

export const mapEntries = defineScalar({
  name: 'MAP_ENTRIES',
  syntax: 'MAP_ENTRIES(map)',
  doc: 'The entries of a map as rows of key and value, in no order.',
  args: ['MAP'],
  returns([map]) {
    const { key, value } = partsOf(map);
    const fields = [
      { name: 'key', type: key },
      { name: 'value', type: value },
    ];
    return arrayOf({ kind: 'ROW', fields, nullable: true });
  },
  call: (pairs) => [...pairs.values()],
});

export const mapFromArrays = defineScalar({
  name: 'MAP_FROM_ARRAYS',
  syntax: 'MAP_FROM_ARRAYS(keys, values)',
  doc: 'A map of the keys of one array to the values of another of the same length; of equal keys the last one wins.',
  args: ['ARRAY', 'ARRAY'],
  returns: ([keys, values]) => mapOf(elementOf(keys), elementOf(values)),
  compile([keysType]) {
    const write = keyOf(elementOf(keysType));
    return (keys, values) => {
      if (keys.length !== values.length)
        throw new SqlError(
          'E_VALUE',
          `MAP_FROM_ARRAYS: ${keys.length} keys and ${values.length} values do not make a map`,
        );
      return new Map(keys.map((key, i) => [write(key), [key, values[i]] as const]));
    };
  },
});

export const mapUnion = defineFunction({
  name: 'MAP_UNION',
  syntax: 'MAP_UNION(map, ...)',
  doc: 'The entries of all maps; of equal keys the one of the last map wins.',
  bind(args) {
    const types = valuesOnly(this, args).map((value) => value.type);
    if (types.length === 0) throw wrongArguments(this, 'at least 1 argument wanted, 0 given');
    if (types.some((type) => type.kind !== 'MAP')) throw wrongType(this, types, 'all arguments must be MAPs');
    const common = commonType(types);
    if (common === undefined) throw wrongType(this, types, 'the maps have no common type');
    return { returns: common, parameters: types.map(() => common), compile: () => union };
  },
});

/** The last map's entries stand first. */
function union(...maps: readonly Pairs[]): Pairs {
  const all = new Map<Key, readonly [unknown, unknown]>();
  for (const map of maps.toReversed()) {
    for (const [key, pair] of map) if (!all.has(key)) all.set(key, pair);
  }
  return all;
}

function arrayOf(element: SqlType): SqlType {
  return { kind: 'ARRAY', element, nullable: true };
}

function partsOf(type: SqlType | undefined): { readonly key: SqlType; readonly value: SqlType } {
  return type?.kind === 'MAP' ? type : { key: STRING, value: STRING };
}

function elementOf(type: SqlType | undefined): SqlType {
  return type?.kind === 'ARRAY' ? type.element : STRING;
}
