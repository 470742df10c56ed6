import { afterEach, expect, test, vi } from 'vitest';
import { systemClock } from '../../src/common/clock.ts';

const DAY = 86_400_000;
afterEach(() => void vi.useRealTimers());

test('a wait longer than a timer can be does not end at once', () => {
  vi.useFakeTimers();
  const calls: string[] = [];
  systemClock.after(60 * DAY, () => calls.push('60 d'));
  const cancel = systemClock.after(60 * DAY, () => calls.push('cancelled'));
  vi.advanceTimersByTime(30 * DAY); // behind the first of its timers
  cancel();
  vi.advanceTimersByTime(29 * DAY);
  expect(calls).toEqual([]);
  vi.advanceTimersByTime(DAY);
  expect(calls).toEqual(['60 d']);
});
