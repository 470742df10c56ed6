import { sleep } from '../../common/clock.ts';
import { SqlError } from '../../common/errors.ts';
import type { OptionValues } from '../../common/options.ts';
import type { Field } from '../../types/schema.ts';
import { EndpointLimiter } from '../limiter.ts';
import { ModelCaller, type Answer } from '../model-caller.ts';
import type { ModelClient, ModelSpec, ModelStats, Prediction, ProviderContext } from '../provider.ts';
import type { Failure, Outcome } from '../retry.ts';
import type { MOCK_OPTIONS } from './options.ts';

export interface MockParts {
  readonly model: ModelSpec;
  readonly options: OptionValues<typeof MOCK_OPTIONS>;
  readonly context: ProviderContext;
}

/** Every model has a limiter of its own: there is no endpoint to share. */
export class MockClient implements ModelClient {
  readonly label = 'MOCK';
  readonly #parts: MockParts;
  readonly #caller: ModelCaller;
  readonly #reply: string;
  readonly #errorRate: number;

  constructor(parts: MockParts) {
    const { model, options, context } = parts;
    this.#parts = parts;
    const first = model.input[0]?.name ?? '';
    this.#reply = options.echo ? `{${first}}` : options.reply === '' ? `echo:{${first}}` : options.reply;
    this.#errorRate = options['error-rate'] ?? (options.status === undefined ? 0 : 1);
    this.#caller = new ModelCaller({
      host: `mock ${model.name}`,
      options,
      requestTimeoutMs: 600_000,
      patienceMs: undefined,
      limiter: new EndpointLimiter(context.clock),
      clock: context.clock,
      random: context.random,
      notice: (text) => context.notice(text),
    });
  }

  get stats(): ModelStats {
    return this.#caller.stats;
  }

  predict(input: readonly unknown[], signal: AbortSignal): Promise<Prediction> {
    return this.#caller.call((requestSignal) => this.#answer(input, requestSignal), signal);
  }

  async close(): Promise<void> {
    this.#caller.close();
  }

  async #answer(input: readonly unknown[], signal: AbortSignal): Promise<Outcome<Answer>> {
    const { options, context } = this.#parts;
    const fails = this.#errorRate > 0 && context.random() < this.#errorRate;
    const most = options['latency-max'] ?? options.latency;
    const latency = options.latency + Math.max(0, most - options.latency) * context.random();
    if (latency > 0) await sleep(context.clock, latency, signal);
    if (fails) return this.#fail();
    const { input: columns, output } = this.#parts.model;
    const isText = output.length === 1 && output[0]?.type.kind === 'VARCHAR';
    const text = fill(this.#reply, columns, input, isText);
    const rows: (readonly unknown[])[] = [];
    for (let choice = 0; choice < options.n; choice++) {
      const row = isText ? [choice === 0 ? text : `${text}#${choice + 1}`] : readRow(text, output);
      if (row === undefined) return NOT_JSON;
      rows.push(row);
    }
    const promptTokens = tokens(input.map(String).join(' '));
    return { kind: 'answer', value: { rows, promptTokens, completionTokens: tokens(text) * options.n } };
  }

  #fail(): Failure {
    const { model, options } = this.#parts;
    const status = options.status ?? 500;
    const isRetried = status === 408 || status === 409 || status === 429 || status >= 500;
    const code = status === 429 ? 'E_MODEL_LIMIT' : isRetried ? 'E_MODEL' : 'E_MODEL_REQUEST';
    const error = new SqlError(code, `mock ${model.name} failed as asked (${status})`, {
      retry: isRetried ? 'backoff' : undefined,
    });
    return { kind: 'failure', error, status, retryAfterMs: options['retry-after'] };
  }
}

const NOT_JSON: Failure = {
  kind: 'failure',
  error: new SqlError(
    'E_MODEL_ANSWER',
    "the mock's reply is not a JSON object, which its OUTPUT columns need",
  ),
};

function fill(
  template: string,
  columns: readonly Field[],
  input: readonly unknown[],
  isText: boolean,
): string {
  return template.replace(/\{([^{}"]+)\}/g, (whole, name: string) => {
    const index = columns.findIndex((column) => column.name === name);
    if (index === -1) return whole;
    const value = String(input[index]);
    return isText ? value : JSON.stringify(value).slice(1, -1);
  });
}

/** OUTPUT columns by name out of a JSON object, NULL where it has none; undefined if it is no object. */
function readRow(json: string, output: readonly Field[]): readonly unknown[] | undefined {
  let object: unknown;
  try {
    object = JSON.parse(json);
  } catch {
    return undefined;
  }
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return undefined;
  const values = new Map<string, unknown>(Object.entries(object));
  return output.map(({ name, type }) => {
    const value = values.get(name) ?? null;
    return type.kind === 'VARCHAR' && value !== null && typeof value !== 'string'
      ? JSON.stringify(value)
      : value;
  });
}

/** About four characters to a token: a figure for the footer, no more. */
function tokens(text: string): number {
  return Math.ceil(text.length / 4);
}
