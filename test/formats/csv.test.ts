import { expect, test } from 'vitest';
import { FakeClock } from '../../src/common/clock.ts';
import { SqlError } from '../../src/common/errors.ts';
import { csv } from '../../src/formats/csv/index.ts';
import {
  BIGINT,
  BOOLEAN,
  BYTES,
  DATE,
  DOUBLE,
  INT,
  mapOf,
  STRING,
  timestampLtz,
  type SqlType,
} from '../../src/types/type.ts';

const DECIMAL: SqlType = { kind: 'DECIMAL', precision: 10, scale: 2, nullable: true };
const TIMESTAMP: SqlType = { kind: 'TIMESTAMP', precision: 3, nullable: true };
const TIME: SqlType = { kind: 'TIME', precision: 0, nullable: true };
const arrayOf = (element: SqlType): SqlType => ({ kind: 'ARRAY', element, nullable: true });
const ROW: SqlType = {
  kind: 'ROW',
  fields: [
    { name: 'x', type: INT },
    { name: 'y', type: STRING },
  ],
  nullable: true,
};

type Options = Record<string, string>;
const context = (options: Options) => ({
  options: new Map(Object.entries(options)),
  timeZone: 'UTC',
  clock: new FakeClock(),
});
const fields = (types: readonly SqlType[]) =>
  types.map((type, index) => ({ name: `c${index}`, type, index }));

function decode(types: readonly SqlType[], line: string, options: Options = {}): unknown {
  const bytes = new TextEncoder().encode(line);
  const rows: unknown[] = [];
  csv
    .decoder(fields(types), types.length, context(options))
    .decode(bytes, 0, bytes.length, (row) => rows.push(row));
  return rows[0];
}

