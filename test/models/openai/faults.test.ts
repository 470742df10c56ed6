import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

import { FakeClock } from '../../../src/common/clock.ts';
import { openai } from '../../../src/models/openai/index.ts';
import { startModelServer, type ModelServer } from '../../support/model-server.ts';
import { chatModel, failureOf, testContext, turn, type TestContext } from '../support.ts';

let server: ModelServer;
let context: TestContext;
beforeAll(async () => void (server = await startModelServer()));
afterAll(() => server.close());
afterEach(async () => {
  await context.close();
  server.reset();
});

const STRATEGIES = {
  failover: { 'error-handling-strategy': 'FAILOVER' },
  ignore: { 'error-handling-strategy': 'ignore' },
  'retry 2': { 'retry-num': '2' },
  'retry 2, then ignore': { 'retry-num': '2', 'retry-fallback-strategy': 'ignore' },
};

async function predict(behaviour: string, options: Record<string, string>) {
  const clock = new FakeClock(Date.now());
  context = testContext({ clock });
  const endpoint = behaviour.includes('://') ? behaviour : server.url(behaviour);
  const client = await openai.open(chatModel({ endpoint, model: 'gpt-4o', ...options }), context);
  const isSilent = behaviour === 'hang' || behaviour === 'trickle';
  const isIdle = () => client.stats.inFlight === 0 || (isSilent && server.inFlight > 0);
  const call = client.predict(['good'], new AbortController().signal);
  const outcome = await turn(clock, call, isIdle).catch((error: unknown) => error);
  expect(client.stats.inFlight).toBe(0);
  return { outcome, client };
}

// Requests of the strategies in their order, as recorded on Flink 2.3 (408 apart: there its HTTP client doubles each).
const ONCE = [1, 1, 1, 1];
const AGAIN = [1, 1, 3, 3];
test.each([
  ['status-400', ONCE, 'E_MODEL_REQUEST'],
  ['status-401', ONCE, 'E_MODEL_KEY'],
  ['status-402', ONCE, 'E_MODEL_LIMIT'],
  ['status-403', ONCE, 'E_MODEL_KEY'],
  ['status-404', ONCE, 'E_MODEL_REQUEST'],
  ['status-422', ONCE, 'E_MODEL_REQUEST'],
  ['quota', ONCE, 'E_MODEL_LIMIT'],
  ['status-408', AGAIN, 'E_MODEL'],
  ['status-409', AGAIN, 'E_MODEL'],
  ['status-429', AGAIN, 'E_MODEL_LIMIT'],
  ['retry-after-1', AGAIN, 'E_MODEL_LIMIT'],
  ['retry-after-ms-300', AGAIN, 'E_MODEL_LIMIT'],
  ['retry-after-date-5', AGAIN, 'E_MODEL_LIMIT'],
  ['unavailable-1', AGAIN, 'E_MODEL'],
  ['status-500', AGAIN, 'E_MODEL'],
  ['status-503', AGAIN, 'E_MODEL'],
  ['reset', AGAIN, 'E_MODEL_UNREACHABLE'],
  ['html', ONCE, 'E_MODEL_ANSWER'],
  ['half', ONCE, 'E_MODEL_ANSWER'],
  ['cut', ONCE, 'E_MODEL_ANSWER'],
  ['empty', ONCE, 'E_MODEL_ANSWER'],
  ['no-body', ONCE, 'E_MODEL_ANSWER'],
  ['invalid-json', ONCE, 'E_MODEL_ANSWER'],
  ['json-list', ONCE, 'E_MODEL_ANSWER'],
  ['sse', ONCE, 'E_MODEL_ANSWER'],
  ['choices-null', ONCE, 'E_MODEL_ANSWER'],
  ['large', ONCE, 'E_MODEL_ANSWER'],
  ['wrapped-error', ONCE, 'E_MODEL_REQUEST'],
  ['wrapped-error-429', AGAIN, 'E_MODEL_LIMIT'],
  ['error-in-choice', AGAIN, 'E_MODEL'],
  ['redirect-9', ONCE, 'E_MODEL_REQUEST'],
  ['trickle', AGAIN, 'E_MODEL_TIMEOUT'],
  ['hang', AGAIN, 'E_MODEL_TIMEOUT'],
] as const)('%s takes %j requests and is %s', async (behaviour, requests, code) => {
  for (const [index, [strategy, options]] of Object.entries(STRATEGIES).entries()) {
    server.reset();
    const { outcome, client } = await predict(behaviour, { ...options, 'request-timeout': '20 s' });
    expect(server.requests, strategy).toBe(requests[index]);
    expect(client.stats.calls + client.stats.retries, strategy).toBe(requests[index]);
    if (strategy.includes('ignore')) {
      expect(outcome, strategy).toEqual({ rows: [], ignored: expect.any(String) });
      expect(client.stats.ignored).toBe(1);
      expect(context.notices.filter((text) => text.startsWith('ignored, as the model asks')).length).toBe(1);
    } else {
      expect(outcome, strategy).toMatchObject({ name: 'SqlError', code });
    }
    await context.close();
  }
});

