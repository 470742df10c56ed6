import { SqlError } from '../../common/errors.ts';
import { compileCast } from '../../types/cast.ts';
import { canCastImplicitly, isBinary, isInteger, isNumeric, isText } from '../../types/coercion.ts';
import { keyOf, type Key } from '../../types/key.ts';
import type { Long } from '../../types/long.ts';
import { INT, printType, sameType, STRING, withNullability, type SqlType } from '../../types/type.ts';
import {
  defineFunction,
  defineScalar,
  valuesOnly,
  wrongArguments,
  wrongType,
  type BoundFunction,
  type ScalarFunction,
  type ValueInfo,
} from '../define.ts';
import { variantItem } from '../json/variant-item.ts';

type Spec = Pick<ScalarFunction, 'name' | 'syntax'>;
type Pairs = ReadonlyMap<Key, readonly [unknown, unknown]>;

export const item = defineFunction({
  name: 'ITEM',
  syntax: 'array[index], map[key], row[index] or variant[index or key]',
  doc: 'An element: of an array by its number from 1, of a map by its key. NULL if there is none.',
  bind(args) {
    const [collection, at] = valuesOnly(this, args);
    if (collection === undefined || at === undefined || args.length !== 2)
      throw wrongArguments(this, 'a collection and an index wanted');
    const { type } = collection;
    if (type.kind === 'ARRAY' && isInteger(at.type)) return elementOf(type, type.element, at);
    if (type.kind === 'MAP' && isKey(at.type, type.key)) return valueOf(type, at.type);
    if (type.kind === 'ROW' && type.className === undefined) return fieldOf(this, type, at);
    const inVariant = type.kind === 'VARIANT' ? variantItem(type, at.type) : undefined;
    if (inVariant !== undefined) return inVariant;
    throw wrongType(this, [type, at.type]);
  },
});

function elementOf(type: SqlType, element: SqlType, at: ValueInfo): BoundFunction {
  if (at.literal !== undefined) checkIndex(Number(at.literal.value));
  return {
    // Flink gives -1 outside of an ARRAY<INT NOT NULL>; NULL says what is there
    returns: withNullability(element, true),
    parameters: [type, at.type],
    compile: () => (values: readonly unknown[], index: Long) => values[Number(index) - 1] ?? null,
  };
}

function checkIndex(index: number): void {
  if (index < 1)
    throw new SqlError('E_TYPE', `an array has no element number ${index}`, {
      hint: 'the first one is number 1',
    });
}

function isKey(at: SqlType, key: SqlType): boolean {
  return (isNumeric(at) && isNumeric(key)) || isOwnForm(at, key) || canCastImplicitly(at, key);
}

/** Whether a key can be looked up as it is: the lengths of strings and bytes do not matter. */
function isOwnForm(at: SqlType, key: SqlType): boolean {
  return sameType(at, key) || (isText(at) && isText(key)) || (isBinary(at) && isBinary(key));
}

function valueOf(type: SqlType & { kind: 'MAP' }, at: SqlType): BoundFunction {
  const write = keyOf(type.key);
  const returns = withNullability(type.value, true);
  const find = (pairs: Pairs, key: unknown) => pairs.get(write(key))?.[1] ?? null;
  if (isOwnForm(at, type.key)) return { returns, parameters: [type, at], compile: () => find };
  if (!isNumeric(at)) return { returns, parameters: [type, type.key], compile: () => find };
  return {
    returns,
    parameters: [type, at],
    // 1.5 is no key of a MAP<INT, ...>, whatever CAST makes of it
    compile({ timeZone }) {
      const toKey = compileCast(at, type.key, { timeZone, safe: true });
      const back = compileCast(type.key, at, { timeZone, safe: true });
      return (pairs: Pairs, index: unknown) => {
        const key = toKey(index);
        return back(key) === index ? find(pairs, key) : null;
      };
    },
  };
}

/** The field must be known before any row, since it decides the type. */
function fieldOf(spec: Spec, type: SqlType & { kind: 'ROW' }, at: ValueInfo): BoundFunction {
  const wanted = at.literal?.value;
  const index =
    typeof wanted === 'number' ? wanted - 1 : type.fields.findIndex((field) => field.name === wanted);
  const field = type.fields[index];
  if (field === undefined && at.literal !== undefined && at.literal.value !== null)
    throw new SqlError('E_UNSUPPORTED', `${printType(type)} has no field ${String(wanted)}`);
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
  // as in Flink an empty array does not count
  nullable: ([type]) => type?.kind !== 'ARRAY' || type.nullable || type.element.nullable,
  call(values) {
    if (values.length > 1) throw new SqlError('E_VALUE', 'ELEMENT: the array has more than one element');
    return values[0] ?? null;
  },
});
