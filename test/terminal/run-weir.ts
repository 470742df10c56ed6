import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

export const WEIR = fileURLToPath(new URL('../../bin/weir.js', import.meta.url));

/** Of the test file: its jobs have nothing to do with those of whoever runs it. */
const home = mkdtempSync(join(tmpdir(), 'weir-home-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** What a child is given of the machine's own variables, with a home of its own and no wishes about colours. */
export function ownEnvironment(): Record<string, string | undefined> {
  const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, ...env } = process.env;
  return { ...env, HOME: home, XDG_STATE_HOME: '', XDG_CACHE_HOME: '' };
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The real command as a child process. */
export class WeirProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';
  readonly #watchers = new Set<() => void>();

  constructor(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.child = spawn(process.execPath, [WEIR, ...args], { env: { ...ownEnvironment(), ...env } });
    this.child.stdout
      ?.setEncoding('utf8')
      .on('data', (text: string) => this.#heard(() => (this.stdout += text)));
    this.child.stderr
      ?.setEncoding('utf8')
      .on('data', (text: string) => this.#heard(() => (this.stderr += text)));
    this.child.stdin?.on('error', () => undefined);
    this.ended = new Promise((resolve) => {
      this.child.on('close', (code) => resolve({ code, stdout: this.stdout, stderr: this.stderr }));
    });
  }

  write(text: string): this {
    this.child.stdin?.write(text);
    return this;
  }

  end(): this {
    this.child.stdin?.end();
    return this;
  }

  /** Resolves as soon as the condition holds; looks again whenever something was written. */
  until(holds: (process: this) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const watch = () => {
        if (!holds(this)) return;
        this.#watchers.delete(watch);
        resolve();
      };
      this.#watchers.add(watch);
      this.child.on('close', () => reject(new Error(`it ended\n${this.stdout}\n${this.stderr}`)));
      watch();
    });
  }

  #heard(keep: () => void): void {
    keep();
    for (const watch of this.#watchers) watch();
  }
}

/** Runs the command to its end with this on standard input. */
export function runWeir(
  args: readonly string[],
  input = '',
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new WeirProcess(args, env).write(input).end().ended;
}
