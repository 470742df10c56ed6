import type OpenAI from 'openai';

import type { Clock } from '../../common/clock.ts';
import { toSqlError } from '../../common/errors.ts';
import { isLoopback } from './hosts.ts';
import { ModelCaller, type Answer } from '../model-caller.ts';
import type { Limiter } from '../limiter.ts';
import type { ModelClient, ModelStats, Prediction } from '../provider.ts';
import type { Outcome } from '../retry.ts';
import { readChatAnswer } from './chat-answer.ts';
import { brokenBody, connectionFailure, statusFailure, type About } from './failures.ts';
import type { CallPlan } from './plan.ts';
import { chatBody } from './request-body.ts';
import { createSdk, postBySdk } from './sdk.ts';
import type { Transport } from './transport.ts';

const PATIENCE_MS = 4000;

export interface ClientParts {
  readonly plan: CallPlan;
  readonly Sdk: typeof OpenAI;
  readonly transport: Transport;
  readonly limiter: Limiter;
  readonly clock: Clock;
  readonly random: () => number;
  notice(text: string): void;
}

/** A chat model behind an OpenAI-compatible URL. */
export class OpenAiClient implements ModelClient {
  readonly #url: string;
  readonly #sdk: OpenAI;
  readonly #caller: ModelCaller;
  readonly #body: (input: string) => string;
  readonly #about: About;
  readonly #clock: Clock;
  #label: string | undefined;

  constructor(parts: ClientParts) {
    const { plan, transport, clock } = parts;
    const url = new URL(plan.url);
    this.#url = plan.url;
    this.#clock = clock;
    this.#body = chatBody(plan.options);
    this.#about = {
      url: plan.url,
      host: url.host,
      model: plan.options.model,
      key: plan.key.about,
      hasKey: plan.key.value !== undefined,
      proxy: plan.proxy,
      secrets: [plan.key.value, ...url.searchParams.values()].filter((text) => text !== undefined),
    };
    const headers: Record<string, string> = {
      accept: 'application/json',
      'content-type': 'application/json',
      'user-agent': 'weir-sql',
    };
    if (plan.key.value !== undefined) headers['authorization'] = `Bearer ${plan.key.value}`;
    this.#sdk = createSdk(parts.Sdk, (body, signal) => transport.post(plan.url, headers, body, signal));
    this.#caller = new ModelCaller({
      ...parts,
      host: url.host,
      options: plan.options,
      requestTimeoutMs: plan.options['request-timeout'],
      patienceMs: PATIENCE_MS,
      notice: parts.notice,
    });
  }

  get stats(): ModelStats {
    return this.#caller.stats;
  }

  get label(): string | undefined {
    return this.#label;
  }

  predict(input: readonly unknown[], signal: AbortSignal): Promise<Prediction> {
    const body = this.#body(String(input[0]));
    return this.#caller.call((requestSignal) => this.#send(body, requestSignal), signal);
  }

  async close(): Promise<void> {
    this.#caller.close();
  }

  async #send(body: string, signal: AbortSignal): Promise<Outcome<Answer>> {
    const about = this.#about;
    try {
      const answer = await postBySdk(this.#sdk, this.#url, body, signal);
      if (answer.header('x-weir-scripted') !== undefined && isLoopback(new URL(this.#url).hostname))
        this.#label = 'SCRIPTED';
      if (answer.status < 200 || answer.status > 299) return statusFailure(answer, about, this.#clock.now());
      if (answer.broken !== undefined) return brokenBody(answer.broken, about);
      return readChatAnswer(answer.text, about);
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      const failure = connectionFailure(error, about);
      return { ...failure, error: toSqlError(failure.error) };
    }
  }
}
