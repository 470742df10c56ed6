import { expect, test } from 'vitest';

import { FakeClock, settle } from '../../src/common/clock.ts';
import { SqlError } from '../../src/common/errors.ts';
import { backoffMs, clampWait, readRetryAfter, withRetries, type Outcome } from '../../src/models/retry.ts';

const never = new AbortController().signal;

function failing(retry: 'backoff' | undefined, retryAfterMs?: number): Outcome<string> {
  return { kind: 'failure', error: new SqlError('E_MODEL', 'failed', { retry }), retryAfterMs };
}

function attempts(clock: FakeClock, outcomes: readonly Outcome<string>[], limit = 100, signal = never) {
  const at: number[] = [];
  const policy = { limit, clock, random: () => 0, onRetry: () => undefined };
  const result = withRetries(
    async () => {
      at.push(clock.now());
      return outcomes[at.length - 1] ?? { kind: 'answer', value: 'ok' };
    },
    policy,
    signal,
  );
  return { at, result };
}

test('waits double from half a second to eight', async () => {
  const clock = new FakeClock();
  const failures = Array.from({ length: 7 }, () => failing('backoff'));
  const { at, result } = attempts(clock, failures);
  await settle();
  await clock.advance(60_000);
  expect(await result).toEqual({ kind: 'answer', value: 'ok' });
  expect(at).toEqual([0, 500, 1500, 3500, 7500, 15_500, 23_500, 31_500]);
});

test('chance shortens a wait by up to a quarter and never lengthens it', () => {
  expect(backoffMs(1, () => 0)).toBe(500);
  expect(backoffMs(1, () => 1)).toBe(375);
  expect(backoffMs(5000, () => 1)).toBe(6000);
});

test('an error without retry is not tried again', async () => {
  const { at, result } = attempts(new FakeClock(), [failing(undefined)]);
  expect((await result).kind).toBe('failure');
  expect(at.length).toBe(1);
});

test('a limit of two makes three attempts and gives the last failure', async () => {
  const clock = new FakeClock();
  const { at, result } = attempts(clock, Array<Outcome<string>>(9).fill(failing('backoff')), 2);
  await settle();
  await clock.advance(10_000);
  expect((await result).kind).toBe('failure');
  expect(at.length).toBe(3);
});

test('what the endpoint asks for takes the place of the own wait, within 0.2 s and 60 s', async () => {
  const clock = new FakeClock();
  const waits = [failing('backoff', 2000), failing('backoff', 1), failing('backoff', 277_403_000)];
  const { at, result } = attempts(clock, waits);
  await settle();
  await clock.advance(100_000);
  await result;
  expect(at).toEqual([0, 2000, 2200, 62_200]);
  expect(clampWait(5)).toBe(200);
});

test('an abort ends a wait of a minute at once', async () => {
  const clock = new FakeClock();
  const abort = new AbortController();
  const { result } = attempts(clock, [failing('backoff', 60_000)], 5, abort.signal);
  await settle();
  await clock.advance(10);
  const reason = new Error('stop');
  abort.abort(reason);
  await expect(result).rejects.toBe(reason);
});

const NOW = Date.parse('2026-01-01T00:00:00Z');
test.each([
  [{ 'retry-after': '2' }, 2000],
  [{ 'retry-after': '0.5' }, 500],
  [{ 'retry-after-ms': '750', 'retry-after': '9' }, 750],
  [{ 'retry-after-ms': 'soon', 'retry-after': '9' }, 9000],
  [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30_000],
  [{ 'retry-after': 'Thu, 01 Jan 2025 00:00:30 GMT' }, undefined],
  [{ 'retry-after': '-3' }, undefined],
  [{ 'retry-after': '0' }, undefined],
  [{ 'retry-after': 'never' }, undefined],
  [{ 'retry-after': 'agent 007' }, undefined],
  [{ 'retry-after': 'NaN' }, undefined],
  [{}, undefined],
])('the wait of %j is %s ms', (headers: Record<string, string>, ms) => {
  expect(readRetryAfter((name) => headers[name], NOW)).toBe(ms);
});
