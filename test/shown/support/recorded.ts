import type { SessionParts } from '../../../src/session/session.ts';
import { startRestartingQuery } from '../../support/restarting-query.ts';

export * from '../../../src/index.ts';
export { runTranscript } from '../../support/transcript.ts';

/** How a SELECT may be run: its answer does not depend on it. */
export const WAYS: Readonly<Record<string, Partial<SessionParts>>> = {
  'batches of 1': { batchRows: 1 },
  'batches of 7': { batchRows: 7 },
  'batches of 1, a restart after each': { batchRows: 1, startQuery: startRestartingQuery },
  'batches of 7, a restart after each': { batchRows: 7, startQuery: startRestartingQuery },
};
