import { SqlError } from '../../common/errors.ts';
import type { Statement } from '../ast.ts';
import type { Cursor } from '../cursor.ts';
import { isQueryAhead } from '../lookahead.ts';
import { parseOptionsHint } from '../rewrite/hint.ts';

/** INSERT INTO | OVERWRITE t [OPTIONS hint] [(a, b)] query */
export function parseInsert(cursor: Cursor): Statement {
  const first = cursor.expect('INSERT');
  const overwrite = cursor.accept('OVERWRITE');
  if (!overwrite) cursor.expect('INTO');
  const table = cursor.objectName("the table's name");
  const options = cursor.token.kind === 'hint' ? parseOptionsHint(cursor) : [];
  if (cursor.is('PARTITION')) refuse(cursor, 'PARTITION in INSERT');
  const hasColumns = cursor.is('(') && !isQueryAhead(cursor);
  const columns = hasColumns ? cursor.list(() => cursor.identifier('a column name')) : [];
  const query = cursor.grammar.query(cursor);
  if (cursor.is('ON')) refuse(cursor, 'ON CONFLICT');
  return { kind: 'insert', table, columns, overwrite, query, options, span: cursor.spanFrom(first) };
}

function refuse(cursor: Cursor, what: string): never {
  const { start, end } = cursor.token;
  throw new SqlError('E_UNSUPPORTED', `weir does not support ${what}`, { span: { start, end } });
}
