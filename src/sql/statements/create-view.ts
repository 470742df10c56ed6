import type { Statement } from '../ast/statement.ts';
import type { Cursor } from '../cursor.ts';
import type { Token } from '../token.ts';
import type { CreatePrefix } from './clauses.ts';
import { parseComment, parseIfNotExists } from './clauses.ts';

/** CREATE VIEW v [(c1 [COMMENT '...'], c2)] [COMMENT '...'] AS query */
export function parseCreateView(cursor: Cursor, first: Token, prefix: CreatePrefix): Statement {
  cursor.expect('VIEW');
  const ifNotExists = parseIfNotExists(cursor);
  const name = cursor.objectName('a name for the view');
  const columns = cursor.is('(') ? cursor.list(() => parseColumn(cursor)) : [];
  const comment = parseComment(cursor);
  cursor.expect('AS');
  const start = cursor.token.start;
  const query = cursor.grammar.query(cursor);
  const text = cursor.text.slice(start, cursor.peek(-1).end);
  return {
    kind: 'createView',
    ...prefix,
    ifNotExists,
    name,
    columns,
    comment,
    query,
    text,
    span: cursor.spanFrom(first),
  };
}

/** A column's comment is read and not kept: views print none. */
function parseColumn(cursor: Cursor): ReturnType<Cursor['identifier']> {
  const name = cursor.identifier('a column name');
  parseComment(cursor);
  return name;
}
