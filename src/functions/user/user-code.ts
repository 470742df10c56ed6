import { SqlError } from '../../common/errors.ts';
import { excerpt } from '../../types/excerpt.ts';
import { formatValue } from '../../types/format-value.ts';
import { isText } from '../../types/coercion.ts';
import type { SqlType } from '../../types/type.ts';
import { Mismatch } from './mismatch.ts';

/** Where a function's code stands, for messages. */
export interface CodePlace {
  /** As written behind AS, without the export. */
  readonly file: string;
  /** What stands for the file in a stack: its address, its path. */
  readonly inStack: readonly string[];
}

/**
 * What went wrong in a call, told with the function, its arguments and the place in its file: E_FUNCTION. `values` are the
 * arguments in SQL's form, of the declared types.
 */
export function failedCall(
  name: string,
  place: CodePlace,
  thrown: unknown,
  values: readonly unknown[],
  types: readonly SqlType[],
): SqlError {
  const call = `${name}(${values.map((value, i) => argumentText(value, types[i])).join(', ')})`;
  if (thrown instanceof Mismatch) {
    const message = `${call} gave ${thrown.message} (${place.file})`;
    return new SqlError('E_FUNCTION', message, { hint: thrown.hint });
  }
  const at = lineOf(thrown, place);
  const where = at === undefined ? place.file : `${place.file}:${at}`;
  return new SqlError('E_FUNCTION', `${call} failed at ${where}: ${messageOf(thrown)}`, { cause: thrown });
}

function argumentText(value: unknown, type: SqlType | undefined): string {
  if (value === null || type === undefined) return 'NULL';
  const text = formatValue(value, type, { timeZone: 'UTC' });
  const shown = excerpt(text, 40);
  return isText(type) ? shown : shown.slice(1, -1);
}

/** 'TypeError: x is not iterable', in one line. */
export function messageOf(thrown: unknown): string {
  const text = isErrorLike(thrown) ? `${thrown.name}: ${thrown.message}` : `threw ${String(thrown)}`;
  return excerpt(text.split('\n', 1)[0] ?? '', 200).slice(1, -1);
}

/** 'line:column' of the innermost place of the stack that is in the file. */
export function lineOf(thrown: unknown, { inStack }: CodePlace): string | undefined {
  const stack = isErrorLike(thrown) ? String(thrown.stack ?? '') : '';
  for (const line of stack.split('\n')) {
    for (const address of inStack) {
      const at = line.indexOf(`${address}:`);
      const found = at === -1 ? undefined : /^\d+(:\d+)?/.exec(line.slice(at + address.length + 1))?.[0];
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** An Error, of whatever realm. */
function isErrorLike(thrown: unknown): thrown is Error {
  return typeof thrown === 'object' && thrown !== null && 'message' in thrown && 'name' in thrown;
}
