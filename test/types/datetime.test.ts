import * as fc from '../support/fast-check.ts';
import { expect, test } from 'vitest';
import { addMonths, civilFromDays, daysFromCivil, isoWeek, MS_PER_DAY } from '../../src/types/civil.ts';
import {
  formatDate,
  formatTime,
  formatTimestamp,
  parseDate,
  parseTime,
  parseTimestamp,
} from '../../src/types/datetime.ts';
import { formatDayTime, formatYearMonth } from '../../src/types/interval.ts';
import { changePrecision, epochMs, nanosOfMs, timestampOf } from '../../src/types/timestamp.ts';
import { isTimeZone, timeZone } from '../../src/types/time-zone.ts';

const date = (text: string) => {
  const days = parseDate(text);
  return days === undefined ? undefined : formatDate(days);
};
const timestamp = (text: string, precision = 3) => {
  const local = parseTimestamp(text);
  return local && formatTimestamp(timestampOf(local.ms, local.nanos, precision), precision);
};

test('days and calendar dates are one to one, as Date has them', () => {
  fc.assert(
    fc.property(fc.integer({ min: -3_000_000, max: 3_000_000 }), (days) => {
      const { year, month, day } = civilFromDays(days);
      expect(daysFromCivil(year, month, day)).toBe(days);
      const known = new Date(days * MS_PER_DAY);
      expect([year, month, day]).toEqual([
        known.getUTCFullYear(),
        known.getUTCMonth() + 1,
        known.getUTCDate(),
      ]);
    }),
  );
});

test('a month later is the last day where the day is missing', () => {
  expect(formatDate(addMonths(daysFromCivil(2020, 1, 31), 1))).toBe('2020-02-29');
  expect(formatDate(addMonths(daysFromCivil(2020, 2, 29), -12))).toBe('2019-02-28');
});

test('ISO weeks belong to the year of their Thursday', () => {
  expect(isoWeek(daysFromCivil(2021, 1, 3))).toEqual({ year: 2020, week: 53 });
  expect(isoWeek(daysFromCivil(2019, 12, 30))).toEqual({ year: 2020, week: 1 });
});

test('dates are read with few digits, with a time behind them, never with wrong days', () => {
  expect(date('2020-2-9')).toBe('2020-02-09');
  expect(date('2020')).toBe('2020-01-01');
  expect(date('2020-02')).toBe('2020-02-01');
  expect(date(' 2020-02-29 ')).toBe('2020-02-29');
  expect(date('2020-02-29 10:00:00')).toBe('2020-02-29');
  expect(date('1')).toBe('0001-01-01');
  for (const text of [
    '2021-02-29',
    '2020-02-29T10:00:00',
    '',
    '-0',
    '1.5',
    '10000-01-01',
    '2020-00-01',
    '2020-',
    'x',
  ])
    expect([text, date(text)]).toEqual([text, undefined]);
});

test('times are read from the hour alone to the millisecond', () => {
  expect(parseTime('10')).toBe(36_000_000);
  expect(formatTime(parseTime(' 1:2:3 ') ?? -1, 0)).toBe('01:02:03');
  expect(formatTime(parseTime('10:11:12.1234567') ?? -1, 3)).toBe('10:11:12.123');
  for (const text of ['24:00:00', '10:60:00', '10:11:60', '', 'a:b:c', '99999', '12.345'])
    expect(parseTime(text)).toBe(undefined);
});

test('timestamps are read as Flink reads them: February 30 is its last day, 24:00 the next midnight', () => {
  expect(timestamp('2020-02-30 00:00:00')).toBe('2020-02-29 00:00:00.000');
  expect(timestamp('2020-01-01 24:00:00')).toBe('2020-01-02 00:00:00.000');
  expect(timestamp('2020-2-3 1:2:3')).toBe('2020-02-03 01:02:03.000');
  expect(timestamp('2020-01-01')).toBe('2020-01-01 00:00:00.000');
  expect(timestamp('2020-01-01 10:11:12.')).toBe('2020-01-01 10:11:12.000');
  expect(timestamp('2020-01-01 00:00:00.123456789', 9)).toBe('2020-01-01 00:00:00.123456789');
  for (const text of [
    '2020-01-01T10:11:12',
    ' 2020-01-01',
    '2020-01',
    '2020-01-01 10:11',
    '20-01-01',
    '2020-01-32',
    '2020-01-01 25:00:00',
  ])
    expect(timestamp(text)).toBe(undefined);
});

