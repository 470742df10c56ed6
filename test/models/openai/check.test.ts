import { expect, test } from 'vitest';

import { openai } from '../../../src/models/openai/index.ts';
import type { ModelSpec } from '../../../src/models/provider.ts';
import { BIGINT, DOUBLE, MAX_LENGTH, STRING, type SqlType } from '../../../src/types/type.ts';
import { chatModel, checkLines, failureOf, testContext } from '../support.ts';

const LOOPBACK = { endpoint: 'http://127.0.0.1:8000/v1/chat/completions', model: 'gpt-4o' };
const REMOTE = { endpoint: 'https://models.example/v1/chat/completions', model: 'gpt-4o' };

function refusal(options: Record<string, string>, context = testContext()): Promise<unknown> {
  return failureOf((async () => checkLines(openai, options, context))());
}

test("the article's model is taken as it is printed, and what was read is said", () => {
  const lines = checkLines(openai, {
    endpoint: 'https://api.openai.com/v1/llm/v1/chat',
    'api-key': 'abcdefg',
    system_prompt: '你是电商合规审核员',
    model: 'gpt-4o',
  });
  expect(lines).toEqual([
    "'system_prompt' is read as 'system-prompt'",
    'POST goes to the URL as written (not a form that Flink takes)',
  ]);
});

test('every spelling of a key is read', () => {
  const lines = checkLines(openai, {
    'openai.endpoint': LOOPBACK.endpoint,
    apiKey: 'secret',
    MODEL: 'm',
    systemPrompt: 's',
    topP: '0.5',
    max_tokens: '5',
    'openai.presence_penalty': '1',
  });
  expect(lines).toEqual([
    "'openai.endpoint' is read as 'endpoint'",
    "'apiKey' is read as 'api-key'",
    "'MODEL' is read as 'model'",
    "'systemPrompt' is read as 'system-prompt'",
    "'topP' is read as 'top-p'",
    "'max_tokens' is read as 'max-tokens'",
    "'openai.presence_penalty' is read as 'presence-penalty'",
  ]);
});

test.each([
  [
    { ...LOOPBACK, 'system-prompt': 'a', system_prompt: 'b' },
    "'system-prompt' and 'system_prompt' are the same option of provider 'openai'",
  ],
  [{ ...LOOPBACK, sytem_prompt: 'a' }, "provider 'openai' has no option 'sytem_prompt'"],
  [{ endpoint: LOOPBACK.endpoint }, "provider 'openai' needs 'model'"],
  [{ ...LOOPBACK, temperature: 'hot' }, "'temperature' = 'hot': expected a number"],
  [{ ...LOOPBACK, temperature: 'Infinity' }, "'temperature' = 'Infinity': expected a number"],
  [{ ...LOOPBACK, n: 'two' }, "'n' = 'two': expected a whole number"],
  [{ ...LOOPBACK, seed: '9223372036854775808' }, 'expected a whole number of 64 bits'],
  [{ ...LOOPBACK, 'response-format': 'yaml' }, 'expected one of text, json_object'],
  [{ ...LOOPBACK, 'error-handling-strategy': 'PANIC' }, 'expected one of RETRY, FAILOVER, IGNORE'],
  [{ ...LOOPBACK, 'request-timeout': 'soon' }, 'expected a duration'],
] as [Record<string, string>, string][])('%j is refused', async (options, message) => {
  expect(await refusal(options)).toMatchObject({
    code: 'E_OPTION',
    message: expect.stringContaining(message),
  });
});

test('a misspelt option is answered with the nearest one, its value is not repeated', async () => {
  const error = await refusal({ ...LOOPBACK, 'ap-key': 'sk-canary-0123456789' });
  expect(error).toMatchObject({ code: 'E_OPTION', hint: "did you mean 'api-key'?" });
  expect(JSON.stringify(error) + String(error)).not.toContain('canary');
});

