import { unreachable } from '../../common/errors.ts';
import type { Statement } from '../../sql/ast/statement.ts';
import type { StatementContext } from '../context.ts';
import type { Result } from '../result.ts';
import { alterModel } from './alter-model.ts';
import { alterTable } from './alter-table.ts';
import { alterView } from './alter-view.ts';
import { createModel } from './create-model.ts';
import { createTable } from './create-table.ts';
import { createView } from './create-view.ts';
import { describe } from './describe.ts';
import { drop } from './drop.ts';
import { explain } from './explain.ts';
import { alterFunction, createFunction, dropFunction } from './functions.ts';
import { help } from './help.ts';
import { insert } from './insert.ts';
import { cancelJob, stopJob } from './jobs.ts';
import { modules } from './modules.ts';
import { alterDatabase, createPlace, dropPlace, use } from './places.ts';
import { query } from './query.ts';
import { reset, set } from './settings.ts';
import { showCreate } from './show-create.ts';
import { show } from './show.ts';
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
    case 'createTable':
      return createTable(statement, context, signal);
    case 'createView':
      return createView(statement, context, signal);
    case 'createModel':
      return createModel(statement, context, signal);
    case 'alterTable':
      return alterTable(statement, context, signal);
    case 'alterModel':
      return alterModel(statement, context, signal);
    case 'alterView':
      return alterView(statement, context, signal);
    case 'createFunction':
      return createFunction(statement, context, signal);
    case 'alterFunction':
      return alterFunction(statement, context, signal);
    case 'dropFunction':
      return dropFunction(statement, context, signal);
    case 'createPlace':
      return createPlace(statement, context, signal);
    case 'dropPlace':
      return dropPlace(statement, context, signal);
    case 'alterDatabase':
      return alterDatabase(statement, context, signal);
    case 'use':
      return use(statement, context, signal);
    case 'modules':
      return modules(statement, context, signal);
    case 'drop':
      return drop(statement, context, signal);
    case 'show':
      return show(statement, context, signal);
    case 'showCreate':
      return showCreate(statement, context, signal);
    case 'describe':
      return describe(statement, context, signal);
    case 'set':
      return set(statement, context, signal);
    case 'reset':
      return reset(statement, context, signal);
    case 'help':
      return help(statement, context, signal);
    case 'quit':
    case 'clear':
      return { kind: 'command', command: statement.kind };
    default:
      return unreachable(statement);
  }
}
