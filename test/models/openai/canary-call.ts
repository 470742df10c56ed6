import { systemClock } from '../../../src/common/clock.ts';
import { openai } from '../../../src/models/openai/index.ts';
import { chatModel, testContext } from '../support.ts';

// Run as a process of its own by canary.test.ts: real variables, real standard output. Prints nothing itself.
const variables = process.env as Record<string, string>;
const context = testContext({ variables, clock: systemClock });
const endpoint = process.argv[2] ?? '';
for (const options of [{ 'api-key': 'given' }, {}, { 'retry-num': '0', 'system-prompt': 's' }]) {
  const model = chatModel({ endpoint, model: 'm', ...options });
  openai.check(model, context);
  const client = await openai.open(model, context);
  await client.predict(['x'], new AbortController().signal).catch(() => undefined);
  await client.close();
}
await context.close();
