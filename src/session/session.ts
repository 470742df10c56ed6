import type { startQuery } from '../executor/query.ts';
import type { Clock } from '../common/clock.ts';
import type { Disk } from '../common/disk.ts';
import type { Environment } from '../common/environment.ts';
import type { ModuleLoader } from '../common/module-loader.ts';
import type { ProcessInfo } from '../common/process-info.ts';
import type { Connector } from '../connectors/connector.ts';
import type { Format } from '../formats/format.ts';
import type { ModelProvider } from '../models/provider.ts';
import type { Job, Result } from './result.ts';

export interface SessionEvents {
  /** A job changed its state. */
  job: (job: Job) => void;
  /** One line for the user: a start position, a topic made, a rate limit met. */
  notice: (text: string) => void;
  /** One line of the print connector. */
  print: (line: string) => void;
}

/** Everything a session is made of; main.ts and index.ts wire it, tests wire their own. */
export interface SessionParts {
  readonly settings: Readonly<Record<string, string>>;
  readonly connectors: readonly Connector[];
  readonly formats: readonly Format[];
  readonly providers: readonly ModelProvider[];
  readonly clock: Clock;
  readonly environment: Environment;
  /** Loads the files of JavaScript functions. */
  readonly modules: ModuleLoader;
  readonly random: () => number;
  readonly disk: Disk;
  readonly process: ProcessInfo;
  /** A person watches: previews start at the newest rows. */
  readonly interactive: boolean;
  /** Most rows in a batch; set by tests that show that answers do not depend on it. */
  readonly batchRows?: number;
  /** Runs SELECTs; set by tests that show that answers survive restarts. */
  readonly startQuery?: typeof startQuery;
}

/** Candidates for completion at a position. */
export interface Completion {
  /** Where the replaced text begins. */
  readonly start: number;
  readonly candidates: readonly string[];
}

/** One conversation: a catalog, settings, jobs. The shell and programs use this and nothing else. */
export interface Session {
  /** Runs one statement. Rejects with SqlError; the session stays usable. */
  execute(statement: string, signal?: AbortSignal): Promise<Result>;
  /** Runs statements one after another, each to its end, and yields results as they come; stops at the first error. */
  executeScript(script: string, signal?: AbortSignal): AsyncIterable<Result>;
  complete(text: string, position: number): Completion;
  /** Whether the text ends a statement (a `;` outside strings and comments). */
  isComplete(text: string): boolean;
  jobs(): readonly Job[];
  /** Value of a SET key, default included; undefined for an unknown key. */
  setting(key: string): string | undefined;
  on<E extends keyof SessionEvents>(event: E, listener: SessionEvents[E]): () => void;
  /** Ends open queries, stops jobs (drained, up to the grace period) and closes clients. */
  close(options?: { readonly drain?: boolean }): Promise<void>;
}
