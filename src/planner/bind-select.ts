import { SqlError } from '../common/errors.ts';
import type { Expression, SelectItem, SelectQuery } from '../sql/ast.ts';
import type { Field } from '../types/schema.ts';
import { bindCondition, bindExpression } from './bind-expression.ts';
import { bindFrom } from './bind-from.ts';
import type { BoundExpression } from './expression.ts';
import type { ExpressionContext } from './expression-context.ts';
import { Guard } from './guard.ts';
import { ModelCalls } from './model-calls.ts';
import type { Plan } from './plan.ts';
import type { QueryContext } from './query-context.ts';

/** SELECT ... FROM ... WHERE: filters that call no model first, so that only their rows are paid for. */
export function bindSelect(select: SelectQuery, context: QueryContext): Plan {
  refuseUnsupported(select);
  const from = bindFrom(select.from, context);
  const calls = new ModelCalls(from.plan);
  const base: ExpressionContext = {
    planner: context.planner,
    scope: from.scope,
    models: calls,
    place: 'this clause',
    guard: Guard.always,
  };
  if (select.where !== undefined) bindWhere(select.where, calls, base);
  const columns = select.items.flatMap((item) => bindItem(item, base));
  const names = uniqueNames(columns.map((column) => column.name));
  return {
    kind: 'project',
    input: calls.plan,
    expressions: columns.map((column) => column.expression),
    schema: columns.map(({ expression }, i): Field => ({ name: names[i] ?? '', type: expression.type })),
  };
}

function refuseUnsupported(select: SelectQuery): void {
  const what = select.distinct
    ? 'SELECT DISTINCT'
    : select.groupBy.length > 0
      ? 'GROUP BY'
      : select.having !== undefined
        ? 'HAVING'
        : select.qualify !== undefined
          ? 'QUALIFY'
          : undefined;
  if (what === undefined) return;
  const span = select.groupBy[0]?.span ?? select.having?.span ?? select.qualify?.span ?? select.span;
  throw new SqlError('E_UNSUPPORTED', `weir does not run ${what}`, { span });
}

/** Each conjunct is bound with the calls made before it; conjuncts without a model call filter before any call. */
function bindWhere(where: Expression, calls: ModelCalls, context: ExpressionContext): void {
  const conjuncts = flattenAnd(where);
  const isPaid = (expression: Expression) => callsModel(expression);
  const ordered = [...conjuncts.filter((c) => !isPaid(c)), ...conjuncts.filter(isPaid)];
  for (const conjunct of ordered) {
    const condition = bindCondition(conjunct, { ...context, place: 'WHERE' }, 'WHERE');
    calls.wrap((input) => ({ kind: 'filter', input, condition, schema: input.schema }));
  }
}

function flattenAnd(expression: Expression): Expression[] {
  if (expression.kind !== 'call' || expression.name !== 'AND') return [expression];
  return expression.args.flatMap(flattenAnd);
}

/** Whether evaluating the expression may call a model. */
function callsModel(expression: Expression): boolean {
  switch (expression.kind) {
    case 'call':
      return expression.name.toUpperCase() === 'ML_PREDICT' || expression.args.some(callsModel);
    case 'case':
      return [
        expression.operand,
        expression.otherwise,
        ...expression.branches.flatMap((branch) => [branch.when, branch.then]),
      ].some((part) => part !== undefined && callsModel(part));
    case 'cast':
    case 'field':
    case 'named':
      return callsModel(expression.value);
    default:
      return false;
  }
}

interface SelectColumn {
  readonly name: string | undefined;
  readonly expression: BoundExpression;
}

function bindItem(item: SelectItem, context: ExpressionContext): SelectColumn[] {
  const { value, alias } = item;
  if (value.kind === 'star') {
    const columns = context.scope.expand(value.qualifier?.parts.at(-1));
    if (columns.length === 0) {
      throw new SqlError('E_ARGUMENTS', 'SELECT * needs a FROM', { span: value.span });
    }
    return columns.map(({ index, name, type }) => ({
      name,
      expression: { kind: 'column', index, name, type },
    }));
  }
  const expression = bindExpression(value, context);
  if (expression.type.kind === 'NULL') {
    throw new SqlError('E_TYPE', 'a bare NULL has no type', {
      span: value.span,
      hint: 'CAST(NULL AS STRING)',
    });
  }
  return [{ name: alias?.name ?? ownName(value), expression }];
}

/** A reference keeps its last name; everything else is EXPR$<position>. */
function ownName(value: Expression): string | undefined {
  if (value.kind === 'reference') return value.path.at(-1)?.name;
  return value.kind === 'field' ? value.field.name : undefined;
}

/** EXPR$i for nameless columns; a second `id` becomes id0, as in Flink. */
function uniqueNames(names: readonly (string | undefined)[]): string[] {
  const used = new Set<string>();
  return names.map((given, i) => {
    const base = given ?? `EXPR$${i}`;
    let name = base;
    for (let n = 0; used.has(name); n++) name = `${base}${n}`;
    used.add(name);
    return name;
  });
}
