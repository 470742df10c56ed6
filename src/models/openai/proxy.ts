import type { Environment } from '../../common/environment.ts';
import { SqlError } from '../../common/errors.ts';
import { bare, isLoopback } from './hosts.ts';

/**
 * The proxy that the environment names for a URL: HTTPS_PROXY or HTTP_PROXY by its scheme, unless NO_PROXY exempts the
 * host. This machine never goes through a proxy. Upper or lower case both count, the lower first; an empty variable is
 * no variable. Throws E_OPTION for a proxy that is no URL.
 */
export function proxyFor(url: URL, environment: Environment): URL | undefined {
  if (isLoopback(url.hostname)) return undefined;
  const name = url.protocol === 'https:' ? 'https_proxy' : 'http_proxy';
  const value = either(name, environment);
  if (value === undefined || isExempt(url, either('no_proxy', environment) ?? '')) return undefined;
  const text = value.includes('://') ? value : `http://${value}`;
  if (!URL.canParse(text) || !/^(https?|socks5?):$/.test(new URL(text).protocol)) {
    throw new SqlError('E_OPTION', `${name.toUpperCase()} of the environment is not the URL of a proxy`, {
      hint: `e.g. export ${name.toUpperCase()}=http://proxy.example:3128`,
    });
  }
  return new URL(text);
}

/** A proxy for people: user name and password stay out. */
export function shownProxy(proxy: URL): string {
  return `${proxy.protocol}//${proxy.host}`;
}

function either(name: string, environment: Environment): string | undefined {
  const values = [environment.variable(name), environment.variable(name.toUpperCase())];
  return values.map((value) => value?.trim()).find((value) => value !== undefined && value !== '');
}

/** Entries: `*`, `host`, `.suffix`, `*.suffix`, each with an optional `:port`; a name covers its subdomains. */
function isExempt(url: URL, list: string): boolean {
  const host = bare(url.hostname);
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      const match = /^(\[.*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(entry.toLowerCase());
      if (match === null || (match[2] !== undefined && match[2] !== port)) return false;
      const name = bare(match[1] ?? '').replace(/^\*?\./, '');
      return name !== '' && (host === name || host.endsWith(`.${name}`));
    });
}
