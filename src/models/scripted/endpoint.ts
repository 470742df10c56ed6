import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Clock } from '../../common/clock.ts';
import { formatDuration } from '../../common/duration.ts';
import { judge } from './judge.ts';
import { RULES, type Rule } from './rules.ts';

export interface ScriptedParts {
  /** 0 takes a free one. */
  readonly port: number;
  readonly clock: Clock;
  readonly random: () => number;
  /** Milliseconds; 300 to 1200 unless given. */
  readonly latencyMs?: readonly [number, number] | undefined;
  /** Those of the demo unless given. */
  readonly rules?: readonly Rule[] | undefined;
}

export interface ScriptedEndpoint {
  /** 'http://127.0.0.1:43117' */
  readonly origin: string;
  readonly port: number;
  /** What must be said wherever it is used. */
  readonly banner: string;
  /** Chat requests answered so far. */
  readonly answered: number;
  /** Ends open requests too. */
  close(): Promise<void>;
}

const LARGEST_REQUEST = 1024 * 1024;

/**
 * A server on this machine that speaks the chat protocol and answers by keyword. It is no model and says so: in its
 * banner, at GET /, in every answer's model name and in the header `x-weir-scripted`, by which weir labels the figures.
 * Any path is taken, so that it can stand in for any endpoint.
 */
export async function createScriptedEndpoint(parts: ScriptedParts): Promise<ScriptedEndpoint> {
  const [least, most] = parts.latencyMs ?? [300, 1200];
  const rules = parts.rules ?? RULES;
  const banner = `SCRIPTED: answers by keyword after ${formatDuration(least)} to ${formatDuration(most)}. It is not an AI.`;
  let answered = 0;
  const pending = new Set<() => void>();

  const answer = (body: string, response: ServerResponse) => {
    const title = lastUserText(body);
    if (title === undefined) {
      const message = 'scripted endpoint: expected JSON with messages, the last of role user';
      return send(response, 400, { error: { message, type: 'invalid_request_error', code: null } });
    }
    const wait = least + (most - least) * parts.random();
    const cancel = parts.clock.after(wait, () => {
      pending.delete(cancel);
      answered++;
      send(response, 200, completion(title, body, rules, parts.clock.now(), answered));
    });
    pending.add(cancel);
    response.once('close', () => {
      if (pending.delete(cancel)) cancel();
    });
  };

  const server = createServer((request, response) => {
    response.setHeader('x-weir-scripted', 'by keyword, no AI');
    if (request.method !== 'POST') {
      response.setHeader('content-type', 'text/plain; charset=utf-8');
      return response.end(`${banner}\n`);
    }
    return readBody(request).then(
      (body) => answer(body, response),
      () => response.destroy(),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(parts.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo; // a TCP server that listens
  return {
    origin: `http://127.0.0.1:${port}`,
    port,
    banner,
    get answered() {
      return answered;
    },
    close() {
      for (const cancel of pending) cancel();
      pending.clear();
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

function completion(
  title: string,
  request: string,
  rules: readonly Rule[],
  now: number,
  number: number,
): unknown {
  const { risk, reason } = judge(title, rules);
  const content = JSON.stringify({ risk, reason });
  const prompt = tokens(request);
  const written = tokens(content);
  return {
    id: `scripted-${number}`,
    object: 'chat.completion',
    created: Math.floor(now / 1000),
    model: 'scripted',
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    usage: { prompt_tokens: prompt, completion_tokens: written, total_tokens: prompt + written },
  };
}

/** No tokeniser here: a CJK character counts one, four others count one. */
function tokens(text: string): number {
  const wide = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  return wide + Math.ceil((text.length - wide) / 4);
}

function lastUserText(body: string): string | undefined {
  try {
    const { messages } = JSON.parse(body) as { messages?: unknown };
    const last: unknown = Array.isArray(messages) ? messages.at(-1) : undefined;
    const { role, content } = (last ?? {}) as { role?: unknown; content?: unknown };
    return role === 'user' && typeof content === 'string' ? content : undefined;
  } catch {
    return undefined;
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_REQUEST) throw new Error('request too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
