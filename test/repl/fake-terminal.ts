import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import xterm from '@xterm/headless';

/** Standard output of a shell under test, drawn by a terminal emulator. */
export class FakeTerminal extends Writable {
  readonly isTTY = true;
  readonly terminal: xterm.Terminal;
  readonly input = new FakeKeys();
  /** Everything written, as it was. */
  raw = '';
  readonly #watchers = new Set<() => void>();

  constructor(columns = 80, rows = 24) {
    super();
    this.terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 });
  }

  get columns(): number {
    return this.terminal.cols;
  }

  get rows(): number {
    return this.terminal.rows;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    const text = chunk.toString('utf8');
    this.raw += text;
    // a terminal driver turns \n into \r\n
    this.terminal.write(text.replaceAll('\n', '\r\n'), () => this.#watchers.forEach((watch) => watch()));
    done();
  }

  resize(columns: number, rows: number): void {
    this.terminal.resize(columns, rows);
    this.emit('resize');
  }

  /** All lines from the top of the scrollback, blank ones at the end left out. */
  lines(): string[] {
    const { active } = this.terminal.buffer;
    const lines = Array.from(
      { length: active.length },
      (_, i) => active.getLine(i)?.translateToString(true).trimEnd() ?? '',
    );
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  get text(): string {
    return this.lines().join('\n');
  }

  /** The line the cursor is in, up to the cursor and behind it. */
  get cursor(): { readonly before: string; readonly behind: string } {
    const { active } = this.terminal.buffer;
    const line = active.getLine(active.baseY + active.cursorY);
    return {
      before: line?.translateToString(false, 0, active.cursorX) ?? '',
      behind: line?.translateToString(true, active.cursorX) ?? '',
    };
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
      this.terminal.write('', watch);
    });
  }

  type(text: string): void {
    this.input.emit('data', Buffer.from(text));
  }
}

class FakeKeys extends EventEmitter {
  readonly isTTY = true;
  raw = false;

  setRawMode(mode: boolean): void {
    this.raw = mode;
  }

  resume(): void {}
  pause(): void {}
}
