import type { Clock } from '../common/clock.ts';
import { ERRORS, toSqlError, type SqlError } from '../common/errors.ts';
import { redact } from '../common/redact.ts';
import type { Job, Result } from '../session/result.ts';
import type { Session } from '../session/session.ts';
import type { OutputFormat } from './arguments.ts';
import { eachChanges } from './changes.ts';
import { execute } from './execute.ts';
import type { Output } from './output.ts';
import { renderError, type ErrorSource, type ErrorStyle } from './render/error.ts';
import { createWriter } from './render/create-writer.ts';
import { countRows, type CellText } from './render/row-writer.ts';
import { sanitizeLines } from './sanitize.ts';
import { statementsOf, type ScriptSource } from './script-source.ts';
import { StopRequest } from './stop-request.ts';

export interface ScriptOptions {
  readonly format: OutputFormat;
  readonly onExit: 'wait' | 'stop';
  readonly continueOnError: boolean;
  readonly echo: boolean;
  readonly quiet: boolean;
  readonly style: ErrorStyle;
  readonly cellText: (session: Session) => CellText;
  readonly clock: Clock;
}

/**
 * Runs scripts statement by statement, each to its end, up to the first error; then waits for their INSERTs.
 * Returns the exit code. `signal` aborts with a StopRequest, which says the code. Closing the session is the caller's.
 */
export async function runScripts(
  session: Session,
  sources: readonly ScriptSource[],
  options: ScriptOptions,
  output: Output,
  signal: AbortSignal,
): Promise<number> {
  return new ScriptRun(session, options, output, signal).run(sources);
}

/** Runs files of -i, without a word; their INSERTs go on. One that fails is a wrong start: exit code 2. */
export async function runInitFiles(
  session: Session,
  sources: readonly ScriptSource[],
  options: ScriptOptions,
  output: Output,
  signal: AbortSignal,
): Promise<number> {
  const silent: ScriptOptions = { ...options, onExit: 'stop', quiet: true, echo: false };
  const code = await runScripts(session, sources, silent, output, signal);
  return code > 0 && code < 100 ? 2 : code;
}

class ScriptRun {
  readonly #session: Session;
  readonly #options: ScriptOptions;
  readonly #output: Output;
  /** Aborts on a request to stop and, unless errors are passed over, when a job fails. */
  readonly #stop: AbortController;
  /** Jobs that have begun, with where their statement stands; what becomes of another one is told by its statement. */
  readonly #begun: Map<Job, ErrorSource | undefined>;
  /** Errors of jobs that were told; the STOP that waits for such a job fails with the same. */
  readonly #told = new Set<SqlError>();
  #failed = 0;