test('a timestamp holds its digits and drops the rest: below the ms towards the past, of ms towards 1970', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }),
      fc.integer({ min: 0, max: 999_999 }),
      (ms, nanos) => {
        const value = timestampOf(ms, nanos, 9);
        expect(epochMs(value, 9)).toBe(ms);
        expect(nanosOfMs(value, 9)).toBe(nanos);
        const coarse = changePrecision(value, 9, 6);
        expect(changePrecision(coarse, 6, 9)).toBe(timestampOf(ms, nanos - (nanos % 1000), 9));
        expect(changePrecision(value, 9, 0)).toBe(ms - (ms % 1000));
      },
    ),
  );
  expect(formatTimestamp(-1, 3)).toBe('1969-12-31 23:59:59.999');
});

test('clocks change as the zone says', () => {
  const newYork = timeZone('America/New_York');
  const local = (text: string) => parseTimestamp(text)?.ms ?? NaN;
  const shown = (ms: number) => formatTimestamp(newYork.toLocal(ms), 0);
  expect(shown(newYork.toInstant(local('2020-03-08 02:30:00')))).toBe('2020-03-08 03:30:00');
  // doubled hour: the first, still summer time
  expect(newYork.toInstant(local('2020-11-01 01:30:00'))).toBe(Date.UTC(2020, 10, 1, 5, 30));
  expect(newYork.offsetAt(Date.UTC(2020, 6, 1))).toBe(-4 * 3_600_000);
  expect(timeZone('GMT+08:00').offsetAt(0)).toBe(8 * 3_600_000);
  expect(timeZone('Asia/Kolkata').toLocal(0)).toBe(19_800_000);
});

test('offsets equal what Intl says for moments of many zones', () => {
  const zones = [
    'Europe/Berlin',
    'Australia/Lord_Howe',
    'America/St_Johns',
    'Africa/Casablanca',
    'Asia/Tehran',
  ];
  fc.assert(
    fc.property(fc.constantFrom(...zones), fc.integer({ min: 0, max: 2_000_000_000 }), (id, seconds) => {
      const parts = new Intl.DateTimeFormat('en-US', {
        timeZone: id,
        hourCycle: 'h23',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
      }).formatToParts(seconds * 1000);
      const part = (type: string) => parts.find((p) => p.type === type)?.value;
      const known = `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')}`;
      expect(formatTimestamp(timeZone(id).toLocal(seconds * 1000), 0)).toBe(known);
    }),
    { numRuns: 300 },
  );
});

test('an unknown zone is an error', () => {
  expect(isTimeZone('Europe/Nowhere')).toBe(false);
  expect(isTimeZone('')).toBe(false);
  expect(isTimeZone('UTC')).toBe(true);
});

test('short names that mean several zones and offsets beyond 18 hours are no zones of a session', () => {
  for (const id of ['EST', 'PST', 'IST', 'est', 'GMT+25', '+19:00', 'UTC+8:60'])
    expect(isTimeZone(id)).toBe(false);
  for (const id of ['CET', 'PRC', 'EST5EDT', 'GMT+8', '+18:00', 'Z']) expect(isTimeZone(id)).toBe(true);
});

test('intervals print with sign, days and clock', () => {
  expect(formatDayTime(93_600_000)).toBe('+1 02:00:00.000');
  expect(formatDayTime(-43_200_000)).toBe('-0 12:00:00.000');
  expect(formatYearMonth(-14)).toBe('-1-02');
});
