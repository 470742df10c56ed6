import { expect, test } from 'vitest';

import { FakeClock, systemClock } from '../../src/common/clock.ts';
import { openScriptedEndpoint, PROVIDERS } from '../../src/models/index.ts';
import { openai } from '../../src/models/openai/index.ts';
import { judge } from '../../src/models/scripted/judge.ts';
import { chatModel, failureOf, testContext } from './support.ts';

test.each([
  ['茅台飞天 53度 500ml', 'alcohol'],
  ['进口威士忌 700ml', 'alcohol'],
  ['Red Wine, Bordeaux 2019', 'alcohol'],
  ['Craft BEERS, 6 bottles', 'alcohol'],
  ['London Dry Gin 70cl', 'alcohol'],
  ['中华香烟 硬盒', 'tobacco'],
  ['电子烟 薄荷味', 'tobacco'],
  ['Cuban cigars, box of 10', 'tobacco'],
  ['Rolling Tobacco 50g', 'tobacco'],
  ['打火机 防风', 'near alcohol or tobacco'],
  ['Cotton T-shirt, blue', 'harmless'],
  ['Bamboo chopsticks', 'harmless'],
  ['Ginger cookies', 'harmless'],
  ['Snare drum', 'harmless'],
  ['Crystal wine glasses, set of 6', 'harmless'],
  ['水晶红酒杯', 'harmless'],
  ['酒店拖鞋 一次性', 'harmless'],
  ['无烟烧烤炉', 'harmless'],
  ['Engine oil 5L', 'harmless'],
  ['', 'harmless'],
])('the title %s is %s', (title, kind) => {
  const judgement = judge(title);
  expect(judgement.kind).toBe(kind);
  expect(judge(title)).toEqual(judgement);
});

test('the reason is in the language of the title, the risk fits the kind', () => {
  expect(judge('茅台 53度')).toMatchObject({ reason: '酒精饮料' });
  expect(judge('Vodka')).toMatchObject({ reason: 'alcoholic drink' });
  expect(judge('Vodka').risk).toBeGreaterThanOrEqual(0.9);
  expect(judge('Socks').risk).toBeLessThanOrEqual(0.04);
  expect(judge('竹筷子')).toMatchObject({ reason: '未发现敏感商品' });
});

test('weir calls it like any endpoint, and its figures are labelled SCRIPTED', async () => {
  const parts = { port: 0, clock: systemClock, random: () => 0.5, latencyMs: [1, 2] as const };
  const endpoint = await openScriptedEndpoint(parts);
  const context = testContext({
    settings: { 'weir.ai.endpoint-map': `https://api.openai.com=${endpoint.origin}` },
  });
  const options = {
    endpoint: 'https://api.openai.com/v1/llm/v1/chat',
    'api-key': 'abcdefg',
    model: 'gpt-4o',
  };
  const client = await openai.open(chatModel(options), context);
  const { signal } = new AbortController();
  const { rows } = await client.predict(['中华香烟 硬盒'], signal);
  expect(JSON.parse(String(rows[0]?.[0]))).toEqual({ risk: expect.closeTo(0.96, 1), reason: '烟草制品' });
  expect(client.label).toBe('SCRIPTED');
  expect(client.stats.promptTokens).toBeGreaterThan(0);
  expect(endpoint.answered).toBe(1);
  await context.close();
  await endpoint.close();
});

test('it says that it is no AI, by banner, page, model name and header', async () => {
  const parts = { port: 0, clock: systemClock, random: () => 0, latencyMs: [0, 0] as const };
  const endpoint = await openScriptedEndpoint(parts);
  expect(endpoint.banner).toBe('SCRIPTED: answers by keyword after 0 ms to 0 ms. It is not an AI.');
  const page = await fetch(endpoint.origin);
  expect(await page.text()).toBe(`${endpoint.banner}\n`);
  const body = JSON.stringify({ messages: [{ role: 'user', content: 'Beer' }] });
  const answer = await fetch(`${endpoint.origin}/v1/chat/completions`, { method: 'POST', body });
  expect(answer.headers.get('x-weir-scripted')).toBe('by keyword, no AI');
  expect(await answer.json()).toMatchObject({
    model: 'scripted',
    choices: [{ message: { role: 'assistant' } }],
  });
  const bad = await fetch(endpoint.origin, { method: 'POST', body: '{"messages":[]}' });
  expect([bad.status, await bad.json()]).toMatchObject([400, { error: { type: 'invalid_request_error' } }]);
  await endpoint.close();
});

test('its time is the clock it was given, and closing ends open requests', async () => {
  const clock = new FakeClock();
  const asked = new Promise<number>((resolve) => {
    const after = clock.after.bind(clock);
    clock.after = (ms, callback) => {
      resolve(ms);
      return after(ms, callback);
    };
  });
  const endpoint = await openScriptedEndpoint({ port: 0, clock, random: () => 0 });
  expect(endpoint.banner).toContain('after 300 ms to 1.2 s');
  const body = JSON.stringify({ messages: [{ role: 'user', content: 'Beer' }] });
  const answer = failureOf(fetch(endpoint.origin, { method: 'POST', body }));
  expect(await asked).toBe(300);
  await endpoint.close();
  expect(String(await answer)).toMatch(/fetch failed/);
  expect(endpoint.answered).toBe(0);
});

test('every provider has its own name, and its options say what they are', () => {
  const names = PROVIDERS.flatMap(({ name, aliases }) => [name, ...aliases]);
  expect(new Set(names).size).toBe(names.length);
  for (const { options } of PROVIDERS)
    for (const [key, { doc }] of Object.entries(options)) expect(doc, key).toMatch(/^[A-Z'].*\.$/);
});
