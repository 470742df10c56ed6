import { expect, test } from 'vitest';

import { proxyFor } from '../../../src/models/openai/proxy.ts';
import { failureOf, testContext } from '../support.ts';

const proxied = (url: string, variables: Record<string, string>) =>
  proxyFor(new URL(url), testContext({ variables }).environment)?.host;

test('the proxy is chosen by the scheme of the target', () => {
  const variables = { HTTPS_PROXY: 'http://s:1', HTTP_PROXY: 'http://p:2' };
  expect(proxied('https://models.example/v1', variables)).toBe('s:1');
  expect(proxied('http://models.example/v1', variables)).toBe('p:2');
  expect(proxied('http://models.example/v1', { HTTPS_PROXY: 'http://s:1' })).toBe(undefined);
});

test('an empty lower-case variable does not hide the upper-case one, a set one goes first', () => {
  expect(proxied('https://m.example', { https_proxy: '', HTTPS_PROXY: 'http://up:1' })).toBe('up:1');
  expect(proxied('https://m.example', { https_proxy: 'http://low:1', HTTPS_PROXY: 'http://up:1' })).toBe(
    'low:1',
  );
});

test('this machine is never reached through a proxy', () => {
  const variables = { HTTP_PROXY: 'http://p:2', HTTPS_PROXY: 'http://p:2' };
  for (const url of ['http://localhost:1', 'https://127.0.0.1', 'http://[::1]:4', 'http://x.localhost'])
    expect(proxied(url, variables)).toBe(undefined);
});

test('a proxy without a scheme is an http proxy, one that is no URL an error', async () => {
  expect(proxied('https://m.example', { HTTPS_PROXY: 'proxy.example:3128' })).toBe('proxy.example:3128');
  const error = await failureOf((async () => proxied('https://m.example', { HTTPS_PROXY: 'http://' }))());
  expect(error).toMatchObject({ code: 'E_OPTION' });
});

test.each([
  ['*', 'https://any.example', true],
  ['models.example', 'https://models.example', true],
  ['models.example', 'https://a.models.example', true],
  ['.models.example', 'https://a.models.example', true],
  ['*.models.example', 'https://a.models.example', true],
  ['models.example', 'https://othermodels.example', false],
  ['MODELS.example', 'https://models.EXAMPLE', true],
  ['a.example, models.example', 'https://models.example', true],
  ['models.example:8443', 'https://models.example', false],
  ['models.example:443', 'https://models.example', true],
  ['10.0.0.7', 'https://10.0.0.7', true],
  ['', 'https://models.example', false],
])('NO_PROXY=%s exempts %s: %s', (list, url, isExempt) => {
  const host = proxied(url, { HTTPS_PROXY: 'http://p:1', NO_PROXY: list });
  expect(host).toBe(isExempt ? undefined : 'p:1');
});
