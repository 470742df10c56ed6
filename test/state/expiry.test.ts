import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../src/common/clock.ts';
import { memoryDisk } from '../../src/common/disk.ts';
import { codecOf } from '../../src/state/codec.ts';
import type { StateBackend } from '../../src/state/state-backend.ts';
import { INT } from '../../src/types/type.ts';
import { FakeStores } from './fake-stores.ts';
import { contents, openState, text } from './support.ts';

const TTL = { ttlMs: 1000 };

function states(backend: StateBackend) {
  const operator = backend.operator('operator');
  return {
    values: operator.keyed('values', text, TTL),
    entries: operator.map('entries', text, TTL),
    barrier: () => operator.barrier(),
  };
}

test('a value is gone when its time to live has passed since it was last put', async () => {
  const clock = new FakeClock();
  const { values, entries } = states(await openState({ clock }));
  values.put('a', 'x');
  entries.put('k', 1, 'one');
  await clock.advance(600);
  values.put('b', 'y');
  entries.put('k', 2, 'two');
  expect(values.get('a')).toBe('x'); // reading does not prolong it
  await clock.advance(399);
  expect([values.get('a'), entries.get('k', 1)]).toEqual(['x', 'one']);
  await clock.advance(1);
  expect([values.get('a'), entries.get('k', 1)]).toEqual([undefined, undefined]);
  expect([values.get('b'), entries.get('k', 2)]).toEqual(['y', 'two']);
});

test('an expired value is not seen by forEach, although nobody asked for it', async () => {
  const clock = new FakeClock();
  const { values, entries } = states(await openState({ clock }));
  values.put('a', 'x');
  entries.put('k', 1, 'one');
  await clock.advance(500);
  values.put('b', 'y');
  entries.put('k', 2, 'two');
  await clock.advance(500);
  expect(await contents(values)).toEqual(new Map([['b', 'y']]));
  const seen: unknown[] = [];
  entries.forEach('k', (value) => void seen.push(value));
  expect(seen).toEqual(['two']);
});

test('putting a value again gives it its whole time', async () => {
  const clock = new FakeClock();
  const { values } = states(await openState({ clock }));
  values.put('a', 'x');
  await clock.advance(900);
  values.put('a', 'x');
  await clock.advance(900);
  expect(values.get('a')).toBe('x');
});

test('time passes for values while the job does not run', async () => {
  const [clock, disk] = [new FakeClock(), memoryDisk()];
  const first = await openState({ clock, disk });
  const before = states(first);
  before.values.put('a', 'x');
  await clock.advance(400);
  before.values.put('b', 'y');
  before.barrier();
  const snapshot = await first.snapshot();
  await first.close();
  await clock.advance(700);
  const second = await openState({ clock, disk, attempt: 'b' });
  const after = states(second);
  await second.restore(snapshot);
  expect([after.values.get('a'), after.values.get('b')]).toEqual([undefined, 'y']);
});

