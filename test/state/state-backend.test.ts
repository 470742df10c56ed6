import { expect, test } from 'vitest';
import { memoryDisk } from '../../src/common/disk.ts';
import { codecOf, rowCodec } from '../../src/state/codec.ts';
import { copySnapshot } from '../../src/state/segment-folder.ts';
import type { StateBackend } from '../../src/state/state-backend.ts';
import { readStateSnapshot, type StateSnapshot } from '../../src/state/state-snapshot.ts';
import { BIGINT, DOUBLE, INT, STRING } from '../../src/types/type.ts';
import { FakeStores } from './fake-stores.ts';
import { randomNumbers } from './random.ts';
import { contents, FOLDER, openState, text } from './support.ts';

function values(backend: StateBackend, id = 'operator') {
  const state = backend.operator(id);
  return { values: state.keyed('values', text), barrier: () => state.barrier() };
}

test('a snapshot holds what was there at the barrier, however much changes while it is written', async () => {
  const disk = memoryDisk();
  const backend = await openState({ disk });
  const { values: state, barrier } = values(backend);
  const random = randomNumbers(1);
  for (let i = 0; i < 20_000; i++) state.put(i, `first ${i}`);
  barrier();
  const pending = backend.snapshot();
  let done = false;
  void pending.then(() => (done = true));
  let turns = 0;
  for (; !done; turns++) {
    for (let i = 0; i < 500; i++) {
      const key = random(40_000);
      if (i % 5 === 0) state.delete(key);
      else state.put(key, `second ${key}`);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(turns).toBeGreaterThan(4); // it was written piece by piece
  const model = await contents(state);
  const first = await openState({ disk, attempt: 'b' });
  const restored = values(first);
  await first.restore(await pending);
  const found = await contents(restored.values);
  expect(found.size).toBe(20_000);
  for (let i = 0; i < 20_000; i++) expect(found.get(i)).toBe(`first ${i}`);

  barrier();
  const next = await openState({ disk, attempt: 'c' });
  const later = values(next);
  await next.restore(await backend.snapshot());
  expect(await contents(later.values)).toEqual(model);
});

test('a snapshot without changes writes nothing', async () => {
  const disk = memoryDisk();
  const backend = await openState({ disk });
  const { values: state, barrier } = values(backend);
  state.put('a', 'x');
  barrier();
  const first = await backend.snapshot();
  barrier();
  expect(await backend.snapshot()).toEqual(first);
  state.put('b', 'y');
  state.delete('b'); // came and went between two barriers
  barrier();
  expect(await backend.snapshot()).toEqual(first);
  expect(await disk.list(FOLDER)).toHaveLength(1);
});

test('each operator is saved as of its own barrier, one that has ended as it is', async () => {
  const disk = memoryDisk();
  const backend = await openState({ disk });
  const [early, late, ended] = ['early', 'late', 'ended'].map((id) => values(backend, id));
  for (const one of [early, late, ended]) one?.values.put('k', 'before');
  early?.barrier();
  early?.values.put('k', 'after');
  late?.values.put('k', 'also before');
  late?.barrier();
  late?.values.put('k', 'after');
  ended?.values.put('k', 'at its end');
  const snapshot = await backend.snapshot();
  const next = await openState({ disk, attempt: 'b' });
  const again = ['early', 'late', 'ended'].map((id) => values(next, id));
  await next.restore(snapshot);
  expect(again.map((one) => one.values.get('k'))).toEqual(['before', 'also before', 'at its end']);
});

test('a checkpoint that was given up does not keep the final one from holding everything', async () => {
  const disk = memoryDisk();
  const backend = await openState({ disk });
  const { values: state, barrier } = values(backend);
  state.put('a', 'at the barrier that leads nowhere');
  state.put('b', 'x');
  barrier();
  state.put('a', 'at the end');
  state.delete('b');
  const snapshot = await backend.snapshot({ final: true });
  const next = await openState({ disk, attempt: 'b' });
  const again = values(next);
  await next.restore(snapshot);
  expect(await contents(again.values)).toEqual(new Map([['a', 'at the end']]));
});

test('what changed in the statement is named', async () => {
  const disk = memoryDisk();
  const backend = await openState({ disk });
  const group = backend.operator('group');
  group.keyed('sum', rowCodec([BIGINT]));
  group.map('distinct', codecOf(STRING));
  backend.operator('join').keyed('left', text);
  group.barrier();
  const snapshot = await backend.snapshot();

  const next = await openState({ disk, attempt: 'b' });
  const changed = next.operator('group');
  changed.keyed('sum', rowCodec([BIGINT, DOUBLE]));
  changed.keyed('distinct', codecOf(STRING));
  changed.timers('timers');
  await expect(next.restore(snapshot)).rejects.toMatchObject({
    code: 'E_JOB_STATE',
    message:
      "the saved state does not fit the statement: state 'sum' of operator 'group' holds values of ROW<BIGINT>, but now needs values of ROW<BIGINT, DOUBLE>; " +
      "state 'distinct' of operator 'group' holds entries of STRING, but now needs values of STRING; " +
      "state 'timers' of operator 'group' is new and 1 more",
  });
});

test('names and lengths of columns may change', async () => {
  const disk = memoryDisk();
  const backend = await openState({ disk });
  const operator = backend.operator('group');
  operator
    .keyed('rows', rowCodec([{ kind: 'VARCHAR', length: 3, nullable: false }, INT]))
    .put('k', ['abc', 1]);
  operator.barrier();
  const snapshot = await backend.snapshot();
  const next = await openState({ disk, attempt: 'b' });
  const rows = next.operator('group').keyed('rows', rowCodec([STRING, { kind: 'INT', nullable: false }]));
  await next.restore(snapshot);
  expect(rows.get('k')).toEqual(['abc', 1]);
});

test.each([
  ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 3)],
  [
    'changed in a value',
    (bytes: Buffer) => Buffer.from(bytes.map((byte, i) => (i === 12 ? byte ^ 1 : byte))),
  ],
  [
    'changed in its table',
    (bytes: Buffer) => Buffer.from(bytes.map((byte, i) => (i === bytes.length - 30 ? byte ^ 1 : byte))),
  ],
])('a file that was %s is noticed', async (_, damage) => {
  const disk = memoryDisk();
  const backend = await openState({ disk });
  const { values: state, barrier } = values(backend);
  for (let i = 0; i < 20; i++) state.put(i, 'some value');
  barrier();
  const snapshot = await backend.snapshot();
  const path = `${FOLDER}/${snapshot.segments[0]?.file}`;
  await disk.write(path, damage(Buffer.from((await disk.read(path)) ?? [])));
  const next = await openState({ disk, attempt: 'b' });
  values(next);
  await expect(next.restore(snapshot)).rejects.toMatchObject({
    code: 'E_JOB_STATE',
    message: `the file '${path}' of the job's state is damaged`,
  });
});

