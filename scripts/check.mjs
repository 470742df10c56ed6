// Everything that can be said of the code without running it; a warning of any tool is a failure.
//   node scripts/check.mjs [tool ...]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (name) => join(root, 'node_modules/.bin', name);
const NPM = process.platform === 'win32' ? 'npm.cmd' : 'npm';

const TOOLS = {
  tsc: () => run(bin('tsc'), ['-p', '.']),
  oxlint: () => run(bin('oxlint'), ['--deny-warnings']),
  prettier: () => run(bin('prettier'), ['--check', '--log-level', 'warn', '.']),
  layers: () => run(bin('depcruise'), ['--config', '.dependency-cruiser.cjs', '--output-type', 'err', 'src']),
  knip: () => run(bin('knip'), ['--no-progress']),
  publint: checkPackage,
};

/** The tool's words when it has something to say, '' when all is well. */
function run(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  if (error !== undefined) return error.message;
  const words = `${stdout}${stderr}`.trim();
  return status === 0 ? '' : words || `exit ${status}`;
}

/** publint on the tarball as npm would publish it. */
function checkPackage() {
  const folder = mkdtempSync(join(tmpdir(), 'weir-pack-'));
  try {
    const packed = run(NPM, ['pack', '--silent', '--pack-destination', folder]);
    if (packed !== '') return packed;
    const [tarball] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
    if (tarball === undefined) return 'npm pack made no tarball';
    return run(bin('publint'), ['run', join(folder, tarball), '--strict']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const wanted = process.argv.slice(2);
let failed = 0;
for (const [name, check] of Object.entries(TOOLS)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const started = performance.now();
  const words = check();
  const took = `${((performance.now() - started) / 1000).toFixed(1)} s`;
  console.log(`${words === '' ? 'ok    ' : 'FAILED'} ${name} (${took})`);
  if (words !== '') console.log(words.replace(/^/gm, '  '));
  if (words !== '') failed++;
}
process.exitCode = failed === 0 ? 0 : 1;
