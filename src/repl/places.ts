import { join } from 'node:path';

type Variables = Readonly<Record<string, string | undefined>>;

/** Folder of what weir keeps between starts: the history, positions of jobs. Undefined without a home. */
export function stateFolder(env: Variables, platform: string): string | undefined {
  if (platform === 'win32') return env['APPDATA'] && join(env['APPDATA'], 'weir');
  const base = env['XDG_STATE_HOME'] || (env['HOME'] && join(env['HOME'], '.local', 'state'));
  return base ? join(base, 'weir') : undefined;
}

/** A path as people write it: `~` for their home. */
export function homely(path: string, env: Variables): string {
  const home = env['HOME'];
  return home !== undefined && home !== '' && path.startsWith(`${home}/`)
    ? `~${path.slice(home.length)}`
    : path;
}
