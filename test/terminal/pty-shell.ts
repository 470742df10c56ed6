import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const WEIR = fileURLToPath(new URL('../../bin/weir.js', import.meta.url));

/** The real command on a real pseudo terminal, its screen drawn by an emulator. */
export class PtyShell {
  readonly home: string;
  readonly exited: Promise<{ readonly exitCode: number; readonly signal: number | undefined }>;
  /** Everything it wrote. */
  raw = '';
  readonly #screen: xterm.Terminal;
  readonly #process: ReturnType<typeof spawn>;
  readonly #watchers = new Set<() => void>();

  constructor(
    args: readonly string[] = [],
    more: { env?: Record<string, string>; home?: string; columns?: number } = {},
  ) {
    const cols = more.columns ?? 100;
    this.home = more.home ?? mkdtempSync(join(tmpdir(), 'weir-pty-'));
    this.#screen = new xterm.Terminal({ cols, rows: 30, allowProposedApi: true, scrollback: 2000 });
    const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, ...env } = process.env;
    this.#process = spawn(process.execPath, [WEIR, ...args], {
      cols,
      rows: 30,
      name: more.env?.['TERM'] ?? 'xterm-256color',
      env: { ...env, HOME: this.home, XDG_STATE_HOME: '', ...more.env },
    });
    this.#process.onData((text) => {
      this.raw += text;
      this.#screen.write(text, () => this.#watchers.forEach((watch) => watch()));
    });
    this.exited = new Promise((resolve) => {
      this.#process.onExit(({ exitCode, signal }) =>
        this.#screen.write('', () => resolve({ exitCode, signal })),
      );
    });
  }

  get pid(): number {
    return this.#process.pid;
  }

  get text(): string {
    const { active } = this.#screen.buffer;
    const lines = Array.from(
      { length: active.length },
      (_, i) => active.getLine(i)?.translateToString(true).trimEnd() ?? '',
    );
    return lines.join('\n').trimEnd();
  }

  type(text: string): void {
    this.#process.write(text);
  }

  /** The program stands still meanwhile: what it has drawn for the old width is on the screen before the screen changes. */
  async resize(columns: number): Promise<void> {
    process.kill(this.pid, 'SIGSTOP');
    for (let length = -1; length !== this.raw.length;) {
      length = this.raw.length;
      await new Promise((resolve) => setTimeout(resolve, 20));
      await new Promise((resolve) => setImmediate(resolve)); // what had come by then is read
    }
    await new Promise<void>((resolve) => this.#screen.write('', resolve));
    this.#screen.resize(columns, 30);
    this.#process.resize(columns, 30);
    process.kill(this.pid, 'SIGCONT');
  }

  /** Resolves as soon as the screen shows it; a screen that never does is in the error. */
  until(isShown: (text: string) => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const watch = () => {
        if (!isShown(this.text)) return;
        this.#watchers.delete(watch);
        clearTimeout(patience);
        resolve();
      };
      const patience = setTimeout(() => reject(new Error(`the screen shows\n${this.text}`)), 30_000);
      this.#watchers.add(watch);
      this.#screen.write('', watch);
    });
  }

  /** Ends it, if it has not ended, and removes its home. */
  async close(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.exited;
    rmSync(this.home, { recursive: true, force: true });
  }
}