test.each([
  ['choices-empty', []],
  ['content-null', [['']]],
  ['content-missing', [['']]],
  ['redirect-here', [['{"risk":0.16,"reason":"about good"}']]],
] as const)('%s is an answer with the rows %j', async (behaviour, rows) => {
  for (const options of Object.values(STRATEGIES))
    expect((await predict(behaviour, options)).outcome).toEqual({ rows });
});

test('nobody listens: three attempts, and it is said', async () => {
  const { outcome } = await predict('http://127.0.0.1:9/v1/chat/completions', { 'retry-num': '2' });
  expect(outcome).toMatchObject({ code: 'E_MODEL_UNREACHABLE', message: 'nothing listens on 127.0.0.1:9' });
});

test('a plain server behind an https endpoint is told apart from one that is down', async () => {
  const options = { 'api-key': '', 'retry-num': '2' };
  const { outcome } = await predict(`https://127.0.0.1:${server.port}/v1`, options);
  expect(outcome).toMatchObject({
    code: 'E_MODEL_UNREACHABLE',
    message: expect.stringMatching(/does not speak TLS/),
    hint: "'endpoint' with http:// if it is a plain server",
  });
});

test.each([
  ['status-400', /^127\.0\.0\.1:\d+ refused the request \(400\): "mock says 400"$/],
  [
    'status-401',
    /^127\.0\.0\.1:\d+ refused the key from 'api-key' \(9 characters\) \(401\): "mock says 401"$/,
  ],
  [
    'status-404',
    /^POST http:\/\/127\.0\.0\.1:\d+\/do\/status-404\/v1\/chat\/completions was answered with 404/,
  ],
  ['status-429', /^127\.0\.0\.1:\d+ limits the rate \(429\): "mock says 429"$/],
  ['status-500', /^127\.0\.0\.1:\d+ failed \(500\): "mock says 500"$/],
  ['html', /answered with an HTML page, "Please sign in", not with JSON$/],
  ['half', /answered with half a body: the connection ended before the answer did$/],
  ['cut', /answered with half a body: its JSON breaks off after 44 characters$/],
  ['empty', /answered with nothing: the body is empty$/],
  ['no-body', /answered with nothing: the body is empty$/],
  ['invalid-json', /answered with something that is not JSON: "this is not JSON"$/],
  ['choices-null', /answered with JSON without choices: "\{"choices":null\}"$/],
  ['sse', /a stream of events, which was not asked for$/],
  ['large', /answered with more than 16 MB$/],
  ['redirect-9', /answered with 307, a redirect to http:\/\/127\.0\.0\.1:9\/v1\/chat\/completions\?\.\.\.$/],
  ['wrapped-error', /refused the request \(400\): "upstream says no"$/],
  ['hang', /gave no complete answer within 20 s$/],
])('the message of %s', async (behaviour, message) => {
  const options = { 'api-key': 'sk-canary', 'retry-num': '0', 'request-timeout': '20 s' };
  const { outcome } = await predict(behaviour, options);
  expect(outcome).toMatchObject({ message: expect.stringMatching(message) });
});

test('a key that the server echoes is masked, in messages, notices and figures', async () => {
  const key = 'sk-canary-0123456789';
  const { outcome, client } = await predict(`echo-key-${key}`, { 'api-key': key, 'retry-num': '1' });
  expect(outcome).toMatchObject({
    code: 'E_MODEL_KEY',
    message: expect.stringContaining('provided: ******'),
  });
  const all = [
    JSON.stringify(outcome),
    String(outcome),
    context.notices.join(),
    client.stats.lastFailure,
  ].join();
  expect(all).not.toContain('canary');
});

