import * as fc from '../support/fast-check.ts';
import { expect, test } from 'vitest';
import { ByteReader } from '../../src/state/byte-reader.ts';
import { ByteWriter } from '../../src/state/byte-writer.ts';
import { codecOf, rowCodec, type Codec } from '../../src/state/codec.ts';
import { readKey, writeKey } from '../../src/state/key-bytes.ts';
import { typeLayout } from '../../src/state/type-layout.ts';
import { bitmapOf } from '../../src/types/bitmap.ts';
import { keyOf } from '../../src/types/key.ts';
import { fromBigInt } from '../../src/types/long.ts';
import {
  BIGINT,
  BITMAP,
  BOOLEAN,
  BYTES,
  DOUBLE,
  FLOAT,
  INT,
  mapOf,
  STRING,
  type SqlType,
} from '../../src/types/type.ts';
import { JSON_NULL, parseVariant, variantText } from '../../src/types/variant.ts';

function encode(codec: Codec<unknown>, value: unknown): Buffer {
  const out = new ByteWriter(1);
  codec.encode(value, out);
  return Buffer.from(out.copy());
}

function decode(codec: Codec<unknown>, bytes: Buffer): unknown {
  return codec.decode(new ByteReader().reset(bytes));
}

const VARIANT: SqlType = { kind: 'VARIANT', nullable: true };
const DECIMAL: SqlType = { kind: 'DECIMAL', precision: 38, scale: 4, nullable: true };

const longs = fc.oneof(
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(fromBigInt),
  fc.constantFrom(0, 1, -1, 63, 64, -64, -65, 2 ** 52, -(2 ** 52), 2 ** 53 - 1, -(2 ** 53) + 1),
);
const texts = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '\ud800', '漢字', 'ÿ'),
);
const scalars: { type: SqlType; values: fc.Arbitrary<unknown> }[] = [
  { type: BOOLEAN, values: fc.boolean() },
  { type: INT, values: fc.integer() },
  { type: BIGINT, values: longs },
  { type: DECIMAL, values: fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }).map(fromBigInt) },
  { type: FLOAT, values: fc.float() },
  { type: DOUBLE, values: fc.oneof(fc.double(), fc.constantFrom(-0, NaN, Infinity)) },
  { type: STRING, values: texts },
  { type: BYTES, values: fc.uint8Array() },
  { type: BITMAP, values: fc.array(fc.integer()).map(bitmapOf) },
  { type: VARIANT, values: fc.jsonValue({ noUnicodeString: false }).filter((value) => value !== null) },
];

/** A type of some depth together with its values, NULL among them. */
const typed: fc.Arbitrary<{ type: SqlType; values: fc.Arbitrary<unknown> }> = fc.letrec<{
  typed: { type: SqlType; values: fc.Arbitrary<unknown> };
}>((tie) => ({
  typed: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom(...scalars).map(nullable),
    tie('typed').map(({ type, values }) =>
      nullable({
        type: { kind: 'ARRAY', element: type, nullable: true },
        values: fc.array(values, { maxLength: 20 }),
      }),
    ),
    fc.array(tie('typed'), { maxLength: 10 }).map((fields) =>
      nullable({
        type: {
          kind: 'ROW',
          fields: fields.map(({ type }, i) => ({ name: `f${i}`, type })),
          nullable: true,
        },
        values: fc.tuple(...fields.map(({ values }) => values)),
      }),
    ),
    fc.tuple(tie('typed'), tie('typed')).map(([key, value]) =>
      nullable({
        type: mapOf(key.type, value.type),
        values: fc
          .array(fc.tuple(key.values, value.values))
          .map((pairs) => new Map(pairs.map((pair) => [keyOf(key.type)(pair[0]), pair]))),
      }),
    ),
    fc.tuple(tie('typed'), longs).map(([element]) =>
      nullable({
        type: { kind: 'MULTISET', element: element.type, nullable: true },
        values: fc
          .array(fc.tuple(element.values, longs))
          .map((pairs) => new Map(pairs.map((pair) => [keyOf(element.type)(pair[0]), pair]))),
      }),
    ),
  ),
})).typed;

