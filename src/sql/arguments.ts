import type { Expression } from './ast/query.ts';
import type { Call } from './call.ts';
import { SqlError } from '../common/errors.ts';
import type { Cursor } from './cursor.ts';
import { parseDescriptor } from './rewrite/descriptor.ts';
import { parseModel } from './rewrite/model.ts';
import { parseTableArgument } from './rewrite/table-argument.ts';
import { parseWindow } from './window-spec.ts';

export interface Arguments {
  readonly args: readonly Expression[];
  readonly distinct: boolean;
}

/** `()`, `(*)`, `(DISTINCT x)`, `(a, name => b, MODEL m, TABLE t, DESCRIPTOR(c))` */
export function parseArguments(cursor: Cursor): Arguments {
  cursor.expect('(');
  if (cursor.accept(')')) return { args: [], distinct: false };
  const distinct = cursor.accept('DISTINCT');
  if (!distinct) cursor.accept('ALL');
  const star = cursor.token;
  if (!distinct && cursor.accept('*')) {
    if (!cursor.is(')')) throw cursor.unexpected({ expected: [')'] });
    cursor.next();
    return {
      args: [{ kind: 'star', qualifier: undefined, span: { start: star.start, end: star.end } }],
      distinct,
    };
  }
  const args = cursor.items(() => parseArgument(cursor));
  if (cursor.is('ORDER')) refuse(cursor, 'ORDER BY inside a function');
  cursor.close();
  return { args, distinct };
}

function parseArgument(cursor: Cursor): Expression {
  if (cursor.isIdentifier() && cursor.peek(1).word === '=>') {
    const first = cursor.token;
    const name = cursor.identifier();
    cursor.next();
    return { kind: 'named', name, value: parseValue(cursor), span: cursor.spanFrom(first) };
  }
  return parseValue(cursor);
}

function parseValue(cursor: Cursor): Expression {
  return (
    parseModel(cursor) ??
    parseTableArgument(cursor) ??
    parseDescriptor(cursor) ??
    cursor.grammar.expression(cursor)
  );
}

/** FILTER (WHERE ...) and OVER behind a call. */
export function parseCallTail(cursor: Cursor, call: Call): Call {
  let result = call;
  if (cursor.sees('WITHIN', 'GROUP')) refuse(cursor, 'WITHIN GROUP');
  if (cursor.sees('RESPECT', 'NULLS') || cursor.sees('IGNORE', 'NULLS'))
    refuse(cursor, `${cursor.token.word} NULLS`);
  if (cursor.is('FILTER')) {
    cursor.next();
    cursor.expect('(', 'WHERE');
    const filter = cursor.grammar.expression(cursor);
    cursor.close();
    result = { ...result, filter, span: { start: call.span.start, end: cursor.peek(-1).end } };
  }
  if (cursor.accept('OVER')) {
    const over = parseWindow(cursor);
    result = { ...result, over, span: { start: call.span.start, end: over.span.end } };
  }
  return result;
}

function refuse(cursor: Cursor, what: string): never {
  const { start } = cursor.token;
  throw new SqlError('E_UNSUPPORTED', `weir does not support ${what}`, {
    span: { start, end: cursor.token.end },
  });
}
