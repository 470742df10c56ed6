import { expect, test } from 'vitest';
import { memoryDisk } from '../../src/common/disk.ts';
import { Steps } from './crash-disk.ts';
import { FakeStores } from './fake-stores.ts';
import { contents, openState, text } from './support.ts';

const KEYS = 2500; // more than go into one write

/** Two checkpoints, all keys changed by the second, which is on its way into the store when the process dies. */
async function dieWhileApplying(step: number) {
  const disk = memoryDisk();
  const steps = new Steps(step);
  const stores = new FakeStores(() => {
    if (steps.next()) steps.die();
  });
  const backend = await openState({ disk, stores, settings: { type: 'leveldb' } });
  const operator = backend.operator('operator');
  const values = operator.keyed('values', text);
  const snapshots = [];
  for (const value of ['first', 'second']) {
    for (let key = 0; key < KEYS; key++) values.put(key, value);
    if (value === 'second') for (let key = 0; key < KEYS; key += 3) values.delete(key);
    values.put(value, 'a key of its own');
    operator.barrier();
    const snapshot = await backend.snapshot();
    snapshots.push(snapshot);
    await backend.committed(snapshot);
    // until all is applied, or the process is dead
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    if (steps.isOver) break;
  }
  await backend.close().catch(() => undefined);
  return { disk, stores: stores.afterCrash(0), snapshots, died: steps.isOver };
}

test('a store that was left in the middle of a change serves the checkpoint before as well as the one after it', async () => {
  let died = true;
  let reused = 0;
  for (let step = 1; died; step++) {
    const world = await dieWhileApplying(step);
    died = world.died;
    for (const [i, snapshot] of world.snapshots.entries()) {
      const attempt = `next${i}`;
      const stores = await world.stores.list();
      const next = await openState({ ...world, attempt, settings: { type: 'leveldb' } });
      const values = next.operator('operator').keyed('values', text);
      await next.restore(snapshot);
      const found = await contents(values);
      for (let key = 0; key < KEYS; key++) {
        const isGone = i === 1 && key % 3 === 0;
        expect(found.get(key)).toBe(isGone ? undefined : i === 0 ? 'first' : 'second');
      }
      expect(found.has('second')).toBe(i === 1);
      if ((await world.stores.list()).length === stores.length) reused++;
      await next.close();
    }
  }
  expect(reused).toBeGreaterThan(3); // not each time is everything made anew
});

test('a store of a statement with other states is not gone on with', async () => {
  const [disk, stores] = [memoryDisk(), new FakeStores()];
  const first = await openState({ disk, stores, settings: { type: 'leveldb' } });
  const operator = first.operator('operator');
  operator.keyed('values', text).put('k', 'v');
  operator.barrier();
  const snapshot = await first.snapshot();
  await first.committed(snapshot);
  await first.close();
  expect(await stores.list()).toEqual(['db-a']);

  // the same segments, of which only one state is known to the new statement's snapshot
  const second = await openState({ disk, stores, settings: { type: 'leveldb' }, attempt: 'b' });
  second.operator('operator').keyed('values', text);
  second.operator('other').keyed('values', text);
  await second.restore({
    ...snapshot,
    states: [...snapshot.states, { operator: 'other', name: 'values', layout: 'values of STRING' }],
  });
  expect(await stores.list()).toEqual(['db-a', 'db-b']);
  await second.close();
});

test('stores of earlier attempts are removed with the first commit, but not one that is in use', async () => {
  const [disk, stores] = [memoryDisk(), new FakeStores()];
  await (await stores.open('db-old'))?.close();
  await stores.open('db-busy');
  const backend = await openState({ disk, stores, settings: { type: 'leveldb' } });
  const operator = backend.operator('operator');
  operator.keyed('values', text).put('k', 'v');
  operator.barrier();
  await backend.committed(await backend.snapshot());
  await backend.close();
  expect(await stores.list()).toEqual(['db-busy', 'db-a']);
});

test('a store that holds the checkpoint is gone on with as it is', async () => {
  const disk = memoryDisk();
  let steps = 0;
  const stores = new FakeStores(() => void steps++);
  const backend = await openState({ disk, stores, settings: { type: 'leveldb' } });
  const operator = backend.operator('operator');
  const values = operator.keyed('values', text);
  for (let key = 0; key < KEYS; key++) values.put(key, 'v');
  operator.barrier();
  const snapshot = await backend.snapshot();
  await backend.committed(snapshot);
  await backend.close();
  const next = await openState({ disk, stores, settings: { type: 'leveldb' }, attempt: 'b' });
  const again = next.operator('operator').keyed('values', text);
  steps = 0;
  await next.restore(snapshot);
  expect(steps).toBeLessThanOrEqual(2); // it is opened, and its note written
  expect((await contents(again)).size).toBe(KEYS);
  await next.close();
});
