import { SqlError } from '../../common/errors.ts';
import { planInsert } from '../../planner/plan-query.ts';
import type { Handler } from '../context.ts';
import { plannerContext } from '../planning.ts';
import { startJob } from '../start-job.ts';

/** STATEMENT SET: one job with one checkpoint for all of its INSERTs; what several of them read or ask is read and asked once. */
export const statementSet: Handler<'statementSet'> = async (statement, context, signal) => {
  const planner = plannerContext(context);
  const inserts = statement.statements.map((each) => {
    if (each.kind === 'insert') return planInsert(each, planner);
    throw new SqlError('E_UNSUPPORTED', 'a statement set of weir takes INSERT statements only', {
      span: each.span,
      hint: 'create the table first, then INSERT into it here',
    });
  });
  if (inserts.length === 0) return { kind: 'message', text: 'The statement set is empty: nothing runs.' };
  return startJob(inserts, context, signal);
};
