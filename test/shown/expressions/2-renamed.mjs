// The recorded expressions with other names of columns, tables and aliases and other literals, by a rewriter with a seed that
// reads statements by itself: what was the same stays the same. SEED=n repeats a run.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { difference } from '../../../scripts/conformance/compare.mjs';
import { runCase } from '../../../scripts/conformance/run-case.mjs';
import { loadTypeScript } from '../support/typescript.mjs';
import { conclude, root } from '../support/weir.mjs';
import { Rewriter } from './2-renamed/rewrite.mjs';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const folder = join(root, 'fixtures/conformance');
const library = await loadTypeScript('src/index.ts');
const { Chance } = await loadTypeScript('test/simulation/chance.ts');

const better = new Map(
  JSON.parse(readFileSync(join(folder, 'better.json'), 'utf8')).map((own) => [own.id, own]),
);
const cases = readFileSync(join(folder, 'expr.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line))
  .map((recorded) => ({ ...recorded, ...better.get(recorded.id)?.answer }));

const rewriter = new Rewriter(new Chance(SEED));
const isSame = async (recorded) =>
  difference(recorded, await runCase(library, recorded, join(folder, 'data'))) === undefined;
const score = { before: 0, after: 0 };
const moved = [];
for (const recorded of cases) {
  const rewritten = rewriter.rewrite(recorded);
  const [before, after] = [await isSame(recorded), await isSame(rewritten)];
  if (before) score.before++;
  if (after) score.after++;
  if (before !== after) moved.push({ id: recorded.id, sql: rewritten.sql, after });
  if (process.env.VERBOSE) console.log(`  ${rewritten.sql}`);
}
for (const { id, sql, after } of moved)
  console.log(`  ${id} ${after ? 'became the same' : 'is not the same any more'}: ${sql}`);
const { cases: rewritten, names, literals } = rewriter.counts;
conclude(
  'renamed expressions',
  moved.length === 0 && rewritten > cases.length / 2,
  `seed ${SEED}: ${rewritten} of ${cases.length} cases rewritten, ${names} names, ${literals} literals; ` +
    `${score.before} the same before, ${score.after} after`,
);
