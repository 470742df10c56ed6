import { join } from 'node:path';
import type { Clock } from './common/clock.ts';
import { openShellSession } from './open-shell-session.ts';
import type { CommandLine } from './repl/arguments.ts';
import type { Paint } from './repl/color.ts';
import { History } from './repl/history.ts';
import { homely, stateFolder } from './repl/places.ts';
import { Output } from './repl/output.ts';
import { runScripts } from './repl/script.ts';
import { RESTORE_TERMINAL } from './repl/screen.ts';
import { Shell } from './repl/shell.ts';
import { cellTextOf, fileSource, initCode, initOptions } from './run-script.ts';

export interface PromptParts {
  readonly line: CommandLine;
  readonly process: NodeJS.Process;
  readonly clock: Clock;
  readonly paint: Paint;
  readonly colored: boolean;
  readonly version: string;
}

/** The prompt at a terminal, until the person leaves. Returns the exit code. */
export async function runPrompt(parts: PromptParts): Promise<number> {
  const { line, process, clock, paint, colored, version } = parts;
  const { stdout, stdin, env } = process;
  const edits = env['TERM'] !== 'dumb';
  const session = await openShellSession(line, process, true);
  const folder = stateFolder(env, process.platform);
  const historyFile = folder === undefined ? undefined : join(folder, 'history');
  const shell = new Shell({
    ...line,
    session,
    stdin,
    stdout,
    clock,
    paint,
    colored,
    edits,
    history: new History(historyFile),
    cellText: cellTextOf,
    exit: (code) => process.exit(code),
  });
  if (edits) process.on('exit', () => stdout.write(RESTORE_TERMINAL));
  process.on('SIGINT', () => shell.interrupt());
  for (const [signal, code] of [
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)
    process.once(signal, () => void session.close({ drain: true }).finally(() => process.exit(code)));
  if (!line.quiet) {
    const place = historyFile === undefined ? '' : ` · history in ${homely(historyFile, env)}`;
    stdout.write(paint.dim(`weir ${version} · \\? help · Ctrl-D leaves${place}`) + '\n');
  }
  const init = line.initFiles.map(fileSource);
  const style = { paint, width: line.width ?? (stdout.columns || 80), verbose: line.verbose };
  const options = { ...line, format: line.format ?? 'tableau', style, cellText: cellTextOf, clock } as const;
  const output = new Output(stdout, process.stderr);
  const code = initCode(
    await runScripts(session, init, initOptions(options), output, new AbortController().signal),
  );
  if (code !== 0) return code;
  await shell.run();
  return 0;
}
