import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { behave, type Behaviour } from './model-behaviours.ts';

/** What reached the server. */
export interface SeenRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ModelServerOptions {
  readonly port?: number;
  /** Fixed, or drawn evenly between two bounds. 0 unless given. */
  readonly latencyMs?: number | readonly [number, number];
  /** The answer to a title; `answerFor` unless given. */
  readonly answer?: (title: string) => string;
  /** Keeps headers and bodies of the newest 10,000 requests. True unless given. */
  readonly record?: boolean;
  /**
   * Whether the caller has given a title up: its request does not count for `maxInFlight` in the moments until its cut
   * connection is seen here, which may be after its successors came on other connections.
   */
  readonly isGivenUp?: (title: string) => boolean;
}

interface ChatRequest {
  readonly messages: readonly { readonly content: string }[];
  readonly model: string;
  readonly n?: number;
}

const titleOf = ({ messages }: ChatRequest) => messages.at(-1)?.content ?? '';

export interface ModelServer {
  readonly origin: string;
  readonly port: number;
  /** A chat URL whose first segment chooses a behaviour for all its requests: `/do/status-503/v1/chat/completions`. */
  url(behaviour?: string): string;
  /** Behaviours of the next requests, one each, then the usual answer. */
  next(...behaviours: Behaviour[]): void;
  /** Answers nothing until this many requests are open at once. */
  hold(requests: number): void;
  readonly seen: readonly SeenRequest[];
  readonly requests: number;
  readonly inFlight: number;
  /** Most requests that were ever open at once. */
  readonly maxInFlight: number;
  /** Epoch ms at which each request arrived, newest 10,000. */
  readonly arrivals: readonly number[];
  reset(): void;
  /** Cuts open connections. */
  close(): Promise<void>;
}

const REMEMBERED = 10_000;

/** The answer that belongs to a title and to no other: pairing can be checked row by row. */
export function answerFor(title: string): string {
  let value = 2166136261;
  for (let i = 0; i < title.length; i++) value = Math.imul(value ^ title.charCodeAt(i), 16777619);
  return JSON.stringify({ risk: ((value >>> 0) % 100) / 100, reason: `about ${title}` });
}

/**
 * An OpenAI-compatible chat endpoint on loopback, cheap enough for hundreds in flight beside the client under test.
 * `GET /stats` tells its counters, for a process that is not this one.
 */
export async function startModelServer(options: ModelServerOptions = {}): Promise<ModelServer> {
  const latency = options.latencyMs ?? 0;
  const [least, most] = typeof latency === 'number' ? [latency, latency] : latency;
  const answer = options.answer ?? answerFor;
  const counters = { requests: 0, inFlight: 0, maxInFlight: 0 };
  const seen: SeenRequest[] = [];
  const arrivals: number[] = [];
  const planned: Behaviour[] = [];
  const held: (() => void)[] = [];
  let heldUntil = 0;

  const { isGivenUp } = options;
  const open = new Map<ServerResponse, string>();
  const wanted = (response: ServerResponse, body: string) => {
    if (isGivenUp === undefined) return counters.inFlight;
    open.set(response, titleOf(JSON.parse(body) as ChatRequest));
    response.once('close', () => open.delete(response));
    return [...open.values()].filter((title) => !isGivenUp(title)).length;
  };

  const complete = (body: string, response: ServerResponse) => {
    const request = JSON.parse(body) as ChatRequest;
    const title = titleOf(request);
    const choices = Array.from({ length: request.n ?? 1 }, (_, index) => ({
      index,
      message: { role: 'assistant', content: answer(title) },
      finish_reason: 'stop',
    }));
    const usage = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };
    const text = JSON.stringify({
      id: 'test',
      object: 'chat.completion',
      model: request.model,
      choices,
      usage,
    });
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    });
    response.end(text);
  };

  const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    if (request.method === 'GET') return response.end(JSON.stringify(counters));
    counters.requests++;
    counters.inFlight++;
    response.once('close', () => counters.inFlight--);
    if (arrivals.length < REMEMBERED) arrivals.push(Date.now());
    const path = request.url ?? '';
    return collect(request, (body) => {
      counters.maxInFlight = Math.max(counters.maxInFlight, wanted(response, body));
      if (options.record !== false && seen.length < REMEMBERED)
        seen.push({ path, headers: request.headers as Record<string, string>, body });
      const behaviour = planned.shift() ?? /^\/do\/([^/]+)/.exec(path)?.[1];
      const wait = least + (most - least) * Math.random();
      const act = () =>
        behaviour === undefined
          ? complete(body, response)
          : behave(behaviour, response, () => complete(body, response));
      if (heldUntil > 0) held.push(act);
      else if (wait > 0) setTimeout(act, wait);
      else act();
      if (counters.inFlight < heldUntil) return;
      heldUntil = 0;
      for (const one of held.splice(0)) one();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen({ port: options.port ?? 0, host: '127.0.0.1', backlog: 2048 }, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    origin,
    port,
    url: (behaviour) => `${origin}${behaviour === undefined ? '' : `/do/${behaviour}`}/v1/chat/completions`,
    next: (...behaviours) => void planned.push(...behaviours),
    hold: (requests) => void (heldUntil = requests),
    seen,
    arrivals,
    get requests() {
      return counters.requests;
    },
    get inFlight() {
      return counters.inFlight;
    },
    get maxInFlight() {
      return counters.maxInFlight;
    },
    reset() {
      counters.requests = 0;
      counters.maxInFlight = counters.inFlight;
      for (const list of [seen, arrivals, planned]) list.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function collect(request: IncomingMessage, done: (body: string) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => done(chunks.length === 1 ? String(chunks[0]) : Buffer.concat(chunks).toString()));
  request.on('error', () => undefined);
}
