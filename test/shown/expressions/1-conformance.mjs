// Real Flink's answers to expressions: at least 98 % the same. Malformed statements: every one refused as a parse error, and at
// least 85 % at the line and column where Flink refuses it. What differs is listed, and each has its line in docs/differences.md
// or in fixtures/conformance/better.json.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conclude, root, temporaryFolder } from '../support/weir.mjs';

function run(group) {
  const failures = join(temporaryFolder('conformance'), 'failures.jsonl');
  const script = join(root, 'scripts/conformance.mjs');
  const output = execFileSync(
    process.execPath,
    [script, '--group', group, '--failures', failures, '--json'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  const differing = readFileSync(failures, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  return { ...JSON.parse(output.trim().split('\n').at(-1)).groups[group], differing };
}

const percent = (part, whole) => (100 * part) / whole;
const better = new Set(
  JSON.parse(readFileSync(join(root, 'fixtures/conformance/better.json'), 'utf8')).map(({ id }) => id),
);
const documented = readFileSync(join(root, 'docs/differences.md'), 'utf8');

const [expressions, malformed] = [run('expr'), run('parse-error')];
const untold = [];
for (const { id, sql, differs } of [...expressions.differing, ...malformed.differing]) {
  const isTold = better.has(id) || documented.includes(id);
  if (!isTold) untold.push(id);
  console.log(
    `  ${id}${isTold ? '' : ' (not told)'}: ${sql.slice(0, 80)}: ${differs.slice(0, 120).replaceAll('\n', ' ')}`,
  );
}
const same = percent(expressions.same, expressions.cases);
const refused = percent(malformed.same, malformed.cases);
const placed = percent(malformed.atPlace, malformed.placed);
conclude(
  'conformance of expressions',
  same >= 98 && refused === 100 && placed >= 85 && untold.length === 0,
  `expr ${expressions.same} of ${expressions.cases} (${same.toFixed(1)} %), parse errors ${malformed.same} of ${malformed.cases}, ` +
    `${malformed.atPlace} of ${malformed.placed} at their place (${placed.toFixed(1)} %), ${untold.length} differences not told`,
);
