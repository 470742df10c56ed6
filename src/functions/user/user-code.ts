import { SqlError } from '../../common/errors.ts';
import { readThrown } from '../../common/read-thrown.ts';
import { excerpt } from '../../types/excerpt.ts';
import { formatValue } from '../../types/format-value.ts';
import { isText } from '../../types/coercion.ts';
import type { SqlType } from '../../types/type.ts';
import { describe, Mismatch } from './mismatch.ts';

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
  if (isMismatch(thrown)) {
    const message = `${call} gave ${thrown.message} (${place.file})`;
    return new SqlError('E_FUNCTION', message, { hint: thrown.hint });
  }
  const at = lineOf(thrown, place);
  const where = at === undefined ? place.file : `${place.file}:${at}`;
  return new SqlError('E_FUNCTION', `${call} failed at ${where}: ${messageOf(thrown)}`, { cause: thrown });
}

/** `instanceof` asks a proxy for its prototype, and that may throw. */
function isMismatch(thrown: unknown): thrown is Mismatch {
  try {
    return thrown instanceof Mismatch;
  } catch {
    return false;
  }
}

function argumentText(value: unknown, type: SqlType | undefined): string {
  if (value === null || type === undefined) return 'NULL';
  const text = formatValue(value, type, { timeZone: 'UTC' });
  const shown = excerpt(text, 40);
  return isText(type) ? shown : shown.slice(1, -1);
}

/** 'TypeError: x is not iterable', in one line, whatever was thrown. */
export function messageOf(thrown: unknown): string {
  const text = thrownText(thrown).slice(0, 1000).split('\n', 1)[0] ?? '';
  return excerpt(text, 200).slice(1, -1);
}

function thrownText(thrown: unknown): string {
  const { name, message } = readThrown(thrown);
  if (name === undefined && message === undefined) {
    const isPlain = typeof thrown !== 'object' && typeof thrown !== 'function';
    return `threw ${isPlain ? String(thrown) : describe(thrown)}`;
  }
  return message === undefined || message === '' ? (name ?? 'Error') : `${name ?? 'Error'}: ${message}`;
}

/** 'line:column' of the innermost place of the stack that is in the file. */
export function lineOf(thrown: unknown, { inStack }: CodePlace): string | undefined {
  for (const line of (readThrown(thrown).stack ?? '').split('\n')) {
    for (const address of inStack) {
      const at = line.indexOf(`${address}:`);
      const found = at === -1 ? undefined : /^\d+(:\d+)?/.exec(line.slice(at + address.length + 1))?.[0];
      if (found !== undefined) return found;
    }
  }
  return undefined;
}
