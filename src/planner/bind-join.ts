import { SqlError } from '../common/errors.ts';
import { findFunction } from '../functions/index.ts';
import type { Expression, FromItem, Identifier } from '../sql/ast/query.ts';
import { commonType, isInteger, isText } from '../types/coercion.ts';
import type { Field } from '../types/schema.ts';
import { printType, sameType, withNullability, type SqlType } from '../types/type.ts';
import { bindConjunct, isMixed } from './bind-conjunct.ts';
import type { BoundExpression } from './expression.ts';
import type { ExpressionContext } from './expression-context.ts';
import { Guard } from './guard.ts';
import { castTo } from './implicit-cast.ts';
import type { JoinPlan, JoinType, Plan } from './plan.ts';
import type { BoundFrom, QueryContext } from './query-context.ts';
import { Scope, type ScopeColumn } from './scope.ts';

type JoinItem = FromItem & { kind: 'join' };

/** Two bound sides of a JOIN as one. Equalities of ON between the sides become keys, the rest a condition. */
export function bindJoin(
  item: JoinItem,
  left: BoundFrom,
  right: BoundFrom,
  context: QueryContext,
): BoundFrom {
  checkCondition(item);
  const type: JoinType = item.type === 'CROSS' ? 'INNER' : item.type;
  const scope = Scope.beside(left.scope, right.scope);
  const using = item.natural ? sharedNames(left.scope, right.scope, item) : distinctNames(item.using);
  const conditions =
    using.length > 0
      ? using.map((name) => equalColumns(name, left, right))
      : item.on === undefined
        ? []
        : bindOn(item.on, onContext(scope, context));
  const plan = makeJoin(type, left.plan, right.plan, conditions, context.planner.mode === 'batch');
  const joined: BoundFrom = { plan, scope: padded(scope, type, left.scope.columns.length) };
  return using.length > 0 ? merged(using, type, joined, left.scope, right.scope) : joined;
}

/** Throws E_ARGUMENTS for a condition too many, or none. */
function checkCondition({ type, natural, on, using, joinSpan, conditionSpan, span }: JoinItem): void {
  const has = on !== undefined || using.length > 0;
  if (type === 'CROSS' ? has || natural : has && natural) {
    const what = natural ? 'NATURAL' : 'CROSS';
    throw new SqlError('E_ARGUMENTS', `a ${what} JOIN takes no condition`, { span: conditionSpan ?? span });
  }
  if (type !== 'CROSS' && !has && !natural) {
    throw new SqlError('E_ARGUMENTS', `${type === 'INNER' ? '' : `${type} `}JOIN needs a condition`, {
      span: joinSpan ?? span,
      hint: 'ON a.x = b.y, USING (x), or CROSS JOIN for every pair',
    });
  }
}

function bindOn(on: Expression, context: ExpressionContext): readonly BoundExpression[] {
  return flattenAnd(on).flatMap((part) => conjuncts(bindConjunct(part, context, 'ON')));
}

/** The parts of AND. */
export function flattenAnd(expression: Expression): readonly Expression[] {
  if (expression.kind !== 'call' || expression.name !== 'AND') return [expression];
  return expression.args.flatMap(flattenAnd);
}

/** `a, b`: every row of one with every row of the other, until WHERE says more. */
export function crossJoin(left: BoundFrom, right: BoundFrom, context: QueryContext): BoundFrom {
  return {
    plan: makeJoin('INNER', left.plan, right.plan, [], context.planner.mode === 'batch'),
    scope: Scope.beside(left.scope, right.scope),
  };
}

/** The join over conditions on its concatenated row: `a = b` across the sides is a key, all else is looked at per pair. */
export function makeJoin(
  type: JoinType,
  left: Plan,
  right: Plan,
  conditions: readonly BoundExpression[],
  final: boolean,
): JoinPlan {
  const width = left.schema.length;
  const keys: JoinPlan['keys'][number][] = [];
  const rest: BoundExpression[] = [];
  for (const condition of conditions) {
    const key = asKey(condition, width);
    if (key === undefined) rest.push(condition);
    else keys.push(key);
  }
  const nullable = { left: type === 'RIGHT' || type === 'FULL', right: type === 'LEFT' || type === 'FULL' };
  const schema = [
    ...left.schema.map((field) =>
      nullable.left ? { ...field, type: withNullability(field.type, true) } : field,
    ),
    ...right.schema.map((field) =>
      nullable.right ? { ...field, type: withNullability(field.type, true) } : field,
    ),
  ];
  const [first] = rest;
  const condition: BoundExpression | undefined =
    rest.length > 1 && first !== undefined ? { kind: 'and', operands: rest, type: first.type } : first;
  return { kind: 'join', type, left, right, keys, condition, final, schema };
}

function asKey(condition: BoundExpression, width: number): JoinPlan['keys'][number] | undefined {
  if (condition.kind !== 'call' || condition.function.name !== '=') return undefined;
  const [a, b] = condition.args;
  if (a?.kind !== 'column' || b?.kind !== 'column' || !haveOneKey(a.type, b.type)) return undefined;
  if (a.index < width && b.index >= width) return { left: a.index, right: b.index - width };
  if (b.index < width && a.index >= width) return { left: b.index, right: a.index - width };
  return undefined;
}

