import { SqlError } from '../common/errors.ts';
import { canCastImplicitly, commonType, isInteger } from '../types/coercion.ts';
import { keyOf, type Key } from '../types/key.ts';
import { INT, printType, STRING, withNullability, withoutAttribute, type SqlType } from '../types/type.ts';
import {
  anyValues,
  defineFunction,
  defineScalar,
  valuesOnly,
  wrongArguments,
  wrongType,
  type BoundFunction,
  type ScalarFunction,
  type ValueInfo,
} from './define.ts';
import { variantItem } from './variant-item.ts';

type Spec = Pick<ScalarFunction, 'name' | 'syntax'>;
type Pairs = ReadonlyMap<Key, readonly [unknown, unknown]>;

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
    const value = common(
      this,
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

export const item = defineFunction({
  name: 'ITEM',
  syntax: 'array[index], map[key], row[index] or variant[index or key]',
  doc: 'An element: of an array by its number from 1, of a map by its key. NULL if there is none.',
  bind(args) {
    const [collection, at] = valuesOnly(this, args);
    if (collection === undefined || at === undefined || args.length !== 2)
      throw wrongArguments(this, 'a collection and an index wanted');
    const { type } = collection;
    if (type.kind === 'ARRAY' && isInteger(at.type)) return elementOf(type, at);
    if (type.kind === 'MAP' && canCastImplicitly(at.type, type.key)) return valueOf(type);
    if (type.kind === 'ROW') return fieldOf(this, type, at);
    const inVariant = type.kind === 'VARIANT' ? variantItem(type, at.type) : undefined;
    if (inVariant !== undefined) return inVariant;
    throw wrongType(this, [type, at.type]);
  },
});

function elementOf(type: SqlType & { kind: 'ARRAY' | 'MULTISET' }, at: ValueInfo): BoundFunction {
  if (at.literal !== undefined) checkIndex(Number(at.literal.value));
  return {
    // Flink gives -1 outside of an ARRAY<INT NOT NULL>; NULL says what is there
    returns: withNullability(type.element, true),
    parameters: [type, INT],
    compile: () => (values: readonly unknown[], index: number) => values[index - 1] ?? null,
  };
}

function checkIndex(index: number): void {
  if (index < 1)
    throw new SqlError('E_TYPE', `an array has no element number ${index}`, {
      hint: 'the first one is number 1',
    });
}

function valueOf(type: SqlType & { kind: 'MAP' }): BoundFunction {
  const write = keyOf(type.key);
  return {
    returns: withNullability(type.value, true),
    parameters: [type, type.key],
    compile: () => (pairs: Pairs, key: unknown) => pairs.get(write(key))?.[1] ?? null,
  };
}

/** The field must be known before any row, since it decides the type. */
function fieldOf(spec: Spec, type: SqlType & { kind: 'ROW' }, at: ValueInfo): BoundFunction {
  const wanted = at.literal?.value;
  const index =
    typeof wanted === 'number' ? wanted - 1 : type.fields.findIndex((field) => field.name === wanted);
  const field = type.fields[index];
  if (field === undefined)
    throw wrongType(spec, [type, at.type], 'a constant number or name of a field wanted');
  return {
    returns: withNullability(field.type, type.nullable || field.type.nullable),
    parameters: [type, at.type],
    compile: () => (values: readonly unknown[]) => values[index] ?? null,
  };
}

export const cardinality = defineScalar({
  name: 'CARDINALITY',
  syntax: 'CARDINALITY(array or map)',
  doc: 'How many elements or entries there are.',
  args: ['ARRAY|MAP'],
  returns: INT,
  call: (values) => ('length' in values ? values.length : values.size),
});

export const element = defineScalar({
  name: 'ELEMENT',
  syntax: 'ELEMENT(array)',
  doc: 'The only element of an array, NULL of an empty one; several are an error.',
  args: ['ARRAY'],
  returns: ([type]) => (type?.kind === 'ARRAY' ? type.element : STRING),
  call(values) {
    if (values.length > 1) throw new SqlError('E_VALUE', 'ELEMENT: the array has more than one element');
    return values[0] ?? null;
  },
});

export const typeOf = defineFunction({
  name: 'TYPEOF',
  syntax: 'TYPEOF(value [, serializable])',
  doc: 'The name of the type of a value; serializable: STRING as VARCHAR(2147483647).',
  nulls: 'own',
  bind(args) {
    const [value, serializable, ...rest] = anyValues(this, args);
    if (value === undefined || rest.length > 0)
      throw wrongArguments(this, `1 to 2 arguments wanted, ${args.length} given`);
    const long = serializable?.literal?.value ?? false;
    if (typeof long !== 'boolean' || (serializable !== undefined && serializable.literal === undefined))
      throw wrongType(
        this,
        args.flatMap((arg) => (arg.kind === 'value' ? [arg.type] : [])),
        'TRUE or FALSE wanted',
      );
    const name = printType(withoutAttribute(value.type), long);
    const parameters = serializable === undefined ? [value.type] : [value.type, serializable.type];
    return { returns: STRING, parameters, compile: () => () => name };
  },
});

function common(spec: Spec, types: readonly SqlType[]): SqlType {
  const type = commonType(types);
  if (type === undefined || type.kind === 'NULL')
    throw wrongType(spec, types, 'the values have no common type');
  return type;
}
