import type { Writable } from 'node:stream';
import type { Clock } from '../common/clock.ts';
import { redact } from '../common/redact.ts';
import type { Session } from '../session/session.ts';
import { splitStatements } from '../sql/splitter.ts';
import { commandOf, shellHelp } from './commands.ts';
import type { History } from './history.ts';
import { KeyInput, type KeySource } from './key-input.ts';
import { leave } from './leave.ts';
import { LineReader, type LineEvent } from './line-reader.ts';
import { continuationPrompt, mainPrompt } from './prompt.ts';
import type { CellText } from './render/row-writer.ts';
import type { TableStyle } from './render/table.ts';
import { sanitizeLines } from './sanitize.ts';
import { RESTORE_TERMINAL, Screen, type TerminalStream } from './screen.ts';
import type { LeaveAfter } from './show-query.ts';
import { StatementRunner, type RunnerParts } from './statement-runner.ts';
import type { View } from './view.ts';

export interface ShellParts extends RunnerParts {
  readonly session: Session;
  readonly stdin: KeySource;
  readonly stdout: TerminalStream & Writable;
  readonly clock: Clock;
  readonly history: History;
  readonly colored: boolean;
  /** False on TERM=dumb: no editing, no redrawing. */
  readonly edits: boolean;
  readonly width: number | undefined;
  readonly cellText: (session: Session) => CellText;
  /** Stops the process until it is continued, then calls back. */
  readonly suspend: (resumed: () => void) => void;
}

/** A statement that is typed for the person; a live result is left after so many rows or so long. */
export interface Prepared {
  readonly statement: string;
  readonly leaveAfter?: LeaveAfter;
}

const BRACKETED_PASTE = '\x1b[?2004h';

/** The prompt: reads a statement, runs it, shows what it brings; jobs speak above the line being typed. */
export class Shell implements View {
  readonly session: Session;
  readonly screen: Screen;
  readonly clock: Clock;
  readonly #parts: ShellParts;
  readonly #input: KeyInput;
  readonly #reader: LineReader;
  readonly #runner: StatementRunner;
  #held: string[] | undefined;
  #keys: ((key: string) => boolean) | undefined;
  #interrupts: (() => void) | undefined;

