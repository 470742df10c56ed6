import type { Statement } from '../../sql/ast.ts';
import type { StatementContext } from '../context.ts';
import type { Result } from '../result.ts';
import { explain } from './explain.ts';
import { insert } from './insert.ts';
import { cancelJob, stopJob } from './jobs.ts';
import { query } from './query.ts';
import { statementSet } from './statement-set.ts';

/** Runs a statement by its kind. tsc lists every kind that has no line here. */
export async function runStatement(
  statement: Statement,
  context: StatementContext,
  signal: AbortSignal,
): Promise<Result> {
  switch (statement.kind) {
    case 'query':
      return query(statement, context, signal);
    case 'insert':
      return insert(statement, context, signal);
    case 'explain':
      return explain(statement, context, signal);
    case 'statementSet':
      return statementSet(statement, context, signal);
    case 'stopJob':
      return stopJob(statement, context, signal);
    case 'cancelJob':
      return cancelJob(statement, context, signal);
    case 'quit':
    case 'clear':
      return { kind: 'command', command: statement.kind };
    default:
      throw new TypeError(`no handler for ${statement.kind}`);
  }
}
