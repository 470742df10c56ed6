import { chmod, mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { levelStores } from '../../src/state/level-stores.ts';

test('nobody else enters a database on disk, also one that was left open to all', async () => {
  const root = await mkdtemp(join(tmpdir(), 'weir-state-'));
  try {
    const folder = join(root, 'jobs/test/state');
    const stores = await levelStores(folder);
    await mkdir(join(folder, 'db-old'), { recursive: true });
    await chmod(join(folder, 'db-old'), 0o755);
    for (const name of ['db-new', 'db-old']) {
      const store = await stores.open(name);
      await store?.write([{ key: Uint8Array.of(1), value: Uint8Array.of(2) }]);
      await store?.close();
      expect((await stat(join(folder, name))).mode & 0o777, name).toBe(0o700);
      const again = await stores.open(name);
      expect([...(again?.get(Uint8Array.of(1)) ?? [])]).toEqual([2]);
      await again?.close();
    }
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});
