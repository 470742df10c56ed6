import { readFileSync } from 'node:fs';
import type { Clock } from './common/clock.ts';
import { SqlError } from './common/errors.ts';
import { openShellSession } from './open-shell-session.ts';
import type { CommandLine, ScriptArgument } from './repl/arguments.ts';
import { cellTextOf } from './repl/cell-text.ts';
import type { Paint } from './repl/color.ts';
import { Output } from './repl/output.ts';
import { runScripts, type ScriptOptions } from './repl/script.ts';
import type { ScriptSource } from './repl/script-source.ts';
import { StopRequest } from './repl/stop-request.ts';
import type { Session } from './session/session.ts';

export interface ScriptParts {
  readonly line: CommandLine;
  readonly process: NodeJS.Process;
  readonly clock: Clock;
  readonly paint: Paint;
}

/** Longest wait for jobs to drain and clients to close. */
const GRACE_MS = 35_000;

/** Runs what the command line names, or standard input, without a prompt. Returns the exit code. */
export async function runScript({ line, process, clock, paint }: ScriptParts): Promise<number> {
  const output = new Output(process.stdout, process.stderr);
  const [init, scripts] = [line.initFiles.map(fileSource), sources(line.scripts, process)];
  const session = await openShellSession(line, process, false);
  const stop = new AbortController();
  const release = listenForStops(process, clock, line.timeoutMs, stop);
  const width = line.width ?? (process.stderr.columns || 100);
  const options: ScriptOptions = {
    ...line,
    format: line.format ?? 'tableau',
    style: { paint, width, verbose: line.verbose },
    cellText: cellTextOf,
    clock,
  };
  let code = initCode(await runScripts(session, init, initOptions(options), output, stop.signal));
  if (code === 0) code = await runScripts(session, scripts, options, output, stop.signal);
  await closed(session, clock);
  release();
  return code;
}

/** How files of -i run: without a word, their INSERTs go on. */
export function initOptions(options: ScriptOptions): ScriptOptions {
  return { ...options, onExit: 'stop', quiet: true, echo: false };
}

/** An init file that fails is a wrong start. */
export function initCode(code: number): number {
  return code > 0 && code < 100 ? 2 : code;
}

/** Closes the session, jobs drained; gives up on it after the grace period. */
async function closed(session: Session, clock: Clock): Promise<void> {
  let cancel = () => {};
  const late = new Promise<void>((resolve) => {
    cancel = clock.after(GRACE_MS, resolve);
  });
  await Promise.race([session.close({ drain: true }), late]);
  cancel();
}

function sources(scripts: readonly ScriptArgument[], { stdin }: NodeJS.Process): ScriptSource[] {
  if (scripts.length === 0) return [stdinSource(stdin)];
  return scripts.map((script) => {
    switch (script.kind) {
      case 'stdin':
        return stdinSource(stdin);
      case 'text':
        return { name: '-e', chunks: [script.value] };
      case 'file':
        return fileSource(script.value);
    }
  });
}

function stdinSource(stdin: NodeJS.ReadStream): ScriptSource {
  stdin.setEncoding('utf8');
  return { name: 'stdin', chunks: stdin };
}

/** A file's statements. E_USAGE when it cannot be read. */
export function fileSource(path: string): ScriptSource {
  try {
    return { name: path, chunks: [readFileSync(path, 'utf8')] };
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw new SqlError('E_USAGE', `${path}: ${why}`, { cause });
  }
}

/** A first signal or the timeout asks for an orderly stop, a second signal ends at once. */
function listenForStops(
  process: NodeJS.Process,
  clock: Clock,
  timeoutMs: number | undefined,
  stop: AbortController,
): () => void {
  const releases: (() => void)[] = [];
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    const onSignal = () => {
      if (stop.signal.aborted) process.exit(code);
      stop.abort(new StopRequest(code));
    };
    process.on(signal, onSignal);
    releases.push(() => process.off(signal, onSignal));
  }
  if (timeoutMs !== undefined) releases.push(clock.after(timeoutMs, () => stop.abort(new StopRequest(124))));
  return () => releases.forEach((release) => release());
}
