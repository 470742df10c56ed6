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
    startedAt: statusOf(pid).startedAt,
    isRunning(other, startedAt) {
      try {
        kill(other, 0);
      } catch (error) {
        return (error as NodeJS.ErrnoException).code === 'EPERM';
      }
      const status = statusOf(other);
      // Killed, but nobody has asked how it ended: in a container without an init process it stays so.
      if (status.state === 'Z' || status.state === 'X') return false;
      return status.startedAt === startedAt;
    },
  };
}

/** Fields 3 and 22 of /proc/<pid>/stat; '' where there is no such file. */
function statusOf(pid: number): { readonly state: string; readonly startedAt: string } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startedAt: fields[19] ?? '' };
  } catch {
    return { state: '', startedAt: '' };
  }
}
