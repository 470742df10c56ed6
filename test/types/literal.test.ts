import { expect, test } from 'vitest';
import { formatDate, formatTimestamp } from '../../src/types/datetime.ts';
import { formatDayTime, formatYearMonth, parseInterval } from '../../src/types/interval.ts';
import { dateLiteral, numberLiteral, timeLiteral, timestampLiteral } from '../../src/types/literal.ts';
import { printType } from '../../src/types/type.ts';

const typeOf = (literal: { type: Parameters<typeof printType>[0] }) => printType(literal.type);

test('the digits of a number decide its type', () => {
  const types = ['1', '2147483647', '2147483648', '-2147483648', '1.0', '.5', '00.10', '5.', '1e3', '.000'];
  expect(types.map((text) => typeOf(numberLiteral(text)))).toEqual([
    'INT NOT NULL',
    'INT NOT NULL',
    'BIGINT NOT NULL',
    'INT NOT NULL',
    'DECIMAL(2, 1) NOT NULL',
    'DECIMAL(1, 1) NOT NULL',
    'DECIMAL(4, 2) NOT NULL',
    'INT NOT NULL',
    'DOUBLE NOT NULL',
    'DECIMAL(3, 3) NOT NULL',
  ]);
  expect(numberLiteral('-9223372036854775808').value).toBe(-9223372036854775808n);
  expect(numberLiteral('123456789012345678.1').value).toBe(1234567890123456781n);
});

test('a number beyond 64 bits of digits is refused', () => {
  for (const text of ['9223372036854775808', '1234567890123456789.1', '1e400'])
    expect(() => numberLiteral(text)).toThrow('out of range');
});

test('a number has 38 digits at most, zeros in front of it counted', () => {
  const zeros = (n: number) => '0'.repeat(n);
  expect(typeOf(numberLiteral(`0.${zeros(37)}1`))).toBe('DECIMAL(38, 38) NOT NULL');
  expect(typeOf(numberLiteral(`${zeros(40)}.1`))).toBe('DECIMAL(38, 1) NOT NULL');
  for (const text of [`0.${zeros(38)}1`, `0.${zeros(39)}`, `.${zeros(60_000)}1`])
    expect(() => numberLiteral(text)).toThrow('out of range');
});

test('a date literal is a date that exists', () => {
  expect(formatDate(Number(dateLiteral('2020-1-5').value))).toBe('2020-01-05');
  for (const text of ['2021-02-29', '2020-1', '0000-01-01', '10000-01-01', 'x'])
    expect(() => dateLiteral(text)).toThrow('is no DATE');
});

test('a timestamp literal has as many digits as written', () => {
  const literal = timestampLiteral('2020-01-01 10:11:12.123456789');
  expect(typeOf(literal)).toBe('TIMESTAMP(9) NOT NULL');
  expect(formatTimestamp(literal.value as bigint, 9)).toBe('2020-01-01 10:11:12.123456789');
  expect(typeOf(timestampLiteral('2020-01-01'))).toBe('TIMESTAMP(0) NOT NULL');
  expect(typeOf(timestampLiteral('2020-1-1 1:2:3.12'))).toBe('TIMESTAMP(2) NOT NULL');
  for (const text of [
    '2020-01-01 24:00:00',
    '2020-01-01T10:11:12',
    '2020-02-30 00:00:00',
    ' 2020-01-01',
    'foo',
  ])
    expect(() => timestampLiteral(text)).toThrow('is no TIMESTAMP');
});

test('a time literal needs its seconds', () => {
  expect(typeOf(timeLiteral('10:11:12.1234'))).toBe('TIME(3) NOT NULL');
  for (const text of ['10:11', '24:00:00', '10:11:60']) expect(() => timeLiteral(text)).toThrow('is no TIME');
});

const interval = (text: string, resolution: string, negative = false) => {
  const { type, value } = parseInterval(text, negative, resolution);
  return type.kind === 'INTERVAL_DAY_TIME' ? formatDayTime(value) : formatYearMonth(value);
};

test('intervals are read by their resolution', () => {
  expect(interval('1 10', 'DAY TO HOUR')).toBe('+1 10:00:00.000');
  expect(interval('-1 10:20', 'DAY TO MINUTE')).toBe('-1 10:20:00.000');
  expect(interval('10:20:30.123', 'HOUR TO SECOND')).toBe('+0 10:20:30.123');
  expect(interval('20:30', 'MINUTE TO SECOND')).toBe('+0 00:20:30.000');
  expect(interval('1 2:3:4.5', 'DAY TO SECOND(3)')).toBe('+1 02:03:04.500');
  expect(interval('-1', 'DAY', true)).toBe('+1 00:00:00.000');
  expect(interval('2-10', 'YEAR TO MONTH')).toBe('+2-10');
  expect(interval('2', 'QUARTER')).toBe('+0-06');
  expect(interval('1', 'WEEK')).toBe('+7 00:00:00.000');
  expect(interval('90.5', 'SECOND')).toBe('+0 00:01:30.500');
  expect(interval('0.0001', 'SECOND')).toBe('+0 00:00:00.000');
  expect(interval('0.57', 'SECOND')).toBe('+0 00:00:00.570');
  expect(interval('100', 'DAY(3)')).toBe('+100 00:00:00.000');
});

test('an interval that does not fit its resolution is refused', () => {
  const wrong = [
    '1.5 DAY',
    'x DAY',
    '1 25 DAY TO HOUR',
    '1:60 HOUR TO MINUTE',
    '1-12 YEAR TO MONTH',
    '.5 SECOND',
    '1 DAY TO HOUR',
  ];
  for (const text of wrong) {
    const [, value = '', resolution = ''] = /^(.*?) ([A-Z].*)$/.exec(text) ?? [];
    expect(() => parseInterval(value, false, resolution)).toThrow('is no INTERVAL');
  }
  expect(() => parseInterval('100', false, 'DAY')).toThrow('more digits');
});
