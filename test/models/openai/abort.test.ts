import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

import { FakeClock } from '../../../src/common/clock.ts';
import { openai } from '../../../src/models/openai/index.ts';
import { startModelServer, type ModelServer } from '../../support/model-server.ts';
import { chatModel, failureOf, testContext, type TestContext } from '../support.ts';

let server: ModelServer;
let context: TestContext;
beforeAll(async () => void (server = await startModelServer()));
afterAll(() => server.close());
afterEach(async () => {
  await context.close();
  server.reset();
});

/** On a clock that stands still, if one is given: what ends then has waited for no time at all. */
function open(endpoint: string, settings: Record<string, string> = {}, clock?: FakeClock) {
  context = testContext({ settings, ...(clock === undefined ? {} : { clock }) });
  return openai.open(chatModel({ endpoint, 'api-key': '', model: 'm' }), context);
}

const until = async (isSo: () => boolean) => {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
};

const reason = new Error('stopped by the user');

/** Aborts a call as soon as it has come so far: it ends at once, with the reason. */
async function abortAfter(endpoint: string, isSo: () => boolean): Promise<void> {
  const client = await open(endpoint, {}, new FakeClock());
  const abort = new AbortController();
  const failure = failureOf(client.predict(['x'], abort.signal));
  await until(isSo);
  abort.abort(reason);
  expect(await failure).toBe(reason);
  expect(client.stats.inFlight).toBe(0);
}

test('while the endpoint thinks', async () => {
  await abortAfter(server.url('hang'), () => server.inFlight === 1);
  await until(() => server.inFlight === 0); // the connection is cut, so that the endpoint can stop too
});

test('while the body trickles in', async () => {
  await abortAfter(server.url('trickle'), () => server.inFlight === 1);
  await until(() => server.inFlight === 0);
});

test('while it waits to try again', async () => {
  const isWaiting = () => server.requests === 1 && server.inFlight === 0 && context.notices.length > 0;
  await abortAfter(server.url('retry-after-50'), isWaiting);
});

test('while it waits for its turn', async () => {
  const client = await open(server.url('hang'), { 'weir.ai.max-in-flight': '1' }, new FakeClock());
  const first = new AbortController();
  const second = new AbortController();
  const open1 = failureOf(client.predict(['x'], first.signal));
  await until(() => server.inFlight === 1);
  const waiting = failureOf(client.predict(['y'], second.signal));
  await until(() => true);
  second.abort(reason);
  expect(await waiting).toBe(reason);
  first.abort(reason);
  expect(await open1).toBe(reason);
  expect(server.requests).toBe(1);
});

test('before it begins', async () => {
  const client = await open(server.url());
  expect(await failureOf(client.predict(['x'], AbortSignal.abort(reason)))).toBe(reason);
  expect(server.requests).toBe(0);
});

test('1,000 calls aborted at random moments leave nothing open and the limiter whole', async () => {
  const givenUp = new Set<string>();
  const slow = await startModelServer({ latencyMs: [0, 30], isGivenUp: (title) => givenUp.has(title) });
  const client = await open(slow.url(), { 'weir.ai.max-in-flight': '20' });
  let state = 7;
  const random = () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  const ends = await Promise.allSettled(
    Array.from({ length: 1000 }, (_, i) => {
      const abort = new AbortController();
      const title = `t${i}`;
      abort.signal.addEventListener('abort', () => givenUp.add(title));
      if (random() < 0.5) setTimeout(() => abort.abort(reason), random() * 1000);
      if (random() < 0.1) slow.next('retry-after-ms-5');
      return client.predict([title], abort.signal);
    }),
  );
  const failed = ends.filter((end) => end.status === 'rejected');
  expect(failed.length).toBeGreaterThan(50);
  expect(failed.every((end) => end.reason === reason)).toBe(true);
  expect(slow.maxInFlight).toBeLessThanOrEqual(20); // that all places are used is seen below
  expect(client.stats.inFlight).toBe(0);
  await until(() => slow.inFlight === 0);
  slow.reset();
  slow.hold(20);
  await Promise.all(
    Array.from({ length: 40 }, (_, i) => client.predict([`u${i}`], new AbortController().signal)),
  );
  expect(slow.maxInFlight).toBe(20);
  await slow.close();
});

test('hundreds of calls may share one signal without a warning of Node', async () => {
  const warnings: string[] = [];
  const onWarning = (warning: Error) => void warnings.push(warning.name);
  process.on('warning', onWarning);
  const client = await open(server.url('hang'));
  const abort = new AbortController();
  const calls = Array.from({ length: 50 }, () => failureOf(client.predict(['x'], abort.signal)));
  await until(() => server.inFlight === 50);
  abort.abort(reason);
  await Promise.all(calls);
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', onWarning);
  expect(warnings).toEqual([]);
});