  constructor(session: Session, options: ScriptOptions, output: Output, signal: AbortSignal) {
    this.#session = session;
    this.#options = options;
    this.#output = output;
    this.#stop = new AbortController();
    this.#begun = new Map(session.jobs().map((job) => [job, undefined]));
    for (const source of [signal, output.gone])
      source.addEventListener('abort', () => this.#stop.abort(source.reason), { once: true });
  }

  async run(sources: readonly ScriptSource[]): Promise<number> {
    const detach = this.#listen();
    try {
      for (const source of sources) if (!(await this.#runSource(source))) break;
      if (!this.#stop.signal.aborted) await this.#endJobs();
      return this.#exitCode();
    } finally {
      detach.forEach((off) => off());
    }
  }

  /** False when the script is not to go on. */
  async #runSource(source: ScriptSource): Promise<boolean> {
    const { signal } = this.#stop;
    for await (const statement of untilAborted(statementsOf(source), signal)) {
      if (this.#options.echo) await this.#say(redact(statement.text).trim() + ';');
      try {
        const result = await execute(this.#session, statement.text, signal);
        if (!(await this.#show(result, statement.source))) return false;
      } catch (error) {
        if (signal.aborted) return false;
        const failure = toSqlError(error);
        if (!this.#told.has(failure)) this.#report(failure, statement.source);
        if (!this.#options.continueOnError) return false;
      }
      if (signal.aborted) return false;
    }
    return !signal.aborted;
  }

  async #show(result: Result, source: ErrorSource): Promise<boolean> {
    switch (result.kind) {
      case 'rows':
        await this.#showRows(result);
        return true;
      case 'job':
        await this.#say(
          `[INFO] Job ${result.job.number} '${result.job.name}' is running\nJob ID: ${result.job.id}`,
        );
        this.#begun.set(result.job, source);
        this.#jobChanged(result.job);
        return true;
      case 'message':
        await this.#say(result.text.includes('\n') ? result.text : `[INFO] ${result.text}`);
        return true;
      case 'command':
        return result.command !== 'quit';
    }
  }

  async #showRows(result: Result & { kind: 'rows' }): Promise<void> {
    const { format, cellText, clock, quiet } = this.#options;
    const batch = this.#session.setting('execution.runtime-mode')?.toLowerCase() === 'batch';
    const writer = createWriter(format, { ...result, batch }, cellText(this.#session));
    const startedAt = clock.now();
    let rows = 0;
    await this.#output.write(writer.begin());
    const stopped = await eachChanges(result.rows, this.#stop.signal, (changes) => {
      rows += changes.length;
      return this.#output.write(writer.rows(changes));
    });
    const elapsedMs = clock.now() - startedAt;
    await this.#output.write(writer.end({ rows, elapsedMs, stopped }));
    if (format !== 'tableau' && !result.utility && !quiet)
      this.#output.note(`${countRows(rows)} in ${(elapsedMs / 1000).toFixed(2)} s`);
  }

  /** What Flink's client says between the results; for machines it goes beside them. */
  async #say(text: string): Promise<void> {
    if (this.#options.quiet) return;
    const shown = sanitizeLines(text);
    if (this.#options.format === 'tableau') await this.#output.write(`${shown}\n`);
    else this.#output.note(shown);
  }

  #listen(): (() => void)[] {
    const { quiet, format } = this.#options;
    return [
      this.#session.on('notice', (text) => {
        if (!quiet) this.#output.note(sanitizeLines(redact(text)));
      }),
      this.#session.on('print', (line) => {
        if (format === 'tableau') void this.#output.write(`${sanitizeLines(line)}\n`);
        else this.#output.note(sanitizeLines(line));
      }),
      this.#session.on('job', (job) => this.#jobChanged(job)),
    ];
  }

  #jobChanged(job: Job): void {
    if (job.state !== 'FAILED' || !this.#begun.has(job)) return;
    const error = toSqlError(job.error);
    this.#told.add(error);
    this.#report(
      error.with({ message: `job ${job.number} '${job.name}' failed: ${error.message}` }),
      this.#begun.get(job),
    );
    if (!this.#options.continueOnError) this.#stop.abort(new StopRequest(ERRORS[error.code].exit));
  }

  /** INSERTs go on behind the last statement: until they end, or drained at once. */
  async #endJobs(): Promise<void> {
    const running = this.#session.jobs().filter((job) => job.endedAt === undefined);
    if (running.length === 0 || this.#options.onExit === 'stop') return;
    const { signal } = this.#stop;
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => resolve(), { once: true });
      void Promise.all(running.map((job) => job.done)).then(() => resolve());
    });
    for (const job of running) {
      if (job.endedAt === undefined) continue;
      const { rowsIn, rowsOut } = job.figures();
      await this.#say(
        `[INFO] Job ${job.number} '${job.name}' ${job.state}: ${countRows(rowsIn)} in, ${countRows(rowsOut)} out`,
      );
    }
  }

  #report(error: SqlError, source: ErrorSource | undefined): void {
    this.#failed ||= ERRORS[error.code].exit;
    this.#output.note(renderError(error, source, this.#options.style));
  }

  #exitCode(): number {
    const { aborted, reason } = this.#stop.signal;
    if (!aborted) return this.#options.continueOnError && this.#failed > 0 ? 1 : this.#failed;
    if (reason instanceof StopRequest) return reason.exitCode;
    this.#report(toSqlError(reason), undefined);
    return this.#failed;
  }
}

/** The items until the signal aborts, which also ends the wait for the next one. */
async function* untilAborted<T>(items: AsyncGenerator<T>, signal: AbortSignal): AsyncGenerator<T> {
  const aborted = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  for (;;) {
    const step = await Promise.race([items.next(), aborted]);
    if (step === undefined || step.done === true) return;
    yield step.value;
  }
}
