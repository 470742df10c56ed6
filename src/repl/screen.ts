import type { Clock } from '../common/clock.ts';
import type { TextStream } from './output.ts';
import { truncate } from './width.ts';
import { wrap } from './wrap.ts';

/** Standard output when it is a terminal. */
export interface TerminalStream extends TextStream {
  readonly rows?: number;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'resize', listener: () => void): unknown;
}

/** The line being edited, which texts must go above of. */
export interface EditedLine {
  /** Moves to where its prompt begins and clears from there on. */
  erase(): string;
  /** Draws it anew, the cursor where it was. */
  draw(): string;
}

const FRAME_MS = 100;
const NOTICE_MS = 1000;
const BEGIN_FRAME = '\x1b[?2026h';
const END_FRAME = '\x1b[?2026l';
const CLEAR_DOWN = '\x1b[J';
const HIDE_CURSOR = '\x1b[?25l';
const SHOW_CURSOR = '\x1b[?25h';

/** What gives a terminal back as it was, on every way out. */
export const RESTORE_TERMINAL = `${SHOW_CURSOR}\x1b[?2004l`;

/**
 * The one place that writes to the terminal of the prompt. Texts append; above a footer at most ten times a second,
 * above the line being edited at most once a second. The footer's cursor rests at its first cell, so that clearing
 * from there on erases it whatever a resize made of it.
 */
export class Screen {
  readonly #stream: TerminalStream;
  readonly #clock: Clock;
  /** TERM=dumb: nothing is drawn twice. */
  readonly #redraws: boolean;
  #line: EditedLine | undefined;
  #footer: readonly string[] | undefined;
  #pending = '';
  #waiting: (() => void)[] = [];
  #lastPaint = -Infinity;
  #cancelPaint: (() => void) | undefined;

  constructor(stream: TerminalStream, clock: Clock, redraws: boolean) {
    this.#stream = stream;
    this.#clock = clock;
    this.#redraws = redraws;
    stream.on('error', () => undefined); // the terminal is gone; a signal says so, too
    stream.on('resize', () => {
      if (this.#footer !== undefined) this.#paint();
    });
  }

  get width(): number {
    return this.#stream.columns ?? 80;
  }

  /** Appends whole lines. A promise means: wait before writing more. */
  write(text: string): void | Promise<void> {
    if (text === '') return;
    if (this.#line === undefined && this.#footer === undefined) {
      if (this.#stream.write(text)) return;
      return new Promise((resolve) => this.#stream.once('drain', resolve));
    }
    this.#pending += text;
    this.#schedule(this.#footer === undefined ? NOTICE_MS : FRAME_MS);
    if (this.#pending.length > 64 * 1024) return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Appends lines of prose, broken at blanks where they are wider than the terminal. */
  say(text: string): void {
    void this.write(`${wrap(text, this.width)}\n`);
  }

  /** Lines that stay below everything else; undefined takes them away. */
  setFooter(lines: readonly string[] | undefined): void {
    if (!this.#redraws) return;
    if (lines === undefined) {
      if (this.#footer === undefined) return;
      this.#footer = undefined;
      this.#cancelPaint?.();
      this.#stream.write(`${BEGIN_FRAME}${CLEAR_DOWN}${this.#take()}${SHOW_CURSOR}${END_FRAME}`);
    } else if (this.#footer === undefined || lines.some((line, i) => line !== this.#footer?.[i])) {
      this.#footer = lines;
      this.#schedule(FRAME_MS);
    }
  }

  /** Empties the visible screen; what has scrolled away stays. */
  clear(): void {
    if (this.#redraws) this.#stream.write('\x1b[2J\x1b[H');
  }

  /** From now on texts go above this line; undefined: it is done, the cursor is below it. */
  setLine(line: EditedLine | undefined): void {
    if (line !== undefined) this.flush();
    this.#line = line;
  }

  /** Writes at once what waits for its turn. */
  flush(): void {
    if (this.#pending !== '') this.#paint();
  }

  #schedule(interval: number): void {
    if (this.#cancelPaint !== undefined) return;
    const due = this.#lastPaint + interval - this.#clock.now();
    if (due <= 0) return this.#paint();
    this.#cancelPaint = this.#clock.after(due, () => this.#paint());
  }

  #paint(): void {
    this.#cancelPaint?.();
    this.#cancelPaint = undefined;
    this.#lastPaint = this.#clock.now();
    const text = this.#take();
    if (this.#footer !== undefined) this.#stream.write(this.#frame(text, this.#footer));
    else if (this.#line === undefined) this.#stream.write(text);
    else if (this.#redraws) this.#stream.write(this.#line.erase() + text + this.#line.draw());
    else this.#stream.write(`\n${text}${this.#line.draw()}`);
  }

  #frame(text: string, footer: readonly string[]): string {
    const lines = footer.map((line) => truncate(line, this.width - 1));
    const up = lines.length > 1 ? `\x1b[${lines.length - 1}A` : '';
    return `${BEGIN_FRAME}${HIDE_CURSOR}${CLEAR_DOWN}${text}${lines.join('\n')}\r${up}${END_FRAME}`;
  }

  #take(): string {
    const text = this.#pending;
    this.#pending = '';
    this.#cancelPaint?.();
    this.#cancelPaint = undefined;
    for (const resolve of this.#waiting.splice(0)) resolve();
    return text;
  }
}
