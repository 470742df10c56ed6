import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { SqlError } from '../../common/errors.ts';
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
const AT_ONCE = 16;

/**
 * The file at a place, or all files below a folder, by path, part-9 before part-10. As in Flink names that begin with '.' or '_' are passed
 * over, those of folders too; what the table itself names is read all the same. Throws E_IO.
 */
export async function listFiles(
  root: Location,
  isWanted: (path: string) => boolean,
  signal: AbortSignal,
): Promise<FoundFile[]> {
  const stats = await look(root);
  if (stats === undefined)
    throw new SqlError('E_IO', `there is no file or folder '${root.shown}'`, {
      hint: root.shown === root.path ? undefined : `weir looked for ${root.path}`,
    });
  if (stats.isFile()) return isWanted(root.path) ? [found(root, stats)] : [];
  if (!stats.isDirectory()) throw new SqlError('E_IO', `${root.shown} is neither a file nor a folder`);
  const places = await walk(root, [await realpath(root.path)], signal);
  places.sort((a, b) => comparePaths(a.path, b.path));
  return lookAtAll(
    places.filter(({ path }) => isWanted(path)),
    signal,
  );
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
    const place = { path: join(folder.path, entry.name), shown: join(folder.shown, entry.name) };
    const isLink = entry.isSymbolicLink();
    const stats = isLink ? await look(place) : entry;
    if (stats?.isFile()) files.push(place);
    if (!stats?.isDirectory()) continue;
    const real = isLink ? await realpath(place.path) : join(above.at(-1) ?? '', entry.name);
    if (!above.includes(real)) files.push(...(await walk(place, [...above, real], signal)));
  }
  return files;
}

async function lookAtAll(places: readonly Location[], signal: AbortSignal): Promise<FoundFile[]> {
  const files: FoundFile[] = [];
  for (let i = 0; i < places.length; i += AT_ONCE) {
    signal.throwIfAborted();
    const some = places.slice(i, i + AT_ONCE);
    for (const [k, stats] of (await Promise.all(some.map(look))).entries()) {
      const place = some[k];
      if (stats !== undefined && place !== undefined) files.push(found(place, stats));
    }
  }
  return files;
}

type Stats = Awaited<ReturnType<typeof stat>>;

/** undefined where there is nothing. */
async function look({ path, shown }: Location): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw ioError(error, shown, 'read');
  }
}

function found(place: Location, stats: Stats): FoundFile {
  return {
    ...place,
    size: Number(stats.size),
    modifiedMs: Math.floor(Number(stats.mtimeMs)),
    inode: Number(stats.ino),
  };
}

/** Digits are compared as numbers. */
function comparePaths(a: string, b: string): number {
  const [left, right] = [a, b].map((path) => path.split(/(\d+)/));
  for (const [i, piece] of (left ?? []).entries()) {
    const other = right?.[i];
    if (other === undefined) return 1;
    if (piece === other) continue;
    const order = i % 2 === 1 ? Number(piece) - Number(other) : 0;
    return order !== 0 ? order : piece < other ? -1 : 1;
  }
  return -1;
}
