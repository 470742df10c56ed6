import { resolve } from 'node:path';
import { SqlError } from '../../common/errors.ts';

/** Where a table's files are. */
export interface Location {
  /** Absolute. */
  readonly path: string;
  /** For messages: as it was written, without scheme and end slash. */
  readonly shown: string;
}

/**
 * The place that a path or a `file:` URL names; relative ones begin at the working folder. As in Flink nothing of a URL
 * is decoded: %20 is a percent sign and two digits. Throws E_OPTION, E_UNSUPPORTED.
 */
export function locate(written: string): Location {
  const path = withoutScheme(written.trim());
  if (path === '') throw new SqlError('E_OPTION', "connector 'filesystem': 'path' is empty");
  const shown = path.length > 1 ? path.replace(/\/+$/, '') || '/' : path;
  return { path: resolve(shown), shown };
}

function withoutScheme(text: string): string {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return text;
  if (scheme !== 'file') {
    throw new SqlError(
      'E_UNSUPPORTED',
      `connector 'filesystem': 'path' = '${text}': weir reads no ${scheme}: addresses`,
      {
        hint: 'name a file or folder of this machine',
      },
    );
  }
  const rest = text.slice('file:'.length);
  if (!rest.startsWith('//')) return rest;
  const path = rest.slice(2);
  if (path === '' || path.startsWith('/')) return path.replace(/^\/+/, '/');
  throw new SqlError(
    'E_OPTION',
    `connector 'filesystem': 'path' = '${text}' names a machine, '${path.split('/')[0]}'`,
    { hint: `with three slashes it is a folder of this one: 'file:///${path}'` },
  );
}
