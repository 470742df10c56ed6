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
  cursor.expect('(');
  const value = cursor.grammar.expression(cursor);
  cursor.expect('AS');
  const type = parseTargetType(cursor);
  cursor.close();
  return { kind: 'cast', value, type, safe: first.word === 'TRY_CAST', span: cursor.spanFrom(first) };
}

const QUERY = new Set(['SELECT', 'WITH', 'VALUES']);

/** ARRAY[a, b], MAP[k, v, ...] and ROW(a, b) */
export function parseConstructor(cursor: Cursor): Expression | undefined {
  const first = cursor.token;
  const open = cursor.peek(1).word;
  if (open === '(' && first.word !== 'ROW' && QUERY.has(cursor.peek(2).word)) {
    const span = { start: first.start, end: cursor.peek(1).end };
    throw new SqlError('E_UNSUPPORTED', `weir does not support ${first.word}(SELECT ...)`, { span });
  }
  if (open !== (first.word === 'ROW' ? '(' : '[')) return undefined;
  cursor.next();
  cursor.next();
  const close = open === '(' ? ')' : ']';
  const args = cursor.is(']') ? [] : cursor.items(() => cursor.grammar.expression(cursor));
  cursor.close(close);
  return makeCall(first.word, first, args, cursor.spanFrom(first));
}
