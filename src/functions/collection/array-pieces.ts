import { isText } from '../../types/coercion.ts';
import { INT, STRING } from '../../types/type.ts';
import { defineOnArray } from './array-argument.ts';

export const arraySlice = defineOnArray({
  name: 'ARRAY_SLICE',
  syntax: 'ARRAY_SLICE(array, start [, end])',
  doc: 'The elements from start to end, both counted from 1, negative ones from the end; 0 is 1.',
  others: [INT, INT],
  optional: 1,
  returns: (array) => array,
  compile: () => slice,
});

/** A start in front of the array is its first element. */
function slice(values: readonly unknown[], start: number, end: number = values.length): readonly unknown[] {
  const from = Math.max(place(start, values.length), 1);
  const to = place(end, values.length);
  return to < from ? [] : values.slice(from - 1, to);
}

/** Counted from 1: what a position means that may be 0 or count from the end. Just in front of the array is 0 again. */
function place(position: number, size: number): number {
  const counted = position < 0 ? size + position + 1 : position;
  return counted === 0 ? 1 : counted;
}

export const arrayJoin = defineOnArray({
  name: 'ARRAY_JOIN',
  syntax: 'ARRAY_JOIN(array, separator [, null_text])',
  doc: 'The strings of an array with the separator between them; NULLs are left out unless a text for them is given.',
  elements: { text: 'strings', accepts: isText },
  others: [STRING, STRING],
  optional: 1,
  returns: () => STRING,
  compile: () => join,
});

function join(values: readonly unknown[], separator: string, nullText?: string): string {
  if (nullText === undefined) return values.filter((value) => value !== null).join(separator);
  return values.map((value) => value ?? nullText).join(separator);
}
