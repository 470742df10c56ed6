import { join } from 'node:path';
import type { Clock } from './common/clock.ts';
import { LazySession } from './lazy-session.ts';
import type { ImportModule } from './node-module-loader.ts';
import type { CommandLine } from './repl/arguments.ts';
import { cellTextOf } from './repl/cell-text.ts';
import type { Paint } from './repl/color.ts';
import { History } from './repl/history.ts';
import { homely, stateFolder } from './repl/places.ts';
import { Output } from './repl/output.ts';
import { runInitFiles } from './repl/script.ts';
import { RESTORE_TERMINAL } from './repl/screen.ts';
import { Shell } from './repl/shell.ts';
import { fileSource } from './script-sources.ts';
import type { Session } from './session/session.ts';

export interface PromptParts {
  readonly line: CommandLine;
  readonly process: NodeJS.Process;
  readonly clock: Clock;
  readonly paint: Paint;
  readonly colored: boolean;
  readonly version: string;
  readonly importModule: ImportModule;
}

/** So long after the prompt the engine is loaded, unless a statement wanted it before. */
const IDLE_MS = 30;

/** The prompt at a terminal, until the person leaves. Returns the exit code. */
export async function runPrompt(parts: PromptParts): Promise<number> {
  const { line, process, clock, paint, version } = parts;
  const { stdout, env } = process;
  const session = new LazySession(async () => {
    const { openShellSession } = await import('./open-shell-session.ts');
    return openShellSession(line, process, true, parts.importModule);
  });
  if (Object.keys(line.settings).length > 0) await session.ready(); // a wrong -D ends the start
  const shell = createShell(parts, session);
  if (!line.quiet) {
    const file = historyFile(process);
    const place = file === undefined ? '' : ` · history in ${homely(file, env)}`;
    stdout.write(paint.dim(`weir ${version} · \\? help · Ctrl-D leaves${place}`) + '\n');
  }
  if (line.initFiles.length > 0) {
    const code = await runInit(parts, session);
    if (code !== 0) return code;
  }
  const cancel = clock.after(IDLE_MS, () => void session.ready().catch(() => undefined)); // the first statement says why
  await shell.run();
  cancel();
  return 0;
}

async function runInit({ line, process, clock, paint }: PromptParts, session: Session): Promise<number> {
  const { stdout, stderr } = process;
  const style = { paint, width: line.width ?? (stdout.columns || 80), verbose: line.verbose };
  const options = { ...line, format: line.format ?? 'tableau', style, cellText: cellTextOf, clock } as const;
  const output = new Output(stdout, stderr);
  return runInitFiles(session, line.initFiles.map(fileSource), options, output, new AbortController().signal);
}

/** A shell over a session at the process's terminal, which is given back whatever ends the process. */
export function createShell({ line, process, clock, paint, colored }: PromptParts, session: Session): Shell {
  const { stdout, stdin, env } = process;
  const edits = stdout.isTTY && env['TERM'] !== 'dumb';
  const shell = new Shell({
    ...line,
    session,
    stdin,
    stdout,
    clock,
    paint,
    colored,
    edits,
    history: new History(historyFile(process)),
    cellText: cellTextOf,
    exit: (code) => process.exit(code),
    suspend: (resumed) => {
      const alive = setInterval(() => undefined, 3_600_000); // nothing else may keep the process then
      process.once('SIGCONT', () => {
        clearInterval(alive);
        resumed();
      });
      process.kill(process.pid, 'SIGTSTP');
    },
  });
  if (edits) process.on('exit', () => stdout.write(RESTORE_TERMINAL));
  process.on('SIGINT', () => shell.interrupt());
  for (const [signal, code] of [
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)
    process.once(signal, () => void session.close({ drain: true }).finally(() => process.exit(code)));
  return shell;
}

function historyFile({ env, platform }: NodeJS.Process): string | undefined {
  const folder = stateFolder(env, platform);
  return folder === undefined ? undefined : join(folder, 'history');
}
