import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Agent, Dispatcher, ProxyAgent } from 'undici';

import { SqlError } from '../../common/errors.ts';
import type { Environment } from '../../common/environment.ts';
import { isMetadataAddress } from './hosts.ts';
import { proxyFor } from './proxy.ts';

/** One answer, read to its end. */
export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
  /** Why the body could not be read to its end, when it could not; `text` is empty then. */
  readonly broken: unknown;
  /** A header by its lower-case name. */
  header(name: string): string | undefined;
}

/** The part of undici that is used: handed in, since it is loaded late. */
export interface Undici {
  readonly Agent: typeof Agent;
  readonly ProxyAgent: typeof ProxyAgent;
}

const CONNECT_MS = 10_000;
const LARGEST_ANSWER = 16 * 1024 * 1024;
/** Rows may come a minute apart; undici's own 4 s would shake hands again for each. */
const IDLE_MS = 60_000;
const MOST_REDIRECTS = 3;

/**
 * POST over kept connections, through the environment's proxies. One for the whole session; undici keeps a pool for
 * each origin, which grows with what is in flight. Redirects are followed within the same origin and with the same
 * method only, so that no key and no row goes where the user did not send it.
 */
export class Transport {
  readonly #undici: Undici;
  readonly #environment: Environment;
  readonly #agent: Agent;
  readonly #tunnels = new Map<string, ProxyAgent>();

  constructor(undici: Undici, environment: Environment) {
    this.#undici = undici;
    this.#environment = environment;
    this.#agent = new undici.Agent(agentOptions());
  }

  /** Rejects with what undici throws, or at once with an AbortError-like reason when the signal aborts. */
  async post(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    let target = new URL(url);
    for (let hops = 0; ; hops++) {
      const answer = await untilAborted(this.#postOnce(target, headers, body, signal), signal);
      if (hops === MOST_REDIRECTS || (answer.status !== 307 && answer.status !== 308)) return answer;
      const location = answer.header('location');
      if (location === undefined || !URL.canParse(location, target.href)) return answer;
      const next = new URL(location, target);
      if (next.origin !== target.origin) return answer; // failures.ts tells
      target = next;
    }
  }

  /** Closes idle connections and ends open requests. */
  async close(): Promise<void> {
    await Promise.all([this.#agent, ...this.#tunnels.values()].map((agent) => agent.destroy()));
  }

  async #postOnce(
    url: URL,
    headers: Readonly<Record<string, string>>,
    body: string,
    signal: AbortSignal,
  ): Promise<HttpAnswer> {
    const { dispatcher, origin, path, extra } = this.#route(url);
    const response = await dispatcher.request({
      origin,
      path,
      method: 'POST',
      headers: { ...headers, ...extra },
      body,
      signal,
    });
    const header = (name: string) => {
      const value = response.headers[name];
      return Array.isArray(value) ? value[0] : value;
    };
    try {
      const text = await response.body.text();
      // undici frees the connection one turn of the loop later. A caller that goes on before that opens another one:
      // 224 sockets for 120 calls in flight, measured; with this about as many as calls.
      await new Promise((resolve) => setImmediate(resolve));
      return { status: response.statusCode, text, broken: undefined, header };
    } catch (broken) {
      return { status: response.statusCode, text: '', broken, header };
    }
  }

  #route(url: URL): {
    dispatcher: Dispatcher;
    origin: string;
    path: string;
    extra: Readonly<Record<string, string>>;
  } {
    const direct = { origin: url.origin, path: `${url.pathname}${url.search}`, extra: {} };
    const proxy = proxyFor(url, this.#environment);
    if (proxy === undefined) return { dispatcher: this.#agent, ...direct };
    if (url.protocol === 'http:' && proxy.protocol.startsWith('http')) {
      // Absolute form: a plain request to the proxy, which needs no tunnel and keeps its connections in our own pool.
      const extra = { host: url.host, ...credentials(proxy) };
      return { dispatcher: this.#agent, origin: proxy.origin, path: url.href, extra };
    }
    let tunnel = this.#tunnels.get(proxy.href);
    if (tunnel === undefined) {
      tunnel = new this.#undici.ProxyAgent({ ...agentOptions(), uri: proxy.href });
      this.#tunnels.set(proxy.href, tunnel);
    }
    return { dispatcher: tunnel, ...direct };
  }
}

/** Whether the body was refused for its size. */
export function isTooLarge(error: unknown): boolean {
  return codeOf(error) === 'UND_ERR_RES_EXCEEDED_MAX_SIZE';
}

/** The code of a system or undici error, of its cause if it has none itself. */
export function codeOf(error: unknown): string | undefined {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const code = (at as NodeJS.ErrnoException).code;
    if (typeof code === 'string') return code;
  }
  return undefined;
}

function agentOptions(): Agent.Options {
  return {
    keepAliveTimeout: IDLE_MS,
    keepAliveMaxTimeout: 10 * IDLE_MS,
    pipelining: 1,
    // The request's own deadline covers headers and body; a model may think longer than undici's five minutes.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxResponseSize: LARGEST_ANSWER,
    connect: { timeout: CONNECT_MS, lookup: guardLookup(lookup) },
  };
}

function credentials(proxy: URL): Record<string, string> {
  if (proxy.username === '') return {};
  const pair = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  return { 'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}` };
}

/**
 * Resolves names as `resolve` does, but gives out no address that isMetadataAddress. Checked here, at the connection,
 * since an answer of the DNS may change after any earlier check. Exported for its test.
 */
export function guardLookup(resolve: typeof lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return callback(error, '');
      const allowed = addresses.filter(({ address }) => !isMetadataAddress(address));
      const [first] = allowed;
      if (first === undefined) {
        const message = `${hostname} resolves to a link-local or cloud metadata address; weir sends nothing there`;
        return callback(new SqlError('E_OPTION', message), '');
      }
      if (options.all === true) return callback(null, allowed);
      return callback(null, first.address, first.family);
    });
  };
}

/** undici hears of an abort only once it has a connection; a host that swallows packets would hold the caller for 10 s. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
