import * as fc from '../../support/fast-check.ts';
import { expect, test } from 'vitest';
import { readRoaring, writeRoaring } from '../../../src/functions/bytes/roaring.ts';
import { bitmapOf } from '../../../src/types/bitmap.ts';

const numbers = fc.uniqueArray(
  fc.oneof(fc.nat(200), fc.integer({ min: 65_530, max: 65_550 }), fc.integer({ min: 0, max: 0xffffffff })),
);

test('bytes give back the bitmap that was written', () => {
  fc.assert(
    fc.property(numbers, (values) => {
      const bitmap = bitmapOf(values);
      expect(readRoaring(writeRoaring(bitmap))).toEqual(bitmap);
    }),
  );
});

test('a dense container is a field of bits, an unbroken one runs', () => {
  const even = bitmapOf(Array.from({ length: 5000 }, (_, i) => 2 * i));
  expect(writeRoaring(even)).toHaveLength(4 + 4 + 4 + 4 + 8192);
  expect(readRoaring(writeRoaring(even))).toEqual(even);
  const whole = bitmapOf(Array.from({ length: 0x10000 }, (_, i) => 0x10000 + i));
  expect(Buffer.from(writeRoaring(whole)).toString('hex')).toBe('3b300000010100ffff01000000ffff');
  expect(readRoaring(writeRoaring(whole))).toEqual(whole);
});

test('bytes that are cut or of another kind are no bitmap', () => {
  const bytes = writeRoaring(bitmapOf([1, 2, 3, 70_000]));
  for (let length = 0; length < bytes.length; length++)
    expect([length, readRoaring(bytes.subarray(0, length))]).toEqual([length, undefined]);
  expect(readRoaring(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8))).toBe(undefined);
});

/** A bitmap of one container of runs, with a count that need not be true. */
function runs(count: number, ...pairs: readonly (readonly [start: number, more: number])[]): Uint8Array {
  const words = [0, count - 1, pairs.length, ...pairs.flat()];
  const bytes = Buffer.alloc(5 + 2 * words.length);
  bytes.writeUInt16LE(12347, 0);
  bytes[4] = 1;
  words.forEach((word, i) => bytes.writeUInt16LE(word, 5 + 2 * i));
  return new Uint8Array(bytes);
}

test('runs are in order, apart, inside of their container and as many as their head says', () => {
  expect(readRoaring(runs(4, [1, 2], [10, 0]))).toEqual(Uint32Array.of(1, 2, 3, 10));
  for (const bad of [
    runs(9, [1, 5], [3, 2]),
    runs(6, [10, 2], [1, 2]),
    runs(6, [1, 2], [1, 2]),
    runs(21, [65_530, 20]),
    runs(7, [1, 2]),
    runs(2, [1, 2]),
    runs(1),
  ])
    expect(readRoaring(bad)).toBe(undefined);
});

test('runs that say they are many ask for no memory', () => {
  const many = Array.from({ length: 65_535 }, () => [0, 65_535] as const);
  expect(readRoaring(runs(65_536, ...many))).toBe(undefined);
});

test('a bitmap of more numbers than fit is refused before it is built', () => {
  const count = 300;
  const bytes = Buffer.alloc(4 + Math.ceil(count / 8) + 4 * count + 4 * count + 6 * count, 0xff);
  bytes.writeUInt16LE(12347, 0);
  bytes.writeUInt16LE(count - 1, 2);
  const heads = 4 + Math.ceil(count / 8);
  for (let i = 0; i < count; i++) bytes.writeUInt16LE(i, heads + 4 * i);
  expect(() => readRoaring(new Uint8Array(bytes))).toThrow('the bitmap has 19660800 numbers');
});

test('a list of numbers is in order, a field of bits as full as its head says', () => {
  const list = writeRoaring(bitmapOf([1, 5, 9]));
  const swapped = Uint8Array.from(list);
  swapped.set(list.subarray(-2), list.length - 4);
  swapped.set(list.subarray(-4, -2), list.length - 2);
  expect(readRoaring(swapped)).toBe(undefined);
  const field = writeRoaring(bitmapOf(Array.from({ length: 5000 }, (_, i) => 2 * i)));
  field[field.length - 1] = 1;
  expect(readRoaring(field)).toBe(undefined);
});
