import { commonType } from '../../types/coercion.ts';
import { keyOf } from '../../types/key.ts';
import type { SqlType } from '../../types/type.ts';
import { defineOnArray, type ArrayType } from './array-argument.ts';
import { defineFunction, valuesOnly, wrongArguments, wrongType, type ScalarFunction } from '../define.ts';
import { ElementSet } from './element-set.ts';

// Arrays as sets: each element stays once, where it stood first.

type Values = readonly unknown[];

export const arrayDistinct = defineOnArray({
  name: 'ARRAY_DISTINCT',
  syntax: 'ARRAY_DISTINCT(array)',
  doc: 'The array with each element once, where it stood first.',
  returns: (array) => array,
  compile(element) {
    const key = keyOf(element);
    return (values) => {
      const seen = new ElementSet(key);
      return values.filter((value) => seen.add(value));
    };
  },
});

export const arrayUnion = defineOnArrays({
  name: 'ARRAY_UNION',
  syntax: 'ARRAY_UNION(array, array)',
  doc: 'The elements of both arrays, each once.',
  least: 2,
  most: 2,
  compile(element) {
    const key = keyOf(element);
    return (a, b) => {
      const seen = new ElementSet(key);
      return [...a, ...b].filter((value) => seen.add(value));
    };
  },
});

export const arrayExcept = defineOnArrays({
  name: 'ARRAY_EXCEPT',
  syntax: 'ARRAY_EXCEPT(array, array)',
  doc: 'The elements of the first array that the second one does not have, each once.',
  least: 2,
  most: 2,
  compile(element) {
    const key = keyOf(element);
    return (a, b) => {
      const seen = new ElementSet(key, b);
      return a.filter((value) => seen.add(value));
    };
  },
});

export const arrayIntersect = defineOnArrays({
  name: 'ARRAY_INTERSECT',
  syntax: 'ARRAY_INTERSECT(array, array)',
  doc: 'The elements that both arrays have, each once, as the first one has them.',
  least: 2,
  most: 2,
  compile(element) {
    const key = keyOf(element);
    return (a, b) => {
      const wanted = new ElementSet(key, b);
      const seen = new ElementSet(key);
      return a.filter((value) => wanted.has(value) && seen.add(value));
    };
  },
});

export const arrayConcat = defineOnArrays({
  name: 'ARRAY_CONCAT',
  syntax: 'ARRAY_CONCAT(array, ...)',
  doc: 'The elements of all arrays, one array behind the other.',
  least: 1,
  compile:
    () =>
    (...arrays) =>
      arrays.flat(1),
});

interface OnArrays {
  readonly name: string;
  readonly syntax: string;
  readonly doc: string;
  readonly least: number;
  readonly most?: number;
  compile(element: SqlType): (...arrays: Values[]) => Values;
}

/** A function of arrays that are cast to their common type first; NULL in is NULL out. */
function defineOnArrays(spec: OnArrays): ScalarFunction {
  return defineFunction({
    ...spec,
    bind(args) {
      const types = valuesOnly(this, args).map((value) => value.type);
      if (types.length < spec.least || types.length > (spec.most ?? Infinity)) {
        const wanted = spec.most === undefined ? 'at least 1 argument' : `${spec.most} arguments`;
        throw wrongArguments(this, `${wanted} wanted, ${types.length} given`);
      }
      if (!types.every(isArray)) throw wrongType(this, types, 'all arguments must be ARRAYs');
      const common = commonType(types);
      if (common === undefined || !isArray(common))
        throw wrongType(this, types, 'the elements have no common type');
      return {
        returns: common,
        parameters: types.map(() => common),
        compile: () => spec.compile(common.element),
      };
    },
  });
}

function isArray(type: SqlType): type is ArrayType {
  return type.kind === 'ARRAY';
}
