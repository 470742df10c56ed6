import { SqlError } from '../common/errors.ts';
import { BOOLEAN } from '../types/type.ts';
import type { Expression, Identifier, ObjectName } from './ast/query.ts';
import { parseArguments, parseCallTail } from './arguments.ts';
import { makeCall, startsOperand } from './call.ts';
import { parseCase, parseCast } from './case-cast.ts';
import type { Cursor } from './cursor.ts';
import { parseInterval, parseResolution } from './interval.ts';
import { CONTEXT_VALUES, RESERVED, RESERVED_FUNCTIONS } from './keywords.ts';
import { parseLiteral } from './literal.ts';
import { isQueryAhead } from './lookahead.ts';
import { PRECEDENCE } from './precedence.ts';
import { SPECIAL_CALLS } from './special-calls.ts';
import type { Token } from './token.ts';

/** A value with its prefix operators (`NOT`, `-`) and what is fastened to it (`[i]`, `.field`). */
export function parsePrefix(cursor: Cursor): Expression {
  cursor.enter();
  const value = prefixOperator(cursor) ?? parsePostfix(cursor, parseOperand(cursor));
  cursor.leave();
  return value;
}

function prefixOperator(cursor: Cursor): Expression | undefined {
  const token = cursor.token;
  const sign = token.word === '-' || token.word === '+';
  if (!sign && token.word !== 'NOT') return undefined;
  cursor.next();
  if (!startsOperand(cursor)) throw cursor.unexpected({ wanted: 'a value' });
  const above = sign ? PRECEDENCE.sign : PRECEDENCE.not;
  const plainExists = cursor.is('EXISTS') && !sign;
  const value = cursor.grammar.expression(cursor, above);
  const span = { start: token.start, end: value.span.end };
  if (plainExists && value.kind === 'subquery' && value.use === 'exists')
    return { ...value, negated: !value.negated, span };
  return makeCall(token.word, token, [value], span);
}

function parsePostfix(cursor: Cursor, operand: Expression): Expression {
  let value = operand;
  for (;;) {
    if (cursor.is('[')) {
      const open = cursor.next();
      const index = cursor.grammar.expression(cursor);
      const end = cursor.close(']').end;
      value = makeCall('ITEM', open, [value, index], { start: value.span.start, end });
    } else if (cursor.is('.')) {
      const dot = cursor.next();
      if (cursor.is('*')) throw cursor.unexpected({ wanted: 'a field name', from: dot });
      const field = cursor.identifier('a field name');
      value = { kind: 'field', value, field, span: { start: value.span.start, end: field.span.end } };
    } else return value;
    cursor.grow();
  }
}

function parseOperand(cursor: Cursor): Expression {
  const token = cursor.token;
  if (token.word === '(') return parseParenthesised(cursor);
  if (token.kind === 'quoted') return parseName(cursor);
  const literal = parseLiteral(cursor);
  if (literal !== undefined) return literal;
  if (token.word === '?') throw noParameters(cursor);
  if (token.kind !== 'word') throw cursor.unexpected({ wanted: 'a value' });
  switch (token.word) {
    case 'CASE':
      return parseCase(cursor);
    case 'CAST':
    case 'TRY_CAST':
      return parseCast(cursor);
    case 'INTERVAL':
      return parseInterval(cursor);
    case 'EXISTS':
      return parseExists(cursor);
    case 'DEFAULT':
      cursor.next();
      return { kind: 'symbol', name: 'DEFAULT', span: cursor.spanFrom(token) };
    case 'MULTISET':
      throw refused(cursor, 'MULTISET[...]');
    case 'UNKNOWN':
      return parseUnknown(cursor);
    case 'USER':
      return parseName(cursor);
    case 'DATE':
      if (cursor.peek(1).word === '(' && cursor.peek(2).word !== ')') return parseFunction(cursor);
      break;
  }
  const special = SPECIAL_CALLS.get(token.word);
  if (special !== undefined && OPENED.has(token.word) && cursor.peek(1).word !== '(') {
    // as in Flink the name is to blame, but for ROW
    const from = token.word === 'ROW' ? undefined : token;
    throw cursor.unexpected({ at: cursor.index + 1, expected: ['('], from });
  }
  if (
    special !== undefined &&
    (cursor.peek(1).word === '(' || cursor.peek(1).word === '[' || RESERVED.has(token.word))
  ) {
    const call = special(cursor);
    if (call !== undefined) return call;
  }
  if (CONTEXT_VALUES.has(token.word)) return parseContextValue(cursor);
  if (RESERVED_FUNCTIONS.has(token.word)) {
    if (cursor.peek(1).word !== '(') throw cursor.unexpected({ wanted: 'a value' });
    return parseFunction(cursor);
  }
  if (RESERVED.has(token.word)) throw cursor.unexpected({ wanted: 'a value' });
  return parseName(cursor);
}

/** Names of special calls that stand in front of ( alone. */
const OPENED: ReadonlySet<string> = new Set(
  'EXTRACT,TRIM,POSITION,SUBSTRING,OVERLAY,ROW,JSON_EXISTS,JSON_VALUE,JSON_QUERY,JSON_OBJECT,JSON_ARRAY'.split(
    ',',
  ),
);

