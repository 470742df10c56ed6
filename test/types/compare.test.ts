import * as fc from '../support/fast-check.ts';
import { expect, test } from 'vitest';
import { comparator, compareText } from '../../src/types/compare.ts';
import { BIGINT, BYTES, DOUBLE, INT, STRING, type SqlType } from '../../src/types/type.ts';

test('text is ordered by code point, as its UTF-8 bytes are', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
      expect(Math.sign(compareText(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
  );
  expect(compareText('\uffee', '😀')).toBeLessThan(0);
});

test('NULL stands before every value, NaN behind every number', () => {
  const compare = comparator(DOUBLE);
  expect([1, NaN, null, -Infinity, Infinity].toSorted(compare)).toEqual([null, -Infinity, 1, Infinity, NaN]);
});

test('longs are ordered across numbers and bigints', () => {
  const compare = comparator(BIGINT);
  expect([2n ** 60n, 5, -(2n ** 60n)].toSorted(compare)).toEqual([-(2n ** 60n), 5, 2n ** 60n]);
});

test('bytes are compared without sign', () => {
  expect(comparator(BYTES)(Uint8Array.of(200), Uint8Array.of(100))).toBeGreaterThan(0);
});

test('arrays and rows are ordered from left to right', () => {
  const array = comparator({ kind: 'ARRAY', element: INT, nullable: true });
  expect(array([1, 2], [1, 3])).toBeLessThan(0);
  expect(array([1], [1, null])).toBeLessThan(0);
  const row: SqlType = {
    kind: 'ROW',
    nullable: true,
    fields: [
      { name: 'a', type: STRING },
      { name: 'b', type: INT },
    ],
  };
  expect(comparator(row)(['a', 2], ['a', 1])).toBeGreaterThan(0);
});
