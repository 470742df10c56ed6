import { SqlError } from '../../common/errors.ts';
import type { GroupOffsets, TopicPartition } from './port.ts';
import { pause } from './waiting.ts';

/** How long a new owner has to put its mark on the offsets before a fenced transaction counts as expired. */
const JUDGE_MS = 10_000;
const JUDGE_STEP_MS = 500;

export interface FencedJob {
  readonly job: string;
  readonly groupId: string;
  /** Where its mark is. */
  readonly at: readonly TopicPartition[];
  /** Attempts whose marks are no sign of another owner: the own one, and those that were there at its start. */
  readonly attempts: ReadonlySet<string>;
}

/**
 * What a refused epoch means: another process runs this job, or the broker ended the transaction itself. The mark on the
 * committed offsets tells, read without fencing: two processes that restarted each other would never stop.
 */
export async function judgeFenced(
  group: GroupOffsets,
  { job, groupId, at, attempts }: FencedJob,
  cause: unknown,
): Promise<SqlError> {
  const signal = AbortSignal.timeout(3 * JUDGE_MS);
  // At once, too: until it is told, the old process goes on writing.
  for (let waited = 0; waited <= JUDGE_MS && !signal.aborted; waited += JUDGE_STEP_MS) {
    if (waited > 0) await pause(JUDGE_STEP_MS, signal).catch(() => undefined);
    // Who hears nothing learns at its next start who owns the job.
    const committed = await group.read(at, signal).catch(() => []);
    if (committed.every((offset) => attempts.has(attemptOf(offset.metadata)))) continue;
    return new SqlError('E_JOB_LOCKED', `job '${job}' was taken over by another process`, {
      hint: `it goes on there (group ${groupId}); this one has stopped and lost nothing`,
      cause,
    });
  }
  return new SqlError('E_KAFKA', `the broker ended a transaction of job '${job}' before it was complete`, {
    retry: 'backoff',
    cause,
  });
}

/** `weir:<n>:<attempt>:<fingerprint>`: the attempt, or the whole text where it is no mark of ours. */
export function attemptOf(metadata: string): string {
  const parts = metadata.split(':');
  return parts[0] === 'weir' && parts.length >= 3 ? (parts[2] ?? '') : metadata;
}
