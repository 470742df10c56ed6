// Runs the real command as a child process.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
export const article = readFileSync(join(root, 'fixtures/sql/article.sql'), 'utf8');

export function temporaryFolder(name) {
  return mkdtempSync(join(tmpdir(), `weir-${name}-`));
}

/** Starts weir; stdin gets `input` and stays open until `end()` when `keepOpen`. State lives below `home`. */
export function startWeir(args, { input, keepOpen = false, env = {}, home = temporaryFolder('home') } = {}) {
  const child = spawn(process.execPath, [join(root, 'bin/weir.js'), ...args], {
    cwd: root,
    env: {
      ...process.env,
      HOME: home,
      XDG_STATE_HOME: join(home, 'state'),
      XDG_CONFIG_HOME: join(home, 'config'),
      NO_COLOR: '1',
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const run = { child, home, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (run.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (run.stderr += text));
  child.stdin.on('error', () => undefined);
  if (input !== undefined) child.stdin.write(input);
  if (!keepOpen) child.stdin.end();
  run.ended = new Promise((resolve) =>
    child.on('close', (code, signal) => resolve({ code, signal, stdout: run.stdout, stderr: run.stderr })),
  );
  return run;
}

/** Runs weir to its end; kills it by pid after `seconds`. */
export async function runWeir(args, options = {}) {
  const run = startWeir(args, options);
  const timer = setTimeout(() => run.child.kill('SIGKILL'), (options.seconds ?? 60) * 1000);
  const result = await run.ended;
  clearTimeout(timer);
  return result;
}

/** Waits until `condition` holds, looking every `everyMs`; throws after `seconds`. */
export async function waitFor(what, condition, seconds = 60, everyMs = 50) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

/** Prints the figure of a proof and ends the process: 0 when it holds. */
export function conclude(name, holds, figure) {
  console.log(`${holds ? 'ok  ' : 'FAIL'} ${name}: ${figure}`);
  process.exit(holds ? 0 : 1);
}
