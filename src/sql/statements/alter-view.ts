import type { Statement } from '../ast/statement.ts';
import type { Cursor } from '../cursor.ts';
import type { Token } from '../token.ts';

/** ALTER VIEW name RENAME TO name | AS query, with the cursor behind VIEW. */
export function parseAlterView(cursor: Cursor, first: Token): Statement {
  const name = cursor.objectName("the view's name");
  if (cursor.accept('RENAME')) {
    cursor.expect('TO');
    const to = cursor.objectName('the new name');
    return { kind: 'alterView', name, action: { kind: 'rename', to }, span: cursor.spanFrom(first) };
  }
  if (!cursor.accept('AS')) throw cursor.unexpected({ expected: ['RENAME', 'AS'] });
  const query = cursor.grammar.query(cursor);
  return { kind: 'alterView', name, action: { kind: 'query', query }, span: cursor.spanFrom(first) };
}
