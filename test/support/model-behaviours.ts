import type { ServerResponse } from 'node:http';

/**
 * How a model endpoint can go wrong, by name, so that a URL can hold it:
 * `status-<code>`, `retry-after-<seconds>`, `retry-after-ms-<ms>`, `retry-after-date-<seconds>`, `unavailable-<seconds>`,
 * `quota`, `reset`, `hang`, `html`, `half`, `cut`, `empty`, `no-body`, `invalid-json`, `json-list`, `sse`, `choices-empty`,
 * `choices-null`, `content-null`, `content-missing`, `wrapped-error`, `wrapped-error-<code>`, `error-in-choice`, `large`, `trickle`,
 * `redirect-<port>`, `redirect-here`, `echo-key-<key>`, `ok`.
 */
export type Behaviour = string;

const LARGE = 50 * 1024 * 1024;

/** Answers as the name says. `complete` gives the usual answer. */
export function behave(name: Behaviour, response: ServerResponse, complete: () => void): void {
  const [, kind = name, value = ''] = /^(.*?)-(\d+)$/.exec(name) ?? [];
  switch (kind) {
    case 'ok':
      return complete();
    case 'status':
      return refuse(response, Number(value), `mock says ${value}`);
    case 'retry-after':
      return refuse(response, 429, 'Rate limit reached', { 'retry-after': value });
    case 'retry-after-ms':
      return refuse(response, 429, 'Rate limit reached', { 'retry-after-ms': value });
    case 'retry-after-date': {
      const date = new Date(Date.now() + Number(value) * 1000).toUTCString();
      return refuse(response, 429, 'Rate limit reached', { 'retry-after': date });
    }
    case 'unavailable':
      return refuse(response, 503, 'overloaded', { 'retry-after': value });
    case 'quota':
      return json(response, 429, {
        error: { message: 'You exceeded your current quota', code: 'insufficient_quota' },
      });
    case 'reset':
      return void response.socket?.resetAndDestroy();
    case 'hang':
      return;
    case 'html':
      return send(response, 200, 'text/html', '<!doctype html><title>Please sign in</title><p>Portal</p>');
    case 'half':
      return half(response);
    case 'cut':
      return send(response, 200, 'application/json', '{"choices":[{"message":{"content":"{\\"risk\\"');
    case 'empty':
      return send(response, 200, 'application/json', '');
    case 'no-body':
      return void response.writeHead(204).end();
    case 'invalid-json':
      return send(response, 200, 'application/json', 'this is not JSON');
    case 'json-list':
      return send(response, 200, 'application/json', '[1, 2]');
    case 'sse':
      return send(response, 200, 'text/event-stream', 'data: {"choices":[]}\n\ndata: [DONE]\n\n');
    case 'choices-empty':
      return json(response, 200, { choices: [] });
    case 'choices-null':
      return json(response, 200, { choices: null });
    case 'content-null':
      return json(response, 200, { choices: [{ message: { role: 'assistant', content: null } }] });
    case 'content-missing':
      return json(response, 200, { choices: [{ message: { role: 'assistant' } }] });
    case 'wrapped-error':
      return json(response, 200, {
        error: { message: 'upstream says no', code: value === '' ? 'bad_thing' : Number(value) },
      });
    case 'error-in-choice':
      return json(response, 200, { choices: [{ message: null, error: { message: 'broke', code: 502 } }] });
    case 'large':
      return send(response, 200, 'application/json', `{"x":"${'x'.repeat(LARGE)}"}`);
    case 'trickle':
      return trickle(response);
    case 'redirect':
      return void response
        .writeHead(307, { location: `http://127.0.0.1:${value}/v1/chat/completions?token=abc` })
        .end();
    case 'redirect-here':
      return void response.writeHead(308, { location: '/v1/chat/completions' }).end();
    default:
      if (!name.startsWith('echo-key-')) throw new Error(`no behaviour ${name}`);
      return refuse(response, 401, `Incorrect API key provided: ${name.slice('echo-key-'.length)}`);
  }
}

function refuse(
  response: ServerResponse,
  status: number,
  message: string,
  headers: Record<string, string> = {},
): void {
  const text = JSON.stringify({ error: { message, type: 'mock_error', code: null } });
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, 'application/json', JSON.stringify(body));
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

/** Announces more than it sends, then goes away. */
function half(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': 500 });
  response.write('{"choices":[{"message":{"con', () => response.socket?.destroy());
}

/** A byte now and then: every single read is quick, the answer never ends. */
function trickle(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 20);
  response.once('close', () => clearInterval(timer));
}
