import type OpenAI from 'openai';

import { SqlError } from '../../common/errors.ts';
import type { HttpAnswer } from './transport.ts';

/** Sends a body that the SDK has made ready. */
export type Post = (body: string, signal: AbortSignal) => Promise<HttpAnswer>;

/** Carries any end of a request but a 2xx answer through the SDK, which would read, cut or retry it in its own way. */
class Carried extends Error {
  readonly answer: HttpAnswer | undefined;

  constructor(answer: HttpAnswer | undefined, cause: unknown) {
    super('carried', { cause });
    this.answer = answer;
  }
}

/**
 * The openai package with everything taken away that it does behind its user's back. It takes keys, organisation,
 * project, extra headers and a log level from the environment, whatever the endpoint: so it gets a placeholder for a
 * key, its headers are never sent, and it logs nowhere. Retries and deadlines are ours; its own wait through aborts.
 */
export function createSdk(Sdk: typeof OpenAI, post: Post): OpenAI {
  try {
    return new Sdk({
      apiKey: 'sent by the transport',
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      baseURL: 'http://127.0.0.1', // every request names its whole URL
      maxRetries: 0,
      timeout: 2 ** 31 - 1,
      logLevel: 'off',
      logger: { error: nothing, warn: nothing, info: nothing, debug: nothing },
      fetch: async (_url, init) => {
        const signal = init?.signal;
        if (typeof init?.body !== 'string' || !(signal instanceof AbortSignal))
          throw new SqlError('E_INTERNAL', 'the openai package made an unexpected request');
        let answer: HttpAnswer;
        try {
          answer = await post(init.body, signal);
        } catch (error) {
          throw new Carried(undefined, error);
        }
        if (answer.status < 200 || answer.status > 299) throw new Carried(answer, undefined);
        return new AnswerResponse(answer) as unknown as Response; // the six members that the SDK reads
      },
    });
  } catch (cause) {
    // The one thing in the environment that its constructor stumbles over. Its message may hold the header's value.
    throw new SqlError(
      'E_OPTION',
      'the openai package cannot read OPENAI_CUSTOM_HEADERS of the environment',
      {
        hint: 'unset it: weir sends none of these headers',
        cause: cause instanceof Error ? cause.name : undefined,
      },
    );
  }
}

/** One POST of a ready body. Whatever status comes back is an answer; rejects when none did, with undici's error. */
export async function postBySdk(
  sdk: OpenAI,
  url: string,
  body: string,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  try {
    const response: unknown = await sdk.post(url, { body, headers: JSON_BODY, signal }).asResponse();
    if (response instanceof AnswerResponse) return response.answer;
    throw new SqlError('E_INTERNAL', 'the openai package answered by itself');
  } catch (error) {
    const carried = error instanceof Error ? error.cause : undefined;
    if (!(carried instanceof Carried)) throw error;
    if (carried.answer !== undefined) return carried.answer;
    throw carried.cause;
  }
}

/** With a content type of the caller's the SDK passes a string body on as it is. */
const JSON_BODY = { 'content-type': 'application/json' };

/** What the SDK asks a Response for. A real one costs more than the rest of the request: streams, copies, Headers. */
class AnswerResponse {
  readonly answer: HttpAnswer;
  readonly ok = true;
  readonly url = '';
  readonly body = null;
  readonly headers = { entries: () => [][Symbol.iterator](), get: () => null };

  constructor(answer: HttpAnswer) {
    this.answer = answer;
  }

  get status(): number {
    return this.answer.status;
  }
}

function nothing(): void {}
