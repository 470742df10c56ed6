import { compileProgram } from './compile-program.ts';
import { Matcher } from './matcher.ts';
import { harmlessLength } from './native-cost.ts';
import { NativeMatcher } from './native-matcher.ts';
import { nativeSource } from './native-source.ts';
import { parsePattern } from './parse-pattern.ts';
import type { Regex, RegexNode } from './syntax.ts';

/** What both engines answer: the matches in a text, one after the other; places are code units. */
export interface Matches {
  /** Goes on to the next match. Throws E_VALUE if the search takes too many steps. */
  find(): boolean;
  /** Where the match begins. */
  start(): number;
  end(): number;
  /** The text of a group of the match, null if it took no part; group 0 is the match. */
  group(group: number): string | null;
}

export interface CompiledRegex {
  /** How many ( ) there are. */
  readonly groups: number;
  /** Begins with a text. The answer is valid until the next call. */
  matches(text: string): Matches;
}

const NOT_ASCII = /[^\0-\x7f]/;
const SURROGATE = /[\ud800-\udfff]/;

/**
 * Compiles a pattern of java.util.regex, which means what it means in Java 17. 'whole': it must match the whole text. Throws E_VALUE for what Java refuses,
 * E_UNSUPPORTED for what Java takes and weir does not.
 */
export function compileRegex(pattern: string, match?: 'whole'): CompiledRegex {
  const regex = match === undefined ? parsePattern(pattern) : whole(parsePattern(pattern));
  const limit = harmlessLength(regex);
  const native = limit === 0 ? undefined : nativeSource(regex);
  // most patterns meet no text for which they need it
  let matcher: Matcher | undefined;
  const own = (text: string) => {
    matcher ??= new Matcher(compileProgram(regex), pattern);
    matcher.reset(text);
    return matcher;
  };
  if (native === undefined) {
    own('');
    return { groups: regex.groups, matches: own };
  }
  const nativeMatcher = new NativeMatcher(native.source);
  const foreign = native.isAsciiOnly ? NOT_ASCII : SURROGATE;
  return {
    groups: regex.groups,
    matches(text) {
      if (text.length > limit || foreign.test(text)) return own(text);
      nativeMatcher.reset(text);
      return nativeMatcher;
    },
  };
}

function whole({ root, groups }: Regex): Regex {
  const start: RegexNode = { kind: 'border', border: 'text-start' };
  const end: RegexNode = { kind: 'border', border: 'text-end' };
  return { root: { kind: 'sequence', parts: [start, root, end] }, groups };
}
