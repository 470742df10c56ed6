import type { Statement } from '../ast/statement.ts';
import type { Cursor } from '../cursor.ts';
import { parseOptionList } from '../option-list.ts';

/** LOAD MODULE name [WITH (...)] */
export function parseLoad(cursor: Cursor): Statement {
  const first = cursor.expect('LOAD');
  cursor.expect('MODULE');
  const name = cursor.identifier("the module's name");
  if (cursor.accept('WITH')) parseOptionList(cursor);
  return { kind: 'modules', action: 'LOAD', names: [name], span: cursor.spanFrom(first) };
}

/** UNLOAD MODULE name */
export function parseUnload(cursor: Cursor): Statement {
  const first = cursor.expect('UNLOAD');
  cursor.expect('MODULE');
  const names = [cursor.identifier("the module's name")];
  return { kind: 'modules', action: 'UNLOAD', names, span: cursor.spanFrom(first) };
}
