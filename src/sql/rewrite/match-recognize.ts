import { SqlError } from '../../common/errors.ts';
import type { Cursor } from '../cursor.ts';

/** MATCH_RECOGNIZE is known and not run: said at the word itself. */
export function refuseMatchRecognize(cursor: Cursor): never {
  const { start, end } = cursor.token;
  throw new SqlError('E_UNSUPPORTED', 'weir does not support MATCH_RECOGNIZE', { span: { start, end } });
}
