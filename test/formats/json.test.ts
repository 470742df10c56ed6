import { expect, test } from 'vitest';
import { FakeClock } from '../../src/common/clock.ts';
import { SqlError } from '../../src/common/errors.ts';
import { json } from '../../src/formats/json/index.ts';
import {
  BIGINT,
  BOOLEAN,
  BYTES,
  DATE,
  DOUBLE,
  FLOAT,
  INT,
  mapOf,
  STRING,
  timestampLtz,
  type SqlType,
} from '../../src/types/type.ts';

const DECIMAL: SqlType = { kind: 'DECIMAL', precision: 10, scale: 2, nullable: true };
const TIMESTAMP: SqlType = { kind: 'TIMESTAMP', precision: 3, nullable: true };
const TIME: SqlType = { kind: 'TIME', precision: 3, nullable: true };
const TINYINT: SqlType = { kind: 'TINYINT', nullable: true };
const INTS: SqlType = { kind: 'ARRAY', element: INT, nullable: true };
const ROW: SqlType = {
  kind: 'ROW',
  fields: [
    { name: 'x', type: DOUBLE },
    { name: '__proto__', type: STRING },
  ],
  nullable: true,
};

function context(options: Record<string, string>) {
  return { options: new Map(Object.entries(options)), timeZone: 'UTC', clock: new FakeClock() };
}

function decode(type: SqlType, text: string | Uint8Array, options: Record<string, string> = {}): unknown[] {
  const decoder = json.decoder([{ name: 'v', type, index: 1 }], 2, context(options));
  const bytes = typeof text === 'string' ? new TextEncoder().encode(`..${text}..`) : text;
  const rows: unknown[] = [];
  const inner = typeof text === 'string' ? 2 : 0;
  decoder.decode(bytes, inner, bytes.length - inner, (row) => rows.push(row));
  return rows.map((row) => (row as unknown[])[1]);
}

function encode(type: SqlType, value: unknown, options: Record<string, string> = {}): string {
  const encoder = json.encoder([{ name: 'v', type, index: 0 }], context(options));
  return new TextDecoder().decode(encoder.encode([value], 0) ?? new Uint8Array());
}

function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof SqlError) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'no error';
}

test.each<[SqlType, string, unknown]>([
  [STRING, '"a"', 'a'],
  [STRING, '12', '12'],
  [STRING, 'true', 'true'],
  [STRING, '{"b": [1, null]}', '{"b":[1,null]}'],
  [BOOLEAN, 'true', true],
  [BOOLEAN, '" TRUE "', true],
  [BOOLEAN, '"x"', false],
  [INT, '"17"', 17],
  [INT, '1.9', 1],
  [INT, '-0', 0],
  [BIGINT, '9007199254740993', 9007199254740993n],
  [BIGINT, '"-9223372036854775808"', -9223372036854775808n],
  [DOUBLE, '"1.5e3"', 1500],
  [DOUBLE, '1e999', Infinity],
  [FLOAT, '0.1', Math.fround(0.1)],
  [DECIMAL, '1.005', 101],
  [DECIMAL, '"12.3"', 1230],
  [DECIMAL, '123456789012', null],
  [DATE, '"1969-12-31"', -1],
  [TIME, '"10:11:12.123456"', 36672123],
  [TIMESTAMP, '"2020-01-02 03:04:05.678901"', Date.UTC(2020, 0, 2, 3, 4, 5, 678)],
  [TIMESTAMP, '"2020-02-30 24:00:00"', Date.UTC(2020, 2, 1)],
  [BOOLEAN, '1', false],
  [INT, '" 1 "', 1],
  [INT, '1e2', 100],
  [DOUBLE, '"NaN"', NaN],
  [timestampLtz(3), '"1970-01-01 00:00:01Z"', 1000],
  [BYTES, '"AQI="', new Uint8Array([1, 2])],
  [INTS, '[1, null, "3"]', [1, null, 3]],
  [ROW, '{"x": 1}', [1, null]],
  [ROW, '{"__proto__": "p"}', [null, 'p']],
  [STRING, 'null', null],
])('$0.kind is read from $1', (type, text, value) => {
  expect(decode(type, `{"v": ${text}}`)).toEqual([value]);
});

test('a MAP keeps its entries, a missing field is NULL, the last of two equal keys counts', () => {
  const [map] = decode(mapOf(STRING, INT), '{"v": {"a": 1, "b": null}}');
  expect([...(map as Map<unknown, unknown>).values()]).toEqual([
    ['a', 1],
    ['b', null],
  ]);
  expect(decode(STRING, '{}')).toEqual([null]);
  expect(decode(STRING, '{"v": 1, "v": 2}')).toEqual(['2']);
});

