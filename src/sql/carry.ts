import { SqlError } from '../common/errors.ts';
import type { Carried } from './carrier.ts';
import type { Cursor } from './cursor.ts';
import type { Skeleton } from './skeleton.ts';

/** Has the carrier read a skeleton. Where it stops, the error is made from the statement's own tokens. */
export function carry(cursor: Cursor, skeleton: Skeleton): Carried {
  if (cursor.carrier === undefined) throw new SqlError('E_INTERNAL', 'the carrier of SELECT is not loaded');
  const carried = cursor.carrier.carry(skeleton.text);
  if (typeof carried !== 'number') return carried;
  const { token, joinStart } = skeleton.locate(carried);
  const index = token === undefined ? cursor.index : cursor.indexOf(token);
  const needsTable = joinStart !== undefined || cursor.lexer.at(index - 1).word === 'FROM';
  throw cursor.unexpected({ at: index, from: joinStart, wanted: needsTable ? 'a table' : undefined });
}
