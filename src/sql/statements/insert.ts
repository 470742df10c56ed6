import { SqlError } from '../../common/errors.ts';
import type { Expression, Identifier } from '../ast/query.ts';
import type { Statement } from '../ast/statement.ts';
import type { Cursor } from '../cursor.ts';
import { isQueryAhead } from '../lookahead.ts';
import { parseOptionsHint } from '../rewrite/hint.ts';

/** INSERT INTO | OVERWRITE t [OPTIONS hint] [PARTITION (p = 'x')] [(a, b)] query */
export function parseInsert(cursor: Cursor): Statement {
  const first = cursor.expect('INSERT');
  const overwrite = cursor.accept('OVERWRITE');
  if (!overwrite) cursor.expect('INTO');
  const table = cursor.objectName("the table's name");
  const options = cursor.token.kind === 'hint' ? parseOptionsHint(cursor) : [];
  const partition = cursor.accept('PARTITION') ? cursor.list(() => parsePartition(cursor)) : undefined;
  const hasColumns = cursor.is('(') && !isQueryAhead(cursor);
  const columns = hasColumns ? cursor.list(() => parseColumn(cursor)) : [];
  const query = cursor.grammar.query(cursor);
  if (cursor.is('ON')) refuse(cursor, 'ON CONFLICT');
  const span = cursor.spanFrom(first);
  return { kind: 'insert', table, columns, partition, overwrite, query, options, span };
}

/** A column of the table; a field of one is refused, as in Flink. */
function parseColumn(cursor: Cursor): Identifier {
  const { parts, span } = cursor.objectName('a column name');
  const [column] = parts;
  if (column !== undefined && parts.length === 1) return column;
  const name = parts.map((part) => part.name).join('.');
  throw new SqlError('E_UNKNOWN_COLUMN', `'${name}' is no column: a value goes into a whole column`, {
    span,
  });
}

/** `column = literal` */
function parsePartition(cursor: Cursor): { column: Identifier; value: Expression } {
  const column = cursor.identifier('a column name');
  if (!cursor.is('=')) throw cursor.unexpected({ expected: ['='] });
  cursor.next();
  const start = cursor.index;
  const value = cursor.grammar.expression(cursor);
  if (value.kind !== 'literal') throw cursor.unexpected({ at: start, wanted: 'a literal' });
  return { column, value };
}

function refuse(cursor: Cursor, what: string): never {
  const { start, end } = cursor.token;
  throw new SqlError('E_UNSUPPORTED', `weir does not support ${what}`, { span: { start, end } });
}