test('a redirect to another origin gets neither key nor row', async () => {
  const other = await startModelServer();
  const { outcome } = await predict(`redirect-${other.port}`, { 'api-key': 'sk-canary' });
  expect(outcome).toMatchObject({ code: 'E_MODEL_REQUEST' });
  expect(other.requests).toBe(0);
  await other.close();
});

test('a wait of seconds is said once and holds for every model with the same endpoint and key', async () => {
  const clock = new FakeClock(Date.now());
  context = testContext({ clock });
  const options = { endpoint: server.url(), 'api-key': 'key-1', model: 'a' };
  const first = await openai.open(chatModel(options), context);
  const second = await openai.open(chatModel({ ...options, model: 'b', 'retry-num': '1' }), context);
  const other = await openai.open(chatModel({ ...options, 'api-key': 'key-2' }), context);
  server.next('retry-after-30');
  const { signal } = new AbortController();
  const started = clock.now();
  const limited = first.predict(['a'], signal);
  while (first.stats.limited === 0) await new Promise((resolve) => setImmediate(resolve));
  expect(first.stats.pausedUntil).toBe(started + 30_000);
  const paused = second.predict(['b'], signal);
  await other.predict(['c'], signal);
  expect(server.requests).toBe(2);
  await clock.advance(29_000);
  expect(server.requests).toBe(2);
  await turn(clock, Promise.all([limited, paused]), () => first.stats.inFlight + second.stats.inFlight === 0);
  expect(clock.now() - started).toBeGreaterThanOrEqual(30_000);
  expect(server.requests).toBe(4);
  expect(context.notices).toEqual([`paced: 429 from 127.0.0.1:${server.port}, no new calls for 30 s`]);
});

test('a wait of days is cut to a minute, and said', async () => {
  const { outcome } = await predict('retry-after-277403', { 'retry-num': '1' });
  expect(outcome).toMatchObject({ code: 'E_MODEL_LIMIT' });
  const said = expect.stringMatching(/no new calls for 1 min \(it asked for 3 d\)$/);
  expect(context.notices).toEqual([said, said]);
});

test('an endpoint that stays down is said within three seconds, and once in half a minute', async () => {
  const clock = new FakeClock(Date.now());
  context = testContext({ clock });
  const client = await openai.open(chatModel({ endpoint: server.url('status-500'), model: 'm' }), context);
  const abort = new AbortController();
  const started = clock.now();
  const call = failureOf(client.predict(['x'], abort.signal));
  const isIdle = () => client.stats.inFlight === 0;
  const first = new Promise((resolve) => (context.notice = (text) => resolve(context.notices.push(text))));
  await turn(clock, first, isIdle, 20);
  expect(clock.now() - started).toBeLessThan(3000);
  expect(context.notices[0]).toMatch(/failed \(500\): "mock says 500"; next try in 2\.0 s \(3 of 100\)$/);
  expect(client.stats.lastFailure).toMatch(/failed \(500\)/);
  const later = new Promise((resolve) => clock.after(20_000, () => resolve('later')));
  expect(await turn(clock, Promise.race([call, later]), isIdle)).toBe('later');
  expect(context.notices.length).toBe(1);
  abort.abort(new Error('enough'));
  expect(await call).toMatchObject({ message: 'enough' });
});

test('a silent endpoint is said after four seconds, once, and not if it answered before', async () => {
  const clock = new FakeClock(Date.now());
  context = testContext({ clock });
  const client = await openai.open(chatModel({ endpoint: server.url('hang'), model: 'm' }), context);
  const abort = new AbortController();
  const calls = [1, 2, 3].map(() => failureOf(client.predict(['x'], abort.signal)));
  while (server.requests < 3) await new Promise((resolve) => setImmediate(resolve));
  await clock.advance(60_000);
  expect(context.notices).toEqual([`127.0.0.1:${server.port} has not answered yet (4.0 s); still waiting`]);
  abort.abort();
  await Promise.all(calls);
});
