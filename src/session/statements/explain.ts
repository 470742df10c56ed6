import { SqlError } from '../../common/errors.ts';
import { bindInsert } from '../../planner/bind-insert.ts';
import { bindQuery } from '../../planner/bind-query.ts';
import { changelogOf } from '../../planner/changelog.ts';
import { explain as explainPlan, explainInsert } from '../../planner/explain.ts';
import { optimize, optimizeInsert } from '../../planner/optimize.ts';
import type { Handler, StatementContext } from '../context.ts';
import type { Statement } from '../../sql/ast.ts';
import { STRING } from '../../types/type.ts';
import { plannerContext } from '../planning.ts';
import { utilityRows } from '../utility-rows.ts';

/** EXPLAIN: the optimized plan as one text, without opening anything. */
export const explain: Handler<'explain'> = async (statement, context) => {
  return utilityRows([{ name: 'result', type: STRING }], [[explainStatement(statement.statement, context)]]);
};

function explainStatement(inner: Statement, context: StatementContext): string {
  const planner = plannerContext(context);
  switch (inner.kind) {
    case 'query': {
      const plan = optimize(bindQuery(inner.query, planner));
      changelogOf(plan);
      return explainPlan(plan);
    }
    case 'insert': {
      const plan = optimizeInsert(bindInsert(inner, planner));
      changelogOf(plan.input);
      return explainInsert(plan);
    }
    case 'statementSet':
      return inner.statements.map((each) => explainStatement(each, context)).join('\n\n');
    default:
      throw new SqlError('E_UNSUPPORTED', 'EXPLAIN takes a query or an INSERT', { span: inner.span });
  }
}
