import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileDisk, memoryDisk, type Disk } from '../../src/common/disk.ts';
import type { StateBackend } from '../../src/state/state-backend.ts';
import type { StateSnapshot } from '../../src/state/state-snapshot.ts';
import type { Key } from '../../src/types/key.ts';
import { FakeStores } from './fake-stores.ts';
import { randomNumbers } from './random.ts';
import { contents, openState, text, type OpenOptions } from './support.ts';

const MEMORY = 4 * 1024 * 1024;
const KEYS = 6000;
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-state-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function states(backend: StateBackend) {
  const operator = backend.operator('operator');
  return {
    values: operator.keyed('values', text),
    entries: operator.map('entries', text),
    barrier: () => operator.barrier(),
  };
}

const PLACES: Record<string, () => { disk: Disk; stores?: FakeStores }> = {
  'a store in memory': () => ({ disk: memoryDisk(), stores: new FakeStores() }),
  LevelDB: () => ({ disk: fileDisk(folder) }),
};

describe.each(Object.entries(PLACES))('with %s', (_, place) => {
  test('state of more bytes than memory may take is all there, also at the next start', async () => {
    const { disk, stores } = place();
    const open = (attempt: string): OpenOptions => ({
      disk,
      attempt,
      settings: { type: 'leveldb', memoryBytes: MEMORY },
      ...(stores === undefined ? {} : { stores }),
    });
    const random = randomNumbers(7);
    const backend = await openState(open('a'));
    const { values, entries, barrier } = states(backend);
    const model = new Map<Key, unknown>();
    const entryModel = new Map<Key, unknown>();
    let saved: StateSnapshot | undefined;
    let highest = 0;
    for (let round = 0; round < 16; round++) {
      for (let i = 0; i < 1000; i++) {
        const key = random(KEYS);
        const value = `${key}:${'x'.repeat(random(2000))}`;
        expect(values.get(key)).toBe(model.get(key));
        if (random(10) === 0) {
          values.delete(key);
          model.delete(key);
        } else {
          values.put(key, value);
          model.set(key, value);
        }
        entries.put('all', key, value.slice(0, 20));
        entryModel.set(key, value.slice(0, 20));
        if (i % 250 === 0) await backend.ready();
      }
      highest = Math.max(highest, backend.usedBytes);
      if (round % 4 !== 3) continue;
      barrier();
      saved = await backend.snapshot();
      await backend.committed(saved);
    }
    const bytes = [...model.values()].reduce((sum: number, value) => sum + String(value).length, 0);
    expect(bytes).toBeGreaterThan(MEMORY);
    expect(highest).toBeLessThanOrEqual(MEMORY);
    expect(await contents(values)).toEqual(model);
    await backend.close();

    const next = await openState(open('b'));
    const again = states(next);
    if (saved !== undefined) await next.restore(saved);
    expect(await contents(again.values)).toEqual(model);
    for (const [key, value] of model) expect(again.values.get(key)).toBe(value);
    const seen = new Map<Key, unknown>();
    again.entries.forEach('all', (value, entry) => void seen.set(entry, value));
    expect([...seen]).toEqual([...entryModel]);
    await next.close();
  });
});

test('the least memory that may be set is enough for any number of short values', async () => {
  const [disk, stores] = [memoryDisk(), new FakeStores()];
  const settings = { type: 'leveldb', memoryBytes: 1024 * 1024 } as const;
  const backend = await openState({ disk, stores, settings, durable: false });
  const { values } = states(backend);
  for (let key = 0; key < 20_000; key++) {
    values.put(key, 'z'.repeat(key % 40));
    if (key % backend.batchRows === 0) await backend.ready();
  }
  for (let key = 0; key < 20_000; key += 7) expect(values.get(key)).toHaveLength(key % 40);
  expect((await contents(values)).size).toBe(20_000);
  await backend.close();
});

test('a query that nothing goes on from spills to disk and leaves nothing there', async () => {
  const [disk, stores] = [memoryDisk(), new FakeStores()];
  const settings = { type: 'leveldb', memoryBytes: MEMORY } as const;
  const backend = await openState({ disk, stores, settings, durable: false });
  const { values } = states(backend);
  for (let key = 0; key < KEYS; key++) {
    values.put(key, 'y'.repeat(1000));
    await backend.ready();
  }
  expect(stores.size).toBeGreaterThan(0);
  expect((await contents(values)).size).toBe(KEYS);
  await backend.close();
  expect(await stores.list()).toEqual([]);
  expect(await disk.list('jobs/test/state')).toEqual([]);
});
