import { formatDuration } from '../common/duration.ts';
import { toSqlError } from '../common/errors.ts';
import { MASK, redact } from '../common/redact.ts';
import type { Job, Result } from '../session/result.ts';
import type { OutputFormat } from './arguments.ts';
import type { Paint } from './color.ts';
import { execute } from './execute.ts';
import { renderError, type ErrorSource } from './render/error.ts';
import { countRows } from './render/row-writer.ts';
import { sanitizeLines } from './sanitize.ts';
import { showAnswer, writeRows } from './show-answer.ts';
import { showQuery, type LeaveAfter } from './show-query.ts';
import type { View } from './view.ts';
import { watchInsert } from './watch-insert.ts';

export interface RunnerParts {
  readonly paint: Paint;
  /** Said with --format: rows are written so, without a live view. */
  readonly format: OutputFormat | undefined;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Leaves at once. */
  readonly exit: (code: number) => void;
}

/** So many Ctrl-C on one statement leave at once. */
const LAST_INTERRUPT = 3;

/** Runs statements at the prompt and shows what they bring; says what becomes of jobs. */
export class StatementRunner {
  /** Failed jobs that the person has looked at. */
  readonly seenFailures = new Set<Job>();
  readonly #view: View;
  readonly #parts: RunnerParts;
  /** A STOP or CANCEL runs, which tells the end of its job itself. */
  #isEnding = false;
  #watched: Job | undefined;
  /** Where the statements of jobs stand that began here. */
  readonly #sources = new WeakMap<Job, ErrorSource>();
  /** While a statement is executed: the jobs that were there before. It tells itself of one that cannot start. */
  #known: Set<Job> | undefined;
  /** Errors of jobs that were told; the STOP that waits for such a job fails with the same. */
  readonly #told = new Set<unknown>();

  constructor(view: View, parts: RunnerParts) {
    this.#view = view;
    this.#parts = parts;
  }

  /** True when the statement asks to leave. Ctrl-C stops it, the third one leaves at once. */
  async run(statement: string, source: ErrorSource, leaveAfter?: LeaveAfter): Promise<boolean> {
    if (statement.includes(`'${MASK}'`))
      this.#view.say('note: the history keeps no secrets; put the key in again where it says ******');
    const stop = new AbortController();
    let presses = 0;
    const release = this.#view.takeInterrupts(() => {
      stop.abort();
      if (++presses === LAST_INTERRUPT) this.#parts.exit(130);
    });
    this.#isEnding = /^(STOP|CANCEL)\b/i.test(statement);
    this.#known = new Set(this.#view.session.jobs());
    try {
      return await this.#show(
        await execute(this.#view.session, statement, stop.signal),
        stop,
        source,
        leaveAfter,
      );
    } catch (error) {
      if (stop.signal.aborted) this.#view.screen.write('Stopped.\n');
      else if (!this.#told.has(error)) this.report(error, source);
      return false;
    } finally {
      this.#isEnding = false;
      this.#known = undefined;
      release();
    }
  }

  report(error: unknown, source: ErrorSource | undefined): void {
    const { paint, verbose } = this.#parts;
    const { session } = this.#view;
    const wordy = verbose || session.setting('sql-client.verbose') === 'true';
    const { width } = this.#view.style();
    this.#view.say(renderError(toSqlError(error), source, { paint, verbose: wordy, width }));
  }

  /** Shows what the session says by itself; the returned function ends it. */
  listen(): () => void {
    const { session, screen } = this.#view;
    const { paint, quiet } = this.#parts;
    const detach = [
      session.on('notice', (text) => {
        if (!quiet) screen.say(paint.dim(sanitizeLines(redact(text))));
      }),
      session.on('print', (line) => screen.write(`${sanitizeLines(line)}\n`)),
      session.on('job', (job) => this.#jobChanged(job)),
    ];
    return () => detach.forEach((off) => off());
  }

  async #show(
    result: Result,
    stop: AbortController,
    source: ErrorSource,
    leaveAfter?: LeaveAfter,
  ): Promise<boolean> {
    const { screen } = this.#view;
    switch (result.kind) {
      case 'rows':
        await this.#showRows(result, stop, leaveAfter);
        return false;
      case 'job':
        this.#sources.set(result.job, source);
        this.#known = undefined;
        if (result.job.state === 'FAILED') this.#jobChanged(result.job);
        this.#watched = result.job;
        await watchInsert(result.job, this.#view);
        this.#watched = undefined;
        return false;
      case 'message':
        screen.say(sanitizeLines(result.text));
        return false;
      case 'command':
        if (result.command === 'clear') screen.clear();
        return result.command === 'quit';
    }
  }

  async #showRows(
    result: Result & { kind: 'rows' },
    stop: AbortController,
    leaveAfter?: LeaveAfter,
  ): Promise<void> {
    if (this.#parts.format !== undefined) return writeRows(result, this.#parts.format, this.#view, stop);
    if (!result.utility) return showQuery(result, this.#view, stop, leaveAfter);
    if (result.columns.some(({ name }) => name === 'job id'))
      for (const job of this.#view.session.jobs()) this.seenFailures.add(job);
    return showAnswer(result, this.#view, stop);
  }

  #jobChanged(job: Job): void {
    const name = `job ${job.number} '${job.name}'`;
    if (job.state === 'FAILED') {
      if (this.#known?.has(job) === false) return;
      this.#told.add(job.error);
      const error = toSqlError(job.error);
      return this.report(error.with({ message: `${name} failed: ${error.message}` }), this.#sources.get(job));
    }
    if (job.endedAt === undefined || job === this.#watched || this.#isEnding) return;
    const { rowsIn, rowsOut } = job.figures();
    const took = formatDuration(job.endedAt - job.startedAt);
    this.#view.say(
      sanitizeLines(`${name} ${job.state}: ${countRows(rowsIn)} in, ${countRows(rowsOut)} out (${took})`),
    );
  }
}
