import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Files of jobs: the port that the simulation replaces. Paths are relative to the disk's root. */
export interface Disk {
  /** undefined when there is no such file. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Replaces the file as a whole: fsync, then rename. After it resolves a crash keeps the new content. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Fails if the file exists. */
  create(path: string, bytes: Uint8Array): Promise<boolean>;
  list(folder: string): Promise<string[]>;
  remove(path: string): Promise<void>;
}

/** The real file system below `root`; folders are made 0700, files 0600. */
export function fileDisk(root: string): Disk {
  const at = (path: string) => join(root, path);
  return {
    async read(path) {
      try {
        return await readFile(at(path));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    async write(path, bytes) {
      await mkdir(dirname(at(path)), { recursive: true, mode: 0o700 });
      const temporary = `${at(path)}.${process.pid}.tmp`;
      const file = await open(temporary, 'w', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, at(path));
      const folder = await open(dirname(at(path)), 'r');
      await folder.sync().finally(() => folder.close());
    },
    async create(path, bytes) {
      await mkdir(dirname(at(path)), { recursive: true, mode: 0o700 });
      try {
        const file = await open(at(path), 'wx', 0o600);
        await file.writeFile(bytes).finally(() => file.close());
        return true;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
        throw error;
      }
    },
    async list(folder) {
      try {
        return await readdir(at(folder));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
      }
    },
    async remove(path) {
      await rm(at(path), { force: true });
    },
  };
}

/** Files in memory, gone with the process: the library's default without a state folder, and tests. */
export function memoryDisk(): Disk {
  const files = new Map<string, Uint8Array>();
  return {
    read: async (path) => files.get(path),
    write: async (path, bytes) => void files.set(path, bytes),
    async create(path, bytes) {
      if (files.has(path)) return false;
      files.set(path, bytes);
      return true;
    },
    async list(folder) {
      const prefix = `${folder}/`;
      return [...files.keys()]
        .filter((path) => path.startsWith(prefix))
        .map((path) => path.slice(prefix.length));
    },
    remove: async (path) => void files.delete(path),
  };
}