test('a file that is gone is noticed', async () => {
  const disk = memoryDisk();
  const backend = await openState({ disk });
  const { values: state, barrier } = values(backend);
  state.put('k', 'v');
  barrier();
  const snapshot = await backend.snapshot();
  await disk.remove(`${FOLDER}/s-1-a`);
  const next = await openState({ disk, attempt: 'b' });
  values(next);
  await expect(next.restore(snapshot)).rejects.toMatchObject({
    code: 'E_JOB_STATE',
    message: `the file '${FOLDER}/s-1-a' of the job's state is gone`,
  });
});

test('the user is warned at four fifths of the memory, once, and the job fails when it is used up', async () => {
  const warnings: string[] = [];
  const memoryBytes = 1024 * 1024;
  const settings = { memoryBytes };
  const backend = await openState({ settings, warn: (text) => warnings.push(text) });
  const { values: state } = values(backend);
  let key = 0;
  while (backend.usedBytes < memoryBytes * 0.7) state.put(key++, 'v'.repeat(1000));
  expect(warnings).toEqual([]);
  expect(() => {
    for (;;) state.put(key++, 'v'.repeat(1000));
  }).toThrow(
    expect.objectContaining({
      code: 'E_STATE_FULL',
      message: "the job's state needs more than its 1 MB of memory",
    }),
  );
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toMatch(/^the job's state takes 8\d\d kB of its 1 MB \('weir.state.memory'\)/);
});

test('files of earlier attempts go with the first commit, those of later ones stay', async () => {
  const disk = memoryDisk();
  await disk.write(`${FOLDER}/s-1-old`, Buffer.from('what a crash left behind'));
  const backend = await openState({ disk });
  const { values: state, barrier } = values(backend);
  state.put('k', 'v');
  barrier();
  const snapshot = await backend.snapshot();
  await disk.write(`${FOLDER}/s-1-newer`, Buffer.from('of a process that took over'));
  expect(await disk.list(FOLDER)).toHaveLength(3);
  await backend.committed(snapshot);
  expect((await disk.list(FOLDER)).toSorted()).toEqual(['s-1-a', 's-1-newer']);
});

test('a savepoint is complete by itself, and a job that starts from it leaves it alone', async () => {
  const disk = memoryDisk();
  const backend = await openState({ disk });
  const { values: state, barrier } = values(backend);
  state.put('a', 'x');
  barrier();
  await backend.snapshot();
  state.put('b', 'y');
  barrier();
  const snapshot = await backend.snapshot();
  await copySnapshot(snapshot, { disk, folder: FOLDER }, { disk, folder: 'savepoint' });
  for (const name of await disk.list(FOLDER)) await disk.remove(`${FOLDER}/${name}`);

  const next = await openState({ disk, attempt: 'b' });
  const again = values(next);
  await next.restore(snapshot, { disk, folder: 'savepoint' });
  const files = await disk.list('savepoint');
  again.values.put('c', 'z');
  again.barrier();
  const later = await next.snapshot();
  await next.committed(later);
  await next.close();
  expect(await disk.list('savepoint')).toEqual(files);
  const last = await openState({ disk, attempt: 'c' });
  const third = values(last);
  await last.restore(later);
  expect(await contents(third.values)).toEqual(
    new Map([
      ['a', 'x'],
      ['b', 'y'],
      ['c', 'z'],
    ]),
  );
});

test('a snapshot survives the way through a manifest, and what is none is refused', async () => {
  const backend = await openState();
  const { values: state, barrier } = values(backend);
  state.put('k', 'v');
  barrier();
  const snapshot = await backend.snapshot();
  expect(readStateSnapshot(JSON.parse(JSON.stringify(snapshot)))).toEqual(snapshot);
  for (const other of [null, 7, {}, { states: [], segments: [{ file: 'x' }] }, { states: [1], segments: [] }])
    expect(readStateSnapshot(other)).toBeUndefined();
});

test('a disk that is full fails the snapshot', async () => {
  const full = { ...memoryDisk(), createWriter: () => Promise.reject(new Error('no space left on device')) };
  const backend = await openState({ disk: full });
  const { values: state, barrier } = values(backend);
  state.put('k', 'v');
  barrier();
  await expect(backend.snapshot()).rejects.toMatchObject({
    code: 'E_IO',
    message: "the job's state cannot be written: no space left on device",
  });
  await backend.close();
});

test('without a folder there is no state on disk', async () => {
  const settings = { type: 'leveldb' } as const;
  await expect(openState({ settings })).rejects.toMatchObject({ code: 'E_SETTING' });
});

test('memory of deleted keys is free again after the snapshot that tells of them', async () => {
  const backend = await openState();
  const { values: state, barrier } = values(backend);
  let first = 0;
  for (let round = 0; round < 20; round++) {
    for (let i = 0; i < 2000; i++) state.put(`${100 + round}/${i}`, 'some value');
    for (let i = 0; i < 2000; i++) if (round > 0) state.delete(`${99 + round}/${i}`);
    barrier();
    await backend.snapshot();
    if (round === 3) first = backend.usedBytes;
  }
  expect(backend.usedBytes).toBeLessThanOrEqual(first);
});

test('files are merged while snapshots name them, and each snapshot finds what it names', async () => {
  const disk = memoryDisk();
  let letMergeGo: (() => void) | undefined;
  const gated = {
    ...disk,
    // the file of the merge is the ninth
    async createWriter(path: string) {
      if (path.includes('/s-9-')) await new Promise<void>((resolve) => (letMergeGo = resolve));
      return disk.createWriter(path);
    },
  };
  const backend = await openState({ disk: gated });
  const { values: state, barrier } = values(backend);
  const check = async (snapshot: StateSnapshot, attempt: string) => {
    const next = await openState({ disk, attempt });
    const again = values(next);
    await next.restore(snapshot);
    expect((await contents(again.values)).size).toBe(20);
  };
  const checkpoint = async (value: string) => {
    for (let key = 0; key < 20; key++) state.put(key, value);
    barrier();
    return backend.snapshot();
  };
  for (let i = 0; i < 8; i++) await backend.committed(await checkpoint(`${i}`));
  while (letMergeGo === undefined) await new Promise((resolve) => setImmediate(resolve));
  const during = await checkpoint('while the merge runs');
  letMergeGo();
  while (!(await disk.list(FOLDER)).includes('s-9-a')) await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
  await backend.committed(during);
  expect(during.segments).toHaveLength(9);
  await check(during, 'b');
  barrier();
  const after = await backend.snapshot();
  expect(after.segments).toHaveLength(2);
  await backend.committed(after);
  await check(after, 'c');
  expect((await disk.list(FOLDER)).toSorted()).toEqual(['s-10-a', 's-9-a']);
  await backend.close();
});

test('what was spilled after a snapshot is there for the next one', async () => {
  const [disk, stores] = [memoryDisk(), new FakeStores()];
  const settings = { type: 'leveldb', memoryBytes: 2 ** 20 } as const;
  const backend = await openState({ disk, stores, settings });
  const { values: state, barrier } = values(backend);
  state.put('a', 'x');
  barrier();
  const first = await backend.snapshot();
  for (let key = 0; key < 6; key++) state.put(key, 'y'.repeat(100_000));
  await backend.ready();
  await backend.committed(first);
  barrier();
  const second = await backend.snapshot();
  expect(second.segments).toHaveLength(2);
  await backend.close();
  const next = await openState({ disk, settings: { type: 'hashmap' }, attempt: 'b' });
  const again = values(next);
  await next.restore(second);
  expect((await contents(again.values)).size).toBe(7);
});

test('a checkpoint in progress holds nothing of what is put before it is complete', async () => {
  const [disk, stores] = [memoryDisk(), new FakeStores()];
  const settings = { type: 'leveldb', memoryBytes: 2 ** 20 } as const;
  const backend = await openState({ disk, stores, settings });
  const [early, late] = [values(backend, 'early'), values(backend, 'late')];
  early.values.put('k', 'before');
  early.barrier();
  early.values.put('k', 'after');
  for (let key = 0; key < 6; key++) late.values.put(key, 'y'.repeat(100_000));
  expect(backend.ready()).toBeUndefined(); // memory is full, but the other barrier has not come yet
  late.barrier();
  const snapshot = await backend.snapshot();
  await backend.close();
  const next = await openState({ disk, settings: { type: 'hashmap' }, attempt: 'b' });
  const again = values(next, 'early');
  values(next, 'late');
  await next.restore(snapshot);
  expect(again.values.get('k')).toBe('before');
});

test('a key that was deleted stays deleted when only the newer files are merged', async () => {
  const disk = memoryDisk();
  const backend = await openState({ disk });
  const { values: state, barrier } = values(backend);
  for (let key = 0; key < 500; key++) state.put(key, 'v'.repeat(1000));
  const checkpoint = async () => {
    barrier();
    const snapshot = await backend.snapshot();
    await backend.committed(snapshot);
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    return snapshot;
  };
  await checkpoint();
  for (let key = 0; key < 12; key++) {
    state.delete(key);
    await checkpoint();
  }
  const last = await checkpoint();
  expect(last.segments.length).toBeLessThan(10); // some were merged,
  expect(last.segments[0]?.file).toBe('s-1-a'); // but not the first one
  const next = await openState({ disk, attempt: 'b' });
  const again = values(next);
  await next.restore(last);
  expect((await contents(again.values)).size).toBe(488);
  await backend.close();
});
