import { expect, test } from 'vitest';

import { FakeClock, settle } from '../../src/common/clock.ts';
import { EndpointLimiter, type Permit } from '../../src/models/limiter.ts';

const never = new AbortController().signal;

test('permits are given in the order they were asked for', async () => {
  const limiter = new EndpointLimiter(new FakeClock(), 1);
  const first = await limiter.acquire(never);
  const order: number[] = [];
  const rest = [1, 2, 3].map((i) =>
    limiter.acquire(never).then((permit) => {
      order.push(i);
      permit.release();
    }),
  );
  first.release();
  await Promise.all(rest);
  expect(order).toEqual([1, 2, 3]);
});

test('someone who comes later does not overtake those who wait', async () => {
  const limiter = new EndpointLimiter(new FakeClock(), 1);
  const first = await limiter.acquire(never);
  const order: string[] = [];
  void limiter.acquire(never).then(() => order.push('waiting'));
  first.release();
  void limiter.acquire(never).then(() => order.push('late'));
  await settle();
  expect(order).toEqual(['waiting']);
});

test('a second release of one permit frees no second place', async () => {
  const limiter = new EndpointLimiter(new FakeClock(), 1);
  const permit = await limiter.acquire(never);
  permit.release();
  permit.release();
  await limiter.acquire(never);
  void limiter.acquire(never);
  expect(limiter.inFlight).toBe(1);
  expect(limiter.waiting).toBe(1);
});

test('during a pause nobody gets a permit, then everybody who fits', async () => {
  const clock = new FakeClock(1000);
  const limiter = new EndpointLimiter(clock, 2);
  expect(limiter.pause(5000)).toBe(true);
  expect(limiter.pausedUntil).toBe(6000);
  let given = 0;
  for (let i = 0; i < 3; i++) void limiter.acquire(never).then(() => given++);
  await clock.advance(4999);
  expect(given).toBe(0);
  await clock.advance(1);
  expect(given).toBe(2);
  expect(limiter.pausedUntil).toBe(undefined);
});

test('a longer pause replaces a shorter one, a shorter one changes nothing', async () => {
  const clock = new FakeClock();
  const limiter = new EndpointLimiter(clock);
  expect(limiter.pause(3000)).toBe(true);
  expect(limiter.pause(2000)).toBe(false);
  expect(limiter.pause(3500)).toBe(false);
  let isGiven = false;
  void limiter.acquire(never).then(() => (isGiven = true));
  await clock.advance(3000);
  expect(isGiven).toBe(false);
  expect(limiter.pause(10_000)).toBe(true);
  await clock.advance(9_999);
  expect(isGiven).toBe(false);
  await clock.advance(1);
  expect(isGiven).toBe(true);
});

test('an abort ends the wait at once, with its reason, and the next in line is served', async () => {
  const limiter = new EndpointLimiter(new FakeClock(), 1);
  const first = await limiter.acquire(never);
  const abort = new AbortController();
  const waiting = limiter.acquire(abort.signal);
  const next = limiter.acquire(never);
  const reason = new Error('stopped');
  abort.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await expect(limiter.acquire(abort.signal)).rejects.toBe(reason);
  first.release();
  expect((await next) satisfies Permit).toBeDefined();
});

test('a raised cap serves those who wait, a lowered one lets open requests finish', async () => {
  const limiter = new EndpointLimiter(new FakeClock(), 1);
  const first = await limiter.acquire(never);
  const second = limiter.acquire(never);
  limiter.cap = 2;
  const permit = await second;
  limiter.cap = 1;
  void limiter.acquire(never);
  first.release();
  expect(limiter.inFlight).toBe(1);
  expect(limiter.waiting).toBe(1);
  permit.release();
  expect(limiter.waiting).toBe(0);
});

test('1,000 calls with random aborts leak no permit and never exceed the cap', async () => {
  const clock = new FakeClock();
  const limiter = new EndpointLimiter(clock, 7);
  let state = 42;
  const random = () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  let done = 0;
  let aborted = 0;
  let most = 0;
  const calls = Array.from({ length: 1000 }, async () => {
    const abort = new AbortController();
    clock.after(random() * 20_000, () => void (random() < 0.5 && abort.abort(new Error('stop'))));
    await new Promise<void>((resolve) => clock.after(random() * 10_000, resolve));
    try {
      const permit = await limiter.acquire(abort.signal);
      most = Math.max(most, limiter.inFlight);
      await new Promise<void>((resolve) => clock.after(random() * 100, resolve));
      if (random() < 0.05) limiter.pause(random() * 300);
      permit.release();
      done++;
    } catch {
      aborted++;
    }
  });
  await clock.advance(120_000);
  await Promise.all(calls);
  expect(done + aborted).toBe(1000);
  expect(aborted).toBeGreaterThan(100);
  expect(most).toBe(7);
  expect(limiter.inFlight).toBe(0);
  expect(limiter.waiting).toBe(0);
});

test('waiters that gave up take no memory', async () => {
  const limiter = new EndpointLimiter(new FakeClock(), 1);
  await limiter.acquire(never);
  for (let round = 0; round < 2000; round++) {
    const abort = new AbortController();
    const waiting = limiter.acquire(abort.signal).catch(() => 'gone');
    abort.abort();
    expect(await waiting).toBe('gone');
  }
  expect(limiter.waiting).toBe(0);
});
