import type { Statement } from '../ast.ts';
import type { Cursor } from '../cursor.ts';
import { parseIfExists } from './clauses.ts';
import { refuseDrop } from './foreign.ts';

/** DROP [TEMPORARY] TABLE | VIEW | MODEL [IF EXISTS] name */
export function parseDrop(cursor: Cursor): Statement {
  const first = cursor.expect('DROP');
  const temporary = cursor.accept('TEMPORARY');
  refuseDrop(cursor);
  const what = (['TABLE', 'VIEW', 'MODEL'] as const).find((word) => cursor.accept(word));
  if (what === undefined) throw cursor.unexpected({ expected: ['TABLE', 'VIEW', 'MODEL'] });
  const ifExists = parseIfExists(cursor);
  const name = cursor.objectName();
  return { kind: 'drop', what, temporary, ifExists, name, span: cursor.spanFrom(first) };
}
