import { systemClock } from '../../src/common/clock.ts';
import { plainPaint } from '../../src/repl/color.ts';
import { History } from '../../src/repl/history.ts';
import { Shell, type ShellParts } from '../../src/repl/shell.ts';
import { compileFormat } from '../../src/types/format-value.ts';
import { FakeSession } from './fake-session.ts';
import { FakeTerminal } from './fake-terminal.ts';

/** A shell at a terminal that tests look at and type into. */
export function open(session = new FakeSession(), more: Partial<ShellParts> = {}, columns = 80) {
  const terminal = new FakeTerminal(columns);
  const history = new History(undefined);
  const exits: number[] = [];
  const shell = new Shell({
    session,
    stdin: terminal.input,
    stdout: terminal,
    clock: systemClock,
    history,
    paint: plainPaint,
    colored: false,
    edits: true,
    format: undefined,
    width: undefined,
    quiet: false,
    verbose: false,
    cellText: () => (type) => compileFormat(type, { timeZone: 'UTC' }),
    exit: (code) => void exits.push(code),
    suspend: (resumed) => setImmediate(resumed),
    ...more,
  });
  const done = shell.run();
  return { session, terminal, history, done, exits, shell };
}

/** Prompts on the screen. */
export const prompts = (text: string) => text.match(/^weir[^>]*>/gm)?.length ?? 0;
