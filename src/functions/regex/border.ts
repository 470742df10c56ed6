import type { Border } from './syntax.ts';

/** Tells where the borders of one text are. */
export class Borders {
  #text = '';
  /** The marks (accents of their own) looked at last, from the first one to #marksEnd, and whether a letter or digit bears them. */
  #marksStart = 0;
  #marksEnd = -1;
  #isOnWord = false;
  #steps = 0;

  reset(text: string): void {
    this.#text = text;
    this.#marksEnd = -1;
    this.#steps = 0;
  }

  /** How many characters were looked back over since it was last asked. */
  takeSteps(): number {
    const steps = this.#steps;
    this.#steps = 0;
    return steps;
  }

  /** Whether the border lies at `at`; `lastEnd` is where the match before ended. */
  isAt(border: Border, at: number, lastEnd: number): boolean {
    const text = this.#text;
    switch (border) {
      case 'text-start':
        return at === 0;
      case 'text-end':
        return at === text.length;
      case 'match-start':
        return at === lastEnd;
      case 'last-line-end':
        return at >= text.length - 2 && isLineEnd(text, at) && isLastBreak(text, at);
      case 'unix-last-line-end':
        return at === text.length || (at === text.length - 1 && text.charCodeAt(at) === 10);
      case 'line-start':
        return at < text.length && isLineStart(text, at);
      case 'unix-line-start':
        return at < text.length && (at === 0 || text.charCodeAt(at - 1) === 10);
      case 'line-end':
        return isLineEnd(text, at);
      case 'unix-line-end':
        return at === text.length || text.charCodeAt(at) === 10;
      case 'word':
        return this.#isWordBefore(at) !== this.#isWordAt(at);
      case 'not-word':
        return this.#isWordBefore(at) === this.#isWordAt(at);
      case 'unicode-word':
      case 'not-unicode-word': {
        const before = codeBefore(text, at);
        const next = text.codePointAt(at);
        const left = before !== undefined && isUnicodeWord(before);
        const right = next !== undefined && isUnicodeWord(next);
        return (left !== right) === (border === 'unicode-word');
      }
    }
  }

  #isWordBefore(at: number): boolean {
    const code = codeBefore(this.#text, at);
    return code !== undefined && (isWord(code) || this.#isMarkOfWord(code, at - 1));
  }

  #isWordAt(at: number): boolean {
    const code = this.#text.codePointAt(at);
    return code !== undefined && (isWord(code) || this.#isMarkOfWord(code, at));
  }

  /** Whether it is a mark on a letter or digit. Each mark of a text is looked at once while the search goes on. */
  #isMarkOfWord(code: number, at: number): boolean {
    if (code < 0x300 || !isMark(String.fromCodePoint(code))) return false;
    const text = this.#text;
    let isOnWord = false;
    let start = at;
    for (; start >= 0; start--) {
      this.#steps++;
      if (start <= this.#marksEnd && start >= this.#marksStart) {
        isOnWord = this.#isOnWord;
        start = this.#marksStart - 1;
        break;
      }
      const character = String.fromCodePoint(text.codePointAt(start) ?? 0);
      isOnWord = isLetterOrDigit(character);
      if (isOnWord || !isMark(character)) break;
    }
    // inside of what is known already all stays as it is
    if (at < this.#marksStart || at > this.#marksEnd) {
      this.#marksStart = start + 1;
      this.#marksEnd = at;
      this.#isOnWord = isOnWord;
    }
    return isOnWord;
  }
}

// The expressions stand in the functions: made at import, each would cost the start of the shell a millisecond.

function isUnicodeWord(code: number): boolean {
  return /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u.test(String.fromCodePoint(code));
}

function isLetterOrDigit(character: string): boolean {
  return /[\p{L}\p{Nd}]/u.test(character);
}

function isMark(character: string): boolean {
  return /\p{Mn}/u.test(character);
}

function isBreak(unit: number): boolean {
  return unit === 10 || unit === 13 || unit === 0x85 || unit === 0x2028 || unit === 0x2029;
}

/** The text's end, or before a line break and not between its \r and \n. */
function isLineEnd(text: string, at: number): boolean {
  if (at === text.length) return true;
  const unit = text.charCodeAt(at);
  return unit === 10 ? at === 0 || text.charCodeAt(at - 1) !== 13 : isBreak(unit);
}

function isLastBreak(text: string, at: number): boolean {
  return at >= text.length - 1 || (text.charCodeAt(at) === 13 && text.charCodeAt(at + 1) === 10);
}

function isLineStart(text: string, at: number): boolean {
  if (at === 0) return true;
  const before = text.charCodeAt(at - 1);
  return isBreak(before) && !(before === 13 && text.charCodeAt(at) === 10);
}

/** The code point that ends at `at`. */
function codeBefore(text: string, at: number): number | undefined {
  if (at === 0) return undefined;
  const unit = text.charCodeAt(at - 1);
  if (unit >= 0xdc00 && unit <= 0xdfff && at > 1) {
    const code = text.codePointAt(at - 2) ?? 0;
    if (code > 0xffff) return code;
  }
  return unit;
}

/** \b asks for letters and digits of Unicode, although \w knows those of ASCII alone. */
function isWord(code: number): boolean {
  if (code < 128)
    return (
      (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95
    );
  return isLetterOrDigit(String.fromCodePoint(code));
}
