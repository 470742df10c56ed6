import { SqlError } from '../../../common/errors.ts';
import { excerpt } from '../../../types/excerpt.ts';

/** A pattern that cannot be read: E_VALUE, for Flink finds it when the first row comes. */
export function patternError(pattern: string, why: string): SqlError {
  return new SqlError('E_VALUE', `the pattern ${excerpt(pattern)} ${why}`, {
    hint: "e.g. 'yyyy-MM-dd HH:mm:ss'; text stands between quotes: 'yyyy-MM-dd''T''HH:mm'",
  });
}
