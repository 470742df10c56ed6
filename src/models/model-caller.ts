import { setMaxListeners } from 'node:events';

import type { Clock } from '../common/clock.ts';
import { formatDuration } from '../common/duration.ts';
import { SqlError } from '../common/errors.ts';
import { intOr, oneOfOr, type OptionValues } from '../common/options.ts';
import type { Limiter } from './limiter.ts';
import type { Prediction } from './provider.ts';
import { clampWait, withRetries, type Failure, type Outcome } from './retry.ts';
import { CallStats } from './stats.ts';

/** What happens when a call fails: options every provider has, with Flink's names and defaults. */
export const FAILURE_OPTIONS = {
  'error-handling-strategy': oneOfOr(
    'What a failed call does: is tried again, fails the job, or drops its row.',
    ['RETRY', 'FAILOVER', 'IGNORE'],
    'RETRY',
  ),
  'retry-num': intOr('How often RETRY tries again.', 100),
  'retry-fallback-strategy': oneOfOr(
    'What RETRY does when nothing helped.',
    ['FAILOVER', 'IGNORE'],
    'FAILOVER',
  ),
};

/** What one request brought. */
export interface Answer {
  readonly rows: readonly (readonly unknown[])[];
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** Sends one request. An abort of the signal ends it at once, in whatever way; everything else is an outcome. */
export type Send = (signal: AbortSignal) => Promise<Outcome<Answer>>;

export interface CallerParts {
  /** For messages: 'api.openai.com'. */
  readonly host: string;
  readonly options: OptionValues<typeof FAILURE_OPTIONS>;
  /** Longest time of one request, answer's last byte included. */
  readonly requestTimeoutMs: number;
  /** After how long without any answer at all to say so, once; undefined: never. */
  readonly patienceMs: number | undefined;
  readonly limiter: Limiter;
  readonly clock: Clock;
  readonly random: () => number;
  notice(text: string): void;
}

const LONG_WAIT_MS = 2000;
const NOTICE_EVERY_MS = 30_000;

/** The life of a model call around its requests: turn, deadline, retries, strategy, figures, and what is said of it. */
export class ModelCaller {
  readonly stats: CallStats;
  readonly #parts: CallerParts;
  readonly #retryLimit: number;
  readonly #ignoresFailures: boolean;
  #lastNoticeAt = -Infinity;
  #saidIgnored = false;
  #hasHeard = false;
  #cancelWatch: (() => void) | undefined;

  constructor(parts: CallerParts) {
    this.#parts = parts;
    this.stats = new CallStats(parts.limiter);
    const strategy = parts.options['error-handling-strategy'];
    this.#retryLimit = strategy === 'RETRY' ? Math.max(0, parts.options['retry-num']) : 0;
    this.#ignoresFailures =
      strategy === 'IGNORE' ||
      (strategy === 'RETRY' && parts.options['retry-fallback-strategy'] === 'IGNORE');
  }

  /** Throws what FAILOVER throws, or the signal's reason. */
  async call(send: Send, signal: AbortSignal): Promise<Prediction> {
    const { clock, random } = this.#parts;
    setMaxListeners(0, signal); // hundreds of calls may share it, and Node warns of a leak at eleven
    const startedAt = clock.now();
    const outcome = await withRetries(
      (failures) => this.#request(send, failures, signal),
      {
        limit: this.#retryLimit,
        clock,
        random,
        onRetry: (failure, failures, waitMs) => this.#sayRetry(failure, failures, waitMs, startedAt),
      },
      signal,
    );
    if (outcome.kind === 'answer') return { rows: outcome.value.rows };
    if (!this.#ignoresFailures) throw outcome.error;
    this.stats.ignored++;
    if (!this.#saidIgnored) {
      this.#saidIgnored = true;
      this.#parts.notice(`ignored, as the model asks: ${outcome.error.message}`);
    }
    return { rows: [], ignored: outcome.error.message };
  }

  /** Ends the watch for a first answer; calls still open are their callers' to abort. */
  close(): void {
    this.#cancelWatch?.();
    this.#cancelWatch = undefined;
  }

  async #request(send: Send, failures: number, signal: AbortSignal): Promise<Outcome<Answer>> {
    const { clock, limiter } = this.#parts;
    const stats = this.stats;
    const permit = await limiter.acquire(signal);
    if (signal.aborted) {
      permit.release(); // granted in the turn of the abort: no listener would hear of it any more
      throw signal.reason;
    }
    const request = new AbortController();
    const onAbort = () => request.abort(signal.reason);
    const late = new Error('request deadline');
    const cancelDeadline = clock.after(this.#parts.requestTimeoutMs, () => request.abort(late));
    const startedAt = clock.now();
    stats.inFlight++;
    if (failures === 0) stats.calls++;
    else stats.retries++;
    this.#watch();
    try {
      signal.addEventListener('abort', onAbort);
      const sent = await settle(send, request.signal);
      signal.throwIfAborted();
      const outcome = request.signal.reason === late ? this.#tooLate() : sent();
      this.#note(outcome, clock.now() - startedAt);
      return outcome;
    } finally {
      signal.removeEventListener('abort', onAbort);
      cancelDeadline();
      stats.inFlight--;
      if (stats.inFlight === 0) this.close();
      permit.release();
    }
  }

  #tooLate(): Failure {
    const { host, requestTimeoutMs } = this.#parts;
    const message = `${host} gave no complete answer within ${formatDuration(requestTimeoutMs)}`;
    return { kind: 'failure', error: new SqlError('E_MODEL_TIMEOUT', message, { retry: 'backoff' }) };
  }

