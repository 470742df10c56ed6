import { SqlError, unreachable, type Span } from '../common/errors.ts';
import type { ArgumentInfo, ScalarFunction } from '../functions/define.ts';
import { findFunction } from '../functions/index.ts';
import type { Expression } from '../sql/ast/query.ts';
import { leftChain } from '../sql/left-chain.ts';
import { commonType, mixLate } from '../types/coercion.ts';
import { BOOLEAN, NULL_TYPE, printType, withNullability } from '../types/type.ts';
import { bindCast } from './bind-cast.ts';
import { bindLiteral } from './bind-literal.ts';
import type { BoundExpression } from './expression.ts';
import { placeOf, type ExpressionContext } from './expression-context.ts';
import { lookUpFunction, unknownFunction } from './function-lookup.ts';
import { castTo } from './implicit-cast.ts';
import { guardBehind, isNotFalse, isNotTrue, isTrue } from './reached.ts';
import { refuseMisplaced, refuseOutside, refuseUnsupported } from './refuse-call.ts';
import { bindField } from './scope.ts';
import { spreadRows } from './spread-rows.ts';

/** Names become column indexes, types become known. Throws SqlError with the span of the part that is wrong. */
export function bindExpression(expression: Expression, context: ExpressionContext): BoundExpression {
  const chain = leftChain(expression);
  const keyAt = findKey(chain, context);
  const inner = chain.slice(0, keyAt?.index).reverse();
  let bound = keyAt?.key;
  for (const part of inner)
    bound = bindPart(part, part === expression ? context : { ...context, isJsonValue: false }, bound);
  return bound ?? bindPart(expression, context, undefined);
}

/** The first part of a chain that is a key of GROUP BY. */
function findKey(
  chain: readonly Expression[],
  { aggregates }: ExpressionContext,
): { readonly index: number; readonly key: BoundExpression } | undefined {
  if (aggregates === undefined) return undefined;
  for (const [index, part] of chain.entries()) {
    const key = aggregates.key(part, chain.length - index);
    if (key !== undefined) return { index, key };
  }
  return undefined;
}

/** One operator of a chain; `left` is its left operand where that is bound already. */
function bindPart(
  expression: Expression,
  context: ExpressionContext,
  left: BoundExpression | undefined,
): BoundExpression {
  switch (expression.kind) {
    case 'literal':
      return bindLiteral(expression.literal, expression.span);
    case 'reference': {
      const bare = bareCall(expression);
      if (bare !== undefined) return bindCall(bare, context, undefined);
      const column = context.scope.resolve(expression.path);
      if (context.aggregates === undefined) return column;
      const name = expression.path.map((part) => part.name).join('.');
      throw new SqlError('E_ARGUMENTS', `column '${name}' is neither in GROUP BY nor inside an aggregate`, {
        span: expression.span,
      });
    }
    case 'call':
      return bindCall(expression, context, left);
    case 'case':
      return bindCase(expression, context);
    case 'cast':
      return bindCast(expression, left ?? bindExpression(expression.value, context), context);
    case 'field':
      return bindField(left ?? bindExpression(expression.value, context), expression.field, {
        missing: expression.field.span,
        noRow: expression.span,
      });
    case 'subquery':
      throw new SqlError('E_UNSUPPORTED', 'weir runs no subquery as a value', {
        span: expression.span,
        hint: 'put it into FROM',
      });
    case 'named':
      throw new SqlError(
        'E_ARGUMENTS',
        'weir takes the arguments of a function by their order, without names',
        {
          span: expression.span,
        },
      );
    case 'star':
    case 'symbol':
    case 'type':
    case 'model':
    case 'table':
    case 'descriptor':
      throw new SqlError('E_ARGUMENTS', `a ${expression.kind} cannot stand here`, { span: expression.span });
    default:
      return unreachable(expression);
  }
}

/** A value that becomes a column: NULL alone has no type, E_TYPE. */
export function bindTyped(expression: Expression, context: ExpressionContext): BoundExpression {
  const bound = bindExpression(expression, context);
  if (bound.type.kind !== 'NULL') return bound;
  throw new SqlError('E_TYPE', 'a bare NULL has no type', {
    span: expression.span,
    hint: 'CAST(NULL AS STRING)',
  });
}

const TAKES_NULL = new Set(['WHERE', 'ON', 'HAVING', 'WHEN']);

/**
 * A condition: BOOLEAN, else E_TYPE. NULL alone is one as a whole clause or behind WHEN, not as part of another condition.
 * `span` is what is blamed, the condition itself unless given.
 */