/** Whether equal values of the two types have equal keys. */
function haveOneKey(a: SqlType, b: SqlType): boolean {
  return sameType(a, b) || (isInteger(a) && isInteger(b)) || (isText(a) && isText(b));
}

export function conjuncts(condition: BoundExpression): readonly BoundExpression[] {
  return condition.kind === 'and' ? condition.operands.flatMap(conjuncts) : [condition];
}

function onContext(scope: Scope, context: QueryContext): ExpressionContext {
  return { planner: context.planner, scope, models: undefined, place: 'ON', guard: Guard.always };
}

/** After an outer join the other side's columns may be NULL. */
function padded(scope: Scope, type: JoinType, width: number): Scope {
  return new Scope(
    scope.columns.map((column, i): ScopeColumn => {
      const outer = i < width ? type === 'RIGHT' || type === 'FULL' : type === 'LEFT' || type === 'FULL';
      return outer ? { ...column, type: withNullability(column.type, true) } : column;
    }),
    scope.star,
  );
}

function distinctNames(names: readonly Identifier[]): readonly Identifier[] {
  return names.filter(({ name }, i) => names.findIndex((other) => other.name === name) === i);
}

function sharedNames(left: Scope, right: Scope, item: JoinItem): Identifier[] {
  const names = new Set(right.star.map((index) => right.columns[index]?.name));
  return left.star.flatMap((index) => {
    const name = left.columns[index]?.name;
    return name !== undefined && names.has(name) ? [{ name, span: item.span }] : [];
  });
}

function equalColumns(name: Identifier, left: BoundFrom, right: BoundFrom): BoundExpression {
  const a = left.scope.resolve([name]);
  const b = shift(right.scope.resolve([name]), left.scope.columns.length);
  const equals = findFunction('=');
  const common = commonType([a.type, b.type]);
  if (equals === undefined || common === undefined) {
    throw new SqlError(
      isMixed(a.type, b.type) ? 'E_UNSUPPORTED' : 'E_TYPE',
      `column ${name.name} is ${printType(a.type)} on one side and ${printType(b.type)} on the other`,
      { span: name.span },
    );
  }
  const args = [castTo(a, common), castTo(b, common)];
  const bound = equals.bind(args.map(({ type }) => ({ kind: 'value', type })));
  return { kind: 'call', function: equals, bound, args, symbols: [], type: bound.returns };
}

function shift(column: BoundExpression, by: number): BoundExpression {
  return column.kind === 'column' ? { ...column, index: column.index + by } : column;
}

/**
 * USING and NATURAL: behind the columns of both sides one for each shared name. `*` has those first, then what is not
 * shared; a table in front of the name still means that side's own column.
 */
function merged(
  using: readonly Identifier[],
  type: JoinType,
  joined: BoundFrom,
  left: Scope,
  right: Scope,
): BoundFrom {
  const { columns, star } = joined.scope;
  const shared = using.map((name) => {
    const sides = [left.resolve([name]), shift(right.resolve([name]), left.columns.length)] as const;
    const expression = sharedValue(columnAt(columns, sides[0]), columnAt(columns, sides[1]), type);
    return { column: { qualifier: [], name: name.name, type: expression.type }, expression, sides };
  });
  const hidden = new Set(shared.flatMap(({ sides }) => sides.map(indexOf)));
  const own = columns.map((column, index): ScopeColumn =>
    hidden.has(index) ? { ...column, merged: true } : column,
  );
  const all = [...own, ...shared.map(({ column }) => column)];
  const expressions = [
    ...columns.map((column, index): BoundExpression => ({ kind: 'column', index, ...nameAndType(column) })),
    ...shared.map(({ expression }) => expression),
  ];
  const schema = all.map(nameAndType);
  return {
    plan: { kind: 'project', input: joined.plan, expressions, schema },
    scope: new Scope(all, [
      ...shared.map((_, i) => columns.length + i),
      ...star.filter((index) => !hidden.has(index)),
    ]),
  };
}

/** The column of the side that is never NULL, or the first that is not: NULL only where both are. */
function sharedValue(left: BoundExpression, right: BoundExpression, type: JoinType): BoundExpression {
  if (type === 'FULL') return firstOf(left, right);
  const isRight = type === 'RIGHT' || (type === 'INNER' && left.type.nullable && !right.type.nullable);
  const value = isRight ? right : left;
  const common = commonType([left.type, right.type]);
  return common === undefined ? value : castTo(value, withNullability(common, value.type.nullable));
}

function nameAndType({ name, type }: ScopeColumn): Field {
  return { name, type };
}

function indexOf(column: BoundExpression): number {
  return column.kind === 'column' ? column.index : -1;
}

/** The column as the joined row has it: NULL may be in it now. */
function columnAt(columns: readonly ScopeColumn[], side: BoundExpression): BoundExpression {
  const type = columns[indexOf(side)]?.type ?? side.type;
  return { ...side, type };
}

function firstOf(left: BoundExpression, right: BoundExpression): BoundExpression {
  const coalesce = findFunction('COALESCE');
  if (coalesce === undefined) throw new SqlError('E_INTERNAL', 'no COALESCE');
  const bound = coalesce.bind([left, right].map(({ type }) => ({ kind: 'value', type })));
  return {
    kind: 'call',
    function: coalesce,
    bound,
    args: [left, right].map((side, i) => castTo(side, bound.parameters[i] ?? side.type)),
    symbols: [],
    type: bound.returns,
  };
}
