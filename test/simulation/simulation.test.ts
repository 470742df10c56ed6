import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { bundleSimulation, loadSimulation } from './load.ts';
import { PLANTED } from './planted.ts';
import { Simulation } from './run.ts';

const SEEDS = Number(process.env['WEIR_SEEDS'] ?? 500);
const FIRST = Number(process.env['WEIR_FIRST_SEED'] ?? 1);
const ROOT = join(import.meta.dirname, '../..');

test(`whatever crashes, fails, freezes or is stopped: nothing is lost, nothing doubled (${SEEDS} seeds)`, async () => {
  const simulation = new Simulation();
  for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
    const { wrong, workload, ends } = await simulation.run(seed);
    const replay = `WEIR_FIRST_SEED=${seed} WEIR_SEEDS=1 npx vitest run test/simulation`;
    expect(wrong, `seed ${seed}, ${workload}, ${ends.join(', ')}; again: ${replay}`).toEqual([]);
  }
}, 300_000);

test('a seed gives the same run again, step by step', async () => {
  const [first, second] = [new Simulation(), new Simulation()];
  for (let seed = FIRST; seed < FIRST + Math.min(SEEDS, 10); seed++) {
    const { lines } = await first.run(seed, { keepTrace: true });
    expect(lines.length).toBeGreaterThan(20);
    expect((await second.run(seed, { keepTrace: true })).lines).toEqual(lines);
  }
}, 60_000);

// The bugs themselves are planted by test/shown/state-and-delivery/4-simulation.mjs; two of them, so that the way stays open.
describe.skipIf(SEEDS < 100)('a planted bug is found', () => {
  const few = PLANTED.filter(({ name }) => name === '-U lost' || name === 'barrier overtakes a row');
  test.each(few)(
    '$name',
    async (bug) => {
      const bundle = await bundleSimulation(ROOT, bug);
      try {
        const simulation = await loadSimulation(bundle);
        let found = false;
        for (let seed = 1; seed <= 100 && !found; seed++)
          found = (await simulation.run(seed)).wrong.length > 0;
        expect(found).toBe(true);
      } finally {
        await bundle.dispose();
      }
    },
    60_000,
  );
});
