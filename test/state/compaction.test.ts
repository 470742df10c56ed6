import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseRun } from '../../src/state/compaction.ts';
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
