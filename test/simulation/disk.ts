import type { Disk, DiskWriter } from '../../src/common/disk.ts';
import type { Chance } from './chance.ts';
import type { Process } from './process.ts';

/** Parts of names that are drawn at random, not by the seed. */
const DRAWN = /-[0-9a-f]{6,}/g;

interface File {
  bytes: Uint8Array;
  /** How much of it a power failure keeps for sure. */
  synced: number;
}

/** The files of a machine. */
export class Kept {
  readonly files = new Map<string, File>();
  readonly #chance: Chance;
  /** Removed, but a power failure may bring them back. */
  readonly #removed = new Map<string, File>();

  constructor(chance: Chance) {
    this.#chance = chance;
  }

  put(path: string, bytes: Uint8Array, synced: number): void {
    this.files.set(path, { bytes, synced });
    this.#removed.delete(path);
  }

  remove(path: string): void {
    const file = this.files.get(path);
    if (file !== undefined) this.#removed.set(path, file);
    this.files.delete(path);
  }

  /** A folder is synced: which files are in it stays so. */
  syncNames(path: string): void {
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    for (const name of this.#removed.keys()) if (name.startsWith(folder)) this.#removed.delete(name);
  }

  /** What was not synced is kept in part, or not. */
  losePower(): void {
    for (const [path, file] of this.#removed) if (this.#chance.happens(0.5)) this.files.set(path, file);
    this.#removed.clear();
    for (const [path, file] of this.files) {
      if (file.synced === file.bytes.length) continue;
      const kept = file.synced + this.#chance.below(file.bytes.length - file.synced + 1);
      if (file.synced === 0 && this.#chance.happens(0.3)) this.files.delete(path);
      else this.files.set(path, { bytes: file.bytes.subarray(0, kept), synced: kept });
    }
  }
}

/** The disk as one process sees it: each access takes some time, and the process may die in front of it. */
export function diskOf(process: Process): Disk {
  const { outside } = process;
  const kept = outside.disk;
  const step = async <T>(what: string, path: string, effect: () => T): Promise<T> => {
    await process.gate();
    await outside.delay();
    await process.back(); // what was not done yet dies with the process
    outside.note(`p${process.pid} ${what} ${path.replaceAll(DRAWN, '')}`);
    const result = effect();
    await process.back();
    return result;
  };
  const isNew = (path: string): void => {
    if (kept.files.has(path)) throw new Error(`file '${path}' exists`);
  };
  return {
    root: undefined,
    read: (path) => step('read', path, () => kept.files.get(path)?.bytes),
    readRange: (path, offset, length) =>
      step('readRange', path, () => kept.files.get(path)?.bytes.subarray(offset, offset + length)),
    write: (path, bytes) =>
      step('write', path, () => {
        kept.put(path, bytes, bytes.length);
        kept.syncNames(path);
      }),
    create: (path, bytes) =>
      step('create', path, () => {
        if (kept.files.has(path)) return false;
        kept.put(path, bytes, 0);
        return true;
      }),
    async createWriter(path) {
      await step('createWriter', path, () => {
        isNew(path);
        kept.put(path, new Uint8Array(), 0);
      });
      return writerOf(process, path, step);
    },
    list: (folder) =>
      step('list', folder, () => {
        const prefix = `${folder}/`;
        const below = [...kept.files.keys()].filter((path) => path.startsWith(prefix));
        return [...new Set(below.map((path) => path.slice(prefix.length).split('/', 1)[0] ?? ''))];
      }),
    remove: (path) => step('remove', path, () => kept.remove(path)),
  };
}

function writerOf(
  process: Process,
  path: string,
  step: <T>(what: string, path: string, effect: () => T) => Promise<T>,
): DiskWriter {
  const kept = process.outside.disk;
  let bytes: Uint8Array = new Uint8Array();
  process.open++;
  const close = () => void process.open--;
  return {
    append: (more) =>
      step('append', path, () => {
        bytes = Buffer.concat([bytes, more]);
        if (kept.files.has(path)) kept.put(path, bytes, 0);
      }),
    finish: () =>
      step('finish', path, () => {
        close();
        if (!kept.files.has(path)) return; // someone removed it: the bytes go nowhere
        kept.put(path, bytes, bytes.length);
        kept.syncNames(path);
      }),
    abandon: () =>
      step('abandon', path, () => {
        close();
        kept.remove(path);
      }),
  };
}