test.each([
  [{ ...LOOPBACK, 'max-context-size': '10' }, 'no tokeniser'],
  [{ endpoint: 'http://127.0.0.1:8000/v1/embeddings', model: 'e' }, 'is for embeddings'],
  [{ endpoint: 'http://127.0.0.1:8000/v1/responses', model: 'e' }, 'is for responses'],
] as [Record<string, string>, string][])('%j is said to be unsupported', async (options, message) => {
  const error = await refusal(options);
  expect(error).toMatchObject({ code: 'E_UNSUPPORTED', message: expect.stringContaining(message) });
});

function withColumns(input: readonly SqlType[], output: readonly SqlType[]): ModelSpec {
  const named = (types: readonly SqlType[], name: string) =>
    types.map((type, i) => ({ name: name + i, type }));
  return { ...chatModel(LOOPBACK), input: named(input, 'in'), output: named(output, 'out') };
}

const VARCHAR20: SqlType = { kind: 'VARCHAR', length: 20, nullable: true };
const STRICT: SqlType = { kind: 'VARCHAR', length: MAX_LENGTH, nullable: false };
test.each([
  [[STRING, STRING], [STRING], 'model m needs exactly one INPUT column and has 2: in0, in1'],
  [[], [], 'model m needs exactly one INPUT column and has none'],
  [[STRING], [STRING, DOUBLE], 'model m needs exactly one OUTPUT column and has 2: out0, out1'],
  [[BIGINT], [STRING], 'INPUT column in0 of model m must be STRING and is BIGINT'],
  [[STRING], [DOUBLE], 'OUTPUT column out0 of model m must be STRING and is DOUBLE'],
  [[VARCHAR20], [STRING], 'INPUT column in0 of model m must be STRING and is VARCHAR(20)'],
  [[STRING], [STRICT], 'OUTPUT column out0 of model m must be STRING and is STRING NOT NULL'],
])('columns %j to %j are refused', async (input, output, message) => {
  const error = await failureOf((async () => openai.check(withColumns(input, output), testContext()))());
  expect(error).toMatchObject({ code: 'E_DEFINITION', message });
});

test('an unset reference names its variable', async () => {
  const error = await refusal({ ...LOOPBACK, 'api-key': '${env:NOT_SET}' });
  expect(error).toMatchObject({ code: 'E_REFERENCE', message: 'environment variable NOT_SET is not set' });
});

test('a prompt may come from a file', () => {
  const context = testContext({ files: { 'risk.md': 'judge it\n' } });
  expect(() =>
    checkLines(openai, { ...LOOPBACK, 'system-prompt': '${file:risk.md}' }, context),
  ).not.toThrow();
});

test('this machine needs no key, and that none is sent is said', () => {
  expect(checkLines(openai, LOOPBACK)).toEqual(['no key is sent']);
});

test('OPENAI_API_KEY serves api.openai.com over https and nothing else', async () => {
  const context = testContext({ variables: { OPENAI_API_KEY: 'sk-canary' } });
  const home = { endpoint: 'https://api.openai.com/v1/chat/completions', model: 'm' };
  expect(checkLines(openai, home, context)).toEqual(['the key from OPENAI_API_KEY (9 characters) is sent']);
  expect(checkLines(openai, LOOPBACK, context)).toEqual(['no key is sent']);
  for (const endpoint of [
    REMOTE.endpoint,
    'http://api.openai.com/v1',
    'https://api.openai.com:8443/v1',
    'https://api.openai.com.evil.example/v1',
    'https://eu.api.openai.com/v1',
  ]) {
    const error = await refusal({ ...REMOTE, endpoint }, context);
    expect(error).toMatchObject({ code: 'E_OPTION', message: expect.stringContaining("needs 'api-key'") });
  }
  expect(await refusal(home)).toMatchObject({ code: 'E_MODEL_KEY' });
  const empty = testContext({ variables: { OPENAI_API_KEY: ' ' } });
  expect(await refusal(home, empty)).toMatchObject({ code: 'E_MODEL_KEY' });
});

test("'api-key'='' sends none to a server that needs none", () => {
  expect(checkLines(openai, { ...REMOTE, 'api-key': '' })).toEqual(["no key ('api-key' is '') is sent"]);
});

