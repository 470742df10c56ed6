import type { Statement } from '../ast/statement.ts';
import type { Cursor } from '../cursor.ts';
import { startsQuery } from '../lookahead.ts';
import type { Token } from '../token.ts';
import { refuseExecute } from './foreign.ts';
import { parseInsert } from './insert.ts';

/** EXECUTE STATEMENT SET BEGIN ... END; EXECUTE before an INSERT or a query changes nothing. */
export function parseExecute(cursor: Cursor): Statement {
  const first = cursor.expect('EXECUTE');
  refuseExecute(cursor);
  if (cursor.is('INSERT')) return parseInsert(cursor);
  if (startsQuery(cursor))
    return { kind: 'query', query: cursor.grammar.query(cursor), span: cursor.spanFrom(first) };
  return parseSetBlock(cursor, first);
}

/** STATEMENT SET BEGIN insert; ... END, with one INSERT at least. */
export function parseSetBlock(cursor: Cursor, first: Token): Statement {
  cursor.expect('STATEMENT', 'SET', 'BEGIN');
  if (cursor.is('END')) throw cursor.unexpected({ expected: ['INSERT'] });
  return parseMembers(cursor, first);
}

/** BEGIN STATEMENT SET; insert; ... END, which may be empty. */
export function parseBegin(cursor: Cursor): Statement {
  const first = cursor.expect('BEGIN');
  if (!cursor.accept('STATEMENT', 'SET'))
    throw cursor.unexpected({ expected: ['STATEMENT SET'], from: first });
  cursor.expect(';');
  return parseMembers(cursor, first);
}

/** INSERT statements, each with its `;`, up to END. */
function parseMembers(cursor: Cursor, first: Token): Statement {
  const statements: Statement[] = [];
  while (!cursor.is('END')) {
    if (!cursor.is('INSERT')) throw cursor.unexpected({ expected: ['INSERT', 'END'] });
    statements.push(parseInsert(cursor));
    cursor.expect(';');
  }
  cursor.expect('END');
  return { kind: 'statementSet', statements, span: cursor.spanFrom(first) };
}
