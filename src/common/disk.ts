import { mkdir, open, readdir, readFile, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A new file that grows; nothing of it is promised before `finish`. Whoever created it finishes or abandons it. */
export interface DiskWriter {
  /** The bytes may be changed as soon as it resolves. One call at a time. */
  append(bytes: Uint8Array): Promise<void>;
  /** After it resolves a crash keeps the whole file. */
  finish(): Promise<void>;
  /** Gives the file up and removes it. */
  abandon(): Promise<void>;
}

/** Files of jobs: the port that the simulation replaces. Paths are relative to the disk's root. */
export interface Disk {
  /** Folder of the real file system, for what opens its files itself; undefined where there is none. */
  readonly root: string | undefined;
  /** undefined when there is no such file. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** `length` bytes from `offset`, fewer at the end of the file; undefined when there is no such file. */
  readRange(path: string, offset: number, length: number): Promise<Uint8Array | undefined>;
  /** Replaces the file as a whole: fsync, then rename. After it resolves a crash keeps the new content. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  /** Fails if the file exists. */
  create(path: string, bytes: Uint8Array): Promise<boolean>;
  /** For a file that is too large to be held as a whole. Fails if the file exists. */
  createWriter(path: string): Promise<DiskWriter>;
  /** Names of files and folders directly in it; none when there is no such folder. */
  list(folder: string): Promise<string[]>;
  remove(path: string): Promise<void>;
}

/** The real file system below `root`; folders are made 0700, files 0600. */
export function fileDisk(root: string): Disk {
  const at = (path: string) => join(root, path);
  return {
    root,
    async read(path) {
      try {
        return await readFile(at(path));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    async readRange(path, offset, length) {
      let file: FileHandle;
      try {
        file = await open(at(path), 'r');
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
        throw error;
      }
      try {
        return await readAt(file, offset, length);
      } finally {
        await file.close();
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
      await syncFolder(dirname(at(path)));
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
    async createWriter(path) {
      await mkdir(dirname(at(path)), { recursive: true, mode: 0o700 });
      return fileWriter(at(path), await open(at(path), 'wx', 0o600));
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

function fileWriter(path: string, file: FileHandle): DiskWriter {
  return {
    append: (bytes) => file.appendFile(bytes),
    async finish() {
      await file.sync().finally(() => file.close());
      await syncFolder(dirname(path));
    },
    async abandon() {
      await file.close();
      await rm(path, { force: true });
    },
  };
}

/** Makes the names in a folder durable. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}

async function readAt(file: FileHandle, offset: number, length: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(length);
  let size = 0;
  while (size < length) {
    const { bytesRead } = await file.read(bytes, size, length - size, offset + size);
    if (bytesRead === 0) break;
    size += bytesRead;
  }
  return bytes.subarray(0, size);
}

/** Files in memory, gone with the process: the library's default without a state folder, and tests. */
export function memoryDisk(): Disk {
  const files = new Map<string, Uint8Array>();
  return {
    root: undefined,
    read: async (path) => files.get(path),
    readRange: async (path, offset, length) => files.get(path)?.subarray(offset, offset + length),
    write: async (path, bytes) => void files.set(path, bytes),
    async create(path, bytes) {
      if (files.has(path)) return false;
      files.set(path, bytes);
      return true;
    },
    async createWriter(path) {
      if (files.has(path)) throw new Error(`file '${path}' exists`);
      files.set(path, new Uint8Array());
      const parts: Uint8Array[] = [];
      return {
        append: async (bytes) => void parts.push(new Uint8Array(bytes)), // slice() of a Buffer is no copy
        finish: async () => void files.set(path, Buffer.concat(parts)),
        abandon: async () => void files.delete(path),
      };
    },
    async list(folder) {
      const prefix = `${folder}/`;
      const below = [...files.keys()].filter((path) => path.startsWith(prefix));
      return [...new Set(below.map((path) => path.slice(prefix.length).split('/', 1)[0] ?? ''))];
    },
    remove: async (path) => void files.delete(path),
  };
}
