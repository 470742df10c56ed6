import type { Catalog } from '../catalog/catalog.ts';
import type { Statement, StatementKind } from '../sql/ast/statement.ts';
import type { RunningQuery } from '../executor/query.ts';
import type { Scheduler } from '../executor/run/scheduler.ts';
import type { JobTable } from './job-table.ts';
import type { Result } from './result.ts';
import type { SessionParts } from './session.ts';
import type { Settings } from './settings.ts';

/** What a statement's handler works with. */
export interface StatementContext {
  /** The statement's text; spans point into it. */
  readonly text: string;
  readonly catalog: Catalog;
  readonly settings: Settings;
  readonly parts: SessionParts;
  readonly jobs: JobTable;
  /** SELECTs that are open. */
  readonly queries: Set<RunningQuery>;
  readonly scheduler: Scheduler;
  /** One line for the user beside the result. */
  readonly notice: (text: string) => void;
  /** One line of the print connector. */
  readonly print: (line: string) => void;
  /** One object for the whole session under `key`. */
  readonly shared: <T>(key: string, create: () => T) => T;
}

/** Runs one kind of statement: one file under statements/, one line in its index. */
export type Handler<K extends StatementKind> = (
  statement: Extract<Statement, { kind: K }>,
  context: StatementContext,
  signal: AbortSignal,
) => Promise<Result>;
