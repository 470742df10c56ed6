import { createHash } from 'node:crypto';

import { EndpointLimiter } from '../limiter.ts';
import type { ModelProvider, ProviderContext } from '../provider.ts';
import { OpenAiClient } from './client.ts';
import { OPENAI_OPTIONS } from './options.ts';
import { planCalls } from './plan.ts';
import { Transport } from './transport.ts';

/**
 * Chat models behind any OpenAI-compatible URL. The way of a call: plan.ts decides URL and key, client.ts writes the
 * body, ModelCaller gives it its turn, its deadline and its retries, sdk.ts and transport.ts send it, chat-answer.ts
 * and failures.ts say what came back. The openai package and undici are loaded when the first model is opened.
 */
export const openai: ModelProvider = {
  name: 'openai',
  aliases: ['openai-compat'],
  doc: 'Chat models of OpenAI and everything that speaks its protocol.',
  options: OPENAI_OPTIONS,
  check: (model, context) => planCalls(model, context).lines,
  async open(model, context) {
    const plan = planCalls(model, context);
    const [{ default: Sdk }, undici] = await Promise.all([import('openai'), import('undici')]);
    return new OpenAiClient({
      plan,
      Sdk,
      transport: context.shared('models/transport', () => new Transport(undici, context.environment)),
      limiter: sharedLimiter(plan.url, plan.key.value, context),
      clock: context.clock,
      random: context.random,
      notice: (text) => context.notice(text),
    });
  },
};

/** One for each endpoint and key, whichever model or job calls. The key stands in the name as a hash only. */
function sharedLimiter(url: string, key: string | undefined, context: ProviderContext): EndpointLimiter {
  const hash = createHash('sha256')
    .update(key ?? '')
    .digest('hex');
  const limiter = context.shared(
    `models/limiter/${new URL(url).origin}/${hash}`,
    () => new EndpointLimiter(context.clock),
  );
  const cap = Number(context.setting('weir.ai.max-in-flight') ?? Infinity);
  limiter.cap = cap >= 1 ? cap : Infinity;
  return limiter;
}
