import { SqlError } from '../../common/errors.ts';
import type { GroupOffsets, TopicPartition } from './port.ts';
import { pause } from './waiting.ts';

/** How long a new owner has to put its mark on the offsets before a fenced transaction counts as expired. */
const JUDGE_MS = 10_000;
const JUDGE_STEP_MS = 500;
/** Looks at the offsets where nothing says that there is another owner: a group shows what was committed a little later. */
const LOOKS = 3;

export interface FencedJob {
  readonly job: string;
  readonly groupId: string;
  /** Where its mark is. */
  readonly at: readonly TopicPartition[];
  /** Whether a mark is no sign of another owner: one of its own, or one that was there at its start. */
  readonly isKnown: (mark: string) => boolean;
}

/**
 * What a refused epoch means: another process runs this job, or the broker ended the transaction itself. The mark on the
 * committed offsets tells, read without fencing: two processes that restarted each other would never stop.
 */
export async function judgeFenced(group: GroupOffsets, fenced: FencedJob, cause: unknown): Promise<SqlError> {
  const signal = AbortSignal.timeout(3 * JUDGE_MS);
  // At once, too: until it is told, the old process goes on writing.
  for (let waited = 0; waited <= JUDGE_MS && !signal.aborted; waited += JUDGE_STEP_MS) {
    if (waited > 0) await pause(JUDGE_STEP_MS, signal).catch(() => undefined);
    // Who hears nothing learns at its next start who owns the job.
    const owned = await otherOwner(group, fenced, signal, cause).catch(() => undefined);
    if (owned !== undefined) return owned;
  }
  return new SqlError(
    'E_KAFKA',
    `the broker ended a transaction of job '${fenced.job}' before it was complete`,
    {
      retry: 'backoff',
      cause,
    },
  );
}

/** E_JOB_LOCKED when another process has committed since this one looked, else undefined. Throws what keeps it from looking. */
export async function lookForOwner(
  group: GroupOffsets,
  job: FencedJob,
  signal: AbortSignal,
): Promise<SqlError | undefined> {
  for (let looks = 0; looks < LOOKS; looks++) {
    if (looks > 0) await pause(JUDGE_STEP_MS, signal);
    const owned = await otherOwner(group, job, signal, undefined);
    if (owned !== undefined) return owned;
  }
  return undefined;
}

/** E_JOB_LOCKED when there is a mark of another process beside the committed offsets, else undefined. One look. */
async function otherOwner(
  group: GroupOffsets,
  { job, groupId, at, isKnown }: FencedJob,
  signal: AbortSignal,
  cause: unknown,
): Promise<SqlError | undefined> {
  const committed = await group.read(at, signal);
  if (committed.every(({ metadata }) => isKnown(metadata))) return undefined;
  return new SqlError('E_JOB_LOCKED', `job '${job}' was taken over by another process`, {
    hint: `it goes on there (group ${groupId}); this one has stopped and lost nothing`,
    cause,
  });
}

/** `weir:<n>:<attempt>:<fingerprint>`: the attempt, or the whole text where it is no mark of ours. */
export function attemptOf(metadata: string): string {
  const parts = metadata.split(':');
  return parts[0] === 'weir' && parts.length >= 3 ? (parts[2] ?? '') : metadata;
}
