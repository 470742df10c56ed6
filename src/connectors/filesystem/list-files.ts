import { stat as statFile, type Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { SqlError } from '../../common/errors.ts';
import { didYouMean } from '../../common/nearest.ts';
import { ioError } from './io-error.ts';
import type { Location } from './location.ts';

/** A file as it was when it was looked at. */
export interface FoundFile {
  /** Absolute. */
  readonly path: string;
  /** For messages. */
  readonly shown: string;
  readonly size: number;
  readonly modifiedMs: number;
  /** Another number under the same path: the file was replaced. */
  readonly inode: number;
}

/** So many files are looked at at once. */
const AT_ONCE = 64;

/**
 * The file at a place, or all files below a folder, by path, part-9 before part-10. As in Flink names that begin with '.'
 * or '_' are passed over, those of folders too; what the table itself names is read all the same. Throws E_IO. 10,000
 * files cost 150 ms of CPU.
 */
export async function listFiles(
  root: Location,
  isWanted: (path: string) => boolean,
  signal: AbortSignal,
): Promise<FoundFile[]> {
  const stats = await look(root);
  if (stats === undefined)
    throw new SqlError('E_IO', `there is no file or folder '${root.shown}'`, {
      hint:
        (await namesBeside(root)) ?? (root.shown === root.path ? undefined : `weir looked for ${root.path}`),
    });
  if (stats.isFile()) return isWanted(root.path) ? [found(root, stats)] : [];
  if (!stats.isDirectory()) throw new SqlError('E_IO', `${root.shown} is neither a file nor a folder`);
  const places = await walk(root, [await realpath(root.path)], signal);
  return lookAtAll(byPath(places.filter(({ path }) => isWanted(path))), signal);
}

/** What stands there under a similar name. */
async function namesBeside({ path }: Location): Promise<string | undefined> {
  const names = await readdir(dirname(path)).catch(() => []);
  return didYouMean(basename(path), names);
}

/** Places of files below a folder. `above` are the real paths that lead there: a link to one of them is a circle. */
async function walk(folder: Location, above: readonly string[], signal: AbortSignal): Promise<Location[]> {
  signal.throwIfAborted();
  const files: Location[] = [];
  let entries;
  try {
    entries = await readdir(folder.path, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return files; // gone since it was listed
    throw ioError(error, folder.shown, 'read');
  }
  for (const entry of entries) {
    if (entry.name.startsWith('.') || entry.name.startsWith('_')) continue;
    const place = below(folder, entry.name);
    const isLink = entry.isSymbolicLink();
    const stats = isLink ? await look(place) : entry;
    if (stats?.isFile()) files.push(place);
    if (!stats?.isDirectory()) continue;
    const real = isLink ? await realpath(place.path) : `${above.at(-1) ?? ''}/${entry.name}`;
    if (above.includes(real)) continue;
    for (const file of await walk(place, [...above, real], signal)) files.push(file);
  }
  return files;
}

async function lookAtAll(places: readonly Location[], signal: AbortSignal): Promise<FoundFile[]> {
  const files: FoundFile[] = [];
  for (let i = 0; i < places.length; i += AT_ONCE) {
    signal.throwIfAborted();
    await lookAt(places.slice(i, i + AT_ONCE), files);
  }
  return files;
}

/** Callbacks, since with a promise for each file 10,000 of them take twice the time. Files that are gone are left out. */
function lookAt(places: readonly Location[], files: FoundFile[]): Promise<void> {
  const all = new Array<Stats | undefined>(places.length);
  let left = places.length;
  return new Promise((resolve, reject) => {
    for (const [i, { path, shown }] of places.entries()) {
      statFile(path, (error, stats) => {
        if (error === null) all[i] = stats;
        else if (error.code !== 'ENOENT') reject(ioError(error, shown, 'read'));
        if (--left > 0) return;
        for (const [k, place] of places.entries()) {
          const known = all[k];
          if (known !== undefined) files.push(found(place, known));
        }
        resolve();
      });
    }
  });
}

/** undefined where there is nothing. */
async function look({ path, shown }: Location): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw ioError(error, shown, 'read');
  }
}

function below(folder: Location, name: string): Location {
  return { path: `${withSlash(folder.path)}${name}`, shown: `${withSlash(folder.shown)}${name}` };
}

function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}

function found(place: Location, stats: Stats): FoundFile {
  return {
    ...place,
    size: stats.size,
    modifiedMs: Math.floor(stats.mtimeMs),
    inode: stats.ino,
  };
}

/** Digits are compared as numbers. */
function byPath(places: readonly Location[]): Location[] {
  const keyed = places.map((place) => ({
    place,
    key: place.path.replace(/\d+/g, (digits) => digits.padStart(20, '0')),
  }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return keyed.map(({ place }) => place);
}
