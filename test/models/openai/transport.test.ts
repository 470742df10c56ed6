import type { lookup } from 'node:dns';
import type { Dispatcher } from 'undici';

import { expect, test } from 'vitest';

import { connectionFailure, type About } from '../../../src/models/openai/failures.ts';
import { guardLookup, Transport, type Undici } from '../../../src/models/openai/transport.ts';
import { failureOf, testContext } from '../support.ts';

/** undici with an agent that never gets a connection, as when an address swallows packets. */
const silent = {
  Agent: class {
    request(): Promise<Dispatcher.ResponseData> {
      return new Promise(() => undefined);
    }
  },
} as unknown as Undici; // request is all that is called

test('an abort is heard at once while the address swallows packets', async () => {
  const transport = new Transport(silent, testContext().environment);
  const abort = new AbortController();
  const reason = new Error('stop');
  const failure = failureOf(transport.post('http://h.example/v1', {}, '{}', abort.signal));
  abort.abort(reason);
  expect(await failure).toBe(reason);
  expect(await failureOf(transport.post('http://h.example/v1', {}, '{}', abort.signal))).toBe(reason);
});

function resolveTo(addresses: { address: string; family: number }[]): typeof lookup {
  const resolve = (_name: string, _options: unknown, callback: (...args: unknown[]) => void) =>
    callback(null, addresses);
  return resolve as unknown as typeof lookup; // the one overload that is called
}

test('a name that resolves to a metadata address is refused when it is used', () => {
  const guarded = guardLookup(resolveTo([{ address: '169.254.169.254', family: 4 }]));
  guarded('sly.example', { all: true }, (error) => {
    expect(error).toMatchObject({ code: 'E_OPTION', message: expect.stringContaining('sly.example') });
  });
  expect.assertions(1);
});

test('of several addresses only the harmless are used', () => {
  const good = { address: '10.1.2.3', family: 4 };
  const guarded = guardLookup(resolveTo([{ address: 'fe80::1', family: 6 }, good]));
  guarded('h.example', { all: true }, (_error, addresses) => expect(addresses).toEqual([good]));
  guarded('h.example', {}, (_error, address, family) => expect([address, family]).toEqual(['10.1.2.3', 4]));
  expect.assertions(2);
});

const ABOUT: About = {
  url: 'https://models.example/v1/chat/completions',
  host: 'models.example',
  model: 'm',
  key: 'no key',
  hasKey: false,
  proxy: undefined,
  secrets: [],
};

test.each([
  ['ENOTFOUND', 'the name models.example does not resolve', 'backoff'],
  ['EAI_AGAIN', 'the name models.example does not resolve', 'backoff'],
  ['ECONNREFUSED', 'nothing listens on models.example', 'backoff'],
  ['UND_ERR_CONNECT_TIMEOUT', 'models.example does not answer (tried 10 s)', 'backoff'],
  ['ECONNRESET', 'models.example closed the connection without an answer (ECONNRESET)', 'backoff'],
  [
    'SELF_SIGNED_CERT_IN_CHAIN',
    'the certificate of models.example is not trusted here (SELF_SIGNED_CERT_IN_CHAIN)',
    undefined,
  ],
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'the certificate of models.example is not trusted here (ERR_TLS_CERT_ALTNAME_INVALID)',
    undefined,
  ],
  [
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'models.example does not speak TLS (ERR_SSL_WRONG_VERSION_NUMBER)',
    undefined,
  ],
])('%s is said as it is', (code, message, retry) => {
  const cause = Object.assign(new Error('low level'), { code });
  const { error } = connectionFailure(new Error('carried', { cause }), ABOUT);
  expect(error).toMatchObject({
    code: 'E_MODEL_UNREACHABLE',
    message,
    retry,
  });
});
