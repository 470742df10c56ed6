import * as fc from '../support/fast-check.ts';
import { expect, test } from 'vitest';
import * as long from '../../src/types/long.ts';

const interesting = [
  0n,
  1n,
  -1n,
  2n ** 31n,
  2n ** 53n - 1n,
  2n ** 53n,
  -(2n ** 53n),
  2n ** 63n - 1n,
  -(2n ** 63n),
];
const anyLong = fc
  .oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.constantFrom(...interesting),
    fc.maxSafeInteger().map(BigInt),
  )
  .map(long.fromBigInt);

function isNormalised(value: long.Long): boolean {
  if (typeof value === 'number') return Number.isSafeInteger(value) && !Object.is(value, -0);
  return !Number.isSafeInteger(Number(value)) && value === BigInt.asIntN(64, value);
}

const operations = {
  add: [long.add, (a: bigint, b: bigint) => a + b],
  subtract: [long.subtract, (a: bigint, b: bigint) => a - b],
  multiply: [long.multiply, (a: bigint, b: bigint) => a * b],
  divide: [long.divide, (a: bigint, b: bigint) => a / b],
  remainder: [long.remainder, (a: bigint, b: bigint) => a % b],
} as const;

for (const [name, [ours, exact]] of Object.entries(operations)) {
  test(`${name} equals 64-bit arithmetic and stays normalised`, () => {
    fc.assert(
      fc.property(anyLong, anyLong, (a, b) => {
        if (b === 0 && (name === 'divide' || name === 'remainder')) return;
        const result = ours(a, b);
        expect(isNormalised(result)).toBe(true);
        expect(BigInt(result)).toBe(BigInt.asIntN(64, exact(BigInt(a), BigInt(b))));
      }),
      { numRuns: 3000 },
    );
  });
}

test('the largest long plus one is the smallest', () => {
  expect(long.add(long.MAX_LONG, 1)).toBe(long.MIN_LONG);
  expect(long.negate(long.MIN_LONG)).toBe(long.MIN_LONG);
});

test('dividing by zero is an error', () => {
  expect(() => long.divide(1, 0)).toThrow('division by zero');
  expect(() => long.remainder(2n ** 60n, 0)).toThrow('division by zero');
});

test('floor division and its rest go together', () => {
  fc.assert(
    fc.property(anyLong, fc.integer({ min: 1, max: 1_000_000 }), (a, b) => {
      const rest = long.floorRemainder(a, b);
      expect(rest >= 0 && rest < b).toBe(true);
      expect(BigInt(long.floorDivide(a, b)) * BigInt(b) + BigInt(rest)).toBe(BigInt(a));
    }),
    { numRuns: 3000 },
  );
});

test('parse reads what fits 64 bits and nothing else', () => {
  expect(long.parse('9223372036854775807')).toBe(long.MAX_LONG);
  expect(long.parse('9223372036854775808')).toBe(undefined);
  expect(long.parse('-9007199254740993')).toBe(-9007199254740993n);
  expect(long.parse('+007')).toBe(7);
  expect(Object.is(long.parse('-0'), 0)).toBe(true);
  for (const text of ['', '-', '1.0', ' 1', '1e3', '0x1']) expect(long.parse(text)).toBe(undefined);
});

test('a double becomes a long as in Java', () => {
  expect(long.fromDouble(NaN)).toBe(0);
  expect(long.fromDouble(-2.9)).toBe(-2);
  expect(long.fromDouble(1e20)).toBe(long.MAX_LONG);
  expect(long.fromDouble(-Infinity)).toBe(long.MIN_LONG);
  expect(long.fromDouble(2 ** 60)).toBe(2n ** 60n);
});