test('no bytes at all are no row', () => {
  expect(decode(INT, '')).toEqual([]);
});

test('a list holds several rows, an empty one none, a byte order mark is no part of the text', () => {
  expect(decode(INT, '[{"v": 1}, {"v": 2}]')).toEqual([1, 2]);
  expect(decode(INT, '[]')).toEqual([]);
  expect(decode(INT, '\ufeff{"v": 1}')).toEqual([1]);
});

test.each<[SqlType, string, string]>([
  [INT, '{"v": "x"}', `E_FORMAT field 'v' INT: '"x"' is no INT`],
  [INT, '{"v": 3000000000}', `E_FORMAT field 'v' INT: '3000000000' is no INT`],
  [TINYINT, '{"v": 200}', `E_FORMAT field 'v' TINYINT: '200' is no TINYINT`],
  [INTS, '{"v": {}}', `E_FORMAT field 'v' ARRAY<INT>: '{}' is no ARRAY<INT>`],
  [
    TIMESTAMP,
    '{"v": "2020-01-02T03:04:05"}',
    `E_FORMAT field 'v' TIMESTAMP(3): '"2020-01-02T03:04:05"' is no TIMESTAMP(3)`,
  ],
  [INT, '{"v": 1', `E_FORMAT '{"v": 1' is no JSON document`],
  [INT, ' ', 'E_FORMAT an empty text is no JSON document'],
  [INT, '5', `E_FORMAT '5' is no JSON object`],
  [INT, 'null', `E_FORMAT 'null' is no JSON object`],
  [TINYINT, '{"v": 1.5}', `E_FORMAT field 'v' TINYINT: '1.5' is no TINYINT`],
  [DATE, '{"v": "2020-02-30"}', `E_FORMAT field 'v' DATE: '"2020-02-30"' is no DATE`],
  [DATE, '{"v": "2020-2-9"}', `E_FORMAT field 'v' DATE: '"2020-2-9"' is no DATE`],
  [TIME, '{"v": "10:11"}', `E_FORMAT field 'v' TIME(3): '"10:11"' is no TIME(3)`],
  [TIMESTAMP, '{"v": "2020-01-02"}', `E_FORMAT field 'v' TIMESTAMP(3): '"2020-01-02"' is no TIMESTAMP(3)`],
  [
    timestampLtz(3),
    '{"v": "2020-01-02 00:00:00"}',
    `E_FORMAT field 'v' TIMESTAMP_LTZ(3): '"2020-01-02 00:00:00"' is no TIMESTAMP_LTZ(3)`,
  ],
  [BYTES, '{"v": "YQ"}', `E_FORMAT field 'v' BYTES: '"YQ"' is no BYTES`],
  [INT, '{"v": \u001b[2J}', `E_FORMAT '{"v": \\u001b[2J}' is no JSON document`],
])('$0.kind does not read $1', (type, text, message) => {
  expect(failure(() => decode(type, text))).toBe(message);
});

test('ignore-parse-errors makes bad fields NULL and skips bad documents, counting both', () => {
  const decoder = json.decoder(
    [{ name: 'v', type: INT, index: 0 }],
    1,
    context({ 'ignore-parse-errors': 'true' }),
  );
  const rows: unknown[] = [];
  for (const text of ['{"v": "x"}', 'nonsense', '{"v": 1}']) {
    const bytes = new TextEncoder().encode(text);
    decoder.decode(bytes, 0, bytes.length, (row) => rows.push(row));
  }
  expect(rows).toEqual([[null], [1]]);
  expect(decoder.skipped).toBe(2);
});

test('fail-on-missing-field names the field', () => {
  expect(failure(() => decode(INT, '{}', { 'fail-on-missing-field': 'true' }))).toBe(
    `E_FORMAT field 'v' is missing`,
  );
  const both = { 'fail-on-missing-field': 'true', 'ignore-parse-errors': 'true' };
  expect(failure(() => decode(INT, '{}', both))).toContain('E_OPTION');
});

test('ignoring errors, a bad part of a collection is NULL and its neighbours stay', () => {
  expect(decode(INTS, '{"v": [1, "x"]}', { 'ignore-parse-errors': 'true' })).toEqual([[1, null]]);
  expect(decode(ROW, '{"v": {"x": "y", "__proto__": 1}}', { 'ignore-parse-errors': 'true' })).toEqual([
    [null, '1'],
  ]);
});

