import { createHash } from 'node:crypto';
import { RunningJob, type JobPorts, type JobSpec } from '../../executor/job.ts';
import { orAbort } from '../../common/abort.ts';
import { SqlError } from '../../common/errors.ts';
import { explainInsert } from '../../planner/explain.ts';
import { isBounded, type InsertPlan } from '../../planner/plan.ts';
import { planInsert } from '../../planner/plan-query.ts';
import type { Handler, StatementContext } from '../context.ts';
import { jobSettings } from '../job-settings.ts';
import { plannerContext } from '../planning.ts';
import { buildContext, createSink } from '../running.ts';

/** How long an INSERT waits for another one before it says so. */
const PATIENCE_MS = 1000;

/** INSERT INTO: a job of its own. Returns once it runs (table.dml-sync: at its end), and it goes on by itself. */
export const insert: Handler<'insert'> = async (statement, context, signal) => {
  const plan = planInsert(statement, plannerContext(context));
  const name = context.settings.text('pipeline.name') ?? `insert-into_${plan.table.id.name}`;
  await whenFree(name, context, signal);
  const job = context.jobs.start(
    name,
    isBounded(plan.input),
    (changed) => new RunningJob(jobSpec(name, plan, context), jobPorts(name, context, changed)),
  );
  const onAbort = () => void job.running.cancel();
  signal.addEventListener('abort', onAbort, { once: true });
  // A job that cannot start is an error of its statement; what goes wrong later is the job's own affair.
  await (context.settings.text('table.dml-sync') === 'true' ? job.done : job.running.started);
  signal.removeEventListener('abort', onAbort);
  if (job.error !== undefined) throw job.error;
  if (signal.aborted) throw new SqlError('E_ABORTED', `job '${name}' was cancelled`);
  return { kind: 'job', job };
};

/** Two INSERTs of one name in a row: the second waits for the first, if that one ends by itself or is being ended. */
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

function jobSpec(name: string, plan: InsertPlan, context: StatementContext): JobSpec {
  const fingerprint = createHash('sha256').update(explainInsert(plan)).digest('hex').slice(0, 12);
  return { name, inserts: [plan], ...jobSettings(context.settings, fingerprint) };
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
