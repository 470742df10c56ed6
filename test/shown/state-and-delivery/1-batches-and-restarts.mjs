// Every golden transcript and every recorded query and window case answers the same in batches of 1 and of 7 rows, and
// when all is thrown away and restored from a checkpoint after each batch.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { difference } from '../../../scripts/conformance/compare.mjs';
import { runCase } from '../../../scripts/conformance/run-case.mjs';
import { loadTypeScript } from '../support/typescript.mjs';
import { conclude, root } from '../support/weir.mjs';

const library = await loadTypeScript('test/shown/support/recorded.ts');
const { WAYS, runTranscript } = library;
const differing = [];

const folder = join(root, 'test/golden');
const goldens = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.golden'));
for (const name of goldens) {
  const text = readFileSync(join(folder, name), 'utf8');
  for (const [way, parts] of Object.entries(WAYS))
    if ((await runTranscript(text, parts)) !== text) differing.push(`${name} in ${way}`);
}

const data = join(root, 'fixtures/conformance/data');
const cases = readdirSync(join(root, 'fixtures/conformance'))
  .filter((name) => name.endsWith('.jsonl'))
  .flatMap((name) => readFileSync(join(root, 'fixtures/conformance', name), 'utf8').split('\n'))
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line))
  .filter(({ group }) => group === 'query' || group === 'window');
let answered = 0;
let rows = 0;
for (const recorded of cases) {
  const once = await runCase(library, recorded, data);
  if (once.rows === null) continue; // refused before anything runs
  answered++;
  // Which side of an outer join comes first decides its steps, as in Flink; not what they lead to.
  const compare = /\bJOIN\b/i.test(recorded.sql) ? 'final' : recorded.compare;
  rows += once.rows.length;
  for (const [way, parts] of Object.entries(WAYS)) {
    const differs = difference(
      { ...recorded, ...once, compare },
      await runCase(library, recorded, data, parts),
    );
    if (differs !== undefined) differing.push(`${recorded.id} in ${way}: ${differs}`);
  }
}

for (const text of differing) console.log(`  ${text}`);
conclude(
  'batches and restarts',
  differing.length === 0 && answered > 150,
  `${goldens.length} transcripts and ${answered} recorded cases (${rows} changes) in ${Object.keys(WAYS).length} ways each: ${differing.length} answered otherwise`,
);