  #note(outcome: Outcome<Answer>, ms: number): void {
    const stats = this.stats;
    this.#hasHeard = true;
    this.close();
    if (outcome.kind === 'answer') {
      stats.finished(ms);
      stats.promptTokens += outcome.value.promptTokens;
      stats.completionTokens += outcome.value.completionTokens;
      stats.lastFailure = undefined;
      return;
    }
    stats.lastFailure = outcome.error.message;
    if (outcome.status === 429) stats.limited++;
    this.#obey(outcome);
  }

  /** 429 and 503 with a wait hold for everyone who calls this endpoint with this key, not for this call alone. */
  #obey(failure: Failure): void {
    const asked = failure.retryAfterMs;
    if (asked === undefined || (failure.status !== 429 && failure.status !== 503)) return;
    const waitMs = clampWait(asked);
    const isNews = this.#parts.limiter.pause(waitMs);
    const now = this.#parts.clock.now();
    if (!isNews || waitMs < LONG_WAIT_MS || now - this.#lastNoticeAt < NOTICE_EVERY_MS) return;
    const more = asked > waitMs ? ` (it asked for ${formatDuration(asked)})` : '';
    this.#parts.notice(
      `paced: ${failure.status} from ${this.#parts.host}, no new calls for ${formatDuration(waitMs)}${more}`,
    );
    this.#lastNoticeAt = now;
  }

  /** One bad answer is not worth a line; a call that does not get through is, before its user gives up. */
  #sayRetry(failure: Failure, failures: number, waitMs: number, startedAt: number): void {
    const now = this.#parts.clock.now();
    if (failures < 3 && now - startedAt < LONG_WAIT_MS) return;
    if (now - this.#lastNoticeAt < NOTICE_EVERY_MS) return;
    this.#lastNoticeAt = now;
    const next = `next try in ${formatDuration(waitMs)} (${failures} of ${this.#retryLimit})`;
    this.#parts.notice(`${failure.error.message}; ${next}`);
  }

  #watch(): void {
    const { clock, host, notice, patienceMs } = this.#parts;
    if (patienceMs === undefined || this.#hasHeard || this.#cancelWatch !== undefined) return;
    this.#cancelWatch = clock.after(patienceMs, () => {
      this.#cancelWatch = undefined;
      this.#hasHeard = true; // said once
      notice(`${host} has not answered yet (${formatDuration(patienceMs)}); still waiting`);
    });
  }
}

/** Resolves when `send` has ended or the signal aborts, whichever is first, with a function that gives or throws the result. */
function settle<T>(send: (signal: AbortSignal) => Promise<T>, signal: AbortSignal): Promise<() => T> {
  return new Promise((resolve) => {
    const onAbort = () =>
      resolve(() => {
        throw signal.reason;
      });
    signal.addEventListener('abort', onAbort, { once: true });
    const end = (result: () => T) => {
      signal.removeEventListener('abort', onAbort);
      resolve(result);
    };
    send(signal).then(
      (value) => end(() => value),
      (error: unknown) =>
        end(() => {
          throw error;
        }),
    );
  });
}
