import { expect, test } from 'vitest';
import { RestartStrategy, type RestartSettings } from '../../../src/executor/job/restart.ts';

/** The waits after failures, each given as how long the attempt ran; undefined: given up. */
function waits(settings: RestartSettings, ran: readonly number[], random = 0.5): (number | undefined)[] {
  const strategy = new RestartStrategy(settings, () => random);
  let now = 0;
  return ran.map((ms) => {
    now += ms;
    return strategy.next(ms, now);
  });
}

const exponential: RestartSettings = {
  type: 'exponential-delay',
  initialMs: 100,
  maxMs: 350,
  multiplier: 2,
  jitter: 0.1,
  resetMs: 1000,
  attempts: 4,
};

test('exponential-delay: each wait is longer, up to the longest, until the job has run long enough', () => {
  expect(waits(exponential, [1, 1, 1, 1, 1])).toEqual([100, 200, 350, 350, undefined]);
  expect(waits(exponential, [1, 1, 1000, 1])).toEqual([100, 200, 100, 200]);
});

test('exponential-delay: chance adds or takes a share of the wait', () => {
  expect(waits(exponential, [1], 0)).toEqual([90]);
  expect(waits(exponential, [1], 1)[0]).toBeCloseTo(110);
});

test('fixed-delay: always the same wait, so many times', () => {
  expect(waits({ type: 'fixed-delay', delayMs: 7, attempts: 2 }, [1, 5000, 1])).toEqual([7, 7, undefined]);
});

test('failure-rate: as long as not too many failures come in one interval', () => {
  const rate: RestartSettings = { type: 'failure-rate', delayMs: 7, failures: 2, intervalMs: 100 };
  expect(waits(rate, [50, 50, 60, 60, 60])).toEqual([7, 7, 7, 7, 7]);
  expect(waits(rate, [10, 10, 10])).toEqual([7, 7, undefined]);
});

test('none: never', () => {
  expect(waits({ type: 'none' }, [1])).toEqual([undefined]);
});
