import { keyOf, type Key } from '../../types/key.ts';
import { mapOf, STRING } from '../../types/type.ts';
import { defineFunction, defineScalar, wrongArguments } from '../define.ts';
import { compileRegex, type CompiledRegex } from '../regex/regex.ts';
import { remembering } from '../remembering.ts';

const stringKey = keyOf(STRING);

/** The separators are patterns of Java, as in Flink. */
const withPatterns = defineScalar({
  name: 'STR_TO_MAP',
  syntax: 'STR_TO_MAP(string [, entry_separator, value_separator])',
  doc: "A map from a text like 'k1=v1,k2=v2'; the separators are patterns, ',' and '=' unless given. A key without value has NULL.",
  args: ['STRING', 'STRING?', 'STRING?'],
  returns: mapOf(STRING, STRING),
  nullable: true,
  compile() {
    const entrySeparator = remembering((pattern) => compileRegex(pattern));
    const valueSeparator = remembering((pattern) => compileRegex(pattern));
    return (text, entries = ',', values = '=') => {
      const map = new Map<Key, readonly [string, string | null]>();
      if (text === '') return map;
      const between = valueSeparator(values);
      for (const entry of split(text, entrySeparator(entries), 0)) {
        const [key = '', value = null] = split(entry, between, 2);
        map.set(stringKey(key), [key, value]);
      }
      return map;
    };
  },
});

export const strToMap = defineFunction({
  ...withPatterns,
  bind(args) {
    if (args.length === 2) throw wrongArguments(this, '1 or 3 arguments wanted, 2 given');
    return withPatterns.bind(args);
  },
});

/** As String.split of Java: at most `limit` pieces, or with 0 any number, without the empty ones at the end. */
function split(text: string, separator: CompiledRegex, limit: number): string[] {
  const pieces: string[] = [];
  let at = 0;
  const matches = separator.matches(text);
  while (pieces.length + 1 !== limit && matches.find()) {
    // what matches nothing at the begin cuts nothing off
    if (matches.end() === 0) continue;
    pieces.push(text.slice(at, matches.start()));
    at = matches.end();
  }
  pieces.push(text.slice(at));
  while (limit === 0 && at > 0 && pieces.at(-1) === '') pieces.pop();
  return pieces;
}
