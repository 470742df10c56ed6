import { SqlError } from '../../common/errors.ts';
import { excerpt } from '../../types/excerpt.ts';

export const END = -1;
/** Added to the code of a character between \Q and \E: it is like no sign of the syntax. */
const QUOTED = 0x200000;

/** The code without the mark of \Q...\E. */
export function plainCode(code: number): number {
  return code >= QUOTED ? code - QUOTED : code;
}

/** Reads a pattern code point by code point; \Q...\E is resolved. With `comments` (the flag x) `peek` and `take` pass over blanks. */
export class PatternReader {
  comments = false;
  /** Only \n ends a comment. */
  unixLines = false;
  readonly #pattern: string;
  readonly #codes: number[] = [];
  /** Where in the pattern each code stands. */
  readonly #places: number[] = [];
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
    let quoted = false;
    for (let i = 0; i < pattern.length; i++) {
      const code = pattern.codePointAt(i) ?? 0;
      const next = pattern[i + 1];
      if (code === 0x5c && (quoted ? next === 'E' : next === 'Q')) {
        quoted = !quoted;
        i++;
        continue;
      }
      this.#push(quoted ? code + QUOTED : code, i);
      if (code > 0xffff) i++;
      // the second backslash of two begins nothing: \\Q is a backslash and a Q
      else if (code === 0x5c && !quoted && next === '\\') this.#push(0x5c, ++i);
    }
  }

  #push(code: number, place: number): void {
    this.#codes.push(code);
    this.#places.push(place);
  }

  /** The next code, END behind the last one; it stays where it is. */
  peek(): number {
    if (this.comments) this.#skipComments();
    return this.#codes[this.#at] ?? END;
  }

  take(): number {
    const code = this.peek();
    this.#at++;
    return code;
  }

  /** Like `peek` and `take`, but blanks count. */
  peekRaw(offset = 0): number {
    return this.#codes[this.#at + offset] ?? END;
  }

  takeRaw(): number {
    return this.#codes[this.#at++] ?? END;
  }

  /** One code back. */
  unread(): void {
    this.#at--;
  }

  accept(sign: string): boolean {
    if (this.peek() !== sign.charCodeAt(0)) return false;
    this.#at++;
    return true;
  }

  /** The characters up to `end`, which is taken too; undefined if it does not come. */
  takeUntil(end: string): string | undefined {
    let text = '';
    for (let code = this.takeRaw(); code !== END; code = this.takeRaw()) {
      if (code === end.charCodeAt(0)) return text;
      text += String.fromCodePoint(plainCode(code));
    }
    return undefined;
  }

  /** Java refuses the pattern, and so do we. */
  invalid(why: string): SqlError {
    return new SqlError(
      'E_VALUE',
      `${excerpt(this.#pattern)} is no regular expression: ${why} ${this.#where()}`,
    );
  }

  /** The same where something else should stand next. */
  missing(what: string): SqlError {
    if (this.peek() !== END) this.#at++;
    else this.#at = this.#codes.length + 1;
    return this.invalid(`${what} is wanted`);
  }

  /** Java takes the pattern, but we do not. */
  unsupported(what: string): SqlError {
    return new SqlError('E_UNSUPPORTED', `weir does not run ${what} in regular expressions`, {
      hint: `${this.#where()} of ${excerpt(this.#pattern)}`,
    });
  }

  #where(): string {
    const place = this.#places[this.#at - 1];
    if (this.#at > this.#codes.length || place === undefined) return 'at the end';
    return `at character ${Array.from(this.#pattern.slice(0, place)).length + 1}`;
  }

  #skipComments(): void {
    for (;;) {
      const code = this.#codes[this.#at];
      if (code === 0x20 || (code !== undefined && code >= 9 && code <= 13)) this.#at++;
      else if (code === 0x23) {
        while (this.#at < this.#codes.length && !this.#isLineEnd(this.#codes[this.#at] ?? 0)) this.#at++;
      } else return;
    }
  }

  #isLineEnd(code: number): boolean {
    if (this.unixLines) return code === 10;
    return code === 10 || code === 13 || code === 0x85 || code === 0x2028 || code === 0x2029;
  }
}
