import { keyOf } from '../../types/key.ts';
import { BOOLEAN, INT, withNullability, type SqlType } from '../../types/type.ts';
import { defineOnElement, type ArrayType } from './array-argument.ts';
import { elementIndex } from './element-set.ts';

// Functions of an array and one value. The value is cast to the type of the elements, as CAST does it: 'bcd' to 'b' for
// an array of CHAR(1).

export const arrayContains = defineOnElement({
  name: 'ARRAY_CONTAINS',
  syntax: 'ARRAY_CONTAINS(array, value)',
  doc: 'Whether the value is one of the elements; NULL is found where there is a NULL.',
  returns: (array) => withNullability(BOOLEAN, array.nullable),
  compile(element) {
    const find = elementIndex(element);
    return (values, value) => find(values, value) !== -1;
  },
});

export const arrayPosition = defineOnElement({
  name: 'ARRAY_POSITION',
  syntax: 'ARRAY_POSITION(array, value)',
  doc: 'Where the value first stands among the elements, counted from 1; 0 if nowhere, NULL for NULL.',
  returns: (array, value) => withNullability(INT, array.nullable || value.nullable),
  compile(element) {
    const find = elementIndex(element);
    return (values, value) => (value === null ? null : find(values, value) + 1);
  },
});

export const arrayRemove = defineOnElement({
  name: 'ARRAY_REMOVE',
  syntax: 'ARRAY_REMOVE(array, value)',
  doc: 'The array without the elements that equal the value; NULL takes the NULLs away.',
  returns: (array) => array,
  compile(element) {
    const key = keyOf(element);
    return (values, value) => {
      const unwanted = key(value);
      return values.filter((item) => key(item) !== unwanted);
    };
  },
});

export const arrayAppend = defineOnElement({
  name: 'ARRAY_APPEND',
  syntax: 'ARRAY_APPEND(array, value)',
  doc: 'The array with the value behind its elements.',
  returns: extended,
  compile: () => (values, value) => [...values, value],
});

export const arrayPrepend = defineOnElement({
  name: 'ARRAY_PREPEND',
  syntax: 'ARRAY_PREPEND(array, value)',
  doc: 'The array with the value in front of its elements.',
  returns: extended,
  compile: () => (values, value) => [value, ...values],
});

/** As in Flink a value that may be NULL makes the whole array one that may be. */
function extended(array: ArrayType, value: SqlType): SqlType {
  const element = withNullability(array.element, array.element.nullable || value.nullable);
  return { kind: 'ARRAY', element, nullable: array.nullable || value.nullable };
}