test('a key reference that is empty is an error, not a call without key', async () => {
  const context = testContext({ variables: { K: '' } });
  expect(await refusal({ ...REMOTE, 'api-key': '${env:K}' }, context)).toMatchObject({
    code: 'E_MODEL_KEY',
    message: 'the key from ${env:K} is empty',
  });
});

test.each(['sk-线', 'sk canary', 'sk-canary\r\nx-evil: 1'])('the key %j is refused unseen', async (key) => {
  const error = await refusal({ ...REMOTE, 'api-key': key });
  expect(error).toMatchObject({ code: 'E_OPTION', message: expect.stringContaining('no HTTP header') });
  expect(String(error)).not.toContain('canary');
});

test('a key goes unencrypted to this machine only, unless the model allows it', async () => {
  const key = { 'api-key': 'sk-canary', model: 'm' };
  const http = { ...key, endpoint: 'http://gpu1:8000/v1/chat/completions' };
  const error = await refusal(http);
  expect(error).toMatchObject({
    code: 'E_OPTION',
    message: "http://gpu1:8000 would get the key from 'api-key' (9 characters) unencrypted",
    hint: expect.stringContaining("'allow-http'='true'"),
  });
  expect(checkLines(openai, { ...http, 'allow-http': 'true' })).toEqual([]);
  expect(checkLines(openai, { ...http, 'api-key': '' })).toEqual(["no key ('api-key' is '') is sent"]);
  for (const host of ['localhost:1', '127.0.0.1:1', '127.8.8.8', '[::1]:1', 'a.localhost'])
    expect(checkLines(openai, { ...key, endpoint: `http://${host}/v1/chat/completions` })).toEqual([]);
  for (const host of ['10.0.0.5', '192.168.1.2', 'localhost.evil.example', '[::ffff:10.0.0.1]'])
    expect(await refusal({ ...key, endpoint: `http://${host}/v1` })).toMatchObject({ code: 'E_OPTION' });
});

test('a mapped endpoint is announced, and no key goes along', () => {
  const settings = { 'weir.ai.endpoint-map': 'https://api.openai.com=http://127.0.0.1:43117' };
  const context = testContext({ settings, variables: { OPENAI_API_KEY: 'sk-canary' } });
  const options = {
    endpoint: 'https://api.openai.com/v1/llm/v1/chat?a=b',
    'api-key': '${env:UNSET}',
    model: 'm',
  };
  expect(checkLines(openai, options, context)).toEqual([
    'POST goes to http://127.0.0.1:43117/v1/llm/v1/chat?... instead of https://api.openai.com (weir.ai.endpoint-map); no api-key is sent there',
  ]);
  expect(checkLines(openai, LOOPBACK, context)).toEqual(['no key is sent']);
});

test('a map may hold several origins, with blanks', () => {
  const map = 'https://api.openai.com = http://127.0.0.1:1, https://models.example:8443=http://[::1]:2/';
  const context = testContext({ settings: { 'weir.ai.endpoint-map': map } });
  const lines = checkLines(openai, { endpoint: 'https://models.example:8443', model: 'm' }, context);
  expect(lines).toEqual([expect.stringContaining('http://[::1]:2/v1/chat/completions instead of')]);
});

test('a map that cannot be read or leads to a metadata address is refused', async () => {
  const mapTo = (text: string) => testContext({ settings: { 'weir.ai.endpoint-map': text } });
  for (const text of ['nonsense', 'https://a=https://b=https://c', 'https://a/v1=http://b', 'a=b'])
    expect(await refusal(LOOPBACK, mapTo(text))).toMatchObject({ code: 'E_SETTING' });
  const metadata = mapTo('http://127.0.0.1:8000=http://169.254.169.254');
  expect(await refusal(LOOPBACK, metadata)).toMatchObject({ code: 'E_OPTION' });
});

test('a proxy on the way is said, without its password', () => {
  const context = testContext({ variables: { HTTPS_PROXY: 'http://me:hunter2@proxy.example:3128' } });
  expect(checkLines(openai, { ...REMOTE, 'api-key': 'k' }, context)).toEqual([
    'through the proxy http://proxy.example:3128',
  ]);
});
