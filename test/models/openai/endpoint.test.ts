import { expect, test } from 'vitest';

import { resolveEndpoint } from '../../../src/models/openai/endpoint.ts';
import { failureOf } from '../support.ts';

const COMPLETIONS = '/chat/completions';

test.each([
  ['https://api.openai.com/v1/chat/completions', 'https://api.openai.com/v1/chat/completions'],
  ['https://api.openai.com/v1/chat/completions/', 'https://api.openai.com/v1/chat/completions'],
  ['https://h/v1/Chat/Completions', 'https://h/v1/Chat/Completions'],
  [
    'https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-02-01&a=1&a=2',
    'https://r.openai.azure.com/openai/deployments/d/chat/completions?api-version=2024-02-01&a=1&a=2',
  ],
  ['https://h/v1/chat/completions#part', 'https://h/v1/chat/completions'],
  ['  http://localhost:8000/v1/chat/completions\n', 'http://localhost:8000/v1/chat/completions'],
])('%s is used as written', (text, url) => {
  expect(resolveEndpoint(text)).toEqual({ url, task: 'chat', note: undefined });
});

test.each([
  ['https://api.openai.com/v1', 'https://api.openai.com/v1'],
  ['https://api.openai.com/v1/', 'https://api.openai.com/v1'],
  ['https://api.openai.com', 'https://api.openai.com/v1'],
  ['http://localhost:11434', 'http://localhost:11434/v1'],
  ['http://[::1]:8000/', 'http://[::1]:8000/v1'],
  ['https://api.deepseek.com', 'https://api.deepseek.com'],
  ['https://api.deepseek.com/', 'https://api.deepseek.com'],
  ['https://api.deepseek.com/v1', 'https://api.deepseek.com/v1'],
  [
    'https://generativelanguage.googleapis.com/v1beta/openai/',
    'https://generativelanguage.googleapis.com/v1beta/openai',
  ],
  ['https://dashscope.aliyuncs.com/compatible-mode/v1', 'https://dashscope.aliyuncs.com/compatible-mode/v1'],
  ['https://r.openai.azure.com/openai/v1/', 'https://r.openai.azure.com/openai/v1'],
  ['https://openrouter.ai/api/v1', 'https://openrouter.ai/api/v1'],
  ['https://open.bigmodel.cn/api/paas/v4', 'https://open.bigmodel.cn/api/paas/v4'],
  ['https://api.openai.com/v1/chat', 'https://api.openai.com/v1'],
  ['https://openrouter.ai/api/v1/chat/', 'https://openrouter.ai/api/v1'],
])('%s is a base', (text, base) => {
  const url = base + COMPLETIONS;
  expect(resolveEndpoint(text)).toEqual({ url, task: 'chat', note: `POST goes to ${url}` });
});

test('a base keeps its query behind the appended path, and the note leaves it out', () => {
  const endpoint = resolveEndpoint('https://h/openai/v1?api-version=preview&key=secret');
  expect(endpoint.url).toBe('https://h/openai/v1/chat/completions?api-version=preview&key=secret');
  expect(endpoint.note).toBe('POST goes to https://h/openai/v1/chat/completions?...');
});

test('a base takes the task of the OUTPUT column, a full URL its own', () => {
  expect(resolveEndpoint('https://h/v1', 'embeddings').url).toBe('https://h/v1/embeddings');
  expect(resolveEndpoint('https://h/v1/embeddings').task).toBe('embeddings');
  expect(resolveEndpoint('https://h/v1/chat/completions', 'embeddings').task).toBe('chat');
  expect(resolveEndpoint('https://h/v1/responses').task).toBe('responses');
  expect(resolveEndpoint('https://h/v1/completions').task).toBe('completions');
});

test.each([
  'https://api.openai.com/v1/llm/v1/chat',
  'https://gateway.example/llm/invoke?tenant=7',
  'http://127.0.0.1:8080/api/chat',
  'https://h/predict/',
])('%s is no known form and is posted to exactly', (text) => {
  const endpoint = resolveEndpoint(text);
  expect(endpoint.url).toBe(text);
  expect(endpoint.task).toBe('chat');
  expect(endpoint.note).toMatch(/^POST goes to the URL as written/);
});

test.each([
  ['file:///etc/passwd', 'must begin with http:// or https://'],
  ['ftp://h/v1', "not 'ftp'"],
  ['javascript:alert(1)', 'must begin with'],
  ['localhost:11434/v1', 'must begin with'],
  ['api.openai.com/v1', 'is not a URL'],
  ['', 'is not a URL'],
  ['https://user:hunter2secret@h/v1', 'holds a user name or password'],
  ['http://169.254.169.254/latest/meta-data', 'link-local or cloud metadata'],
  ['http://2852039166/v1', 'link-local or cloud metadata'],
  ['http://0xa9fea9fe/v1', 'link-local or cloud metadata'],
  ['http://[::ffff:169.254.169.254]/v1', 'link-local or cloud metadata'],
  ['http://[fe80::1]/v1', 'link-local or cloud metadata'],
  ['http://100.100.100.200/v1', 'link-local or cloud metadata'],
])('%s is refused', async (text, message) => {
  const error = await failureOf((async () => resolveEndpoint(text))());
  expect(error).toMatchObject({ code: 'E_OPTION', message: expect.stringContaining(message) });
  expect(String(error)).not.toContain('hunter2');
});

test('a forgotten scheme is guessed in the hint', async () => {
  const error = await failureOf((async () => resolveEndpoint('api.openai.com/v1'))());
  expect(error).toMatchObject({ hint: "write a full URL such as 'https://api.openai.com/v1'" });
  const second = await failureOf((async () => resolveEndpoint('localhost:11434/v1'))());
  expect(second).toMatchObject({ hint: "did you mean 'http://localhost:11434/v1'?" });
});
