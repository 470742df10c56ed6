import { expect, test } from 'vitest';
import type { Clock } from '../../../src/common/clock.ts';
import { BatchSize } from '../../../src/executor/run/batch-size.ts';
import { Scheduler } from '../../../src/executor/run/scheduler.ts';

/** Time that passes by work alone. */
function workClock(): Clock & { work(ms: number): void } {
  let now = 1000;
  return { now: () => now, after: () => () => undefined, work: (ms) => void (now += ms) };
}

/** Lets each worker do its batches, and returns the milliseconds of work in each turn of the event loop. */
async function workloads(workers: number, batches: number, batchMs: number): Promise<number[]> {
  const clock = workClock();
  const scheduler = new Scheduler(clock);
  const turns: number[] = [];
  let began = clock.now();
  let isOver = false;
  const count = () => {
    turns.push(clock.now() - began);
    began = clock.now();
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const done = Array.from({ length: workers }, async () => {
    for (let i = 0; i < batches; i++) {
      const turn = scheduler.turn();
      if (turn !== undefined) await turn;
      clock.work(batchMs);
      await Promise.resolve();
    }
  });
  await Promise.all(done);
  await new Promise((resolve) => setImmediate(resolve));
  isOver = true;
  return turns;
}

test('all pipelines together work for one slice and one batch, however many there are', async () => {
  for (const workers of [1, 10, 30]) {
    const turns = await workloads(workers, 20, 5);
    expect(Math.max(...turns)).toBeLessThanOrEqual(8 + 5);
    expect(turns.reduce((sum, ms) => sum + ms, 0)).toBe(workers * 20 * 5);
  }
});

test('who waits is served in order: nobody is left behind', async () => {
  const clock = workClock();
  const scheduler = new Scheduler(clock);
  const served: number[] = [];
  const workers = [0, 1, 2, 3].map(async (worker) => {
    for (let i = 0; i < 5; i++) {
      const turn = scheduler.turn();
      if (turn !== undefined) await turn;
      clock.work(9);
      served.push(worker);
    }
  });
  await Promise.all(workers);
  // The first one has worked before the others come.
  const rounds = Array.from({ length: 4 }, (_, i) => served.slice(1 + 4 * i, 5 + 4 * i));
  expect(rounds).toEqual(rounds.map(() => [0, 1, 2, 3]));
});

test('work is measured within a slice only', async () => {
  const clock = workClock();
  const scheduler = new Scheduler(clock);
  scheduler.turn();
  const mark = scheduler.mark();
  clock.work(3);
  expect(scheduler.worked(mark)).toBe(3);
  await new Promise((resolve) => setImmediate(resolve));
  scheduler.turn();
  expect(scheduler.worked(mark)).toBeUndefined();
});

test('batches that take long become smaller, full ones that take no time larger again', () => {
  const size = new BatchSize(1024);
  for (let i = 0; i < 10; i++) size.took(size.rows, 6);
  expect(size.rows).toBe(64);
  size.took(10, 0); // the source had no more
  expect(size.rows).toBe(64);
  for (let i = 0; i < 10; i++) size.took(size.rows, 1);
  expect(size.rows).toBe(1024);
  const few = new BatchSize(3);
  few.took(3, 100);
  expect(few.rows).toBe(3);
});
