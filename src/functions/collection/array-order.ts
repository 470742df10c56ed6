import { isBinary, isDateTime, isNumeric, isText } from '../../types/coercion.ts';
import { comparator } from '../../types/compare.ts';
import { BOOLEAN, type SqlType } from '../../types/type.ts';
import { defineOnArray } from './array-argument.ts';
import { testGreater, testLess, type Tested } from '../logic/comparison.ts';
import type { ScalarFunction } from '../define.ts';

/** Flink orders neither BOOLEAN nor intervals here. */
const ORDERED = {
  text: 'numbers, strings, bytes, dates or times',
  accepts: (type: SqlType) => isNumeric(type) || isText(type) || isBinary(type) || isDateTime(type),
};

export const arrayMax = extreme(
  'ARRAY_MAX',
  'The greatest element; NULL if there is none but NULL.',
  testGreater,
);
export const arrayMin = extreme('ARRAY_MIN', 'The least element; NULL if there is none but NULL.', testLess);

/** A NaN that stands first remains, since nothing is above or below it, as in Flink. */
function extreme(
  name: string,
  doc: string,
  tested: (a: SqlType, b: SqlType) => Tested | undefined,
): ScalarFunction {
  return defineOnArray({
    name,
    syntax: `${name}(array)`,
    doc,
    elements: ORDERED,
    returns: (array) => array.element,
    nullable: true,
    compile(element) {
      const beats = tested(element, element)?.test;
      return (values) => {
        let best: unknown = null;
        for (const value of values)
          if (value !== null && (best === null || beats?.(value, best) === true)) best = value;
        return best;
      };
    },
  });
}

export const arraySort = defineOnArray({
  name: 'ARRAY_SORT',
  syntax: 'ARRAY_SORT(array [, ascending [, nulls_first]])',
  doc: 'The elements in ascending order unless told otherwise; NULLs stand first, last when it descends.',
  elements: ORDERED,
  others: [BOOLEAN, BOOLEAN],
  optional: 2,
  returns: (array) => array,
  compile(element) {
    const compare = comparator(element);
    return (values, ascending: boolean = true, nullsFirst: boolean = ascending) => {
      const some = values.filter((value) => value !== null);
      some.sort(ascending ? compare : (a, b) => compare(b, a));
      const nulls = new Array<null>(values.length - some.length).fill(null);
      return nullsFirst ? [...nulls, ...some] : [...some, ...nulls];
    };
  },
});

export const arrayReverse = defineOnArray({
  name: 'ARRAY_REVERSE',
  syntax: 'ARRAY_REVERSE(array)',
  doc: 'The elements from the last to the first.',
  returns: (array) => array,
  compile: () => (values) => values.toReversed(),
});
