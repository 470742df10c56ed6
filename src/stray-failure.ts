import { SqlError } from './common/errors.ts';
import { readThrown } from './common/read-thrown.ts';
import { messageOf } from './functions/user/user-code.ts';

/**
 * What fails in a function's file while no call waits for it, in a timer or behind a promise, as E_FUNCTION; undefined for
 * what is of other code. A CommonJS file has no mark in a stack by which to know it.
 */
export function strayFailure(thrown: unknown): SqlError | undefined {
  const { stack = '' } = readThrown(thrown);
  const [, file, place] = /([^/\s()]+)\?weir=[0-9a-f]{16}\+*:(\d+:\d+)/.exec(stack) ?? [];
  if (file === undefined || place === undefined) return undefined;
  const message = `code of ${file}:${place} failed outside of its calls: ${messageOf(thrown)}`;
  return new SqlError('E_FUNCTION', message, { cause: thrown });
}
