/** From origin to origin: 'https://api.openai.com' -> 'http://127.0.0.1:43117'. */
export type EndpointMap = ReadonlyMap<string, string>;

/** Reads `from=to` pairs of origins, separated by commas. Throws a plain Error saying what was expected. */
export function readEndpointMap(text: string): EndpointMap {
  const map = new Map<string, string>();
  for (const pair of text.split(',').filter((part) => part.trim() !== '')) {
    const [from, to, rest] = pair.split('=');
    if (from === undefined || to === undefined || rest !== undefined)
      throw new Error(`expected pairs like https://api.openai.com=http://127.0.0.1:8080`);
    const origin = readOrigin(from);
    if (map.has(origin)) throw new Error(`${origin} stands there twice`);
    map.set(origin, readOrigin(to));
  }
  return map;
}

/** The URL at the other origin, path and query kept; undefined if its origin is not mapped. */
export function mapEndpoint(url: string, map: EndpointMap): string | undefined {
  const parsed = new URL(url);
  const origin = map.get(parsed.origin);
  return origin === undefined ? undefined : `${origin}${parsed.pathname}${parsed.search}`;
}

function readOrigin(text: string): string {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  const isOrigin =
    url !== undefined &&
    (url.protocol === 'http:' || url.protocol === 'https:') &&
    url.username === '' &&
    url.password === '' &&
    url.pathname === '/' &&
    url.search === '' &&
    url.hash === '';
  if (!isOrigin) throw new Error('expected scheme, host and port only, like https://api.openai.com');
  return url.origin;
}
