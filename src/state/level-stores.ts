import { chmod, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClassicLevel } from 'classic-level';
import { SqlError } from '../common/errors.ts';
import type { ColdStore, ColdStores } from './cold-store.ts';

/** Entries read at once. */
const READ = 1000;
const CACHE_BYTES = 32 * 1024 * 1024;
const WRITE_BUFFER_BYTES = 16 * 1024 * 1024;

/** LevelDB databases below a folder of the real file system, each in one that only its user enters. Throws E_IO when the package is not installed. */
export async function levelStores(folder: string): Promise<ColdStores> {
  const Level = await loadLevel();
  const locationOf = (name: string) => join(folder, name);
  return {
    async list() {
      try {
        return await readdir(folder);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
        throw error;
      }
    },
    async open(name): Promise<ColdStore | undefined> {
      // LevelDB would make its folder and files readable for all: they lie in one that is closed
      await mkdir(locationOf(name), { recursive: true, mode: 0o700 });
      await chmod(locationOf(name), 0o700);
      const level = new Level<Uint8Array, Uint8Array>(locationOf(name), {
        keyEncoding: 'view',
        valueEncoding: 'view',
        cacheSize: CACHE_BYTES,
        writeBufferSize: WRITE_BUFFER_BYTES,
      });
      try {
        await level.open();
      } catch (error) {
        if (codeOf((error as Error).cause) === 'LEVEL_LOCKED') return undefined;
        throw new SqlError('E_IO', `the database '${name}' of the job's state cannot be opened`, {
          cause: error,
        });
      }
      return {
        get: (key) => level.getSync(key),
        write: (changes) =>
          level.batch(
            changes.map(({ key, value }) =>
              value === undefined ? { type: 'del', key } : { type: 'put', key, value },
            ),
          ),
        async *entries(prefix, after) {
          const start = after === undefined ? { gte: prefix } : { gt: after };
          const iterator = level.iterator({ ...start, lt: beyond(prefix) });
          try {
            for (;;) {
              const entries = await iterator.nextv(READ);
              if (entries.length === 0) return;
              yield entries;
            }
          } finally {
            await iterator.close();
          }
        },
        close: () => level.close(),
      };
    },
    async destroy(name) {
      await Level.destroy(locationOf(name)).catch((error: unknown) => {
        if (codeOf(error) !== 'LEVEL_LOCKED') throw error;
      });
    },
  };
}

/** Only those who keep state on disk pay for loading it. */
async function loadLevel(): Promise<typeof ClassicLevel> {
  try {
    return (await import('classic-level')).ClassicLevel;
  } catch (error) {
    throw new SqlError('E_IO', "state on disk needs the package 'classic-level', which is not here", {
      hint: "npm install classic-level, or SET 'state.backend.type' = 'hashmap'",
      cause: error,
    });
  }
}

/** The lowest bytes above all that begin with `prefix`. */
function beyond(prefix: Uint8Array): Uint8Array {
  const end = Uint8Array.from(prefix);
  const last = end.findLastIndex((byte) => byte < 255);
  end[last] = (end[last] ?? 0) + 1;
  return end.subarray(0, last + 1);
}

function codeOf(error: unknown): unknown {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
