import { SqlError } from '../../common/errors.ts';
import type { Expression, FromItem, Identifier } from '../ast/query.ts';
import { makeSymbol } from '../call.ts';
import type { Cursor } from '../cursor.ts';
import { parseOptionsHint } from './hint.ts';
import { refuseMatchRecognize } from './match-recognize.ts';
import { parseTableFunction } from './table-function.ts';
import type { Token } from '../token.ts';

type Placed = { readonly alias: Identifier | undefined; readonly columnAliases: readonly Identifier[] };

/**
 * One table of FROM with all that is fastened to it; in the skeleton it is a single placeholder:
 * `t`, `t` with an OPTIONS hint, `t FOR SYSTEM_TIME AS OF x`, `(SELECT ...)`, `(VALUES ...)`, `LATERAL (...)`, `UNNEST(x)`,
 * `TABLE(f(...))`, `f(...)`, each with `[AS] a [(c1, c2)]`.
 */
export function parseTable(cursor: Cursor): FromItem {
  const first = cursor.token;
  const lateral = cursor.accept('LATERAL');
  if (cursor.is('(')) return parseSubquery(cursor, first, lateral);
  if (cursor.is('UNNEST'))
    return placed(cursor, first, { kind: 'function', call: parseUnnest(cursor), lateral });
  if (cursor.is('TABLE')) {
    cursor.expect('TABLE', '(');
    const call = parseTableFunction(cursor);
    cursor.close();
    return placed(cursor, first, { kind: 'function', call, lateral });
  }
  if (!lateral && cursor.isIdentifier() && cursor.peek(1).word === '(')
    return placed(cursor, first, { kind: 'function', call: parseTableFunction(cursor), lateral });
  if (lateral) throw cursor.unexpected({ expected: ['TABLE', 'UNNEST', '('] });
  const name = cursor.objectName("a table's name");
  const options = cursor.token.kind === 'hint' ? parseOptionsHint(cursor) : [];
  const asOf = parseSystemTime(cursor);
  if (cursor.is('MATCH_RECOGNIZE')) refuseMatchRecognize(cursor);
  return placed(cursor, first, { kind: 'table', name, options, asOf });
}

/** Adds alias and span. */
function placed<T extends object>(
  cursor: Cursor,
  first: Token,
  item: T,
): T & Placed & { span: FromItem['span'] } {
  const alias =
    cursor.accept('AS') || cursor.isIdentifier() ? cursor.identifier("the table's alias") : undefined;
  const named = alias !== undefined && cursor.is('(');
  const columnAliases = named ? cursor.list(() => cursor.identifier('a column name')) : [];
  if (cursor.is('TABLESAMPLE') || cursor.is('MATCH_RECOGNIZE')) {
    const { start, end, text } = cursor.token;
    throw new SqlError('E_UNSUPPORTED', `weir does not support ${text} here`, { span: { start, end } });
  }
  return { ...item, alias, columnAliases, span: cursor.spanFrom(first) };
}

function parseSubquery(cursor: Cursor, first: Token, lateral: boolean): FromItem {
  const open = cursor.next();
  if (cursor.is(')')) throw cursor.unexpected({ wanted: 'a query', from: open });
  cursor.enter();
  const query = cursor.grammar.query(cursor);
  cursor.close();
  cursor.leave();
  return placed(cursor, first, { kind: 'subquery', query, lateral });
}

/** UNNEST(a) [WITH ORDINALITY]: a call with a symbol behind its arguments. */
function parseUnnest(cursor: Cursor): Expression & { kind: 'call' } {
  const first = cursor.expect('UNNEST');
  const args = cursor.list(() => cursor.grammar.expression(cursor));
  const word = cursor.token;
  if (cursor.accept('WITH', 'ORDINALITY')) args.push(makeSymbol('WITH ORDINALITY', word, cursor.peek(-1)));
  const nameSpan = { start: first.start, end: first.end };
  return { kind: 'call', name: 'UNNEST', nameSpan, args, distinct: false, span: cursor.spanFrom(first) };
}

/** FOR SYSTEM_TIME AS OF expression: the versioned or looked-up side of a temporal join. */
function parseSystemTime(cursor: Cursor): Expression | undefined {
  if (!cursor.accept('FOR')) return undefined;
  cursor.expect('SYSTEM_TIME', 'AS', 'OF');
  return cursor.grammar.expression(cursor);
}
