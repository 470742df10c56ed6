// Of the cases that real Flink answered and that need only what is built, at least 95 % are answered the same. What is not
// built is what weir refuses by name (E_UNSUPPORTED, E_UNKNOWN_FUNCTION); all others count.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conclude, root, temporaryFolder } from '../support/weir.mjs';

const failures = join(temporaryFolder('conformance'), 'failures.jsonl');
const output = execFileSync(
  process.execPath,
  [join(root, 'scripts/conformance.mjs'), '--failures', failures, '--json'],
  { cwd: root, encoding: 'utf8' },
);
const { groups } = JSON.parse(output.trim().split('\n').at(-1));
const differing = readFileSync(failures, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line));

let [counted, same] = [0, 0];
for (const [name, group] of Object.entries(groups)) {
  const refused = differing.filter(({ id, refused: is }) => is && id.startsWith(`${name}/`));
  const cases = group.cases - refused.length;
  counted += cases;
  same += group.same;
  console.log(
    `  ${name}: ${group.same} of ${cases} (${((100 * group.same) / cases).toFixed(1)} %), not built: ${refused.length}`,
  );
}
for (const { id, refused, differs } of differing)
  console.log(
    `  ${id}: ${refused ? 'not built' : 'DIFFERS'}: ${differs.slice(0, 140).replaceAll('\n', ' ')}`,
  );
const share = (100 * same) / counted;
conclude(
  'conformance',
  share >= 95,
  `${same} of ${counted} cases that need only what is built are the same (${share.toFixed(1)} %)`,
);
