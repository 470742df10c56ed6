import { expect, test } from 'vitest';
import { memoryDisk, type Disk } from '../../src/common/disk.ts';
import { randomNumbers } from './random.ts';
import { contents, openState, text } from './support.ts';

/** A disk that counts how often a file is read. */
function countingDisk(): { disk: Disk; reads: () => number } {
  const disk = memoryDisk();
  let reads = 0;
  return {
    disk: { ...disk, readRange: (...at) => (reads++, disk.readRange(...at)) },
    reads: () => reads,
  };
}

test('a restart reads a file in few pieces, however many states and groups of keys it holds', async () => {
  const { disk, reads } = countingDisk();
  const open = async (attempt: string) => {
    const backend = await openState({ disk, attempt });
    const state = backend.operator('operator');
    return { backend, state, kept: ['a', 'b', 'c'].map((name) => state.keyed(name, text)) };
  };
  const { backend, state, kept } = await open('a');
  for (const round of ['first', 'second', 'third']) {
    for (let key = 0; key < 1000; key++) for (const one of kept) one.put(key, `${round} ${key}`);
    state.barrier();
    await backend.snapshot();
  }
  const snapshot = await backend.snapshot();
  expect(snapshot.segments).toHaveLength(3);
  const next = await open('b');
  const before = reads();
  await next.backend.restore(snapshot);
  expect(reads() - before).toBe(3 * 3); // of each file the end, the table of its sections, the sections
  for (const one of next.kept) {
    const found = await contents(one);
    expect(found.size).toBe(1000);
    expect(found.get(999)).toBe('third 999');
  }
});

test('state that is read in several goes is what the latest file says of each key', async () => {
  const { disk, reads } = countingDisk();
  const backend = await openState({ disk });
  const state = backend.operator('operator');
  const values = state.keyed('values', text);
  const random = randomNumbers(1);
  const expected = new Map<number, string>();
  const long = 'x'.repeat(20_000);
  for (let round = 0; round < 4; round++) {
    for (let i = 0; i < 600; i++) {
      const key = random(1000);
      if (random(5) === 0) {
        values.delete(key);
        expected.delete(key);
      } else {
        values.put(key, `${round} ${long}`);
        expected.set(key, `${round} ${long}`);
      }
    }
    state.barrier();
    await backend.snapshot();
  }
  const snapshot = await backend.snapshot();
  expect(snapshot.segments).toHaveLength(4);
  const bytes = snapshot.segments.reduce((sum, segment) => sum + segment.bytes, 0);
  expect(bytes).toBeGreaterThan(20 * 1024 * 1024);
  const next = await openState({ disk, attempt: 'b' });
  const restored = next.operator('operator').keyed('values', text);
  const before = reads();
  await next.restore(snapshot);
  expect(reads() - before).toBeGreaterThan(4 * 3);
  const found = await contents(restored);
  expect(found.size).toBe(expected.size);
  for (const [key, value] of expected) expect(found.get(key) === value).toBe(true);
});

test('a hundred thousand keys come back in the memory that they took', async () => {
  const { disk } = countingDisk();
  const backend = await openState({ disk });
  const state = backend.operator('operator');
  const values = state.keyed('values', text);
  for (let key = 0; key < 100_000; key++) values.put(key, `value ${key}`);
  state.barrier();
  const snapshot = await backend.snapshot();
  const next = await openState({ disk, attempt: 'b', settings: { memoryBytes: backend.usedBytes } });
  const restored = next.operator('operator').keyed('values', text);
  await next.restore(snapshot);
  for (let key = 0; key < 100_000; key++) expect(restored.get(key) === `value ${key}`).toBe(true);
});