export function bindCondition(
  expression: Expression,
  context: ExpressionContext,
  where: string,
  span = expression.span,
): BoundExpression {
  return asCondition(bindExpression(expression, context), expression, where, span);
}

function asCondition(
  bound: BoundExpression,
  expression: Expression,
  where: string,
  span: Span,
): BoundExpression {
  if (bound.type.kind === 'BOOLEAN') return bound;
  if (bound.type.kind === 'NULL' && TAKES_NULL.has(where)) return castTo(bound, BOOLEAN);
  const given = printType(withNullability(bound.type, true));
  throw new SqlError('E_TYPE', `${where} needs a BOOLEAN, not ${given}`, {
    span: bound.type.kind === 'NULL' ? expression.span : span,
  });
}

/** `PI`: the call that a name without quotes is, whatever columns there are. */
function bareCall({
  path,
  span,
}: Expression & { kind: 'reference' }): (Expression & { kind: 'call' }) | undefined {
  const [part] = path;
  if (part === undefined || path.length > 1 || findFunction(part.name)?.bare !== true) return undefined;
  if (span.end - span.start !== part.name.length) return undefined; // quoted
  return { kind: 'call', name: part.name, nameSpan: span, args: [], distinct: false, span };
}

function bindCall(
  call: Expression & { kind: 'call' },
  context: ExpressionContext,
  left: BoundExpression | undefined,
): BoundExpression {
  const name = call.name.toUpperCase();
  switch (name) {
    case 'AND':
    case 'OR':
      return bindConnective(name, call, context);
    case 'NOT': {
      const [operand] = call.args;
      if (operand === undefined) throw new SqlError('E_INTERNAL', 'NOT without operand');
      const bound = asCondition(left ?? bindExpression(operand, context), operand, 'NOT', call.span);
      return { kind: 'not', operand: bound, type: bound.type };
    }
    case 'ML_PREDICT':
      if (context.models === undefined) {
        throw new SqlError('E_UNSUPPORTED', `ML_PREDICT cannot stand in ${context.place}`, {
          span: call.span,
          hint:
            context.place === 'VALUES' ? 'SELECT ML_PREDICT(...) calls it' : 'call it in a subquery first',
        });
      }
      return context.models.bind(call, context);
    case '-':
    case '+':
      return bindSignedNumber(call) ?? bindFunction(call, context, left);
    case '=':
    case 'IN': {
      const ways = spreadRows(call, name)?.map((calls) =>
        connective(
          'and',
          calls.map((part) => bindFunction(part, context)),
        ),
      );
      return ways === undefined ? bindFunction(call, context, left) : connective('or', ways);
    }
    default:
      return bindFunction(call, context, left);
  }
}

/** The sign belongs to the number: 9223372036854775808 without it is out of range. */
function bindSignedNumber(call: Expression & { kind: 'call' }): BoundExpression | undefined {
  const text = signedText(call);
  return text === undefined ? undefined : bindLiteral({ type: 'number', text }, call.span);
}

/** `-(-5)` is the number 5, while `-(+5)` and `+(-5)` are signs of an operand. */
function signedText(call: Expression & { kind: 'call' }): string | undefined {
  const [operand] = call.args;
  if (call.args.length !== 1 || operand === undefined) return undefined;
  if (operand.kind === 'literal' && operand.literal.type === 'number')
    return call.name === '-' ? `-${operand.literal.text}` : operand.literal.text;
  if (call.name !== '-' || operand.kind !== 'call' || operand.name !== '-') return undefined;
  const inner = signedText(operand);
  return inner?.startsWith('-') === true ? inner.slice(1) : inner && `-${inner}`;
}

function bindConnective(
  name: 'AND' | 'OR',
  call: Expression & { kind: 'call' },
  context: ExpressionContext,
): BoundExpression {
  const operands: BoundExpression[] = [];
  let guard = context.guard;
  for (const arg of call.args) {
    const operand = bindCondition(arg, { ...context, guard }, name, call.span);
    operands.push(operand);
    guard = guard.and(name === 'AND' ? isNotFalse(operand) : isNotTrue(operand));
  }
  return connective(name === 'AND' ? 'and' : 'or', operands);
}

function connective(kind: 'and' | 'or', operands: readonly BoundExpression[]): BoundExpression {
  const [only] = operands;
  if (only !== undefined && operands.length === 1) return only;
  const type = withNullability(
    BOOLEAN,
    operands.some((operand) => operand.type.nullable),
  );
  // Flink looks for one that decides before it computes any, wherever it stands.
  const value = kind === 'or';
  if (operands.some((operand) => operand.kind === 'constant' && operand.value === value))
    return { kind: 'constant', value, type };
  return { kind, operands, type };
}