/** `a`, `t.a`, `t.*`, `f(x)`, `cat.db.f(x)` */
function parseName(cursor: Cursor): Expression {
  const first = cursor.token;
  if (cursor.peek(1).word === '(') return parseFunction(cursor);
  const user: Identifier = { name: first.text, span: { start: first.start, end: first.end } };
  const path = [first.word === 'USER' ? (cursor.next(), user) : cursor.identifier()];
  while (cursor.is('.')) {
    if (cursor.peek(1).word === '*') {
      const qualifier: ObjectName = { parts: path, span: cursor.spanFrom(first) };
      cursor.next();
      cursor.next();
      return { kind: 'star', qualifier, span: cursor.spanFrom(first) };
    }
    const dot = cursor.next();
    if (!cursor.isIdentifier()) throw cursor.unexpected({ wanted: 'a name', named: true, from: dot });
    path.push(cursor.identifier());
  }
  const span = cursor.spanFrom(first);
  if (!cursor.is('(')) return { kind: 'reference', path, span };
  return parseFunction(cursor, path, first);
}

/** The name is at the cursor, or (given) just behind it; of a qualified one the last part is blamed. */
function parseFunction(cursor: Cursor, path?: readonly Identifier[], first = cursor.token): Expression {
  let name = path?.map((part) => part.name).join('.');
  if (name === undefined) {
    const token = cursor.next();
    name = RESERVED.has(token.word) && token.kind === 'word' ? token.word : token.text;
  }
  const nameSpan = path?.at(-1)?.span ?? cursor.spanFrom(first);
  const { args, distinct } = parseArguments(cursor);
  const call = makeCall(name, nameSpan, args, cursor.spanFrom(first));
  return parseCallTail(cursor, { ...call, path, distinct });
}

/** CURRENT_DATE, CURRENT_TIMESTAMP(3), LOCALTIME */
function parseContextValue(cursor: Cursor): Expression {
  const token = cursor.next();
  const args =
    cursor.is('(') && cursor.peek(1).word !== ')' ? cursor.list(() => cursor.grammar.expression(cursor)) : [];
  if (cursor.accept('(')) cursor.close();
  return makeCall(token.word, token, args, cursor.spanFrom(token));
}

function refused(cursor: Cursor, what: string): SqlError {
  const { start, end } = cursor.token;
  return new SqlError('E_UNSUPPORTED', `weir does not support ${what}`, { span: { start, end } });
}

function noParameters(cursor: Cursor): SqlError {
  const { start, end } = cursor.token;
  return new SqlError('E_TYPE', 'a statement has no parameters', {
    span: { start, end },
    hint: 'write the value',
  });
}

/** UNKNOWN is the NULL of BOOLEAN. */
function parseUnknown(cursor: Cursor): Expression {
  const token = cursor.next();
  const span = { start: token.start, end: token.end };
  const value: Expression = { kind: 'literal', literal: { type: 'null' }, span };
  return { kind: 'cast', value, type: BOOLEAN, safe: false, span };
}

function parseExists(cursor: Cursor): Expression {
  const first = cursor.expect('EXISTS');
  cursor.expect('(');
  const query = cursor.grammar.query(cursor);
  cursor.close();
  return {
    kind: 'subquery',
    use: 'exists',
    negated: false,
    value: undefined,
    query,
    span: cursor.spanFrom(first),
  };
}

/** `(x)`, `(x, y)` as a row, `(SELECT ...)` as a value. */
function parseParenthesised(cursor: Cursor): Expression {
  const isQuery = isQueryAhead(cursor);
  const open = cursor.next();
  if (isQuery) {
    const query = cursor.grammar.query(cursor);
    cursor.close();
    const span = cursor.spanFrom(open);
    return { kind: 'subquery', use: 'scalar', negated: false, value: undefined, query, span };
  }
  const items = cursor.items(() => cursor.grammar.expression(cursor));
  cursor.close();
  const [only] = items;
  if (items.length === 1 && only !== undefined) return parseDifference(cursor, only, open) ?? only;
  return makeCall('ROW', open, items, cursor.spanFrom(open));
}

/** `(a - b) DAY`: the time between, as an interval; a call 'INTERVAL BETWEEN'(a, b, unit). */
function parseDifference(cursor: Cursor, value: Expression, open: Token): Expression | undefined {
  const minus = value.kind === 'call' && value.name === '-' && value.args.length === 2;
  if (!minus || !DIFFERENCE_UNITS.has(cursor.token.word)) return undefined;
  const first = cursor.token;
  const unit: Expression = { kind: 'symbol', name: parseResolution(cursor), span: cursor.spanFrom(first) };
  return makeCall('INTERVAL BETWEEN', open, [...value.args, unit], cursor.spanFrom(open));
}

/** Reserved words only: others would be a column's alias. */
const DIFFERENCE_UNITS = new Set(['YEAR', 'QUARTER', 'MONTH', 'WEEK', 'DAY', 'HOUR', 'MINUTE', 'SECOND']);
