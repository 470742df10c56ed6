import type { Expression } from '../ast/query.ts';
import type { Cursor } from '../cursor.ts';

/** DESCRIPTOR(a, t.b): names of columns, not their values. */
export function parseDescriptor(cursor: Cursor): Expression | undefined {
  if (!cursor.sees('DESCRIPTOR', '(')) return undefined;
  const first = cursor.next();
  const columns = cursor.list(() => cursor.objectName('a column name'));
  return { kind: 'descriptor', columns, span: cursor.spanFrom(first) };
}
