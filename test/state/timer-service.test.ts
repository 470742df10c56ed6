import * as fc from '../support/fast-check.ts';
import { expect, test } from 'vitest';
import { memoryDisk } from '../../src/common/disk.ts';
import type { Timer, TimerService } from '../../src/state/timer-service.ts';
import { openState } from './support.ts';

function takeAll(timers: TimerService, upTo: number): Timer[] {
  const all: Timer[] = [];
  for (let timer = timers.next(upTo); timer !== undefined; timer = timers.next(upTo)) all.push(timer);
  return all;
}

async function newTimers() {
  const backend = await openState();
  return backend.operator('operator').timers('timers');
}

test('timers come in the order of their times, each once, none before its time', async () => {
  const timer = fc.record({
    key: fc.oneof(fc.nat(20), fc.constantFrom('a', null)),
    time: fc.integer({ min: -50, max: 50 }),
    namespace: fc.constantFrom(null, 1, 'w'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(timer, { maxLength: 200, size: 'max' }), fc.nat(100), async (wanted, upTo) => {
      const timers = await newTimers();
      for (const { key, time, namespace } of wanted) timers.register(key, time, namespace);
      const taken = takeAll(timers, upTo - 50);
      const times = taken.map(({ time }) => time);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      const due = wanted.filter(({ time }) => time <= upTo - 50);
      expect(new Set(taken.map((one) => JSON.stringify(one)))).toEqual(
        new Set(due.map(({ key, namespace, time }) => JSON.stringify({ key, namespace, time }))),
      );
      expect(taken).toHaveLength(new Set(due.map((one) => JSON.stringify(one))).size);
      expect(takeAll(timers, Infinity)).toHaveLength(
        new Set(wanted.map((one) => JSON.stringify(one))).size - taken.length,
      );
      expect(timers.earliest).toBeUndefined();
    }),
    { numRuns: 200 },
  );
});

test('a deleted timer does not come, and one of another window of the same key does', async () => {
  const timers = await newTimers();
  timers.register('a', 10, 'w1');
  timers.register('a', 10, 'w2');
  timers.delete('a', 10, 'w1');
  timers.delete('nobody', 10);
  expect(takeAll(timers, 10)).toEqual([{ key: 'a', namespace: 'w2', time: 10 }]);
});

test('a timer that is registered while others fire takes part if it is due', async () => {
  const timers = await newTimers();
  timers.register('a', 5);
  expect(timers.next(9)).toEqual({ key: 'a', namespace: null, time: 5 });
  timers.register('b', 7);
  timers.register('c', 3);
  timers.register('d', 10);
  expect(takeAll(timers, 9).map(({ key }) => key)).toEqual(['c', 'b']);
  expect(timers.earliest).toBe(10);
});

test('timers of one time come in the same order before and after a restart', async () => {
  const disk = memoryDisk();
  const first = await openState({ disk });
  const operator = first.operator('operator');
  const timers = operator.timers('timers');
  for (let key = 0; key < 500; key++) timers.register(key * 7919, key % 3);
  for (let key = 0; key < 500; key += 3) timers.delete(key * 7919, key % 3);
  for (let key = 0; key < 500; key += 6) timers.register(key * 7919, key % 3);
  operator.barrier();
  const snapshot = await first.snapshot();
  const live = takeAll(timers, 10);
  const second = await openState({ disk, attempt: 'b' });
  const again = second.operator('operator').timers('timers');
  await second.restore(snapshot);
  expect(takeAll(again, 10)).toEqual(live);
  expect(live).toHaveLength(417);
});

test('a hundred thousand timers of one time come once each', async () => {
  const timers = await newTimers();
  const count = 100_000;
  for (let key = 0; key < count; key++) timers.register(`user-${key}`, 1000);
  expect(new Set(takeAll(timers, 1000).map(({ key }) => key)).size).toBe(count);
});
