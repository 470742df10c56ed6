import { expect, test } from 'vitest';

import { FakeClock, settle } from '../../src/common/clock.ts';
import { mock } from '../../src/models/mock/index.ts';
import type { ModelSpec } from '../../src/models/provider.ts';
import { BOOLEAN, DOUBLE, INT, STRING, timestampLtz, type SqlType } from '../../src/types/type.ts';
import { chatModel, checkLines, failureOf, testContext, turn } from './support.ts';

const { signal } = new AbortController();

function open(options: Record<string, string>, clock = new FakeClock(), random = () => 0) {
  const context = testContext({ clock, random });
  return mock.open(chatModel(options), context).then((client) => ({ client, context }));
}

test.each([
  [{}, 'echo:good'],
  [{ echo: 'true' }, 'good'],
  [{ reply: 'I say {text}, {text} and {other}' }, 'I say good, good and {other}'],
  [{ reply: '{"risk":0.5,"reason":"{text}"}' }, '{"risk":0.5,"reason":"good"}'],
] as [Record<string, string>, string][])('%j answers %s', async (options, text) => {
  const { client } = await open(options);
  expect(await client.predict(['good'], signal)).toEqual({ rows: [[text]] });
});

test('n answers are n rows, told apart', async () => {
  const { client } = await open({ n: '3' });
  expect(await client.predict(['a'], signal)).toEqual({ rows: [['echo:a'], ['echo:a#2'], ['echo:a#3']] });
  const none = await open({ n: '0' });
  expect(await none.client.predict(['a'], signal)).toEqual({ rows: [] });
});

test('latency is the time of the clock, and may be drawn', async () => {
  const clock = new FakeClock();
  const { client } = await open({ latency: '2 s', 'latency-max': '4 s' }, clock, () => 0.5);
  let isDone = false;
  void client.predict(['a'], signal).then(() => (isDone = true));
  await settle();
  await clock.advance(2999);
  expect([isDone, client.stats.inFlight]).toEqual([false, 1]);
  await clock.advance(1);
  expect([isDone, client.stats.inFlight]).toEqual([true, 0]);
  expect(client.stats.latency).toEqual([3000, 3000]);
});

test('failures run through retries and strategies as those of an endpoint', async () => {
  const clock = new FakeClock();
  const retried = await open({ status: '503', 'retry-num': '2' }, clock);
  const error = await turn(clock, failureOf(retried.client.predict(['a'], signal)));
  expect(error).toMatchObject({ code: 'E_MODEL', message: 'mock m failed as asked (503)' });
  expect(retried.client.stats).toMatchObject({ calls: 1, retries: 2 });

  const refused = await open({ status: '400', 'retry-num': '2' });
  expect(await failureOf(refused.client.predict(['a'], signal))).toMatchObject({ code: 'E_MODEL_REQUEST' });
  expect(refused.client.stats).toMatchObject({ calls: 1, retries: 0 });

  const ignored = await open({ status: '429', 'error-handling-strategy': 'IGNORE' });
  expect(await ignored.client.predict(['a'], signal)).toEqual({ rows: [], ignored: expect.any(String) });
  expect(ignored.client.stats).toMatchObject({ ignored: 1, limited: 1 });
});

test('an error rate fails that share of the requests', async () => {
  let draw = 0;
  const { client } = await open(
    { 'error-rate': '0.25', 'error-handling-strategy': 'IGNORE' },
    new FakeClock(),
    () => (draw++ % 8) / 8,
  );
  const answers = await Promise.all(Array.from({ length: 16 }, () => client.predict(['a'], signal)));
  expect(answers.filter(({ rows }) => rows.length === 0).length).toBe(4);
});

function typed(output: Record<string, SqlType>, reply: string): ModelSpec {
  const fields = Object.entries(output).map(([name, type]) => ({ name, type }));
  return { ...chatModel({ reply }), output: fields };
}

test('OUTPUT of other types is read from a JSON reply by name', async () => {
  const output = { risk: DOUBLE, reason: STRING, n: INT, ok: BOOLEAN, detail: STRING };
  const model = typed(output, '{"reason":"{text}","risk":0.5,"ok":true,"detail":{"a":1}}');
  const client = await mock.open(model, testContext({ clock: new FakeClock() }));
  expect(await client.predict(['a "b"'], signal)).toEqual({ rows: [[0.5, 'a "b"', null, true, '{"a":1}']] });
  const bad = await mock.open(typed(output, 'text'), testContext({ clock: new FakeClock() }));
  expect(await failureOf(bad.predict(['a'], signal))).toMatchObject({ code: 'E_MODEL_ANSWER' });
});

test('options are checked, in any spelling', async () => {
  expect(checkLines(mock, { error_rate: '0.5' })).toEqual(["'error_rate' is read as 'error-rate'"]);
  const refuse = (options: Record<string, string>) => failureOf((async () => checkLines(mock, options))());
  expect(await refuse({ 'error-rate': '2' })).toMatchObject({ code: 'E_OPTION' });
  expect(await refuse({ n: '-1' })).toMatchObject({ code: 'E_OPTION' });
  expect(await refuse({ ehco: 'true' })).toMatchObject({ code: 'E_OPTION', hint: "did you mean 'echo'?" });
  const time = failureOf((async () => mock.check(typed({ t: timestampLtz(3) }, ''), testContext()))());
  expect(await time).toMatchObject({ code: 'E_DEFINITION' });
});
