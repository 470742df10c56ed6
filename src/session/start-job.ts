import { createHash } from 'node:crypto';
import { orAbort } from '../common/abort.ts';
import { SqlError } from '../common/errors.ts';
import { RunningJob } from '../executor/job/job.ts';
import type { JobPorts } from '../executor/job/job-spec.ts';
import { explainInsert } from '../planner/explain.ts';
import { isBounded } from '../planner/is-bounded.ts';
import type { InsertPlan, Plan } from '../planner/plan.ts';
import { printBound } from '../planner/print-bound.ts';
import type { StatementContext } from './context.ts';
import { jobSettings } from './job-settings.ts';
import { shortName } from './planning.ts';
import type { Result } from './result.ts';
import { buildContext, createSink } from './running.ts';
import { startingSavepoint } from './savepoints.ts';

/** How long a job waits for another one of its name before it says so. */
const PATIENCE_MS = 1000;

/**
 * Runs INSERTs as one job. Returns once it runs (table.dml-sync: at its end), and it goes on by itself. Two processes of
 * one statement have the same fingerprint.
 */
export async function startJob(
  inserts: readonly InsertPlan[],
  context: StatementContext,
  signal: AbortSignal,
): Promise<Result> {
  const name =
    (context.settings.text('pipeline.name') || undefined) ??
    `insert-into_${inserts.map(({ table }) => shortName(table.id)).join(',')}`;
  const texts = inserts.map((insert) => explainInsert(insert, valuesOf)).join('\n');
  const fingerprint = createHash('sha256').update(texts).digest('hex').slice(0, 12);
  const savepoint = await startingSavepoint(context);
  await whenFree(name, context, signal);
  const spec = { name, inserts, ...jobSettings(context.settings, fingerprint, savepoint) };
  const job = context.jobs.start(
    name,
    inserts.every(({ input }) => isBounded(input)),
    (changed) => new RunningJob(spec, jobPorts(name, context, changed)),
  );
  const onAbort = () => void job.running.cancel();
  signal.addEventListener('abort', onAbort, { once: true });
  // A job that cannot start is an error of its statement; what goes wrong later is the job's own affair.
  await (context.settings.text('table.dml-sync') === 'true' ? job.done : job.running.started);
  signal.removeEventListener('abort', onAbort);
  if (job.error !== undefined) throw job.error;
  if (signal.aborted) throw new SqlError('E_ABORTED', `job '${name}' was cancelled`);
  return { kind: 'job', job };
}

/** Other rows of VALUES are another statement: what was read of the first ones is no position in these. */
function valuesOf(plan: Plan): string {
  return plan.kind === 'values' ? JSON.stringify(plan.rows.map((row) => row.map(printBound))) : '';
}

/** Two jobs of one name in a row: the second waits for the first, if that one ends by itself or is being ended. */
async function whenFree(name: string, context: StatementContext, signal: AbortSignal): Promise<void> {
  for (;;) {
    const twin = context.jobs.current(name);
    const isEnding = twin?.isBounded === true || twin?.state === 'STOPPING' || twin?.state === 'CANCELLING';
    if (twin === undefined || !isEnding) return;
    const isQuiet = context.parts.clock.after(PATIENCE_MS, () =>
      context.notice(
        `waiting for job ${twin.number} '${name}' to end; CANCEL JOB ${twin.number}; ends it now`,
      ),
    );
    await orAbort(twin.done, signal).finally(isQuiet);
  }
}

function jobPorts(name: string, context: StatementContext, changed: () => void): JobPorts {
  const { clock, disk, process, random } = context.parts;
  const purpose = { kind: 'job', name } as const;
  return {
    clock,
    disk,
    process,
    random,
    scheduler: context.scheduler,
    building: buildContext(context, purpose),
    createSink: (table) => createSink(table, context, purpose),
    notice: context.notice,
    changed,
  };
}
