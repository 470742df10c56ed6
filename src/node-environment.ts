import { readFileSync } from 'node:fs';
import type { Environment } from './common/environment.ts';
import type { ProcessInfo } from './common/process-info.ts';

/** The real environment variables and files. */
export function nodeEnvironment({ env }: Pick<NodeJS.Process, 'env'>): Environment {
  return {
    variable: (name) => env[name],
    readFile: (path) => readFileSync(path, 'utf8'),
  };
}

/** This process, told apart from an earlier one with its pid by the start time that the kernel keeps (Linux), or by the pid alone. */
export function nodeProcess({ pid, kill }: Pick<NodeJS.Process, 'pid' | 'kill'>): ProcessInfo {
  return {
    pid,
    startedAt: startTime(pid),
    isRunning(other, startedAt) {
      try {
        kill(other, 0);
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'EPERM';
      }
      return startTime(other) === startedAt;
    },
  };
}

/** Field 22 of /proc/<pid>/stat; '' where there is no such file. */
function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}
