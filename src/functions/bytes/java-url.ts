/** Parts of a URL as java.net.URL (Java 17) cuts them; nothing is decoded or normalised. */
export interface UrlParts {
  readonly protocol: string;
  readonly authority: string | null;
  readonly userInfo: string | null;
  readonly host: string;
  readonly path: string;
  readonly query: string | null;
  readonly ref: string | null;
}

/** Protocols that Java's runtime has a handler for. */
const PROTOCOLS: ReadonlySet<string> = new Set([
  'http',
  'https',
  'ftp',
  'file',
  'jar',
  'mailto',
  'jmod',
  'jrt',
]);

/** undefined for what Java refuses. */
export function parseUrl(written: string): UrlParts | undefined {
  const text = written.trim().replace(/^url:/i, '');
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(text)?.[1];
  const protocol = scheme?.toLowerCase();
  if (scheme === undefined || protocol === undefined || !PROTOCOLS.has(protocol)) return undefined;
  const [beforeRef, ref] = cut(text.slice(scheme.length + 1), '#');
  if (protocol === 'jar') return jar(beforeRef, ref);
  const [rest, query] = cut(beforeRef, '?');
  if (!rest.startsWith('//'))
    return { protocol, authority: null, userInfo: null, host: '', path: rest, query, ref };
  const slash = rest.indexOf('/', 2);
  const authority = rest.slice(2, slash < 0 ? undefined : slash);
  const path = slash < 0 ? '' : rest.slice(slash);
  const place = parseAuthority(authority);
  return place && { protocol, authority, ...place, path, query, ref };
}

/** Host and user; with two @ neither is known. */
function parseAuthority(authority: string): Pick<UrlParts, 'userInfo' | 'host'> | undefined {
  const at = authority.indexOf('@');
  const isAmbiguous = at >= 0 && at !== authority.lastIndexOf('@');
  const userInfo = at < 0 || isAmbiguous ? null : authority.slice(0, at);
  const place = isAmbiguous ? '' : authority.slice(at + 1);
  const match = /^(\[[0-9a-fA-F:.%]*\]|[^[:][^:]*|)(?::(-?\d*))?$/.exec(place);
  if (match === null) return undefined;
  const [, host = '', port = ''] = match;
  return port !== '' && Number(port) < -1 ? undefined : { userInfo, host };
}

/** `jar:url!/entry`: the whole is its path. */
function jar(path: string, ref: string | null): UrlParts | undefined {
  const bang = path.lastIndexOf('!/');
  if (bang < 0 || parseUrl(path.slice(0, bang)) === undefined) return undefined;
  return { protocol: 'jar', authority: null, userInfo: null, host: '', path, query: null, ref };
}

function cut(text: string, sign: string): [string, string | null] {
  const at = text.indexOf(sign);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}
