import { execFile } from 'node:child_process';

/** Node's own check may take no longer: it is only asked for a line number. */
const PATIENCE_MS = 5000;

/** The line of a file's syntax error, as `node --check` tells it: import() keeps it to itself. undefined if it tells none. */
export function syntaxPlace(path: string, execPath: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(execPath, ['--check', path], { timeout: PATIENCE_MS }, (_, _stdout, stderr) => {
      resolve(/:(\d+)\r?$/m.exec(stderr)?.[1]);
    });
  });
}
