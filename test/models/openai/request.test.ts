import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

import { openai } from '../../../src/models/openai/index.ts';
import type { ModelClient } from '../../../src/models/provider.ts';
import { answerFor, startModelServer, type ModelServer } from '../../support/model-server.ts';
import { chatModel, testContext, type TestContext } from '../support.ts';

let server: ModelServer;
let context: TestContext;
beforeAll(async () => void (server = await startModelServer()));
afterAll(() => server.close());
afterEach(async () => {
  await context.close();
  server.reset();
});

const { signal } = new AbortController();

function open(options: Record<string, string>, given = testContext()): Promise<ModelClient> {
  context = given;
  return openai.open(chatModel({ endpoint: server.url(), model: 'gpt-4o', ...options }), context);
}

async function bodyOf(options: Record<string, string>, input = 'good'): Promise<string | undefined> {
  const client = await open(options);
  await client.predict([input], signal);
  return server.seen.at(-1)?.body;
}

const SYSTEM = '{"messages":[{"content":"You are a helpful assistant.","role":"system"},';

test('with nothing set the body is what Flink sends', async () => {
  expect(await bodyOf({})).toBe(`${SYSTEM}{"content":"good","role":"user"}],"model":"gpt-4o"}`);
});

test('with everything set the body is what Flink sends, in its order', async () => {
  const body = await bodyOf(
    {
      'system-prompt': 'sys',
      'top-p': '0.9',
      temperature: '0.5',
      stop: 'a, b',
      seed: '7',
      'response-format': 'JSON_OBJECT',
      'presence-penalty': '0.25',
      n: '1',
      'max-tokens': '11',
      dimension: '5',
      'context-overflow-action': 'skipped',
      'property-version': '1',
    },
    'a',
  );
  expect(body).toBe(
    '{"messages":[{"content":"sys","role":"system"},{"content":"a","role":"user"}],"model":"gpt-4o","max_tokens":11,"n":1,"presence_penalty":0.25,"response_format":{"type":"json_object"},"seed":7,"stop":["a"," b"],"temperature":0.5,"top_p":0.9}',
  );
});

test.each([
  ['0', '0.0'],
  ['1', '1.0'],
  ['-2', '-2.0'],
  ['0.1', '0.1'],
  ['0.001', '0.001'],
  ['0.0001', '1.0E-4'],
  ['0.00015', '1.5E-4'],
  ['12345678', '1.2345678E7'],
])('temperature %s is sent as Java prints it: %s', async (written, sent) => {
  expect(await bodyOf({ temperature: written })).toContain(`"temperature":${sent}}`);
});

test('a seed keeps all its 64 bits', async () => {
  expect(await bodyOf({ seed: '9223372036854775807' })).toContain('"seed":9223372036854775807}');
});

test('an input may hold anything', async () => {
  const input = '茅台 "53度" \\ \n\t\u0000 \ud83c\udf77 </script> ${x}';
  const body = await bodyOf({}, input);
  expect(JSON.parse(body ?? '')).toMatchObject({ messages: [{}, { content: input }] });
  await bodyOf({}, '');
  expect(server.seen.at(-1)?.body).toContain('{"content":"","role":"user"}');
});

test('the request goes to the path and query as written', async () => {
  const path = '/v1/llm/v1/chat?a=1&a=2&b=%20x';
  await bodyOf({ endpoint: `${server.origin}${path}` });
  expect(server.seen.at(-1)?.path).toBe(path);
});

test('only headers of ours are sent', async () => {
  await bodyOf({ 'api-key': 'k1' });
  const { headers } = server.seen.at(-1) ?? { headers: {} };
  expect(headers).toEqual({
    host: `127.0.0.1:${server.port}`,
    connection: 'keep-alive',
    accept: 'application/json',
    authorization: 'Bearer k1',
    'content-type': 'application/json',
    'user-agent': 'weir-sql',
    'content-length': expect.any(String),
  });
  await bodyOf({});
  expect(server.seen.at(-1)?.headers).not.toHaveProperty('authorization');
});

test('the answer is the row, n answers are n rows', async () => {
  const client = await open({});
  expect(await client.predict(['茅台'], signal)).toEqual({ rows: [[answerFor('茅台')]] });
  const three = await open({ n: '3' });
  expect(await three.predict(['x'], signal)).toEqual({
    rows: [[answerFor('x')], [answerFor('x')], [answerFor('x')]],
  });
});

test('figures count calls, tokens and times', async () => {
  const client = await open({});
  expect(client.stats.latency).toBe(undefined);
  for (let i = 0; i < 5; i++) await client.predict([`t${i}`], signal);
  expect(client.stats).toMatchObject({ calls: 5, retries: 0, limited: 0, ignored: 0, inFlight: 0 });
  expect(client.stats).toMatchObject({ promptTokens: 50, completionTokens: 25, lastFailure: undefined });
  const [p50, p99] = client.stats.latency ?? [NaN, NaN];
  expect(p50).toBeLessThanOrEqual(p99);
  expect(client.label).toBe(undefined);
  await client.close();
});

test('a mapped endpoint gets the path, and no key of the host it stands in for', async () => {
  const settings = { 'weir.ai.endpoint-map': `https://api.openai.com=${server.origin}` };
  const variables = { OPENAI_API_KEY: 'sk-canary' };
  const client = await open(
    { endpoint: 'https://api.openai.com/v1/llm/v1/chat', 'api-key': 'abcdefg' },
    testContext({ settings, variables }),
  );
  await client.predict(['x'], signal);
  expect(server.seen.at(-1)?.path).toBe('/v1/llm/v1/chat');
  expect(JSON.stringify(server.seen)).not.toMatch(/abcdefg|canary|authorization/);
});

test('two models with one endpoint and key share weir.ai.max-in-flight, another key has its own', async () => {
  const slow = await startModelServer({ latencyMs: 5 });
  slow.hold(5);
  const options = { endpoint: slow.url(), 'api-key': 'k1' };
  const given = testContext({ settings: { 'weir.ai.max-in-flight': '5' } });
  const clients = [await open(options, given), await open({ ...options, model: 'b' }, given)];
  const calls = Array.from({ length: 60 }, (_, i) => clients[i % 2]?.predict([`t${i}`], signal));
  await Promise.all(calls);
  expect(slow.maxInFlight).toBe(5);
  expect(slow.requests).toBe(60);
  slow.reset();
  slow.hold(10);
  clients.push(await open({ ...options, 'api-key': 'k2' }, given));
  await Promise.all(Array.from({ length: 60 }, (_, i) => clients[i % 3]?.predict([`t${i}`], signal)));
  expect(slow.maxInFlight).toBe(10);
  await slow.close();
});

test('without a cap 200 calls are open at once, each with its own answer', async () => {
  const slow = await startModelServer();
  slow.hold(200);
  const client = await open({ endpoint: slow.url() });
  const titles = Array.from({ length: 200 }, (_, i) => `title ${i}`);
  const answers = await Promise.all(titles.map((title) => client.predict([title], signal)));
  expect(answers.map(({ rows }) => rows[0]?.[0])).toEqual(titles.map(answerFor));
  expect(slow.maxInFlight).toBe(200);
  await slow.close();
});
