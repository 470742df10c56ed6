import { expect, test } from 'vitest';
import { formatTime, parseTime } from '../../src/types/datetime.ts';

const asTime = (text: string) => {
  const ms = parseTime(text);
  return ms === undefined ? undefined : formatTime(ms, 3);
};

test.each([
  ['10', '10:00:00.0'],
  ['1:2', '01:02:00.0'],
  [' 10:11:12 ', '10:11:12.0'],
  ['10: 11 :12', '10:11:12.0'],
  ['10:11:12.1234', '10:11:12.123'],
  ['10:11:12.1236', '10:11:12.124'],
  ['10:11:12.9996', '10:11:13.0'],
  ['10:11:12.x', '10:11:12.0'],
  ['10:11:12+2', '12:11:12.0'],
  ['10:11:12 -02:30', '07:41:12.0'],
  ['01:00:00-02:00', '23:00:00.0'],
  ['23:00:00+02:00', '25:00:00.0'],
  ['10+1', '11:00:00.0'],
])('the text %s is cast to the TIME(3) %s, as in Flink', (text, time) => {
  expect(asTime(text)).toBe(time);
});

test.each([
  '',
  ' ',
  '24',
  '23:60',
  '123',
  '-1:00',
  '10:11+01:30',
  '10:11:12-',
  '10:11:12+x',
  '10:',
  '10:11:12 PM',
])('the text "%s" is no TIME', (text) => {
  expect(parseTime(text)).toBeUndefined();
});
