import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fileDisk } from '../../../src/common/disk.ts';
import type { ProcessInfo } from '../../../src/common/process-info.ts';
import { lockJob } from '../../../src/executor/job/job-lock.ts';

const process = (pid: number, running: readonly number[]): ProcessInfo => ({
  pid,
  startedAt: `start of ${pid}`,
  isRunning: (other, startedAt) => running.includes(other) && startedAt === `start of ${other}`,
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'weir-lock-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

test('a lock keeps others out while its process runs, and no longer', async () => {
  const disk = fileDisk(folder());
  const release = await lockJob(disk, 'jobs/a', 'a', process(1, [1]));
  await expect(lockJob(disk, 'jobs/a', 'a', process(2, [1, 2]))).rejects.toMatchObject({
    code: 'E_JOB_LOCKED',
    message: "job 'a' runs in another process (pid 1)",
  });
  await release();
  await lockJob(disk, 'jobs/a', 'a', process(2, [1, 2]));
  await lockJob(disk, 'jobs/a', 'a', process(3, [1, 3]));
});

test('where nothing can be written the error says what it is for and where else it may be', async () => {
  const root = folder();
  writeFileSync(join(root, 'jobs'), 'a file');
  await expect(lockJob(fileDisk(root), 'jobs/a', 'a', process(1, [1]))).rejects.toMatchObject({
    code: 'E_IO',
    message: expect.stringMatching(/^the state of jobs cannot be kept: /),
    hint: 'XDG_STATE_HOME names the folder above it; choose one that can be written',
  });
});
