// Runs the proofs of one topic, or all: every script under test/shown/<topic> prints its figure and exits 0 or 1.
//   node scripts/shown.mjs [topic] [script name or number ...]
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../test/shown', import.meta.url));
const [topic, ...wanted] = process.argv.slice(2);
const topics = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && (topic === undefined || entry.name === topic))
  .map(({ name }) => name);
if (topics.length === 0) {
  console.error(`no topic ${topic ?? ''} under test/shown`);
  process.exit(2);
}

let passed = 0;
const failed = [];
for (const name of topics) {
  const scripts = readdirSync(join(folder, name))
    .filter((file) => file.endsWith('.mjs') && /^\d/.test(file))
    .filter(
      (file) => wanted.length === 0 || wanted.some((word) => file === word || file.startsWith(`${word}-`)),
    )
    .sort((a, b) => parseInt(a, 10) - parseInt(b, 10) || (a < b ? -1 : 1));
  for (const script of scripts) {
    console.log(`\n== ${name}/${script}`);
    const { status, signal } = spawnSync(process.execPath, [join(folder, name, script)], {
      stdio: 'inherit',
    });
    if (status === 0) passed++;
    else failed.push(`${name}/${script} (${signal ?? `exit ${status}`})`);
  }
}
for (const script of failed) console.log(`failed: ${script}`);
console.log(`${passed} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 && passed > 0 ? 0 : 1;
