import * as fc from '../support/fast-check.ts';
import { expect, test } from 'vitest';
import { memoryDisk, type Disk } from '../../src/common/disk.ts';
import { chooseRun, mergeSegments } from '../../src/state/compaction.ts';
import type { SegmentInfo } from '../../src/state/segment.ts';
import { openSegment } from '../../src/state/segment-reader.ts';
import { SegmentWriter } from '../../src/state/segment-writer.ts';
import { randomNumbers } from './random.ts';

const MB = 1024 * 1024;

test('files that hold twice what lives become one', () => {
  expect(chooseRun([10 * MB, 9 * MB], 10 * MB)).toBeUndefined();
  expect(chooseRun([10 * MB, 11 * MB], 10 * MB)).toEqual({ from: 0, to: 2 });
  expect(chooseRun([10 * MB], 1 * MB)).toBeUndefined(); // one file holds nothing twice
  expect(chooseRun([1000, 1000, 1000], 0)).toBeUndefined(); // nor is a little waste worth it
});

test('many small neighbours become one, a large one beside them stays as it is', () => {
  expect(chooseRun([50 * MB, 3, 4, 5, 6, 7, 8, 9], 50 * MB)).toBeUndefined();
  expect(chooseRun([50 * MB, 3, 4, 5, 6, 7, 8, 9, 9, 20], 50 * MB)).toEqual({ from: 1, to: 9 });
});

test('a job that runs for long has few files, and rewrites each byte few times', () => {
  const even = fc.integer({ min: 1000, max: 200_000 }).map((size) => () => size);
  const uneven = fc.integer().map((seed) => {
    const random = randomNumbers(seed);
    return () => Math.floor(10 ** (2 + random(400) / 100));
  });
  fc.assert(
    fc.property(fc.oneof(even, uneven), (nextSize) => {
      const live = 20 * MB;
      let sizes = [live];
      let [written, added, most] = [0, 0, 0];
      for (let checkpoint = 0; checkpoint < 2000; checkpoint++) {
        const size = nextSize();
        sizes.push(size);
        added += size;
        const run = chooseRun(sizes, live);
        if (run === undefined) continue;
        const all = sizes.slice(run.from, run.to).reduce((sum, one) => sum + one, 0);
        // updates of the same keys: a merge of all leaves what lives
        const merged = run.from === 0 ? Math.min(all, live) : all;
        written += merged;
        sizes = sizes.toSpliced(run.from, run.to - run.from, merged);
        most = Math.max(most, sizes.length);
      }
      expect(most).toBeLessThan(100);
      expect(sizes.reduce((sum, one) => sum + one, 0)).toBeLessThan(live * 2 + 2 * MB);
      expect(written).toBeLessThan(added * 6 + live);
    }),
    { numRuns: 30 },
  );
});

const changes = fc.record({
  state: fc.constantFrom('one', 'other'),
  group: fc.nat(2),
  key: fc.nat(5),
  value: fc.option(fc.nat(1000)),
});

/** What a start would make of these files. */
async function replay(disk: Disk, segments: readonly SegmentInfo[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const segment of segments) {
    const reader = await openSegment(disk, 'f', segment);
    for (const section of reader.sections) {
      const records = await reader.read(section);
      const name = reader.states[section.state]?.name;
      records.show(Infinity, (bytes, at, keyLength, valueLength) => {
        const key = `${name} ${section.group} ${bytes.toString('latin1', at, at + keyLength)}`;
        if (valueLength < 0) found.delete(key);
        else found.set(key, bytes.toString('latin1', at + keyLength, at + keyLength + valueLength));
      });
    }
  }
  return found;
}

test('merged files say the same as those they are made of, whichever and however often', async () => {
  const files = fc.array(fc.array(changes, { minLength: 1, maxLength: 12 }), { minLength: 2, maxLength: 8 });
  const runs = fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(files, runs, async (contents, merges) => {
      const disk = memoryDisk();
      let segments: SegmentInfo[] = [];
      for (const [i, content] of contents.entries()) {
        const writer = new SegmentWriter(disk, 'f', `s-${i}`);
        for (const { state, group, key, value } of content) {
          writer.begin({ operator: 'operator', name: state, layout: 'bytes' });
          const record = Buffer.from(`${key}${value ?? ''}`);
          writer.into(group)(record, 0, 1, value === null ? -1 : record.length - 1);
        }
        const segment = await writer.finish();
        if (segment !== undefined) segments.push(segment);
      }
      const before = await replay(disk, segments);
      for (const [i, [from, count]] of merges.entries()) {
        const inputs = segments.slice(from, from + count);
        if (inputs.length === 0) continue;
        const [file, fromStart, signal] = [`m-${i}`, from === 0, new AbortController().signal];
        const merged = await mergeSegments({ disk, folder: 'f', inputs, file, fromStart, signal });
        if (merged !== undefined) expect(merged.upTo).toBe(inputs.at(-1)?.upTo);
        segments = segments.toSpliced(from, inputs.length, ...(merged === undefined ? [] : [merged]));
        expect(await replay(disk, segments)).toEqual(before);
      }
    }),
    { numRuns: 300 },
  );
});