function bindFunction(
  call: Expression & { kind: 'call' },
  context: ExpressionContext,
  left?: BoundExpression,
): BoundExpression {
  const found = lookUpFunction(call, context.planner);
  refuseUnsupported(call, found, context);
  const aggregate = context.aggregates?.bind(call);
  if (aggregate !== undefined) return aggregate;
  refuseOutside(call, found, context);
  if (found === undefined) {
    // what is wrong inside the call comes first
    for (const arg of call.args) if (isValue(arg)) bindTyped(arg, { ...context, models: undefined });
    throw unknownFunction(call, context.planner);
  }
  refuseMisplaced(call, found, context);
  const isJsonValue = found.name === 'JSON_OBJECT' || found.name === 'JSON_ARRAY';
  const infos: ArgumentInfo[] = [];
  const values: BoundExpression[] = [];
  const symbols: string[] = [];
  let { guard } = context;
  for (const [i, arg] of call.args.entries()) {
    if (arg.kind === 'symbol') {
      infos.push({ kind: 'symbol', name: arg.name });
      symbols.push(arg.name);
      continue;
    }
    if (arg.kind === 'type') {
      infos.push({ kind: 'type', type: arg.type });
      symbols.push(`RETURNING ${printType(arg.type)}`);
      continue;
    }
    guard = guardBehind(found.name, values, guard, context.guard);
    const value =
      i === 0 && left !== undefined ? left : bindExpression(arg, { ...context, guard, isJsonValue });
    values.push(value);
    infos.push({
      kind: 'value',
      type: value.type,
      literal: value.kind === 'constant' ? { value: value.value } : undefined,
      isNull: isNullCast(value),
    });
  }
  const bound = bindSignature(found, infos, call);
  const args = values.map((value, i) => castTo(value, bound.parameters[i] ?? value.type));
  const span = placeOf(call.span, context);
  return { kind: 'call', function: found, bound, args, symbols, span, type: bound.returns };
}

/** CAST(CAST(NULL AS INT) AS STRING) is one too. */
function isNullCast(value: BoundExpression): boolean {
  let inner = value;
  while (inner.kind === 'cast') inner = inner.value;
  return inner !== value && inner.kind === 'constant' && inner.value === null;
}

function isValue({ kind }: Expression): boolean {
  return kind === 'reference' || kind === 'literal' || kind === 'call' || kind === 'cast' || kind === 'case';
}

function bindSignature(
  found: ScalarFunction,
  infos: readonly ArgumentInfo[],
  call: Expression & { kind: 'call' },
) {
  try {
    return found.bind(infos);
  } catch (error) {
    if (!(error instanceof SqlError) || error.span !== undefined) throw error;
    const culprit = error.argument === undefined ? undefined : call.args[error.argument];
    const list = call.name === 'IN' && culprit !== undefined ? call.nameSpan : undefined;
    throw error.with({ span: list ?? culprit?.span ?? call.span });
  }
}

function bindCase(expression: Expression & { kind: 'case' }, context: ExpressionContext): BoundExpression {
  let guard = context.guard;
  const branches: { when: BoundExpression; then: BoundExpression; span: Span }[] = [];
  for (const branch of expression.branches) {
    const condition: Expression =
      expression.operand === undefined
        ? branch.when
        : {
            kind: 'call',
            name: '=',
            nameSpan: branch.when.span,
            args: [expression.operand, branch.when],
            distinct: false,
            span: expression.span,
          };
    const when = bindCondition(condition, { ...context, guard }, 'WHEN', expression.span);
    const then = bindExpression(branch.then, { ...context, guard: guard.and(isTrue(when)) });
    branches.push({ when, then, span: branch.then.span });
    guard = guard.and(isNotTrue(when));
  }
  const otherwise: BoundExpression =
    expression.otherwise === undefined
      ? { kind: 'constant', value: null, type: NULL_TYPE }
      : bindExpression(expression.otherwise, { ...context, guard });
  const results = [...branches.map((branch) => branch.then), otherwise];
  const type = commonType(results.map((result) => result.type));
  if (type === undefined || type.kind === 'NULL') {
    throw new SqlError(
      type === undefined && mixLate(results.map((result) => result.type)) ? 'E_UNSUPPORTED' : 'E_TYPE',
      `the branches of CASE have no common type: ${results.map((r) => printType(r.type)).join(', ')}`,
      {
        span: expression.span,
      },
    );
  }
  return {
    kind: 'case',
    branches: branches.map(({ when, then }) => ({ when, then: castTo(then, type) })),
    otherwise: castTo(otherwise, type),
    type: withNullability(
      type,
      results.some((result) => result.type.nullable),
    ),
  };
}
