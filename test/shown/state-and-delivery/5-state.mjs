// A million keys: how long updates pause while checkpoints are made (random and skewed keys), and how long a restart takes;
// ten million keys on disk: how much memory the process takes at most. A pause is the CPU time of a turn of the event loop
// while a checkpoint is made, garbage collection included: what it takes where nobody else wants the machine. The wall
// clock's, of all turns, is printed beside it.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadTypeScript } from '../support/typescript.mjs';
import { conclude, root } from '../support/weir.mjs';

const MB = 1 << 20;
const PAUSE_MS = 20;
const RECOVERY_S = 10;
const RSS_MB = 1000;

const [run] = process.argv.slice(2);
if (run !== undefined) {
  const { runState } = await loadTypeScript('test/bench/state.ts');
  const figures = {};
  await runState(JSON.parse(run), (name, values) => {
    figures[name] = values;
    console.error(
      `  ${name}: ${Object.entries(values)
        .map(([key, value]) => `${key} ${Number(value.toPrecision(3))}`)
        .join(', ')}`,
    );
  });
  console.log(JSON.stringify({ figures, rssMb: process.resourceUsage().maxRSS / 1024 }));
  process.exit(0);
}

/** Each run has a process of its own, so that its memory is its own. */
function state(spec) {
  const script = fileURLToPath(import.meta.url);
  const { stdout, status } = spawnSync(process.execPath, ['--expose-gc', script, JSON.stringify(spec)], {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0)
    conclude('state', false, `a run of ${join('test/bench', 'state.ts')} ended with ${status}`);
  return JSON.parse(stdout);
}

const memory = state({ keys: 1_000_000, type: 'hashmap', memoryBytes: 512 * MB, seconds: 10 });
const pauses = ['random', 'skewed'].map(
  (keys) => memory.figures[`${keys} updates, a checkpoint each second`],
);
const [random, skewed] = pauses.map((figures) => figures['CPU of a turn at a checkpoint p99 ms']);
const turns = pauses.map((figures) => figures['turns at a checkpoint']);
const wall = pauses.map((figures) => figures['loop delay p99 ms'].toFixed(1));
const recovery = memory.figures.restart.seconds;
const disk = state({ keys: 10_000_000, type: 'leveldb', memoryBytes: 384 * MB, seconds: 5 });

conclude(
  'state',
  Math.min(...turns) >= 100 &&
    random <= PAUSE_MS &&
    skewed <= PAUSE_MS &&
    recovery <= RECOVERY_S &&
    disk.rssMb < RSS_MB,
  `1,000,000 keys: pause p99 ${random.toFixed(1)} ms with random and ${skewed.toFixed(1)} ms with skewed keys (wall clock ${wall.join(' and ')} ms), ${pauses.map((one) => one.checkpoints).join(' and ')} checkpoints (${turns.join(' and ')} turns), recovery ${recovery.toFixed(1)} s; ` +
    `10,000,000 keys on disk: ${Math.round(disk.rssMb)} MB, recovery ${disk.figures.restart.seconds.toFixed(1)} s`,
);
