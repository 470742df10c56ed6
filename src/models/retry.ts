import { sleep, type Clock } from '../common/clock.ts';
import type { SqlError } from '../common/errors.ts';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8000;
const SHORTEST_WAIT_MS = 200;
/** An endpoint may ask for days (277,403 s was seen); weir looks again after a minute. */
const LONGEST_WAIT_MS = 60_000;

/** A request that failed, and what is known for the next try. */
export interface Failure {
  readonly kind: 'failure';
  /** `retry: 'backoff'` on it is what decides. */
  readonly error: SqlError;
  /** HTTP status, when there was an answer. */
  readonly status?: number | undefined;
  /** What the endpoint asked for, unclamped. */
  readonly retryAfterMs?: number | undefined;
}

/** How one request ended. A failure is a value here: the strategy decides later what it means. */
export type Outcome<T> = { readonly kind: 'answer'; readonly value: T } | Failure;

export interface RetryPolicy {
  /** Tries after the first one. */
  readonly limit: number;
  readonly clock: Clock;
  readonly random: () => number;
  /** Told before each wait: the failure, how many there were, the wait. */
  onRetry(failure: Failure, failures: number, waitMs: number): void;
}

/**
 * Tries until an answer, an error that is not worth another try, or the limit; returns the last outcome. Waits end at
 * once when the signal aborts, with its reason. Nothing is held while waiting: `attempt` gets its permit anew.
 */
export async function withRetries<T>(
  attempt: (failures: number) => Promise<Outcome<T>>,
  policy: RetryPolicy,
  signal: AbortSignal,
): Promise<Outcome<T>> {
  for (let failures = 0; ;) {
    const outcome = await attempt(failures);
    if (outcome.kind === 'answer' || outcome.error.retry !== 'backoff' || failures >= policy.limit)
      return outcome;
    failures++;
    const asked = outcome.retryAfterMs;
    const waitMs = asked === undefined ? backoffMs(failures, policy.random) : clampWait(asked);
    policy.onRetry(outcome, failures, waitMs);
    await sleep(policy.clock, waitMs, signal);
  }
}

/** 0.5 s doubling to 8 s, up to a quarter less by chance, as the OpenAI clients do it. */
export function backoffMs(failures: number, random: () => number): number {
  const full = Math.min(FIRST_DELAY_MS * 2 ** Math.min(failures - 1, 10), LONGEST_DELAY_MS);
  return full * (1 - 0.25 * random());
}

/**
 * The wait that `retry-after-ms` or `retry-after` (seconds or an HTTP date) ask for. undefined when there is none, it
 * cannot be read or lies in the past: then the own delay holds, since a client that obeys those hammers the endpoint.
 */
export function readRetryAfter(
  header: (name: string) => string | undefined,
  nowMs: number,
): number | undefined {
  const ms = readNumber(header('retry-after-ms'));
  if (ms !== undefined && ms > 0) return ms;
  const after = header('retry-after')?.trim();
  const seconds = readNumber(after);
  if (seconds !== undefined) return seconds > 0 ? seconds * 1000 : undefined;
  if (after === undefined || !/^[A-Za-z]{3,9},.*\d{4}.* GMT$/.test(after)) return undefined;
  const left = Date.parse(after) - nowMs;
  return left > 0 ? left : undefined; // NaN is not
}

/** What weir makes of it: 0.2 s to 60 s. */
export function clampWait(ms: number): number {
  return Math.min(Math.max(ms, SHORTEST_WAIT_MS), LONGEST_WAIT_MS);
}

function readNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*-?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}
