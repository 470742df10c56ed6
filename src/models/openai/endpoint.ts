import { SqlError } from '../../common/errors.ts';
import { isMetadataAddress } from './hosts.ts';

/** What a URL's last segment asks for. weir sends 'chat' only, so far. */
type Task = 'chat' | 'embeddings' | 'responses' | 'completions';

/** Where the requests of a model go. */
export interface Endpoint {
  /** The exact URL that is posted to, query included, fragment dropped. */
  readonly url: string;
  readonly task: Task;
  /** One line for the user where the URL is not simply the one written in full. */
  readonly note: string | undefined;
}

/** Longest first: '/chat/completions' ends in '/completions' too. */
const SUFFIXES: readonly (readonly [string, Task])[] = [
  ['/chat/completions', 'chat'],
  ['/embeddings', 'embeddings'],
  ['/responses', 'responses'],
  ['/completions', 'completions'],
];

const APPENDED = { chat: '/chat/completions', embeddings: '/embeddings' } as const;

/** Whole paths that are known bases, so that '/chat' behind them is a cut-off '/chat/completions'. */
const KNOWN_BASES = ['/v1', '/api/v1', '/openai/v1', '/v1beta/openai', '/compatible-mode/v1'];

/**
 * The URL that is posted to, from what a user wrote as 'endpoint':
 * - a full URL (`.../chat/completions`, `.../embeddings`) as it stands, without slashes at its end;
 * - a base (no path, or one that ends in `/v1`, `/v4`, `/v1beta/openai` ...) with the task's path appended, the query
 *   kept behind it; DeepSeek's bare host has no `/v1`;
 * - anything else exactly as written, with a chat body: gateways have such URLs.
 * `task` is the one of the model's OUTPUT, for URLs that do not say. Pure. Throws E_OPTION; the text of a URL with a
 * password in it is not repeated.
 */
export function resolveEndpoint(text: string, task: 'chat' | 'embeddings' = 'chat'): Endpoint {
  const url = parse(text.trim());
  const path = url.pathname.replace(/\/+$/, '');
  const at = (newPath: string) => `${url.origin}${newPath}${url.search}`;
  const lower = path.toLowerCase();
  for (const [suffix, named] of SUFFIXES)
    if (lower.endsWith(suffix)) return { url: at(path), task: named, note: undefined };

  const base = baseOf(url.hostname, path);
  if (base !== undefined) {
    const appended = at(`${base}${APPENDED[task]}`);
    return { url: appended, task, note: `POST goes to ${shownUrl(appended)}` };
  }
  return {
    url: at(url.pathname),
    task: 'chat',
    note: 'POST goes to the URL as written (not a form that Flink takes)',
  };
}

/** A URL for people: a query may hold a secret, so it is left out. */
export function shownUrl(url: string): string {
  const parsed = new URL(url);
  return `${parsed.origin}${parsed.pathname}${parsed.search === '' ? '' : '?...'}`;
}

function baseOf(hostname: string, path: string): string | undefined {
  if (path === '') return hostname === 'api.deepseek.com' ? '' : '/v1';
  const last = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (/^v\d+(alpha|beta)?\d*$/.test(last) || last === 'openai') return path;
  const cut = path.replace(/\/chat$/i, '');
  return KNOWN_BASES.includes(cut) ? cut : undefined;
}

function parse(text: string): URL {
  if (!URL.canParse(text)) {
    const guess = /^[\w.-]+(:\d+)?(\/|$)/.test(text) ? ` such as 'https://${text}'` : '';
    throw new SqlError('E_OPTION', `'endpoint' is not a URL`, { hint: `write a full URL${guess}` });
  }
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    throw new SqlError('E_OPTION', `'endpoint' holds a user name or password`, {
      hint: `take it out; a key belongs into 'api-key'`,
    });
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    const wrote = /^[a-z][a-z0-9+-]*:$/.test(url.protocol)
      ? `'${url.protocol.slice(0, -1)}'`
      : 'something else';
    throw new SqlError('E_OPTION', `'endpoint' must begin with http:// or https://, not ${wrote}`, {
      hint: /^[\w.-]+:\d+/.test(text) ? `did you mean 'http://${text}'?` : undefined,
    });
  }
  refuseMetadata(url);
  return url;
}

/** Throws E_OPTION for an address where no model lives but a machine's credentials may. */
export function refuseMetadata(url: URL): void {
  if (!isMetadataAddress(url.hostname)) return;
  throw new SqlError('E_OPTION', `'endpoint' ${url.host} is a link-local or cloud metadata address`, {
    hint: 'weir sends nothing there; name the host of a model',
  });
}
