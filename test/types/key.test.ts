import { expect, test } from 'vitest';
import { equality } from '../../src/types/equal.ts';
import { keyOf, type Key } from '../../src/types/key.ts';
import { BYTES, DOUBLE, INT, mapOf, STRING, type SqlType } from '../../src/types/type.ts';

const row = (...types: SqlType[]): SqlType => ({
  kind: 'ROW',
  nullable: true,
  fields: types.map((type, i) => ({ name: `f${i}`, type })),
});
const arrayOf = (element: SqlType): SqlType => ({ kind: 'ARRAY', element, nullable: true });

function sqlMap(...pairs: [unknown, unknown][]): Map<Key, [unknown, unknown]> {
  return new Map(pairs.map(([k, v]) => [k as Key, [k, v]]));
}

test('a scalar is its own key', () => {
  expect(keyOf(STRING)('x')).toBe('x');
  expect(keyOf(INT)(7)).toBe(7);
  expect(keyOf(STRING)(null)).toBe(null);
});

test('rows whose texts run together have different keys', () => {
  const key = keyOf(row(STRING, STRING));
  expect(key(['a', 'bc'])).not.toBe(key(['ab', 'c']));
  expect(key(['1:a', ''])).not.toBe(key(['', '1:a']));
  expect(key([null, 'a'])).not.toBe(key(['~', 'a']));
  expect(key(['a', 'b'])).toBe(key(['a', 'b']));
});

test('nested arrays of different shape have different keys', () => {
  const key = keyOf(arrayOf(arrayOf(INT)));
  expect(key([[1], [2]])).not.toBe(key([[1, 2]]));
  expect(key([[1, null], []])).not.toBe(key([[1], [null]]));
});

test('the order of entries does not count in a map', () => {
  const equal = equality(mapOf(STRING, INT));
  expect(equal(sqlMap(['a', 1], ['b', 2]), sqlMap(['b', 2], ['a', 1]))).toBe(true);
  expect(equal(sqlMap(['a', 1]), sqlMap(['a', 2]))).toBe(false);
});

test('bytes are equal by content', () => {
  expect(equality(BYTES)(Uint8Array.of(0, 255), Uint8Array.of(0, 255))).toBe(true);
  expect(equality(BYTES)(Uint8Array.of(0), Uint8Array.of(0, 0))).toBe(false);
});

test('NaN equals NaN and zero equals minus zero', () => {
  expect(equality(DOUBLE)(NaN, NaN)).toBe(true);
  expect(equality(DOUBLE)(0, -0)).toBe(true);
  expect(equality(DOUBLE)(NaN, 1)).toBe(false);
});
