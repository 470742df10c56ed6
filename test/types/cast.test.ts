import { expect, test } from 'vitest';
import { compileCast } from '../../src/types/cast.ts';
import { canCast } from '../../src/types/coercion.ts';
import { compileFormat } from '../../src/types/format-value.ts';
import { keyOf } from '../../src/types/key.ts';
import {
  BIGINT,
  BOOLEAN,
  BYTES,
  DATE,
  DOUBLE,
  FLOAT,
  INT,
  mapOf,
  MAX_LENGTH,
  STRING,
  timestampLtz,
  type SqlType,
} from '../../src/types/type.ts';

const TINYINT: SqlType = { kind: 'TINYINT', nullable: true };
const SMALLINT: SqlType = { kind: 'SMALLINT', nullable: true };
const decimal = (precision: number, scale: number): SqlType => ({
  kind: 'DECIMAL',
  precision,
  scale,
  nullable: true,
});
const char = (length: number): SqlType => ({ kind: 'CHAR', length, nullable: true });
const varchar = (length: number): SqlType => ({ kind: 'VARCHAR', length, nullable: true });
const time = (precision: number): SqlType => ({ kind: 'TIME', precision, nullable: true });
const timestamp = (precision: number): SqlType => ({ kind: 'TIMESTAMP', precision, nullable: true });
const arrayOf = (element: SqlType): SqlType => ({ kind: 'ARRAY', element, nullable: true });
const rowOf = (...types: SqlType[]): SqlType => ({
  kind: 'ROW',
  fields: types.map((type, i) => ({ name: `f${i}`, type })),
  nullable: true,
});

/** What TRY_CAST makes of the value, printed; '-' for NULL. */
function tried(value: unknown, from: SqlType, to: SqlType, timeZone = 'UTC'): string {
  const result = compileCast(from, to, { safe: true, timeZone })(value);
  return result === null ? '-' : compileFormat(to, { timeZone })(result);
}

const all = (values: readonly unknown[], from: SqlType, to: SqlType) =>
  values.map((value) => tried(value, from, to));

test('text becomes an integer by its digits, a fraction is cut off', () => {
  expect(all(['12', ' 12 ', '+5', '-12', '1.9', '.5', '1.', '.', '-.5'], STRING, INT)).toEqual([
    '12',
    '12',
    '5',
    '-12',
    '1',
    '0',
    '1',
    '0',
    '0',
  ]);
  const bad = ['abc', '', ' ', '-', '1e2', '12abc', '1.x', '1.5.5', '--1', '2147483648', '-2147483649'];
  expect(all(bad, STRING, INT)).toEqual(bad.map(() => '-'));
  expect(all(['300', '-129', '-128', '0127'], STRING, TINYINT)).toEqual(['-', '-', '-128', '127']);
  expect(all(['9223372036854775807', '9223372036854775808'], STRING, BIGINT)).toEqual([
    '9223372036854775807',
    '-',
  ]);
});

test('a number too large for an integer type wraps, a double is kept between the ends', () => {
  expect(tried(1000, SMALLINT, TINYINT)).toBe('-24');
  expect(tried(3000000000, BIGINT, INT)).toBe('-1294967296');
  expect(tried(9223372036854775807n, BIGINT, TINYINT)).toBe('-1');
  expect(all([1e20, -1e20, NaN, -1.9], DOUBLE, INT)).toEqual(['2147483647', '-2147483648', '0', '-1']);
  expect(all([300, 1e10], DOUBLE, TINYINT)).toEqual(['44', '-1']);
  expect(tried(999999999999, decimal(38, 1), INT)).toBe('1215752191');
  expect(tried(999999999999999999999n, decimal(38, 1), BIGINT)).toBe('7766279631452241919');
});

