// Runs a benchmark of test/bench, or lists them.
//   npm run bench [-- name [arguments]]
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../test/bench', import.meta.url));
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.mjs'))
  .map((file) => file.slice(0, -4));
const [name, ...args] = process.argv.slice(2);
if (name === undefined || !names.includes(name)) {
  console.error(`npm run bench -- ${names.join(' | ')}`);
  process.exit(name === undefined ? 0 : 2);
}
const { status } = spawnSync(process.execPath, ['--expose-gc', join(folder, `${name}.mjs`), ...args], {
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
