import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

import { openai } from '../../../src/models/openai/index.ts';
import { chatModel, failureOf, testContext, type TestContext } from '../support.ts';

let proxy: Server;
let address: string;
let context: TestContext;
const seen: { line: string; headers: Readonly<Record<string, unknown>> }[] = [];

beforeAll(async () => {
  proxy = createServer((request, response) => {
    seen.push({ line: `${request.method} ${request.url}`, headers: request.headers });
    response.setHeader('content-type', 'application/json');
    response.end('{"choices":[{"message":{"content":"by proxy"}}]}');
  });
  proxy.on('connect', (request, socket) => {
    seen.push({ line: `${request.method} ${request.url}`, headers: request.headers });
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  address = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});
afterAll(() => void proxy.close());
afterEach(async () => {
  await context.close();
  seen.length = 0;
});

function call(options: Record<string, string>, variables: Record<string, string>) {
  context = testContext({ variables });
  const model = chatModel({
    model: 'm',
    'retry-num': '0',
    'api-key': 'key-7',
    'allow-http': 'true',
    ...options,
  });
  return openai.open(model, context).then((client) => client.predict(['x'], new AbortController().signal));
}

test('an http endpoint is asked for in absolute form, with the proxy as first stop', async () => {
  const endpoint = 'http://models.example:8000/v1/chat/completions?a=b';
  const answer = await call({ endpoint }, { HTTP_PROXY: `http://me:pass@${address}` });
  expect(answer).toEqual({ rows: [['by proxy']] });
  expect(seen).toEqual([
    {
      line: `POST ${endpoint}`,
      headers: expect.objectContaining({
        host: 'models.example:8000',
        authorization: 'Bearer key-7',
        'proxy-authorization': `Basic ${Buffer.from('me:pass').toString('base64')}`,
      }),
    },
  ]);
});

test('an https endpoint gets a tunnel, and the proxy sees neither key nor row', async () => {
  const endpoint = 'https://models.example/v1/chat/completions';
  const error = await failureOf(call({ endpoint }, { https_proxy: '', HTTPS_PROXY: `http://${address}` }));
  expect(error).toMatchObject({
    code: 'E_MODEL_UNREACHABLE',
    message: `the proxy http://${address} on the way to models.example answers 502`,
    hint: expect.stringContaining('NO_PROXY=models.example'),
  });
  expect(seen.map(({ line }) => line)).toEqual(['CONNECT models.example:443']);
  expect(JSON.stringify(seen)).not.toContain('key-7');
});

test('a proxy that is not there is named', async () => {
  const endpoint = 'https://models.example/v1/chat/completions';
  const error = await failureOf(call({ endpoint }, { HTTPS_PROXY: 'http://127.0.0.1:9' }));
  expect(error).toMatchObject({
    code: 'E_MODEL_UNREACHABLE',
    message: 'the proxy http://127.0.0.1:9 on the way to models.example fails (ECONNREFUSED)',
  });
});

test('this machine goes without', async () => {
  const variables = { HTTP_PROXY: 'http://127.0.0.1:9' };
  const local = await call({ endpoint: `http://${address}/v1` }, variables);
  expect(local).toEqual({ rows: [['by proxy']] });
  expect(seen[0]?.line).toBe('POST /v1/chat/completions');
});
