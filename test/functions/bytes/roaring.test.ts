import * as fc from 'fast-check';
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
