import { formatDuration } from '../../common/duration.ts';
import { SqlError } from '../../common/errors.ts';
import { BIGINT, INT, STRING, timestampLtz } from '../../types/type.ts';
import type { Handler, StatementContext } from '../context.ts';
import type { Result } from '../result.ts';
import { checkWritable, newSavepointPlace } from '../savepoints.ts';
import { utilityRows } from '../utility-rows.ts';

/** What people look at first, first: a narrow terminal cuts at the end. */
const COLUMNS = [
  { name: 'id', type: INT },
  { name: 'job name', type: STRING },
  { name: 'status', type: STRING },
  { name: 'rows in/out', type: STRING },
  { name: 'in flight', type: STRING },
  { name: 'p99', type: STRING },
  { name: 'dropped', type: BIGINT },
  { name: 'tokens', type: BIGINT },
  { name: 'lag', type: BIGINT },
  { name: 'duration', type: STRING },
  { name: 'start time', type: timestampLtz(0) },
  { name: 'job id', type: STRING },
];

/** SHOW JOBS: the detached INSERTs of this session with their figures now. */
export function showJobs(context: StatementContext): Result {
  const now = context.parts.clock.now();
  const rows = context.jobs.list().map((job) => {
    const { rowsIn, rowsOut, lag, lateRows, models } = job.figures();
    const slowest = Math.max(...models.flatMap((model) => model.p99 ?? []));
    const dropped = models.reduce(
      (sum, model) => sum + [...model.dropped.values()].reduce((a, b) => a + b, 0),
      lateRows,
    );
    return [
      job.number,
      job.name,
      job.state,
      `${rowsIn}/${rowsOut}`,
      models.length === 0 ? null : models.map((model) => `${model.inFlight}/${model.limit}`).join(' '),
      Number.isFinite(slowest) ? formatDuration(slowest) : null,
      models.length === 0 && dropped === 0 ? null : dropped,
      models.length === 0 ? null : models.reduce((sum, model) => sum + model.tokens, 0),
      lag ?? null,
      formatDuration((job.endedAt ?? now) - job.startedAt),
      job.startedAt,
      job.id,
    ];
  });
  return utilityRows(COLUMNS, rows);
}

/** STOP JOB: a last checkpoint, and with WITH SAVEPOINT a copy of it; returns when the job is over. */
export const stopJob: Handler<'stopJob'> = async (statement, context) => {
  const job = context.jobs.find(statement.job);
  refuseEnded(job);
  const savepoint = statement.withSavepoint ? newSavepointPlace(job.id, context) : undefined;
  if (savepoint !== undefined) await checkWritable(savepoint);
  await job.running.stop({ drain: statement.withDrain, savepoint });
  if (job.error !== undefined) throw job.error;
  if (savepoint !== undefined) {
    if (job.running.hasSavepoint)
      return utilityRows([{ name: 'savepoint path', type: STRING }], [[savepoint.path]]);
    throw new SqlError('E_JOB', `job ${job.number} '${job.name}' is ${job.state}, and there is no savepoint`);
  }
  return {
    kind: 'message',
    text: `Job ${job.number} '${job.name}' ${job.state === 'FINISHED' ? 'stopped: all it read is written and committed' : 'ended at once: what it had not committed is read again at the next start'}.`,
  };
};

/** CANCEL JOB: at once; what was in flight is read again at the next start. */
export const cancelJob: Handler<'cancelJob'> = async (statement, context) => {
  const job = context.jobs.find(statement.job);
  refuseEnded(job);
  await job.running.cancel();
  return { kind: 'message', text: `Job ${job.number} '${job.name}' cancelled.` };
};

function refuseEnded(job: {
  readonly number: number;
  readonly name: string;
  readonly state: string;
  readonly endedAt: number | undefined;
}): void {
  if (job.endedAt !== undefined)
    throw new SqlError('E_JOB', `job ${job.number} '${job.name}' is ${job.state} already`);
}
