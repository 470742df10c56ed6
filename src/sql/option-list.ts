import type { OptionEntry } from './ast/query.ts';
import type { Cursor } from './cursor.ts';

/** `('key' = 'value', ...)`, also empty. No error repeats what stands in it: a key may stand there without its quotes. */
export function parseOptionList(cursor: Cursor): readonly OptionEntry[] {
  cursor.expect('(');
  const entries = cursor.is(')') ? [] : cursor.items(() => parseOption(cursor));
  if (!cursor.is(')')) throw cursor.unexpected({ expected: [')'], inList: true, quiet: true });
  cursor.next();
  return entries;
}

function parseOption(cursor: Cursor): OptionEntry {
  const key = cursor.token;
  if (key.kind !== 'string')
    throw cursor.unexpected({ wanted: "an option's name in single quotes", quiet: true });
  cursor.next();
  if (!cursor.is('=')) throw cursor.unexpected({ expected: ['='], quiet: true });
  cursor.next();
  const value = cursor.token;
  if (value.kind !== 'string')
    throw cursor.unexpected({ wanted: `a value in single quotes for '${key.text}'`, quiet: true });
  cursor.next();
  return {
    key: key.text,
    value: value.text,
    keySpan: { start: key.start, end: key.end },
    valueSpan: { start: value.start, end: value.end },
  };
}

/** `('key', ...)` of RESET. */
export function parseKeyList(cursor: Cursor): readonly string[] {
  cursor.expect('(');
  const keys = cursor.is(')')
    ? []
    : cursor.items(() => cursor.string("an option's name in single quotes").text);
  cursor.close();
  return keys;
}