function encode(types: readonly SqlType[], row: readonly unknown[], options: Options = {}): string {
  return new TextDecoder().decode(csv.encoder(fields(types), context(options)).encode(row, 0) ?? undefined);
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

test('fields are cut at the delimiter, quoted ones hold it', () => {
  expect(decode([STRING, INT, DOUBLE], 'x,1,1.5')).toEqual(['x', 1, 1.5]);
  expect(decode([STRING, INT], '"x,y",1')).toEqual(['x,y', 1]);
  expect(decode([STRING, INT], '"q""q",1\r\n')).toEqual(['q"q', 1]);
  expect(decode([STRING, INT], '"two\nlines",1\n')).toEqual(['two\nlines', 1]);
  expect(decode([STRING, INT], 'x"y, 1 ')).toEqual(['x"y', 1]);
  expect(decode([STRING, STRING], ',""')).toEqual(['', '']);
  expect(decode([STRING, STRING], 'a,"b"')).toEqual(['a', 'b']);
  expect(decode([STRING], '\ufeffx')).toEqual(['x']);
});

test('each type has its form', () => {
  const types = [BOOLEAN, BIGINT, DECIMAL, DATE, TIME, TIMESTAMP, timestampLtz(3), BYTES];
  const line =
    'true,9223372036854775807,1.005,2020-1-2,10:11,2020-01-01 10:11:12.123,2020-01-01 10:11:12Z,YWJj';
  expect(decode(types, line)).toEqual([
    true,
    9223372036854775807n,
    101,
    18263,
    36_660_000,
    Date.UTC(2020, 0, 1, 10, 11, 12, 123),
    Date.UTC(2020, 0, 1, 10, 11, 12),
    Uint8Array.from([97, 98, 99]),
  ]);
  expect(decode([arrayOf(INT), ROW], '1;2;3,1;a')).toEqual([
    [1, 2, 3],
    [1, 'a'],
  ]);
  expect(decode([arrayOf(STRING), BOOLEAN], 'a;;b,yes')).toEqual([['a', '', 'b'], false]);
  expect(decode([DECIMAL], '123456789012')).toEqual([null]);
});

test.each<[SqlType, string, string]>([
  [INT, 'abc', `E_FORMAT field 'c0' INT: 'abc' is no INT`],
  [INT, '', `E_FORMAT field 'c0' INT: '' is no INT`],
  [INT, '1.5', `E_FORMAT field 'c0' INT: '1.5' is no INT`],
  [INT, '2147483648', `E_FORMAT field 'c0' INT: '2147483648' is no INT`],
  [
    TIMESTAMP,
    '2020-01-01T10:11:12',
    `E_FORMAT field 'c0' TIMESTAMP(3): '2020-01-01T10:11:12' is no TIMESTAMP(3)`,
  ],
  [ROW, '1', `E_FORMAT field 'c0' ROW<\`x\` INT, \`y\` STRING>: '1' is no ROW<\`x\` INT, \`y\` STRING>`],
])('$0.kind does not read $1', (type, text, message) => {
  expect(failure(() => decode([type, INT], `${text},1`))).toBe(message);
});

test('a line with too many or too few fields, or open quotes, is refused', () => {
  expect(failure(() => decode([STRING, INT], 'x'))).toBe(`E_FORMAT 'x' has 1 fields, 2 are wanted`);
  expect(failure(() => decode([STRING, INT], 'x,1,y'))).toBe(`E_FORMAT 'x,1,y' has 3 fields, 2 are wanted`);
  expect(failure(() => decode([STRING, INT], '"x'))).toBe(
    `E_FORMAT '"x' is no CSV line: a quote is not closed`,
  );
  expect(failure(() => decode([STRING, INT], '"x"y,1'))).toContain('something follows a closing quote');
  expect(failure(() => decode([STRING, INT], 'x,1\ny,2'))).toContain('more than one line');
});

test('ignoring errors, a bad field is NULL, a short line is filled, a long one skipped', () => {
  const options = { 'ignore-parse-errors': 'true' };
  expect(decode([STRING, INT], 'x,abc', options)).toEqual(['x', null]);
  expect(decode([STRING, INT], 'y', options)).toEqual(['y', null]);
  expect(decode([STRING, INT], 'x,1,extra', options)).toBe(undefined);
});

test('the options change delimiter, quote, escape, NULL and comments', () => {
  expect(decode([STRING, INT], 'x|1', { 'field-delimiter': '|' })).toEqual(['x', 1]);
  expect(decode([STRING, INT], 'x\t1', { 'field-delimiter': '\\t' })).toEqual(['x', 1]);
  expect(decode([STRING, INT], `'it''s',2`, { 'quote-character': `'` })).toEqual([`it's`, 2]);
  expect(decode([STRING, INT], '"x,1', { 'disable-quote-character': 'true' })).toEqual(['"x', 1]);
  expect(decode([STRING, INT], 'x\\,y,1', { 'escape-character': '\\' })).toEqual(['x,y', 1]);
  expect(decode([STRING, INT], '"a\\"b",2', { 'escape-character': '\\' })).toEqual(['a"b', 2]);
  expect(decode([STRING, INT], 'n/a,n/a', { 'null-literal': 'n/a' })).toEqual([null, null]);
  expect(decode([STRING, INT], '# c', { 'allow-comments': 'true' })).toBe(undefined);
  expect(decode([arrayOf(INT), INT], '1:2,1', { 'array-element-delimiter': ':' })).toEqual([[1, 2], 1]);
  expect(failure(() => decode([STRING], 'x', { 'field-delimiter': 'ab' }))).toContain(
    'must be one character',
  );
});

test('a row is one line, quoted where Flink quotes', () => {
  const line = (text: string, options?: Options) => encode([STRING, INT], [text, 1], options);
  expect(line('plain')).toBe('plain,1');
  expect(line('x"y')).toBe('"x""y",1');
  expect(line('a,b')).toBe('"a,b",1');
  expect(line('with blank')).toBe('"with blank",1');
  expect(line('2020-01-01;é')).toBe('2020-01-01;é,1');
  expect(line('a\\b')).toBe('"a\\b",1');
  expect(line('longer-than-24-characters')).toBe('"longer-than-24-characters",1');
  expect(line('x,y', { 'disable-quote-character': 'true' })).toBe('x,y,1');
  expect(line('a\\b', { 'escape-character': '\\' })).toBe('"a\\\\b",1');
  expect(encode([STRING, INT], [null, null])).toBe(',');
  expect(encode([STRING, INT], [null, null], { 'null-literal': 'n/a' })).toBe('n/a,n/a');
});

test('numbers and moments are written as Flink writes them', () => {
  const types = [DOUBLE, DECIMAL, DATE, TIME, TIMESTAMP, timestampLtz(3), arrayOf(STRING)];
  expect(encode(types, [1e7, 10000, 18263, 36_672_000, 120, 0, ['a', null]])).toBe(
    '1.0E7,1E+2,2020-01-02,10:11:12,"1970-01-01 00:00:00.12","1970-01-01 00:00:00Z",a;',
  );
  const plain = { 'write-bigdecimal-in-scientific-notation': 'false' };
  expect(encode([DECIMAL], [10000], plain)).toBe('100.00');
});

test('a type without a form is refused before any row', () => {
  expect(failure(() => decode([mapOf(STRING, INT)], 'x'))).toContain('E_UNSUPPORTED');
});

test('a delimiter behind the last column is no field, blanks may stand in front of a comment', () => {
  expect(decode([INT, STRING], '1,x,')).toEqual([1, 'x']);
  expect(failure(() => decode([INT, STRING], '1,x,,'))).toBe("E_FORMAT '1,x,,' has 4 fields, 2 are wanted");
  expect(decode([STRING], '  #c', { 'allow-comments': 'true' })).toBe(undefined);
});
