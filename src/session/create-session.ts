import { SqlError, toSqlError } from '../common/errors.ts';
import { MemoryCatalog } from '../catalog/memory-catalog.ts';
import type { RunningQuery } from '../executor/query.ts';
import { Scheduler } from '../executor/run/scheduler.ts';
import { parse } from '../sql/parse.ts';
import { isComplete, splitStatements } from '../sql/splitter.ts';
import type { StatementContext } from './context.ts';
import { JobTable } from './job-table.ts';
import type { Job, Result } from './result.ts';
import { SessionSettings } from './session-settings.ts';
import type { Completion, Session, SessionEvents, SessionParts } from './session.ts';
import { runStatement } from './statements/index.ts';

/** Opens a session over its parts. Throws E_SETTING for a setting it does not know. */
export function createSession(parts: SessionParts): Session {
  return new LocalSession(parts);
}

class LocalSession implements Session {
  readonly #parts: SessionParts;
  readonly #catalog = new MemoryCatalog();
  readonly #settings = new SessionSettings();
  readonly #jobs: JobTable;
  readonly #queries = new Set<RunningQuery>();
  readonly #scheduler: Scheduler;
  readonly #shared = new Map<string, unknown>();
  readonly #listeners: { readonly [E in keyof SessionEvents]: Set<SessionEvents[E]> } = {
    job: new Set(),
    notice: new Set(),
    print: new Set(),
  };
  #closed = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#scheduler = new Scheduler(parts.clock);
    this.#jobs = new JobTable((job) => this.#emitJob(job));
    for (const [key, value] of Object.entries(parts.settings)) this.#settings.set(key, value, 'config');
  }

  async execute(statement: string, signal: AbortSignal = new AbortController().signal): Promise<Result> {
    if (this.#closed) throw new SqlError('E_ABORTED', 'the session is closed');
    try {
      signal.throwIfAborted();
      return await runStatement(await parse(statement), this.#context(statement), signal);
    } catch (error) {
      throw toSqlError(error);
    }
  }

  async *executeScript(script: string, signal?: AbortSignal): AsyncGenerator<Result> {
    for (const span of splitStatements(script).statements) {
      const result = await this.execute(script.slice(span.start, span.end), signal);
      yield result;
      if (result.kind === 'command' && result.command === 'quit') return;
    }
  }

  complete(_text: string, position: number): Completion {
    return { start: position, candidates: [] };
  }

  isComplete(text: string): boolean {
    return isComplete(text);
  }

  jobs(): readonly Job[] {
    return this.#jobs.list();
  }

  setting(key: string): string | undefined {
    return this.#settings.text(key);
  }

  on<E extends keyof SessionEvents>(event: E, listener: SessionEvents[E]): () => void {
    const listeners: Set<SessionEvents[E]> = this.#listeners[event];
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  async close({ drain = true }: { readonly drain?: boolean } = {}): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#queries].map((query) => query.cancel()));
    const running = this.#jobs.list().filter((job) => !job.running.isOver);
    await Promise.all(running.map((job) => (drain ? job.running.stop() : job.running.cancel())));
    for (const object of [...this.#shared.values()].toReversed()) await closeShared(object);
    this.#shared.clear();
  }

  #context(text: string): StatementContext {
    return {
      text,
      catalog: this.#catalog,
      settings: this.#settings,
      parts: this.#parts,
      jobs: this.#jobs,
      queries: this.#queries,
      scheduler: this.#scheduler,
      notice: (line) => this.#listeners.notice.forEach((listener) => listener(line)),
      print: (line) => this.#listeners.print.forEach((listener) => listener(line)),
      shared: (key, create) => this.#share(key, create),
    };
  }

  #share<T>(key: string, create: () => T): T {
    const known = this.#shared.get(key);
    if (known !== undefined) return known as T; // one key always stands for one type
    const made = create();
    this.#shared.set(key, made);
    return made;
  }

  #emitJob(job: Job): void {
    for (const listener of this.#listeners.job) listener(job);
  }
}

/** Shared objects that hold sockets say so by a `close` method. */
async function closeShared(object: unknown): Promise<void> {
  if (
    typeof object !== 'object' ||
    object === null ||
    !('close' in object) ||
    typeof object.close !== 'function'
  )
    return;
  await object.close();
}