  constructor(parts: ShellParts) {
    this.#parts = parts;
    this.session = parts.session;
    this.clock = parts.clock;
    this.screen = new Screen(parts.stdout, parts.clock, parts.edits);
    this.#runner = new StatementRunner(this, parts);
    this.#input = new KeyInput(parts.stdin, {
      edit: (piece) => this.#reader.edit(piece),
      insert: (text) => this.#reader.insert(text),
      key: (key) => this.#keys?.(key) ?? false,
      interrupt: () => this.#interrupts?.(),
      end: () => this.#reader.end(),
    });
    this.#reader = new LineReader({
      input: this.#input,
      output: parts.stdout,
      screen: this.screen,
      edits: parts.edits,
      history: () => parts.history.entries,
      suspend: (redraw) => this.#suspend(redraw),
    });
  }

  /** Reads and runs statements until the person leaves; the session is closed then. `before` comes first, input waits for it. */
  async run(before: () => Promise<void> = async () => {}): Promise<void> {
    const detach = this.#runner.listen();
    const { edits, stdout } = this.#parts;
    this.#input.start(edits);
    if (edits) stdout.write(BRACKETED_PASTE);
    try {
      await before();
      await this.#loop();
    } finally {
      this.#input.pause();
      detach();
    }
  }

  /** Shows what `program` plays, without reading anything. */
  async perform(program: () => Promise<void>): Promise<void> {
    const detach = this.#runner.listen();
    try {
      await program();
    } finally {
      detach();
    }
  }

  /** Types a statement for the person and runs it. */
  async play({ statement, leaveAfter }: Prepared): Promise<void> {
    const prompt = this.#prompt();
    const lines = sanitizeLines(redact(statement)).replaceAll('\n', `\n${continuationPrompt(prompt, ';')}`);
    this.screen.write(`${prompt}${lines};\n`);
    await this.#runner.run(statement, sourceOf(statement), leaveAfter);
  }

  /** Ctrl-C that came as a signal. */
  interrupt(): void {
    if (this.#interrupts === undefined) this.#reader.interrupt();
    else this.#interrupts();
  }

  style(): TableStyle {
    const { paint, colored, width } = this.#parts;
    return { paint, colored, width: width ?? this.screen.width };
  }

  cellText(): CellText {
    return this.#parts.cellText(this.session);
  }

  takeKeys(handler: (key: string) => boolean): () => void {
    this.#keys = handler;
    this.#input.setMode('keys');
    return () => {
      this.#keys = undefined;
      this.#input.setMode('busy');
    };
  }

  takeInterrupts(handler: () => void): () => void {
    const before = this.#interrupts;
    this.#interrupts = handler;
    return () => {
      this.#interrupts = before;
    };
  }

  say(text: string): void {
    if (this.#held !== undefined) this.#held.push(text);
    else this.screen.say(text);
  }

  holdLines(): () => void {
    this.#held = [];
    return () => {
      const lines = this.#held ?? [];
      this.#held = undefined;
      for (const line of lines) this.say(line);
    };
  }

  get heldLines(): number {
    return this.#held?.length ?? 0;
  }

  async #loop(): Promise<void> {
    let unfinished = '';
    for (;;) {
      const begun = unfinished;
      const prompt = () => (begun === '' ? this.#prompt() : continuationPrompt(this.#prompt(), begun));
      const event = await this.#reader.readLine(prompt, begun === '');
      const next =
        event.kind === 'line'
          ? await this.#take(unfinished, event.text)
          : await this.#give(unfinished, event);
      if (next === undefined) return;
      unfinished = next;
    }
  }

  #suspend(redraw: () => void): void {
    const { edits, stdout, suspend } = this.#parts;
    this.#input.pause();
    stdout.write(`${RESTORE_TERMINAL}\n`);
    suspend(() => {
      this.#input.resume(edits);
      stdout.write(BRACKETED_PASTE);
      redraw();
    });
  }

  /** Runs what a line completes. Returns what is unfinished behind it, undefined when the person leaves. */
  async #take(unfinished: string, line: string): Promise<string | undefined> {
    const command = unfinished === '' ? this.#command(line) : undefined;
    if (command === 'done') return '';
    if (command !== undefined) return (await this.#leaves(command, sourceOf(command))) ? undefined : '';
    const text = unfinished === '' ? line : `${unfinished}\n${line}`;
    const { statements, rest } = splitStatements(text);
    const complete = rest === undefined ? statements : statements.slice(0, -1);
    for (const { start, end } of complete) {
      const statement = text.slice(start, end);
      this.#parts.history.add(/^\s/.test(text) ? ` ${statement}` : `${statement};`);
      if (await this.#leaves(statement, { name: undefined, text, start, end })) return undefined;
    }
    if (rest === undefined) return '';
    const done = complete.at(-1)?.end;
    return done === undefined ? text : text.slice(done).replace(/^[\s;]+/, '');
  }

  /** The statement a command stands for; 'done' when it was answered here. */
  #command(line: string): string | undefined {
    try {
      const command = commandOf(line);
      if (command !== 'help') return command?.statement;
      this.screen.say(shellHelp());
    } catch (error) {
      this.#runner.report(error, undefined);
    }
    return 'done';
  }

  async #leaves(statement: string, source: ReturnType<typeof sourceOf>): Promise<boolean> {
    return (await this.#runner.run(statement, source)) && (await this.#leave(true));
  }

  /** After Ctrl-C, Ctrl-D or the end of the terminal. Returns as `take` does. */
  async #give(unfinished: string, event: Exclude<LineEvent, { kind: 'line' }>): Promise<string | undefined> {
    switch (event.kind) {
      case 'interrupt': {
        const given = [unfinished, event.text].filter((part) => part !== '').join('\n');
        if (given === '') this.screen.write('Ctrl-D or QUIT; leaves\n');
        else this.#parts.history.keepUnsaved(given);
        return '';
      }
      case 'leave':
        this.screen.write('\n');
        return (await this.#leave(true)) ? undefined : '';
      case 'end':
        await this.#leave(false);
        return undefined;
    }
  }

  async #leave(asks: boolean): Promise<boolean> {
    const release = this.takeInterrupts(() => this.#parts.exit(130));
    try {
      return await leave(this, asks && this.#parts.edits);
    } finally {
      release();
    }
  }

  #prompt(): string {
    return mainPrompt(this.session.jobs(), this.#runner.seenFailures);
  }
}

function sourceOf(statement: string) {
  return { name: undefined, text: statement, start: 0, end: statement.length };
}
