import { sleep } from '../../src/common/clock.ts';
import { SqlError } from '../../src/common/errors.ts';
import { EndpointLimiter } from '../../src/models/limiter.ts';
import { FAILURE_OPTIONS, ModelCaller, type Answer } from '../../src/models/model-caller.ts';
import { readModelOptions } from '../../src/models/option-keys.ts';
import type { ModelClient, ModelProvider } from '../../src/models/provider.ts';
import type { Outcome } from '../../src/models/retry.ts';
import type { Outside } from './outside.ts';
import type { Process } from './process.ts';

const REQUEST_TIMEOUT_MS = 5000;

/** One call of a model: its requests are counted by the endpoint. */
export interface Call {
  readonly input: string;
  /** Most requests that it may make. */
  readonly most: number;
  requests: number;
}

export function answerTo(input: string): string {
  return `<${input}>`;
}

/** The service behind the models: slow, refusing (429, 500), silent, or out for a while. */
export class Endpoint {
  /** Share of requests that fail, of those that are not a call's last. */
  faults = 0;
  /** Inputs that no request gets an answer for. */
  refuses: (input: string) => boolean = () => false;
  outUntil = -Infinity;
  /** Rules that callers broke. */
  readonly broken: string[] = [];
  readonly #outside: Outside;

  constructor(outside: Outside) {
    this.#outside = outside;
  }

  async request(call: Call, signal: AbortSignal): Promise<Outcome<Answer>> {
    const { chance, clock } = this.#outside;
    call.requests++;
    if (call.requests > call.most)
      this.broken.push(`the model is asked about ${call.input} ${call.requests} times, not ${call.most}`);
    const isLast = call.requests >= call.most;
    const fails = this.refuses(call.input) || this.outUntil > clock.now();
    if (!fails && !isLast && chance.happens(this.faults / 4))
      await sleep(clock, 10 * REQUEST_TIMEOUT_MS, signal);
    await sleep(clock, chance.happens(0.05) ? chance.below(1500) : chance.below(120), signal);
    if (!fails && (isLast || !chance.happens(this.faults)))
      return {
        kind: 'answer',
        value: { rows: [[answerTo(call.input)]], promptTokens: 1, completionTokens: 1 },
      };
    const status = chance.happens(0.5) ? 429 : 500;
    const error = new SqlError(status === 429 ? 'E_MODEL_LIMIT' : 'E_MODEL', 'the endpoint failed', {
      retry: 'backoff',
    });
    const retryAfterMs = status === 429 && chance.happens(0.5) ? chance.below(1500) : undefined;
    return { kind: 'failure', error, status, retryAfterMs };
  }
}

/** Models of a process, whose calls go through the product's own turn, deadline and retries. */
export class Models {
  readonly provider: ModelProvider;
  readonly limiters = new Set<EndpointLimiter>();
  opened = 0;
  closed = 0;

  constructor(process: Process) {
    this.provider = {
      name: 'endpoint',
      aliases: [],
      doc: 'The simulated endpoint.',
      options: FAILURE_OPTIONS,
      check: () => [],
      open: async ({ options: given }, context) => {
        await process.gate();
        const { values: options } = readModelOptions(FAILURE_OPTIONS, given, 'endpoint');
        const { clock, random } = context;
        const limiter = context.shared('limiter', () => new EndpointLimiter(clock));
        limiter.cap = Number(context.setting('weir.ai.max-in-flight') ?? Infinity);
        this.limiters.add(limiter);
        this.opened++;
        const caller = new ModelCaller({
          host: 'endpoint',
          options,
          requestTimeoutMs: REQUEST_TIMEOUT_MS,
          patienceMs: undefined,
          limiter,
          clock,
          random,
          notice: () => undefined,
        });
        return this.#client(process, caller, 1 + options['retry-num']);
      },
    };
  }

  #client(process: Process, caller: ModelCaller, most: number): ModelClient {
    const { endpoint } = process.outside;
    return {
      stats: caller.stats,
      predict: (input, signal) => {
        const call: Call = { input: String(input[0]), most, requests: 0 };
        return caller.call(async (requestSignal) => {
          await process.gate();
          const outcome = await endpoint.request(call, requestSignal);
          await process.back();
          return outcome;
        }, signal);
      },
      close: async () => {
        this.closed++;
        caller.close();
      },
    };
  }
}
