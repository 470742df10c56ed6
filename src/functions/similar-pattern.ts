import { SqlError } from '../common/errors.ts';
import { excerpt } from '../types/excerpt.ts';
import { compilePattern, type PatternNode } from './pattern-automaton.ts';

/** The test for a SIMILAR TO pattern, which must match the whole text. Throws E_VALUE for a pattern that is none. */
export function compileSimilar(pattern: string, escape: string | undefined): (text: string) => boolean {
  if (escape !== undefined && [...escape].length > 1)
    throw new SqlError('E_TYPE', `${excerpt(escape)} is no escape character`, {
      hint: 'ESCAPE takes one character',
    });
  return compilePattern(new PatternParser(pattern, escape).parse());
}

function invalid(pattern: string): SqlError {
  return new SqlError('E_VALUE', `${excerpt(pattern)} is no pattern of SIMILAR TO`, {
    hint: '% and _ as in LIKE; | * + ? {m,n} ( ) [ ] as in regular expressions',
  });
}

class PatternParser {
  readonly #characters: readonly string[];
  readonly #pattern: string;
  readonly #escape: string | undefined;
  #at = 0;

  constructor(pattern: string, escape: string | undefined) {
    this.#pattern = pattern;
    this.#escape = escape;
    this.#characters = [...pattern];
  }

  parse(): PatternNode {
    const node = this.#choice();
    if (this.#at < this.#characters.length) throw invalid(this.#pattern);
    return node;
  }

  #choice(): PatternNode {
    const parts = [this.#sequence()];
    while (this.#accept('|')) parts.push(this.#sequence());
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'choice', parts };
  }

  #sequence(): PatternNode {
    const parts: PatternNode[] = [];
    for (;;) {
      const next = this.#characters[this.#at];
      if (next === undefined || next === '|' || next === ')') return { kind: 'sequence', parts };
      parts.push(this.#repeated(this.#atom()));
    }
  }

  #repeated(part: PatternNode): PatternNode {
    let node = part;
    for (;;) {
      if (this.#accept('*')) node = { kind: 'repeat', part: node, min: 0, max: Infinity };
      else if (this.#accept('+')) node = { kind: 'repeat', part: node, min: 1, max: Infinity };
      else if (this.#accept('?')) node = { kind: 'repeat', part: node, min: 0, max: 1 };
      else if (this.#accept('{')) node = { kind: 'repeat', part: node, ...this.#bounds() };
      else return node;
    }
  }

  #bounds(): { min: number; max: number } {
    const close = this.#characters.indexOf('}', this.#at);
    const match = /^(\d{1,4})(?:(,)(\d{1,4})?)?$/.exec(this.#characters.slice(this.#at, close).join(''));
    if (close === -1 || match === null) throw invalid(this.#pattern);
    this.#at = close + 1;
    const min = Number(match[1]);
    const max = match[3] === undefined ? (match[2] === undefined ? min : Infinity) : Number(match[3]);
    if (max < min) throw invalid(this.#pattern);
    return { min, max };
  }

  #atom(): PatternNode {
    const character = this.#characters[this.#at++] ?? '';
    if (character === this.#escape) return literal(this.#characters[this.#at++] ?? this.#fail());
    switch (character) {
      case '%':
        return { kind: 'repeat', part: { kind: 'one', test: () => true }, min: 0, max: Infinity };
      case '_':
      // Flink: a point is any character here, which the SQL standard does not know
      // falls through
      case '.':
        return { kind: 'one', test: (code) => code !== 10 && code !== 13 && code !== 0x85 };
      case '(': {
        const node = this.#choice();
        if (!this.#accept(')')) this.#fail();
        return node;
      }
      case '[':
        return this.#class();
      case '*':
      case '+':
      case '?':
      case '{':
      case ']':
      case '}':
        return this.#fail();
      default:
        return literal(character);
    }
  }

  /** [abc], [^a-z], [[:DIGIT:]_] */
  #class(): PatternNode {
    const negated = this.#accept('^');
    const tests: ((code: number) => boolean)[] = [];
    for (let first = true; ; first = false) {
      const character = this.#characters[this.#at++] ?? this.#fail();
      if (character === ']' && !first) break;
      if (character === '[' && this.#characters[this.#at] === ':') tests.push(this.#named());
      else
        tests.push(
          this.#range(
            character === this.#escape ? (this.#characters[this.#at++] ?? this.#fail()) : character,
          ),
        );
    }
    return { kind: 'one', test: (code) => tests.some((test) => test(code)) !== negated };
  }

  #range(from: string): (code: number) => boolean {
    const low = from.codePointAt(0) ?? 0;
    const to = this.#characters[this.#at + 1];
    if (this.#characters[this.#at] !== '-' || to === undefined || to === ']') return (code) => code === low;
    this.#at += 2;
    const high = to.codePointAt(0) ?? 0;
    if (high < low) this.#fail();
    return (code) => code >= low && code <= high;
  }

  #named(): (code: number) => boolean {
    const end = this.#characters.indexOf(']', this.#at);
    const name = this.#characters
      .slice(this.#at + 1, end - 1)
      .join('')
      .toUpperCase();
    const set = CLASSES[name];
    if (end === -1 || this.#characters[end - 1] !== ':' || set === undefined) return this.#fail();
    this.#at = end + 1;
    return (code) => set.test(String.fromCodePoint(code));
  }

  #accept(character: string): boolean {
    if (this.#characters[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #fail(): never {
    throw invalid(this.#pattern);
  }
}

const CLASSES: Readonly<Record<string, RegExp>> = {
  ALPHA: /^[A-Za-z]$/,
  UPPER: /^[A-Z]$/,
  LOWER: /^[a-z]$/,
  DIGIT: /^[0-9]$/,
  ALNUM: /^[A-Za-z0-9]$/,
  SPACE: /^ $/,
  WHITESPACE: /^\s$/,
};

function literal(character: string): PatternNode {
  const wanted = character.codePointAt(0);
  return { kind: 'one', test: (code) => code === wanted };
}
