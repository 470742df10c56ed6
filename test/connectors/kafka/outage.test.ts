import { expect, test } from 'vitest';

import { Outage } from '../../../src/connectors/kafka/outage.ts';

function outage(): { told: string[]; reading: Outage } {
  const told: string[] = [];
  return { told, reading: new Outage('topic t', 'read', (text) => void told.push(text)) };
}

const reason = new Error('nobody answers');

test('what lasts is told once, and its end once', () => {
  const { told, reading } = outage();
  for (const now of [1000, 3000, 6000, 9000]) reading.failed(reason, now);
  expect(told).toEqual(['topic t cannot be read for 5 s now: nobody answers; trying again']);
  reading.worked();
  reading.worked();
  expect(told.slice(1)).toEqual(['topic t can be read again']);
});

test('nobody hears of what is over soon, however often', () => {
  const { told, reading } = outage();
  for (const now of [1000, 5000, 9000]) {
    reading.failed(reason, now);
    reading.failed(reason, now + 3000);
    reading.worked();
  }
  expect(told).toEqual([]);
});
