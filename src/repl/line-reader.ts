import { createInterface, type Interface } from 'node:readline';
import type { Writable } from 'node:stream';
import type { KeyInput } from './key-input.ts';
import type { EditedLine, Screen } from './screen.ts';
import { displayWidth } from './width.ts';

/** How the editing of a line ended. `text` of an interrupt: what was given up. */
export type LineEvent =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'interrupt'; readonly text: string }
  /** Ctrl-D on an empty line. */
  | { readonly kind: 'leave' }
  /** The terminal is gone. */
  | { readonly kind: 'end' };

export interface LineReaderParts {
  readonly input: KeyInput;
  readonly output: Writable;
  readonly screen: Screen;
  /** Whether lines can be edited: not on TERM=dumb. */
  readonly edits: boolean;
  /** Newest first. */
  readonly history: () => readonly string[];
  /** Ctrl-Z; `redraw` when the terminal is ours again. */
  suspend(redraw: () => void): void;
}

const TEXT_OR_KEY = /[^\x00-\x1f\x7f]+|\x1b(?:\[[\d;]*[ -/]*[@-~]|O[@-~]|[^\x1b])?|[^]/g;
/** Stands for a line end in a recalled statement: each Node edits lines with real ones in them in its own way. */
const LINE_END = '⏎';
const BELOW_LINE = { ctrl: true, name: 'e' };

/** One line after another by node:readline. Each line has an editor of its own, so that giving one up leaves nothing behind. */
export class LineReader {
  readonly #parts: LineReaderParts;
  #editor: Interface | undefined;
  #finish: ((event: LineEvent) => void) | undefined;
  #mayLeave = true;

  constructor(parts: LineReaderParts) {
    this.#parts = parts;
  }

  /** `prompt` is asked for again when the line is drawn anew. `mayLeave`: whether Ctrl-D on an empty line means something. */
  readLine(prompt: () => string, mayLeave: boolean): Promise<LineEvent> {
    this.#mayLeave = mayLeave;
    const { output, screen, edits, history, suspend } = this.#parts;
    const input = this.#parts.input;
    const editor = createInterface({
      input: input.lineStream,
      output,
      terminal: edits,
      prompt: prompt(),
      history: history().map((entry) => entry.replaceAll('\n', LINE_END)),
      historySize: 10_000,
      escapeCodeTimeout: 50,
    });
    return new Promise((resolve) => {
      this.#editor = editor;
      this.#finish = (event) => {
        this.#finish = undefined;
        this.#editor = undefined;
        screen.setLine(undefined);
        input.setMode('busy');
        editor.close();
        resolve(event);
      };
      editor.on('line', (line) => this.#finish?.({ kind: 'line', text: withLineEnds(line) }));
      const line = drawingOf(editor, screen, prompt);
      editor.on('SIGTSTP', () => suspend(() => output.write(line.draw())));
      screen.setLine(undefined);
      editor.prompt();
      screen.setLine(line);
      input.setMode('line');
    });
  }

  /** Takes a piece of input up to a line end, Ctrl-C or Ctrl-D. */
  edit(piece: string): void {
    const last = piece.at(-1);
    if (last !== '\x03' && last !== '\x04') return this.#forward(piece);
    if (piece.length > 1) this.#forward(piece.slice(0, -1));
    if (last === '\x03') this.interrupt();
    else if (this.#editor?.line !== '') this.#forward(last);
    else if (this.#mayLeave) this.#finish?.({ kind: 'leave' });
  }

  /** Puts a pasted text into the line. */
  insert(text: string): void {
    this.#editor?.write(text);
  }

  /** Gives the line up: Ctrl-C. */
  interrupt(): void {
    if (this.#editor === undefined) return;
    const text = withLineEnds(this.#editor.line);
    if (this.#parts.edits) this.#editor.write(null, BELOW_LINE);
    this.#parts.output.write('^C\n');
    this.#finish?.({ kind: 'interrupt', text });
  }

  end(): void {
    this.#finish?.({ kind: 'end' });
  }

  /** Text goes in at once, keys one by one: fed whole, the editor loses count of its rows (Node 20 to 24). */
  #forward(piece: string): void {
    if (!this.#parts.edits) return this.#emit(piece);
    for (const part of piece.match(TEXT_OR_KEY) ?? []) {
      if (/^[^\x00-\x1f\x7f]/.test(part)) this.#editor?.write(part);
      else this.#emit(part);
    }
  }

  #emit(text: string): void {
    this.#parts.input.lineStream.emit('data', Buffer.from(text));
  }
}

function drawingOf(editor: Interface, screen: Screen, prompt: () => string): EditedLine {
  return {
    erase() {
      const { rows } = editor.getCursorPos();
      return `\r${rows > 0 ? `\x1b[${rows}A` : ''}\x1b[J`;
    },
    draw() {
      editor.setPrompt(prompt());
      const text = editor.getPrompt() + editor.line;
      const end = endOf(text, screen.width);
      const cursor = editor.getCursorPos();
      const up = end.rows - cursor.rows;
      // behind a full row the terminal has not wrapped yet: a blank makes it
      return `${text}${end.columns === 0 ? ' ' : ''}\r${up > 0 ? `\x1b[${up}A` : ''}${cursor.cols > 0 ? `\x1b[${cursor.cols}C` : ''}`;
    },
  };
}

function withLineEnds(line: string): string {
  return line.replaceAll(LINE_END, '\n');
}

/** Where the cursor is behind a text that begins in the first column. */
function endOf(text: string, width: number): { rows: number; columns: number } {
  const cells = displayWidth(text);
  return { rows: Math.floor(cells / width), columns: cells % width };
}
