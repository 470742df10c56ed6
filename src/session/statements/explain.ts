import { SqlError } from '../../common/errors.ts';
import { allAdvice } from '../../planner/advise.ts';
import type { PlannerContext } from '../../planner/context.ts';
import { changesOf, printChanges } from '../../planner/changelog/changes.ts';
import { explainJson } from '../../planner/explain-json.ts';
import { explain as explainPlan, explainInsert, type NodeNote } from '../../planner/explain.ts';
import { mostRows } from '../../planner/most-rows.ts';
import type { Plan } from '../../planner/plan.ts';
import { planInsert, planQuery } from '../../planner/plan-query.ts';
import type { Statement } from '../../sql/ast/statement.ts';
import { STRING } from '../../types/type.ts';
import type { Handler } from '../context.ts';
import { plannerContext } from '../planning.ts';
import { utilityRows } from '../utility-rows.ts';

type Details = readonly string[];

/** EXPLAIN: the optimized plan as one text, without opening anything, with the details that were asked for. */
export const explain: Handler<'explain'> = async (statement, context) => {
  const text = explainStatement(statement.statement, statement.details, plannerContext(context));
  return utilityRows([{ name: 'result', type: STRING }], [[text]]);
};

function explainStatement(inner: Statement, details: Details, planner: PlannerContext): string {
  switch (inner.kind) {
    case 'query': {
      const plan = planQuery(inner.query, planner);
      return [explainPlan(plan, nodeNote(details)), ...more(plan, details, planner)].join('\n\n');
    }
    case 'insert': {
      const plan = planInsert(inner, planner);
      return [explainInsert(plan, nodeNote(details)), ...more(plan.input, details, planner)].join('\n\n');
    }
    case 'statementSet':
      return inner.statements.map((each) => explainStatement(each, details, planner)).join('\n\n');
    case 'createTable': {
      if (inner.as === undefined) break;
      const plan = planQuery(inner.as, planner);
      const name = inner.name.parts.map((part) => part.name).join('.');
      return [
        `Create: ${name}\n${explainPlan(plan, nodeNote(details))}`,
        ...more(plan, details, planner),
      ].join('\n\n');
    }
  }
  throw new SqlError('E_UNSUPPORTED', 'EXPLAIN takes a query or an INSERT', { span: inner.span });
}

/** What stands behind each node. */
function nodeNote(details: Details): NodeNote {
  return (plan) => {
    const changes = details.includes('CHANGELOG_MODE')
      ? `, changelogMode=${printChanges(changesOf(plan))}`
      : '';
    if (!details.includes('ESTIMATED_COST')) return changes;
    const rows = mostRows(plan);
    return `${changes}, ${rows === Infinity ? 'rows unknown' : `rows <= ${rows}`}`;
  };
}

/** What stands below the plan. */
function more(plan: Plan, details: Details, planner: PlannerContext): string[] {
  const advice = allAdvice(plan, planner).map((text, i) => `advice[${i + 1}]: ${text}`);
  return [
    ...(details.includes('PLAN_ADVICE') ? [advice.length === 0 ? 'no advice' : advice.join('\n')] : []),
    ...(details.includes('JSON_EXECUTION_PLAN') ? [explainJson(plan)] : []),
  ];
}
