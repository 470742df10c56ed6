import { SqlError } from '../common/errors.ts';
import { VALUE_COLUMN, type ArgumentInfo, type TableFunction } from '../functions/define.ts';
import type { Expression, FromItem, Identifier } from '../sql/ast/query.ts';
import { withNullability } from '../types/type.ts';
import { bindConjunct } from './bind-conjunct.ts';
import { bindExpression } from './bind-expression.ts';
import type { BoundExpression } from './expression.ts';
import type { ExpressionContext } from './expression-context.ts';
import { Guard } from './guard.ts';
import { castTo } from './implicit-cast.ts';
import type { CorrelatePlan, Plan } from './plan.ts';
import type { BoundFrom, QueryContext } from './query-context.ts';
import { renameColumns } from './rename-columns.ts';
import { Scope } from './scope.ts';

/** A call of FROM, and the function that it means. */
export interface LateralFunction {
  readonly item: FromItem & { kind: 'function' };
  readonly function: TableFunction;
}

/**
 * The function's rows for each row of what stands before it, whose columns its arguments may name if it is LATERAL. `join`
 * is what joins them; a comma is CROSS JOIN.
 */
export function bindCorrelate(
  { item, function: called }: LateralFunction,
  left: BoundFrom,
  join: (FromItem & { kind: 'join' }) | undefined,
  context: QueryContext,
): BoundFrom {
  const type = typeOf(join, item.call);
  const place = { planner: context.planner, models: undefined, guard: Guard.always };
  const scope = item.lateral ? left.scope : new Scope([]);
  const call = bindCall(called, item.call, { ...place, scope, place: 'an argument of a table function' });
  const named = renameColumns(tableFunctionColumns(called, item.alias), item.columnAliases, item.span);
  const columns = named.map((field) =>
    type === 'LEFT' ? { ...field, type: withNullability(field.type, true) } : field,
  );
  const own = Scope.of(columns, item.alias === undefined ? [] : [item.alias.name]);
  const both = Scope.beside(left.scope, own);
  const condition = join && bindOn(join, { ...place, scope: both, place: 'ON' });
  const schema = [...left.plan.schema, ...columns];
  const plan: Plan = {
    kind: 'correlate',
    input: left.plan,
    type,
    schema,
    function: called,
    ...call,
    condition: type === 'LEFT' ? condition : undefined,
    span: context.planner.isElsewhere === true ? undefined : item.call.span,
  };
  if (type === 'LEFT' || condition === undefined) return { plan, scope: both };
  return { plan: { kind: 'filter', input: plan, condition, schema }, scope: both };
}

/** The function's columns; that of values which are no ROW is called as the table is. */
export function tableFunctionColumns(
  { columns }: TableFunction,
  alias: Identifier | undefined,
): TableFunction['columns'] {
  return columns.map((field) =>
    field.name === VALUE_COLUMN && alias !== undefined ? { ...field, name: alias.name } : field,
  );
}

function bindCall(
  called: TableFunction,
  call: Expression & { kind: 'call' },
  context: ExpressionContext,
): Pick<CorrelatePlan, 'bound' | 'args'> {
  const values = call.args.map((arg) => bindExpression(arg, context));
  const infos = values.map((value): ArgumentInfo => ({ kind: 'value', type: value.type }));
  try {
    const bound = called.bind(infos);
    return { bound, args: values.map((value, i) => castTo(value, bound.parameters[i] ?? value.type)) };
  } catch (error) {
    if (error instanceof SqlError) throw error.with({ span: call.span });
    throw error;
  }
}

function typeOf(
  join: (FromItem & { kind: 'join' }) | undefined,
  call: Expression & { kind: 'call' },
): CorrelatePlan['type'] {
  if (join === undefined || join.type === 'CROSS' || join.type === 'INNER') return 'INNER';
  if (join.type === 'LEFT') return 'LEFT';
  throw new SqlError('E_UNSUPPORTED', `a ${join.type} JOIN with LATERAL means nothing`, {
    span: call.span,
    hint: 'the rows of the left side come first: CROSS JOIN LATERAL or LEFT JOIN LATERAL ... ON TRUE',
  });
}

/** The condition of ON; TRUE is none. */
function bindOn(
  { type, natural, on, using, right, span }: FromItem & { kind: 'join' },
  context: ExpressionContext,
): BoundExpression | undefined {
  if (natural || using.length > 0) {
    throw new SqlError('E_UNSUPPORTED', 'weir joins LATERAL by ON alone', {
      span: right.span,
      hint: 'write the condition behind ON',
    });
  }
  if (type === 'CROSS' ? on !== undefined : on === undefined) {
    const what = type === 'CROSS' ? 'a CROSS JOIN takes no condition' : 'JOIN needs a condition';
    throw new SqlError('E_ARGUMENTS', what, { span: on?.span ?? span, hint: 'JOIN LATERAL ... ON TRUE' });
  }
  const isTrue = on?.kind === 'literal' && on.literal.type === 'boolean' && on.literal.value;
  return on === undefined || isTrue ? undefined : bindConjunct(on, context, 'ON');
}