function nullable({ type, values }: { type: SqlType; values: fc.Arbitrary<unknown> }) {
  return { type, values: fc.oneof({ weight: 5, arbitrary: values }, fc.constant(null)) };
}

test('a value of any type comes back as it was, and writes the same bytes again', () => {
  const cases = typed.chain(({ type, values }) => values.map((value) => ({ type, value })));
  fc.assert(
    fc.property(cases, ({ type, value }) => {
      const codec = codecOf(type);
      const bytes = encode(codec, value);
      const back = decode(codec, bytes);
      expect(back).toStrictEqual(value);
      expect(encode(codec, back)).toEqual(bytes);
      expect(bytes.length === 0).toBe(value === null);
    }),
    { numRuns: 600 },
  );
});

test('a decoded value shares nothing with the bytes it was read from', () => {
  const codec = rowCodec([STRING, BYTES]);
  const bytes = encode(codec, ['abc', Uint8Array.of(1, 2)]);
  const back = decode(codec, bytes);
  bytes.fill(0xff);
  expect(back).toEqual(['abc', Uint8Array.of(1, 2)]);
});

test('small rows are short', () => {
  expect(encode(rowCodec([BIGINT, BIGINT, STRING]), [1, 1000, 'abc'])).toHaveLength(1 + 1 + 2 + 4);
  expect(encode(rowCodec([BIGINT, DOUBLE, STRING]), [null, null, null])).toHaveLength(1);
});

test('an object of a VARIANT may have any field name', () => {
  const value = JSON.parse('{"__proto__": 1, "b": {"constructor": [null, 9007199254740992.5]}}') as unknown;
  const back = decode(codecOf(VARIANT), encode(codecOf(VARIANT), value));
  expect(JSON.stringify(back)).toBe(JSON.stringify(value));
});

test('the layout leaves out what does not change the bytes or their meaning', () => {
  const long: SqlType = {
    kind: 'ROW',
    fields: [
      { name: 'a', type: { kind: 'VARCHAR', length: 10, nullable: false } },
      { name: 'b', type: DECIMAL },
      { name: 'c', type: { kind: 'TIMESTAMP', precision: 0, attribute: 'ROWTIME', nullable: true } },
    ],
    nullable: false,
  };
  expect(typeLayout(long)).toBe('ROW<STRING, DECIMAL(*, 4), TIMESTAMP(3)>');
});

const keys = fc.oneof(texts, longs, fc.double(), fc.boolean(), fc.constantFrom(null, -0, 0, NaN));

function keyBytes(key: Parameters<typeof writeKey>[1]): Buffer {
  const out = new ByteWriter(1);
  writeKey(out, key);
  return Buffer.from(out.copy());
}

test('keys have equal bytes exactly when a Map takes them for one', () => {
  fc.assert(
    fc.property(keys, keys, (a, b) => {
      expect(keyBytes(a).equals(keyBytes(b))).toBe(new Set([a, b]).size === 1);
      expect(keyBytes(a).equals(keyBytes(a))).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test('keys come back, and no key is the beginning of another one', () => {
  fc.assert(
    fc.property(keys, keys, (a, b) => {
      const bytes = keyBytes(a);
      const back = readKey(new ByteReader().reset(bytes));
      expect(new Set([a, back]).size).toBe(1);
      const other = keyBytes(b);
      if (!bytes.equals(other)) expect(other.subarray(0, bytes.length).equals(bytes)).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

test('a VARIANT keeps what a key would not: the sign of zero, at any depth', () => {
  for (const value of [-0, [0, -0], { a: [-0] }])
    expect(decode(codecOf(VARIANT), encode(codecOf(VARIANT), value))).toStrictEqual(value);
});

test("a VARIANT keeps how its numbers are written, and JSON's null as a whole value", () => {
  const value = parseVariant('[1.50, 1e3, 123456789012345678901234567890, null]');
  const back = decode(codecOf(VARIANT), encode(codecOf(VARIANT), value));
  expect(variantText(back)).toBe('[1.5,1000.0,123456789012345678901234567890,null]');
  expect(decode(codecOf(VARIANT), encode(codecOf(VARIANT), JSON_NULL))).toBe(JSON_NULL);
});
