import { planInsert } from '../../planner/plan-query.ts';
import type { Handler } from '../context.ts';
import { plannerContext } from '../planning.ts';
import { startJob } from '../start-job.ts';

/** INSERT INTO: a job of its own. */
export const insert: Handler<'insert'> = async (statement, context, signal) =>
  startJob([planInsert(statement, plannerContext(context))], context, signal);
