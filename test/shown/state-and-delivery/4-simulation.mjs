// Deterministic simulation: whole jobs over the real connector and broker, on a clock, network, disk and model of ours, killed,
// frozen, stopped and started again. All seeds are clean, and each of eight planted bugs is found within 500.
//   node 4-simulation.mjs [seeds, 20000] [first seed, 1]
import { cpus } from 'node:os';
import { Worker } from 'node:worker_threads';
import { loadTypeScript } from '../support/typescript.mjs';
import { conclude, root } from '../support/weir.mjs';

const SEEDS = Number(process.argv[2] ?? 20_000);
const FIRST = Number(process.argv[3] ?? 1);
const WITHIN = 500;
const THREADS = Math.min(2, cpus().length);
const CHUNK = 50;
const LONGEST_WAIT_MS = 120_000;

const { bundleSimulation } = await loadTypeScript('test/simulation/load.ts');
const { PLANTED } = await loadTypeScript('test/simulation/planted.ts');

function startWorker(bundle) {
  return new Worker(new URL('4-simulation/worker.mjs', import.meta.url), {
    workerData: { path: bundle.path },
    resourceLimits: { maxYoungGenerationSizeMb: 96 }, // runs are short: less is collected, and more at once
  });
}

/** The runs of some seeds. A thread that does not answer hangs in one of them. */
function ask(worker, range) {
  return new Promise((resolve, reject) => {
    const name = `seeds ${range.from} to ${range.to - 1}`;
    const timer = setTimeout(() => reject(new Error(`no end of ${name}`)), LONGEST_WAIT_MS);
    worker.once('error', reject);
    worker.once('message', (runs) => {
      clearTimeout(timer);
      worker.off('error', reject);
      resolve(runs);
    });
    worker.postMessage(range, []);
  });
}

async function runAll() {
  const bundle = await bundleSimulation(root);
  let next = FIRST;
  const end = FIRST + SEEDS;
  const workloads = new Map();
  const ends = new Map();
  const wrong = [];
  let steps = 0;
  const count = (counts, key) => counts.set(key, (counts.get(key) ?? 0) + 1);
  await Promise.all(
    Array.from({ length: THREADS }, async () => {
      const worker = startWorker(bundle);
      while (next < end && wrong.length < 20) {
        const from = next;
        next = Math.min(end, from + CHUNK);
        for (const run of await ask(worker, { from, to: next })) {
          count(workloads, run.workload.split(' ')[0]);
          for (const how of run.ends) count(ends, how);
          steps += run.steps;
          if (run.wrong.length > 0) wrong.push(run);
        }
      }
      await worker.terminate();
    }),
  );
  await bundle.dispose();
  return { workloads, ends, wrong, steps };
}

async function plant(bug) {
  const bundle = await bundleSimulation(root, bug);
  const worker = startWorker(bundle);
  let found;
  for (let from = 1; from <= WITHIN && found === undefined; from += CHUNK) {
    const runs = await ask(worker, { from, to: from + CHUNK, untilWrong: true });
    found = runs.find(({ wrong }) => wrong.length > 0);
  }
  await worker.terminate();
  await bundle.dispose();
  return found;
}

const list = (counts) =>
  [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([name, n]) => `${name} ${n}`)
    .join(', ');

const began = Date.now();
const cpuBegan = process.cpuUsage();
const { workloads, ends, wrong, steps } = await runAll();
const seconds = (Date.now() - began) / 1000;
const { user, system } = process.cpuUsage(cpuBegan);
console.log(`workloads: ${list(workloads)}`);
console.log(`rounds ended by: ${list(ends)}; one more in peace`);
console.log(
  `${steps} steps to the outside; ${seconds.toFixed(0)} s, ${((user + system) / 1000 / SEEDS).toFixed(1)} ms of CPU a seed`,
);
for (const run of wrong) {
  console.log(`seed ${run.seed} (${run.workload}; ${run.ends.join(', ')}): ${run.wrong[0]}`);
  console.log(`  again: WEIR_FIRST_SEED=${run.seed} WEIR_SEEDS=1 npx vitest run test/simulation`);
}

let found = 0;
for (const bug of PLANTED) {
  const run = await plant(bug);
  if (run !== undefined) found++;
  const where =
    run === undefined ? 'NOT FOUND' : `seed ${run.seed}, ${run.workload}: ${run.wrong[0].slice(0, 100)}`;
  console.log(`planted '${bug.name}': ${where}`);
}
conclude(
  'simulation',
  wrong.length === 0 && found === PLANTED.length,
  `${SEEDS} seeds from ${FIRST}, ${wrong.length} with a fault; ${found} of ${PLANTED.length} planted bugs found within ${WITHIN} seeds`,
);
