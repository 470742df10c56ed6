import { rangeSet, type CharSet } from './char-set.ts';
import type { Flags } from './flags.ts';

// Java maps one code point to one code point; JavaScript's mappings of whole texts may yield several ('ß' to 'SS').

/** Character.toUpperCase(int) of Java. */
export function toUpper(code: number): number {
  return single(String.fromCodePoint(code).toUpperCase()) ?? upperGreek(code);
}

/** Character.toLowerCase(int) of Java. */
export function toLower(code: number): number {
  if (code === 0x130) return 0x69;
  return single(String.fromCodePoint(code).toLowerCase()) ?? code;
}

/** What is compared where case does not count and all letters of Unicode are meant. */
export function foldUnicode(code: number): number {
  return toLower(toUpper(code));
}

/** What is compared where case does not count and only the letters of ASCII are meant. */
export function foldAscii(code: number): number {
  return code >= 65 && code <= 90 ? code + 32 : code;
}

/** The code point itself, and under (?i) those that differ in case only. */
export function literalSet(code: number, flags: Flags): CharSet {
  if (!flags.ignoreCase) return rangeSet(code, code);
  if (!flags.unicodeCase) {
    const small = foldAscii(code);
    if (small < 97 || small > 122) return rangeSet(code, code);
    return rangeSet(small, small, small - 32, small - 32);
  }
  const small = foldUnicode(code);
  if (small === toUpper(code)) return rangeSet(code, code);
  return { has: (other) => other === small || foldUnicode(other) === small };
}

/** The range, and under (?i) what differs in case only from a code point of it. */
export function rangeWithCase(first: number, last: number, flags: Flags): CharSet {
  const range = rangeSet(first, last);
  if (!flags.ignoreCase) return range;
  if (flags.unicodeCase) {
    return {
      has(code) {
        const capital = toUpper(code);
        return range.has(code) || range.has(capital) || range.has(toLower(capital));
      },
    };
  }
  const borders = [first, last];
  for (let small = 97; small <= 122; small++) {
    if (range.has(small)) borders.push(small - 32, small - 32);
    if (range.has(small - 32)) borders.push(small, small);
  }
  return rangeSet(...borders);
}

function single(text: string): number | undefined {
  const code = text.codePointAt(0) ?? 0;
  return text.length === (code > 0xffff ? 2 : 1) ? code : undefined;
}

/** Greek letters with a iota below have a capital of their own besides the two letters of JavaScript's mapping. */
function upperGreek(code: number): number {
  if (code >= 0x1f80 && code <= 0x1faf && (code & 8) === 0) return code + 8;
  if (code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3) return code + 9;
  return code;
}