test('DECIMAL rounds half up and is NULL when a number does not fit', () => {
  expect(all([1005, -1005, 1015], decimal(10, 3), decimal(10, 2))).toEqual(['1.01', '-1.01', '1.02']);
  expect(compileCast(decimal(6, 3), decimal(4, 2), { timeZone: 'UTC' })(123456)).toBe(null);
  expect(all([1e20, 0.1, 123.456], DOUBLE, decimal(38, 3))).toEqual([
    '100000000000000000000.000',
    '0.100',
    '123.456',
  ]);
  expect(tried(Math.fround(0.1), FLOAT, decimal(20, 15))).toBe('0.100000001490116');
  expect(all(['1.5', '.5', '1.', ' 2 ', '1e2', '+3', '1.005'], STRING, decimal(10, 2))).toEqual([
    '1.50',
    '0.50',
    '1.00',
    '2.00',
    '100.00',
    '3.00',
    '1.01',
  ]);
  expect(all(['abc', '', '1,5', '99999999999', '0x1'], STRING, decimal(10, 2))).toEqual([
    '-',
    '-',
    '-',
    '-',
    '-',
  ]);
});

test('text becomes a double as Java reads it, and prints as Java prints it', () => {
  expect(
    all(
      ['1e5', '1d', ' 1.5 ', '.5', '5.', 'NaN', '-Infinity', '1e400', '1e-5', '12345678.9'],
      STRING,
      DOUBLE,
    ),
  ).toEqual([
    '100000.0',
    '1.0',
    '1.5',
    '0.5',
    '5.0',
    'NaN',
    '-Infinity',
    'Infinity',
    '1.0E-5',
    '1.23456789E7',
  ]);
  expect(all(['', '1_000', '1,5', 'nan', '1e', '.', '0x10'], STRING, DOUBLE)).toEqual([
    '-',
    '-',
    '-',
    '-',
    '-',
    '-',
    '-',
  ]);
  expect(all(['1.1', '16777217', '1e39'], STRING, FLOAT)).toEqual(['1.1', '1.6777216E7', 'Infinity']);
});

test('a FLOAT of a row is widened, a constant goes over its digits', () => {
  expect(tried(Math.fround(0.1), FLOAT, DOUBLE)).toBe('0.10000000149011612');
  const constant = (to: SqlType) =>
    compileCast(FLOAT, to, { timeZone: 'UTC', constant: true })(Math.fround(1.1));
  expect(constant(DOUBLE)).toBe(1.1);
  expect(constant(decimal(10, 8))).toBe(110000000);
});

test('booleans are read from five words each', () => {
  expect(all(['true', 'T', 'yes', 'y', '1'], STRING, BOOLEAN)).toEqual([
    'TRUE',
    'TRUE',
    'TRUE',
    'TRUE',
    'TRUE',
  ]);
  expect(all(['FALSE', 'f', 'no', 'n', '0'], STRING, BOOLEAN)).toEqual([
    'FALSE',
    'FALSE',
    'FALSE',
    'FALSE',
    'FALSE',
  ]);
  expect(all(['on', '01', ' true ', '', '2'], STRING, BOOLEAN)).toEqual(['-', '-', '-', '-', '-']);
  expect(all([0, 2, -1], INT, BOOLEAN)).toEqual(['FALSE', 'TRUE', 'TRUE']);
  expect(tried(true, BOOLEAN, decimal(3, 1))).toBe('1.0');
});

test('CHAR is filled and cut, VARCHAR cut, by code points', () => {
  expect(tried('hi', STRING, char(5))).toBe('hi   ');
  expect(tried('hello', STRING, varchar(3))).toBe('hel');
  expect(tried('😀b', STRING, varchar(1))).toBe('😀');
  expect(tried('😀b', STRING, char(4))).toBe('😀b  ');
  expect(tried(12345, INT, char(3))).toBe('123');
});

test('bytes and text are UTF-8 to each other', () => {
  expect(tried('é', STRING, BYTES)).toBe("x'c3a9'");
  expect(tried(Uint8Array.of(0xe6, 0x97, 0xa5), BYTES, STRING)).toBe('日');
  expect(tried(Uint8Array.of(0xff), BYTES, STRING)).toBe('\ufffd');
  expect(tried('a', STRING, { kind: 'BINARY', length: 2, nullable: true })).toBe("x'6100'");
  expect(tried('abc', STRING, { kind: 'VARBINARY', length: 2, nullable: true })).toBe("x'6162'");
});

