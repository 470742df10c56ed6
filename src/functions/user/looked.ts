import { SqlError } from '../../common/errors.ts';
import { messageOf } from './user-code.ts';

/** Looks at what a file exports. A getter or a proxy may throw then: E_DEFINITION, "throws when `what` is read: ...". */
export function looked<T>(what: string, look: () => T): T {
  try {
    return look();
  } catch (thrown) {
    const message = `throws when ${what} is read: ${messageOf(thrown)}`;
    throw new SqlError('E_DEFINITION', message, { cause: thrown });
  }
}