test.each<[SqlType, unknown, string]>([
  [STRING, 'a"\n', '{"v":"a\\"\\n"}'],
  [BIGINT, 9007199254740993n, '{"v":9007199254740993}'],
  [DOUBLE, 1, '{"v":1.0}'],
  [DOUBLE, 1e7, '{"v":1.0E7}'],
  [DOUBLE, NaN, '{"v":"NaN"}'],
  [DECIMAL, 1230, '{"v":12.3}'],
  [DECIMAL, 10000, '{"v":1E+2}'],
  [DATE, -1, '{"v":"1969-12-31"}'],
  [TIME, 36672120, '{"v":"10:11:12.12"}'],
  [TIMESTAMP, 0, '{"v":"1970-01-01 00:00:00"}'],
  [timestampLtz(3), 1500, '{"v":"1970-01-01 00:00:01.5Z"}'],
  [BYTES, new Uint8Array([1, 2]), '{"v":"AQI="}'],
  [INTS, [1, null], '{"v":[1,null]}'],
  [ROW, [0.5, 'p'], '{"v":{"x":0.5,"__proto__":"p"}}'],
  [mapOf(STRING, INT), new Map([['a', ['a', 1]]]), '{"v":{"a":1}}'],
  [STRING, null, '{"v":null}'],
])('$0.kind is written as $2', (type, value, text) => {
  expect(encode(type, value)).toBe(text);
  const back = decode(type, text);
  if (!Number.isNaN(value)) expect(back).toEqual([value]);
});

test('a DECIMAL keeps its zeros as a plain number', () => {
  const options = { 'encode.decimal-as-plain-number': 'true' };
  expect(encode(DECIMAL, 10000, options)).toBe('{"v":100.00}');
  expect(encode(DECIMAL, -5, options)).toBe('{"v":-0.05}');
});

test('a number for a STRING is the text of the document', () => {
  const texts = ['1.50', '1e3', '-0.0', '12345678901234567890', '1.0', '7'];
  expect(texts.map((text) => decode(STRING, `{"v": ${text}, "w": 2.50}`)[0])).toEqual(texts);
  expect(decode(STRING, '{"v": {"a": 1.50, "b": [1e7, "1.50"], "c": 12345678901234567890}}')).toEqual([
    '{"a":1.5,"b":[1.0E7,"1.50"],"c":12345678901234567890}',
  ]);
});

test('numbers beyond a double keep their digits in BIGINT and DECIMAL', () => {
  const wide: SqlType = { kind: 'DECIMAL', precision: 38, scale: 9, nullable: true };
  expect(decode(BIGINT, '{"v": 9223372036854775807}')).toEqual([9223372036854775807n]);
  expect(decode(wide, '{"v": 123456789012345678.123456789}')).toEqual([123456789012345678123456789n]);
  expect(failure(() => decode(BIGINT, '{"v": 9223372036854775808}'))).toContain('is no BIGINT');
  expect(decode(BIGINT, '{"v": 1e3}')).toEqual([1000]);
});

test('the bytes must be UTF-8', () => {
  expect(failure(() => decode(INT, Uint8Array.of(0x7b, 0xff, 0x7d)))).toBe(
    'E_FORMAT the bytes are no UTF-8 text',
  );
  expect(decode(STRING, '{"v": "\ufffd"}')).toEqual(['\ufffd']);
});

test('NULL fields can be left out; a NULL key of a MAP fails, is dropped or written as the literal', () => {
  expect(encode(STRING, null, { 'encode.ignore-null-fields': 'true' })).toBe('{}');
  const map = new Map([[null, [null, 1]]]);
  const type = mapOf(STRING, INT);
  expect(failure(() => encode(type, map))).toContain('NULL key');
  expect(encode(type, map, { 'map-null-key.mode': 'DROP' })).toBe('{"v":{}}');
  expect(encode(type, map, { 'map-null-key.mode': 'LITERAL' })).toBe('{"v":{"null":1}}');
});

test('ISO-8601 timestamps have a T on both sides', () => {
  const options = { 'timestamp-format.standard': 'ISO-8601' };
  expect(encode(TIMESTAMP, 500, options)).toBe('{"v":"1970-01-01T00:00:00.5"}');
  expect(decode(TIMESTAMP, '{"v":"1970-01-01T00:00:00.5"}', options)).toEqual([500]);
});
