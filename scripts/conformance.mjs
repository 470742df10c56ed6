// Runs the cases that real Flink answered through the library and compares.
//   npm run conformance [-- --cases DIR] [--group G[,G]] [--failures FILE] [--floor FILE] [--json]
// DIR holds <group>.jsonl and data/; fixtures/conformance unless given. better.json of the folder lists cases in which
// weir is better on purpose: [{"id", "reason", "answer"}]; they count as same when weir gives that answer.
// --failures writes what differs, one JSON line a case; `refused` marks those that weir refuses by name as not built.
// --floor FILE ({"expr": 461, ...}) fails when fewer are the same. --json prints one last line for programs.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: options } = parseArgs({
  options: {
    cases: { type: 'string' },
    group: { type: 'string' },
    failures: { type: 'string' },
    floor: { type: 'string' },
    json: { type: 'boolean' },
  },
});
const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), '--if-stale', '--lib'], {
  stdio: 'inherit',
});
if (built.status !== 0) process.exit(1);
const { difference, errorKindDiffers, positionSame } = await import('./conformance/compare.mjs');
const { runCase } = await import('./conformance/run-case.mjs');
const library = await import('../dist/lib/index.js');

/** Codes that name what is not built. */
const REFUSALS = ['E_UNSUPPORTED', 'E_UNKNOWN_FUNCTION'];
const folder = resolve(options.cases ?? join(root, 'fixtures/conformance'));
const wanted = options.group?.split(',');
const better = new Map(readJson(join(folder, 'better.json'), []).map((entry) => [entry.id, entry]));
const groups = {};
const failures = [];
for (const file of readdirSync(folder)
  .filter((name) => name.endsWith('.jsonl'))
  .toSorted()) {
  for (const line of readFileSync(join(folder, file), 'utf8')
    .split('\n')
    .filter((text) => text !== '')) {
    const expected = JSON.parse(line);
    if (wanted !== undefined && !wanted.includes(expected.group)) continue;
    const group = (groups[expected.group] ??= {
      cases: 0,
      same: 0,
      errorKindDiffers: 0,
      placed: 0,
      atPlace: 0,
    });
    const got = await runCase(library, expected, join(folder, 'data'));
    const own = better.get(expected.id);
    const differs =
      own === undefined ? difference(expected, got) : difference({ ...expected, ...own.answer }, got);
    group.cases++;
    if (differs === undefined) group.same++;
    if (errorKindDiffers(expected, got)) group.errorKindDiffers++;
    const placed = positionSame(expected, got);
    if (placed !== undefined) group.placed++;
    if (placed === true) group.atPlace++;
    const refused = REFUSALS.includes(got.error?.code);
    if (differs !== undefined) failures.push({ id: expected.id, sql: expected.sql, refused, differs });
  }
}

const total = Object.values(groups).reduce(
  (sum, group) => ({
    cases: sum.cases + group.cases,
    same: sum.same + group.same,
    errorKindDiffers: sum.errorKindDiffers + group.errorKindDiffers,
  }),
  { cases: 0, same: 0, errorKindDiffers: 0 },
);
console.log('group         cases   same      %   error places');
for (const [name, { cases, same, placed, atPlace }] of Object.entries(groups)) {
  const share = ((100 * same) / cases).toFixed(1);
  console.log(
    `${name.padEnd(12)} ${String(cases).padStart(6)} ${String(same).padStart(6)} ${share.padStart(6)}   ${atPlace}/${placed}`,
  );
}
if (options.failures !== undefined)
  writeFileSync(options.failures, failures.map((failure) => `${JSON.stringify(failure)}\n`).join(''));
const below = Object.entries(options.floor === undefined ? {} : readJson(options.floor, {})).filter(
  ([name, least]) => groups[name] !== undefined && groups[name].same < least,
);
for (const [name, least] of below)
  console.log(`${name}: ${groups[name].same} are the same, ${least} were before`);
if (options.json) console.log(JSON.stringify({ ...total, groups }));
process.exit(below.length === 0 ? 0 : 1);

function readJson(path, otherwise) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : otherwise;
}
