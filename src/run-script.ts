import type { Clock } from './common/clock.ts';
import type { ImportModule } from './node-module-loader.ts';
import { openShellSession } from './open-shell-session.ts';
import type { CommandLine } from './repl/arguments.ts';
import { cellTextOf } from './repl/cell-text.ts';
import type { Paint } from './repl/color.ts';
import { Output } from './repl/output.ts';
import { runInitFiles, runScripts, type ScriptOptions } from './repl/script.ts';
import { StopRequest } from './repl/stop-request.ts';
import { fileSource, scriptSources } from './script-sources.ts';
import type { Session } from './session/session.ts';

export interface ScriptParts {
  readonly line: CommandLine;
  readonly process: NodeJS.Process;
  readonly clock: Clock;
  readonly paint: Paint;
  readonly importModule: ImportModule;
}

/** Longest wait for jobs to drain and clients to close. */
const GRACE_MS = 35_000;

/** Runs what the command line names, or standard input, without a prompt. Returns the exit code. */
export async function runScript(parts: ScriptParts): Promise<number> {
  const { line, process, clock, paint } = parts;
  const output = new Output(process.stdout, process.stderr);
  const [init, scripts] = [line.initFiles.map(fileSource), scriptSources(line.scripts, process)];
  const session = await openShellSession(line, process, false, parts.importModule);
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
  let code = await runInitFiles(session, init, options, output, stop.signal);
  if (code === 0) code = await runScripts(session, scripts, options, output, stop.signal);
  await closed(session, clock);
  release();
  return code;
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
