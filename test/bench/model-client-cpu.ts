import OpenAI from 'openai';

import { systemClock } from '../../src/common/clock.ts';
import { openai } from '../../src/models/openai/index.ts';
import { chatModel, testContext } from '../models/support.ts';

// CPU of one model call in the client's process, weir's provider beside the bare SDK in turns. The server is another
// process (model-server-main.ts); its origin is the first argument.
const [origin = '', rounds = '5', calls = '3000', concurrency = '120'] = process.argv.slice(2);
const { signal } = new AbortController();
const context = testContext({ clock: systemClock });
const options = {
  endpoint: `${origin}/v1/chat/completions`,
  'api-key': 'k',
  model: 'm',
  'system-prompt': 's',
};
const client = await openai.open(chatModel(options), context);
const sdk = new OpenAI({ apiKey: 'k', baseURL: `${origin}/v1`, maxRetries: 0 });

const ways: Record<string, (title: string) => Promise<unknown>> = {
  'bare SDK': (title) =>
    sdk.chat.completions.create({
      model: 'm',
      messages: [
        { role: 'system', content: 's' },
        { role: 'user', content: title },
      ],
    }),
  weir: (title) => client.predict([title], signal),
};

async function measure(call: (title: string) => Promise<unknown>): Promise<{ cpuUs: number; rate: number }> {
  const before = process.cpuUsage();
  const startedAt = performance.now();
  let next = 0;
  const total = Number(calls);
  const worker = async () => {
    while (next < total) await call(`title ${next++}`);
  };
  await Promise.all(Array.from({ length: Number(concurrency) }, worker));
  const { user, system } = process.cpuUsage(before);
  return { cpuUs: (user + system) / total, rate: total / ((performance.now() - startedAt) / 1000) };
}

const figures: Record<string, { cpuUs: number; rate: number }[]> = {};
for (const call of Object.values(ways)) await measure(call); // warm
for (let round = 0; round < Number(rounds); round++)
  for (const [name, call] of Object.entries(ways)) (figures[name] ??= []).push(await measure(call));
for (const [name, list] of Object.entries(figures)) {
  const median = (of: (figure: { cpuUs: number; rate: number }) => number) =>
    list.map(of).sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? NaN;
  console.log(
    `${name}: ${median((f) => f.cpuUs).toFixed(0)} us CPU a call, ${median((f) => f.rate).toFixed(0)} calls/s`,
  );
}
await context.close();
