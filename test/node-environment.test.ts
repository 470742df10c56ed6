import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { nodeProcess } from '../src/node-environment.ts';

/** The line that a shell prints; it ends with the test. */
async function lineOf(script: string): Promise<number> {
  const shell = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void shell.kill('SIGKILL'));
  for await (const line of shell.stdout) return Number(line);
  throw new Error('the shell said nothing');
}

const startedAt = (pid: number) => nodeProcess({ pid, kill: process.kill.bind(process) }).startedAt;
const here = nodeProcess({ pid: process.pid, kill: process.kill.bind(process) });

test('a process runs while it is there, under its start time alone', async () => {
  const pid = await lineOf('echo $$; exec sleep 100');
  expect(here.isRunning(pid, startedAt(pid))).toBe(true);
  expect(here.isRunning(process.pid, here.startedAt)).toBe(true);
  expect(here.isRunning(2 ** 22 + 1, '')).toBe(false);
});

test.runIf(existsSync('/proc/self/stat'))(
  'one that was killed and not fetched yet does not run',
  async () => {
    // The shell becomes a sleep, which never asks how its child has ended.
    const pid = await lineOf('sleep 100 & echo $!; exec sleep 100');
    const stat = () => readFileSync(`/proc/${pid}/stat`, 'latin1');
    const parent = /\) \S (\d+)/.exec(stat())?.[1];
    await expect.poll(() => readFileSync(`/proc/${parent}/comm`, 'latin1')).toBe('sleep\n');
    const started = startedAt(pid);
    expect(here.isRunning(pid, started)).toBe(true);
    expect(here.isRunning(pid, `${started}0`)).toBe(false);
    process.kill(pid, 'SIGKILL');
    await expect.poll(stat).toContain(') Z ');
    expect(here.isRunning(pid, started)).toBe(false);
  },
);