describe.each(['hashmap', 'leveldb'] as const)('state.backend.type %s', (type) => {
  test('values that nobody asks for go while others are put, and their deletion reaches the snapshot', async () => {
    const [clock, disk, stores] = [new FakeClock(), memoryDisk(), new FakeStores()];
    const options = { clock, disk, stores, settings: { type, memoryBytes: 2 ** 26 } };
    const backend = await openState(options);
    const { values, entries, barrier } = states(backend);
    for (let i = 0; i < 300; i++) {
      values.put(`old${i}`, 'x');
      entries.put('old', i, 'entry of some length');
    }
    barrier();
    await backend.committed(await backend.snapshot());
    await clock.advance(1000);
    for (let i = 0; i < 3000; i++) {
      values.put('new', 'y');
      entries.put('new', 0, 'y');
      if (i % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    barrier();
    const snapshot = await backend.snapshot();
    await backend.committed(snapshot);
    await backend.close();
    // read with the clock turned back, so that only what was deleted is gone
    const next = await openState({
      ...options,
      clock: new FakeClock(),
      attempt: 'b',
      stores: stores.afterCrash(0),
    });
    const again = states(next);
    await next.restore(snapshot);
    expect([...(await contents(again.values)).keys()]).toEqual(['new']);
    const left: unknown[] = [];
    again.entries.forEach('old', (_, entry) => void left.push(entry));
    expect(left).toEqual([]);
    await next.close();
  });
});

test('state with and without a time to live is not taken one for the other', async () => {
  const disk = memoryDisk();
  const first = await openState({ disk });
  const operator = first.operator('operator');
  operator.keyed('count', codecOf(INT)).put('a', 1);
  operator.barrier();
  const snapshot = await first.snapshot();
  const second = await openState({ disk, attempt: 'b' });
  second.operator('operator').keyed('count', codecOf(INT), TTL);
  await expect(second.restore(snapshot)).rejects.toThrow(
    "state 'count' of operator 'operator' holds values of INT, but now needs values of INT with a time to live",
  );
});

test('values that lie on disk alone go too', async () => {
  const [clock, stores] = [new FakeClock(), new FakeStores()];
  const settings = { type: 'leveldb', memoryBytes: 2 ** 21 } as const;
  const backend = await openState({ clock, stores, settings });
  const { values, entries, barrier } = states(backend);
  const commit = async (size: number) => {
    barrier();
    await backend.committed(await backend.snapshot());
    for (let turn = 0; turn < 5000 && stores.size !== size; turn++)
      await new Promise((resolve) => setImmediate(resolve));
    expect(stores.size).toBe(size);
  };
  for (let key = 0; key < 60; key++) {
    values.put(key, 'v'.repeat(20_000));
    entries.put(key, 'entry', 'v'.repeat(20_000));
    await backend.ready();
  }
  await commit(2 * 60 + 1);
  await clock.advance(900);
  for (let key = 0; key < 30; key++) {
    values.put(key, 'v'.repeat(20_000));
    entries.put(key, 'entry', 'v'.repeat(20_000));
    await backend.ready();
  }
  await commit(2 * 60 + 1);
  await clock.advance(100);
  for (let i = 0; i < 2000; i++) {
    values.put('new', 'y');
    entries.put('new', 'entry', 'y');
    if (i % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  for (let key = 0; key < 30; key++) {
    expect(values.get(key)).toHaveLength(20_000);
    expect(entries.get(key, 'entry')).toHaveLength(20_000);
  }
  await commit(2 * 31 + 1);
  await backend.close();
});

test('a value that was put again stays, although the sweep read the old one from disk before', async () => {
  const [clock, stores] = [new FakeClock(), new FakeStores()];
  stores.chunk = 1000; // all that there is, at once
  const backend = await openState({ clock, stores, settings: { type: 'leveldb' } });
  const { values, entries, barrier } = states(backend);
  for (let key = 0; key < 60; key++) {
    values.put(key, 'old');
    entries.put(key, 'entry', 'old');
  }
  barrier();
  await backend.committed(await backend.snapshot());
  for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setImmediate(resolve));
  values.put('new', 'y'); // reads ahead
  entries.put('new', 'entry', 'y');
  for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setImmediate(resolve));
  await clock.advance(900);
  for (let key = 50; key < 55; key++) {
    values.put(key, 'again');
    entries.put(key, 'entry', 'again');
  }
  await clock.advance(100);
  for (let i = 0; i < 100; i++) {
    values.put('new', 'y');
    entries.put('new', 'entry', 'y');
  }
  for (let key = 0; key < 60; key++) {
    const expected = key >= 50 && key < 55 ? 'again' : undefined;
    expect([values.get(key), entries.get(key, 'entry')]).toEqual([expected, expected]);
  }
  await backend.close();
});

test.each([10, 1000])(
  'entries of %i bytes below one key that are put for ever take no more and more memory',
  async (length) => {
    const clock = new FakeClock();
    const backend = await openState({ clock, durable: false });
    const entries = backend.operator('operator').map('entries', text, TTL);
    const value = 'x'.repeat(length);
    let early = 0;
    for (let i = 0; i < 5000; i++) {
      entries.put('key', i, value);
      clock.advance(10);
      if (i === 1000) early = backend.usedBytes;
    }
    expect(backend.usedBytes).toBeLessThan(early * 1.5);
  },
);
