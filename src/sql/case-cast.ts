import { SqlError } from '../common/errors.ts';
import type { Expression } from './ast/query.ts';
import { makeCall } from './call.ts';
import type { Cursor } from './cursor.ts';
import { parseTargetType } from './type-parser.ts';

/** CASE WHEN c THEN v ... [ELSE v] END, and CASE x WHEN a [, b] THEN v ... END. */
export function parseCase(cursor: Cursor): Expression {
  const first = cursor.expect('CASE');
  const simple = !cursor.is('WHEN');
  const operand = simple ? cursor.grammar.expression(cursor) : undefined;
  const branches: { when: Expression; then: Expression }[] = [];
  do {
    cursor.expect('WHEN');
    const values =
      operand === undefined
        ? [cursor.grammar.expression(cursor)]
        : cursor.items(() => cursor.grammar.expression(cursor));
    cursor.expect('THEN');
    const then = cursor.grammar.expression(cursor);
    // `WHEN 1, 2 THEN x` is the branch x twice.
    for (const when of values) branches.push({ when, then });
  } while (cursor.is('WHEN'));
  const otherwise = cursor.accept('ELSE') ? cursor.grammar.expression(cursor) : undefined;
  if (!cursor.is('END')) throw cursor.unexpected({ expected: ['WHEN', 'ELSE', 'END'] });
  cursor.next();
  return { kind: 'case', operand, branches, otherwise, span: cursor.spanFrom(first) };
}

/** CAST(x AS type), TRY_CAST(x AS type) */
export function parseCast(cursor: Cursor): Expression {
  const first = cursor.next();
  if (!cursor.accept('(')) throw cursor.unexpected({ expected: ['('], from: first });
  const value = cursor.grammar.expression(cursor);
  cursor.expect('AS');
  const type = parseTargetType(cursor);
  cursor.close();
  return { kind: 'cast', value, type, safe: first.word === 'TRY_CAST', span: cursor.spanFrom(first) };
}

const QUERY = new Set(['SELECT', 'WITH', 'VALUES']);

/** ARRAY[a, b], MAP[k, v, ...] and ROW(a, b). Throws E_UNKNOWN_FUNCTION where ARRAY and MAP are called like functions. */
export function parseConstructor(cursor: Cursor): Expression | undefined {
  const first = cursor.token;
  const next = cursor.peek(1);
  if (next.word === '(' && first.word !== 'ROW') throw noCall(cursor);
  if (next.word !== '(' && next.word !== '[') return undefined;
  cursor.next();
  if (first.word === 'ROW') cursor.expect('(');
  else cursor.expect('[');
  const args = cursor.is(']') ? [] : cursor.items(() => parseElement(cursor));
  cursor.close(first.word === 'ROW' ? ')' : ']');
  return makeCall(first.word, first, args, cursor.spanFrom(first));
}

function noCall(cursor: Cursor): SqlError {
  const { word, start, end } = cursor.token;
  if (QUERY.has(cursor.peek(2).word)) {
    const span = { start, end: cursor.peek(1).end };
    return new SqlError('E_UNSUPPORTED', `weir does not support ${word}(SELECT ...)`, { span });
  }
  return new SqlError('E_UNKNOWN_FUNCTION', `no function is called ${word}`, {
    span: { start, end },
    hint: word === 'ITEM' ? 'array[1], map[key]' : `${word}[...]`,
  });
}

/** Of a comma without anything behind it, the comma is wrong, as in Flink. */
function parseElement(cursor: Cursor): Expression {
  const element = cursor.grammar.expression(cursor);
  if (cursor.is(',') && (cursor.peek(1).word === ']' || cursor.peek(1).word === ','))
    throw cursor.unexpected();
  return element;
}