test('timestamps meet TIMESTAMP_LTZ by the clocks of the session zone', () => {
  const zone = 'America/New_York';
  expect(tried('2020-07-01 00:00:00', STRING, timestampLtz(3), zone)).toBe('2020-07-01 00:00:00.000');
  expect(compileCast(STRING, timestampLtz(3), { timeZone: zone })('2020-07-01 00:00:00')).toBe(
    Date.UTC(2020, 6, 1, 4),
  );
  expect(tried(1593561600000, timestampLtz(3), time(0), zone)).toBe('20:00:00');
  expect(tried(1593561600000, timestampLtz(3), DATE, zone)).toBe('2020-06-30');
  expect(tried(0, timestampLtz(3), timestamp(0), 'Asia/Kolkata')).toBe('1970-01-01 05:30:00');
});

test('dates, times and timestamps become each other', () => {
  expect(tried(Date.UTC(2020, 0, 1, 10, 11, 12, 123), timestamp(3), time(3))).toBe('10:11:12.123');
  expect(tried(Date.UTC(2020, 0, 1, 10, 11, 12, 123), timestamp(3), timestamp(1))).toBe(
    '2020-01-01 10:11:12.1',
  );
  expect(tried(-1, timestamp(3), DATE)).toBe('1970-01-01');
  expect(tried(-1001, timestamp(3), timestamp(0))).toBe('1969-12-31 23:59:59');
  expect(tried(-1001, timestamp(3), time(0))).toBe('23:59:59');
  expect(tried(18262, DATE, timestamp(9))).toBe('2020-01-01 00:00:00.000000000');
  expect(tried(36_672_000, time(0), timestamp(3))).toBe('1970-01-01 10:11:12.000');
  expect(tried('2020-01-01T10:11:12', STRING, timestamp(3))).toBe('-');
});

test('a number counts the ms or months of an interval, whatever its unit', () => {
  const days = { kind: 'INTERVAL_DAY_TIME', resolution: 'DAY', nullable: true } as const;
  expect(tried(5, INT, days)).toBe('+0 00:00:00.005');
  expect(tried(5, BIGINT, days)).toBe('+0 00:00:00.005');
  expect(tried(14, INT, { kind: 'INTERVAL_YEAR_MONTH', resolution: 'YEAR', nullable: true })).toBe('+1-02');
});

test('one bad part makes the whole collection NULL', () => {
  expect(tried(['1', '2', null], arrayOf(STRING), arrayOf(INT))).toBe('[1, 2, NULL]');
  expect(tried(['1', 'x'], arrayOf(STRING), arrayOf(INT))).toBe('-');
  expect(tried(['1', 'x'], rowOf(STRING, STRING), rowOf(INT, INT))).toBe('-');
  const map = new Map([[keyOf(STRING)('1'), ['1', 'x']]]);
  expect(tried(map, mapOf(STRING, STRING), mapOf(INT, STRING))).toBe('{1=x}');
});

test('collections read as text with their bytes as UTF-8', () => {
  const cast = compileCast(rowOf(BYTES, DOUBLE, INT), STRING, { timeZone: 'UTC' });
  expect(cast([Uint8Array.of(0x61), 1e7, null])).toBe('(a, 1.0E7, NULL)');
  expect(compileFormat(arrayOf(BYTES), { timeZone: 'UTC' })([Uint8Array.of(0x61)])).toBe("[x'61']");
});

test('CAST names the value and the type that do not fit', () => {
  const cast = compileCast(STRING, INT, { timeZone: 'UTC' });
  expect(() => cast('abc')).toThrow("'abc' cannot be cast to INT");
  expect(() => cast('\u001b[31m'.repeat(40))).toThrow(/^'\\u001b\[31m.{1,200}\.\.\.' cannot/);
  expect(cast(null)).toBe(null);
});

test('what cannot be cast is known from the types', () => {
  expect(canCast(INT, timestamp(3))).toBe(false);
  expect(canCast(DATE, time(0))).toBe(false);
  expect(canCast(timestamp(3), BIGINT)).toBe(false);
  expect(canCast(rowOf(INT, INT), rowOf(INT))).toBe(false);
  expect(canCast(arrayOf(INT), mapOf(INT, INT))).toBe(false);
  expect(canCast(STRING, arrayOf(INT))).toBe(false);
  expect(canCast(arrayOf(STRING), arrayOf(INT))).toBe(true);
  expect(canCast(rowOf(INT), { kind: 'VARCHAR', length: MAX_LENGTH, nullable: true })).toBe(true);
});
