import { SqlError } from '../common/errors.ts';
import { didYouMean } from '../common/nearest.ts';
import type { Expression, SelectQuery } from '../sql/ast/query.ts';
import { AggregateCalls, hasAggregate } from './aggregate-calls.ts';
import { distinct } from './aggregation.ts';
import { bindConjunct } from './bind-conjunct.ts';
import { bindCondition } from './bind-expression.ts';
import { bindFrom } from './bind-from.ts';
import { flattenAnd } from './bind-join.ts';
import { conjunction } from './conjunction.ts';
import type { BoundExpression } from './expression.ts';
import type { ExpressionContext } from './expression-context.ts';
import { findGroupWindow, GroupWindow } from './group-window.ts';
import { Guard } from './guard.ts';
import { ModelCalls } from './model-calls.ts';
import type { Plan } from './plan.ts';
import type { QueryContext } from './query-context.ts';
import { relationNames } from './relation-names.ts';
import { bindColumns } from './select-columns.ts';
import { someCall } from './some-call.ts';

/** SELECT ... FROM ... WHERE: filters that call no model first, so that only their rows are paid for. */
export function bindSelect(select: SelectQuery, context: QueryContext): Plan {
  refuseUnknownHints(select);
  if (select.qualify !== undefined) {
    throw new SqlError('E_UNSUPPORTED', 'weir does not run QUALIFY', { span: select.qualify.span });
  }
  const from = bindFrom(select.from, context);
  const calls = new ModelCalls(from.plan);
  const rows: ExpressionContext = {
    planner: context.planner,
    scope: from.scope,
    models: calls,
    place: 'this clause',
    guard: Guard.always,
  };
  if (select.where !== undefined) bindWhere(select.where, calls, rows);
  const selected = isGrouped(select) ? bindGrouped(select, calls, rows) : bindPlain(select, calls, rows);
  return select.distinct ? distinct(selected, context.planner.mode) : selected;
}

/** Hints of Flink behind SELECT. What they change does not change the answer: none has an effect here. */
const HINTS =
  'BROADCAST SHUFFLE_HASH SHUFFLE_MERGE NEST_LOOP LOOKUP STATE_TTL MULTI_JOIN NO_STATE_TTL ARRAY_STATE_TTL'.split(
    ' ',
  );

/** Hints whose arguments, or their keys, name tables of FROM. */
const NAMING = HINTS.filter((name) => name !== 'LOOKUP');

function refuseUnknownHints(select: SelectQuery): void {
  const tables = relationNames(select.from).map(({ name }) => name);
  for (const { name, arguments: args } of select.hints ?? []) {
    const known = name.name.toUpperCase();
    if (!HINTS.includes(known)) {
      throw new SqlError('E_UNSUPPORTED', `there is no hint ${name.name}`, {
        span: name.span,
        hint: didYouMean(name.name, HINTS) ?? `hints: ${HINTS.join(', ')}`,
      });
    }
    const lost = args.map(({ key, value }) => key ?? value).find((table) => !tables.includes(table));
    if (lost !== undefined && NAMING.includes(known)) {
      throw new SqlError('E_ARGUMENTS', `hint ${name.name}: no table of FROM is called '${lost}'`, {
        span: name.span,
        hint: didYouMean(lost, tables),
      });
    }
  }
}

function isGrouped({ groupBy, having, items }: SelectQuery): boolean {
  return groupBy.length > 0 || having !== undefined || items.some(({ value }) => hasAggregate(value));
}

function bindPlain(select: SelectQuery, calls: ModelCalls, rows: ExpressionContext): Plan {
  const { expressions, schema } = bindColumns(select.items, rows);
  return { kind: 'project', input: calls.plan, expressions, schema };
}

/** GROUP BY and HAVING: keys and arguments below the aggregation, what is made of its results above. */
function bindGrouped(select: SelectQuery, calls: ModelCalls, rows: ExpressionContext): Plan {
  const keys = { ...rows, place: 'GROUP BY' };
  const groupBy = select.groupBy.flatMap(groupedBy);
  const call = findGroupWindow(groupBy);
  const window = call && new GroupWindow(call, calls, keys);
  const aggregates = new AggregateCalls(keys, groupBy, window);
  const groups = { ...rows, models: undefined, place: 'a query with GROUP BY', aggregates };
  const having = select.having && bindCondition(select.having, groups, 'HAVING');
  const { expressions, schema } = bindColumns(select.items, groups);
  const aggregate = aggregates.plan(calls.plan, rows.planner.mode);
  const input: Plan =
    having === undefined
      ? aggregate
      : { kind: 'filter', input: aggregate, condition: having, schema: aggregate.schema };
  return { kind: 'project', input, expressions, schema };
}

/** The keys of one item of GROUP BY: a list in parentheses is as many, `()` none. */
function groupedBy(item: Expression): readonly Expression[] {
  return item.kind === 'call' && item.name.toUpperCase() === 'ROW' ? item.args : [item];
}

/** So many conjuncts become filters of their own, which can move down one by one; a plan of thousands would be too deep to walk. */
const MOST_FILTERS = 64;

/** Each conjunct is bound with the calls made before it; conjuncts without a model call filter before any call. */
function bindWhere(where: Expression, calls: ModelCalls, context: ExpressionContext): void {
  const conjuncts = flattenAnd(where);
  const isPaid = (expression: Expression) => callsModel(expression);
  const bind = (conjunct: Expression) => bindConjunct(conjunct, { ...context, place: 'WHERE' }, 'WHERE');
  const keep = (condition: BoundExpression) =>
    calls.wrap((input) => ({ kind: 'filter', input, condition, schema: input.schema }));
  const free = conjuncts.filter((conjunct) => !isPaid(conjunct)).map(bind);
  for (const condition of free.slice(0, MOST_FILTERS)) keep(condition);
  if (free.length > MOST_FILTERS) keep(conjunction(free.slice(MOST_FILTERS)));
  for (const conjunct of conjuncts.filter(isPaid)) keep(bind(conjunct));
}

/** Whether evaluating the expression may call a model. */
function callsModel(expression: Expression): boolean {
  return someCall(expression, (call) => call.name.toUpperCase() === 'ML_PREDICT');
}
