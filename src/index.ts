import { systemClock } from './common/clock.ts';
import { fileDisk, memoryDisk } from './common/disk.ts';
import { CONNECTORS } from './connectors/index.ts';
import { FORMATS } from './formats/index.ts';
import { PROVIDERS } from './models/index.ts';
import { nodeEnvironment, nodeProcess } from './node-environment.ts';
import { nodeModuleLoader } from './node-module-loader.ts';
import { createSession } from './session/create-session.ts';
import type { Session, SessionParts } from './session/session.ts';

export { SqlError, ERRORS } from './common/errors.ts';
export { formatValue } from './types/format-value.ts';
export { printType } from './types/type.ts';
export type { ErrorCode, ErrorKind, Span } from './common/errors.ts';
export type { SqlType } from './types/type.ts';
export type { Session, SessionEvents, SessionParts, Completion } from './session/session.ts';
export type { Change, Figures, Job, JobState, ModelFigures, Result, ResultColumn } from './session/result.ts';

export interface SessionOptions extends Partial<Omit<SessionParts, 'settings'>> {
  /** SET keys from the start. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Folder of job positions; without it they are kept in memory and gone with the process. */
  readonly stateFolder?: string | undefined;
}

/**
 * Opens a session: a catalog, settings and jobs of its own. Whoever opens it closes it.
 * The time zone is UTC unless `settings` says otherwise. Throws SqlError E_SETTING.
 */
export async function openSession(options: SessionOptions = {}): Promise<Session> {
  const { stateFolder, settings, ...parts } = options;
  return createSession({
    connectors: CONNECTORS,
    formats: FORMATS,
    providers: PROVIDERS,
    clock: systemClock,
    environment: nodeEnvironment(process),
    modules: nodeModuleLoader(process, (address) => import(address)),
    random: Math.random,
    disk: stateFolder === undefined ? memoryDisk() : fileDisk(stateFolder),
    process: nodeProcess(process),
    interactive: false,
    ...parts,
    settings: { 'table.local-time-zone': 'UTC', ...settings },
  });
}
