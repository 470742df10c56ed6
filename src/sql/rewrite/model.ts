import type { Expression } from '../ast/query.ts';
import type { Cursor } from '../cursor.ts';

/** `MODEL m` as an argument. MODEL is also a legal column name: it is one unless a name follows. */
export function parseModel(cursor: Cursor): Expression | undefined {
  if (!cursor.is('MODEL')) return undefined;
  if (cursor.peek(1).kind === 'string')
    throw cursor.unexpected({ at: cursor.index + 1, hint: 'a model is named without quotes: MODEL m' });
  if (!cursor.isIdentifier(1)) return undefined;
  const first = cursor.next();
  const name = cursor.objectName("a model's name");
  return { kind: 'model', name, span: cursor.spanFrom(first) };
}
