// Starting is cheap: CPU of `weir -e 'SELECT 1'` and of a start to the prompt against `node -e 0`, interleaved, median of 9.
import { spawn as spawnTerminal } from '@lydell/node-pty';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROUNDS = 9;
const root = fileURLToPath(new URL('../../..', import.meta.url));

/** What is packed, without the sources beside it. */
function installedCopy(folder) {
  const built = spawnSync(process.execPath, [join(root, 'scripts/build.mjs'), '--if-stale', '--cli'], {
    stdio: 'inherit',
  });
  if (built.status !== 0) throw new Error('the build failed');
  for (const part of ['package.json', 'bin', 'dist/cli'])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  return join(folder, 'bin/weir.js');
}

const TIMED = `TIMEFORMAT='cpu %U %S'; time "$0" "$@"`;

function cpuOf(output) {
  const match = /cpu ([\d.]+) ([\d.]+)/.exec(output);
  if (match === null) throw new Error(`no time in ${JSON.stringify(output)}`);
  return (Number(match[1]) + Number(match[2])) * 1000;
}

function runOnce(env, ...args) {
  const { stderr, status } = spawnSync('bash', ['-c', TIMED, process.execPath, ...args], {
    env,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`node ${args.join(' ')} failed: ${stderr}`);
  return cpuOf(stderr);
}

/** Leaves as soon as the prompt is there. */
function startToPrompt(env, weir) {
  return new Promise((resolve) => {
    let output = '';
    const terminal = spawnTerminal('bash', ['-c', TIMED, process.execPath, weir], {
      env,
      cols: 100,
      rows: 30,
    });
    let left = false;
    terminal.onData((text) => {
      output += text;
      if (left || !output.includes('weir> ')) return;
      left = true;
      terminal.write('\x04');
    });
    terminal.onExit(() => resolve(cpuOf(output)));
  });
}

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

const folder = mkdtempSync(join(tmpdir(), 'weir-start-up-'));
try {
  const weir = installedCopy(folder);
  const env = {
    ...process.env,
    HOME: folder,
    XDG_CACHE_HOME: '',
    XDG_STATE_HOME: '',
    TERM: 'xterm-256color',
  };
  const cases = {
    bare: () => runOnce(env, '-e', '0'),
    statement: () => runOnce(env, weir, '-e', 'SELECT 1'),
    prompt: () => startToPrompt(env, weir),
  };
  const first = await cases.statement();
  const times = { bare: [], statement: [], prompt: [] };
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, run] of Object.entries(cases)) times[name].push(await run());
  const bare = median(times.bare);
  const ratios = { statement: median(times.statement) / bare, prompt: median(times.prompt) / bare };
  console.log(`node -e 0            ${bare.toFixed(0)} ms CPU`);
  console.log(
    `weir -e 'SELECT 1'   ${(ratios.statement * bare).toFixed(0)} ms, ${ratios.statement.toFixed(2)}x (at most 1.8x); very first start ${(first / bare).toFixed(2)}x`,
  );
  console.log(
    `start to prompt      ${(ratios.prompt * bare).toFixed(0)} ms, ${ratios.prompt.toFixed(2)}x (at most 1.6x)`,
  );
  process.exitCode = ratios.statement <= 1.8 && ratios.prompt <= 1.6 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
