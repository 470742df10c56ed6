import fc from '../../support/fast-check.ts';
import { expect, test } from 'vitest';
import { fromJavaScript } from '../../../src/functions/user/from-javascript.ts';
import { toJavaScript } from '../../../src/functions/user/to-javascript.ts';
import { parseTypeText } from '../../../src/sql/parse.ts';
import { fromBigInt } from '../../../src/types/long.ts';
import { keyOf, type Key } from '../../../src/types/key.ts';

const long = (digits: number) =>
  fc.bigInt({ min: -(10n ** BigInt(digits)) + 1n, max: 10n ** BigInt(digits) - 1n }).map(fromBigInt);
const YEARS = { min: Date.UTC(1, 0, 1), max: Date.UTC(9999, 11, 31) };

/** Values of each type, in the form that types/type.ts gives for it. */
const VALUES: readonly (readonly [string, fc.Arbitrary<unknown>])[] = [
  ['BOOLEAN', fc.boolean()],
  ['SMALLINT', fc.integer({ min: -32768, max: 32767 })],
  ['INT', fc.integer()],
  ['BIGINT', fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(fromBigInt)],
  ['FLOAT', fc.float()],
  ['DOUBLE', fc.double()],
  ['DECIMAL(38, 0)', long(38)],
  ['DECIMAL(20, 7)', long(20)],
  ['STRING', fc.string({ unit: 'binary' })],
  ['BYTES', fc.uint8Array()],
  ['DATE', fc.integer({ min: YEARS.min / 864e5, max: YEARS.max / 864e5 })],
  ['TIME(3)', fc.integer({ min: 0, max: 864e5 - 1 })],
  ['TIMESTAMP(3)', fc.integer(YEARS)],
  ['TIMESTAMP_LTZ(3)', fc.integer(YEARS)],
  ['INTERVAL SECOND', fc.maxSafeInteger()],
  ['ARRAY<INT>', fc.array(fc.option(fc.integer()))],
  ['MAP<STRING, INT>', mapOf('STRING', fc.string(), fc.option(fc.integer()))],
  [
    'ROW<a INT, `toString` STRING, `__proto__` INT>',
    fc.tuple(fc.integer(), fc.option(fc.string()), fc.integer()),
  ],
];

function mapOf(keys: string, key: fc.Arbitrary<unknown>, value: fc.Arbitrary<unknown>) {
  const own = keyOf(parseTypeText(keys));
  return fc
    .array(fc.tuple(key, value))
    .map((pairs) => new Map<Key, unknown>(pairs.map((pair) => [own(pair[0]), pair])));
}

test.each(VALUES)('a value of %s comes back from JavaScript as it went there', (name, values) => {
  const type = parseTypeText(name);
  for (const form of ['auto', 'always'] as const) {
    const [there, back] = [toJavaScript(type, form), fromJavaScript(type)];
    fc.assert(
      fc.property(fc.option(values), (value) => {
        expect(back(there(value))).toEqual(value);
      }),
    );
  }
});
