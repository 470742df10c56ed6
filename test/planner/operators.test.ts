import { expect, test } from 'vitest';
import { compareOperators, recordedOperators, type Tally } from '../support/operator-matrix.ts';

/** Of what Flink refuses only every tenth is asked here; `npm run shown -- expressions` asks all. */
const REFUSED_STEP = 10;
const KNOWN_MOST = 290;

const recorded = recordedOperators();
const lefts = [...new Set(recorded.map(({ pair }) => pair.left))];
const tallies: Tally[] = [];

test.each(lefts)(
  'operators behind %s are refused, typed and computed as Flink does, but for the differences that are written down',
  { timeout: 120_000 },
  async (left) => {
    const tally = await compareOperators(
      recorded.filter(({ pair }) => pair.left === left),
      REFUSED_STEP,
    );
    tallies.push(tally);
    expect(tally.different).toEqual([]);
    expect(tally.asked).toBeGreaterThan(50);
  },
);

test('no more is looked away from than when it was written down', () => {
  const known = tallies.flatMap((tally) => [...tally.known.values()]);
  expect(known.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(KNOWN_MOST);
});
