import type { SqlError } from '../../src/common/errors.ts';
import type { Change, Figures, Job, JobState, Result, ResultColumn } from '../../src/session/result.ts';
import type { Session, SessionEvents } from '../../src/session/session.ts';
import { isComplete } from '../../src/sql/splitter.ts';
import { INT, STRING } from '../../src/types/type.ts';

type Answer = (signal: AbortSignal, session: FakeSession) => Result | Promise<Result>;

const NO_FIGURES: Figures = { rowsIn: 0, rowsOut: 0, lag: undefined, lateRows: 0, models: [] };

/** A session that answers as told, by the statement's text. */
export class FakeSession implements Session {
  readonly executed: string[] = [];
  readonly closedWith: ({ readonly drain?: boolean } | undefined)[] = [];
  readonly settings = new Map<string, string>();
  readonly #answers = new Map<string, Answer>();
  readonly #jobs: FakeJob[] = [];
  readonly #listeners = { job: new Set(), notice: new Set(), print: new Set() } as {
    readonly [E in keyof SessionEvents]: Set<SessionEvents[E]>;
  };

  answer(statement: string, answer: Answer): this {
    this.#answers.set(statement, answer);
    return this;
  }

  async execute(statement: string, signal: AbortSignal = new AbortController().signal): Promise<Result> {
    this.executed.push(statement);
    const answer = this.#answers.get(statement);
    if (answer !== undefined) return answer(signal, this);
    if (/^(quit|exit)$/i.test(statement)) return { kind: 'command', command: 'quit' };
    return { kind: 'message', text: 'done.' };
  }

  async *executeScript(): AsyncGenerator<Result> {}

  complete(_text: string, position: number) {
    return { start: position, candidates: [] };
  }

  isComplete(text: string): boolean {
    return isComplete(text);
  }

  jobs(): readonly Job[] {
    return this.#jobs;
  }

  setting(key: string): string | undefined {
    return this.settings.get(key);
  }

  on<E extends keyof SessionEvents>(event: E, listener: SessionEvents[E]): () => void {
    this.#listeners[event].add(listener);
    return () => this.#listeners[event].delete(listener);
  }

  async close(options?: { readonly drain?: boolean }): Promise<void> {
    this.closedWith.push(options);
    for (const job of this.#jobs) if (job.endedAt === undefined) job.finish('FINISHED');
  }

  startJob(name: string): FakeJob {
    const job = new FakeJob(this.#jobs.length + 1, name, (changed) => {
      for (const listener of this.#listeners.job) listener(changed);
    });
    this.#jobs.push(job);
    return job;
  }

  notice(text: string): void {
    for (const listener of this.#listeners.notice) listener(text);
  }

  print(line: string): void {
    for (const listener of this.#listeners.print) listener(line);
  }
}

export class FakeJob implements Job {
  readonly id: string;
  readonly startedAt = Date.now();
  readonly done: Promise<void>;
  state: JobState = 'RUNNING';
  endedAt: number | undefined;
  error: unknown;
  rowsOut = 0;
  #resolve: () => void = () => undefined;

  readonly number: number;
  readonly name: string;
  readonly #changed: (job: Job) => void;

  constructor(number: number, name: string, changed: (job: Job) => void) {
    this.number = number;
    this.name = name;
    this.#changed = changed;
    this.id = String(number).padStart(32, '0');
    this.done = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  figures(): Figures {
    return { ...NO_FIGURES, rowsIn: this.rowsOut, rowsOut: this.rowsOut };
  }

  finish(state: JobState, error?: SqlError): void {
    this.state = state;
    this.error = error;
    this.endedAt = Date.now();
    this.#changed(this);
    this.#resolve();
  }
}

const COLUMNS: readonly ResultColumn[] = [
  { name: 'id', type: INT },
  { name: 'title', type: STRING },
];

/** A query's result over these rows; without `end` it stays open behind them. */
export function query(rows: readonly (readonly unknown[])[], end = true, figures = NO_FIGURES): Result {
  return {
    kind: 'rows',
    columns: COLUMNS,
    bounded: end,
    utility: false,
    rows: endingRows(
      rows.map((values) => ({ op: '+I', values })),
      end,
    ),
    figures: () => figures,
  };
}

async function* endingRows(changes: readonly Change[], end: boolean): AsyncGenerator<readonly Change[]> {
  for (const change of changes) yield [change];
  if (!end) await new Promise(() => undefined);
}

/** Rows handed in one by one from outside. */
export function liveQuery(): {
  readonly result: Result;
  readonly state: { cancelled: boolean };
  push(values: readonly unknown[]): void;
  end(error?: SqlError): void;
} {
  const waiting: Change[] = [];
  const state = { cancelled: false };
  let over: { error: SqlError | undefined } | undefined;
  let wake = () => {};
  async function* rows(): AsyncGenerator<readonly Change[]> {
    try {
      for (;;) {
        if (waiting.length > 0) yield waiting.splice(0);
        else if (over !== undefined) break;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
      if (over.error !== undefined) throw over.error;
    } finally {
      state.cancelled = over === undefined;
    }
  }
  const inner = rows();
  const source = {
    [Symbol.asyncIterator]: () => ({
      next: () => inner.next(),
      return: async () => {
        state.cancelled = true;
        wake();
        return { value: undefined, done: true as const };
      },
    }),
  };
  return {
    result: {
      kind: 'rows',
      columns: COLUMNS,
      bounded: false,
      utility: false,
      rows: source,
      figures: () => NO_FIGURES,
    },
    state,
    push(values) {
      waiting.push({ op: '+I', values });
      wake();
    },
    end(error) {
      over = { error };
      wake();
    },
  };
}
