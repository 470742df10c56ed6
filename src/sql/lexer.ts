import { assert } from '../common/errors.ts';
import { isOfCharacterSet, NATIONAL } from './character-set.ts';
import { isNameCharacter, isNameStart } from './characters.ts';
import { closingEscaped, decodeEscaped } from './escaped-text.ts';
import type { OpenQuote, Token, TokenKind } from './token.ts';

const TWO_CHARACTERS = new Set(['=>', '<>', '<=', '>=', '!=', '||', '->']);
/** The first characters of these. */
const PAIRED = new Set([...TWO_CHARACTERS].map((two) => two.charCodeAt(0)));
const ONE_CHARACTER = new Set('=<>+-*/%(),.;:[]{}|^?"~'.split(''));

/** All tokens of a text, the last one 'end'. */
export function tokenize(text: string): Token[] {
  const lexer = new Lexer(text);
  for (let i = 0; ; i++) if (lexer.at(i).kind === 'end') return lexer.tokens;
}

/**
 * Cuts a text into tokens with Flink's rules: only '' escapes inside a string (a backslash is a backslash), backticks quote names.
 * Never throws: what cannot be read becomes a 'bad' token, refused when the parser reaches it. Reads no further than it is asked for,
 * so that an absurd statement is given up where it becomes so.
 */
export class Lexer {
  readonly #text: string;
  readonly #to: number;
  /** What was read so far. */
  readonly tokens: Token[] = [];
  readonly #characterSetAt = /_[\w.:-]+(?=')/y;
  readonly #numberAt = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
  #at: number;
  #end: Token | undefined;

  constructor(text: string, from = 0, to = text.length) {
    this.#text = text;
    this.#at = from;
    this.#to = to;
  }

  /** Token number `index`; behind the last one it is 'end', whose span is the last character. */
  at(index: number): Token {
    const tokens = this.tokens;
    while (this.#end === undefined && index >= tokens.length) {
      if (this.#at < this.#to) this.#step();
      else this.#end = this.#finish();
    }
    const found = tokens[index] ?? this.#end;
    assert(found !== undefined, 'a statement without an end');
    return found;
  }

  #finish(): Token {
    const end = this.tokens.at(-1)?.end ?? this.#to;
    const token: Token = { kind: 'end', start: Math.max(0, end - 1), end, text: '', word: '' };
    this.tokens.push(token);
    return token;
  }

  #step(): void {
    const text = this.#text;
    const at = this.#at;
    const code = text.charCodeAt(at);
    if (code === 32 || (code >= 9 && code <= 13) || code === 0xa0 || code === 0x3000 || code === 0xfeff) {
      this.#at++;
      return;
    }
    const next = text[at + 1];
    switch (text[at]) {
      case "'":
        return this.#string('string', at, at);
      case '`':
        return this.#name();
      case '-':
        if (next === '-') return this.#lineComment();
        break;
      case '/':
        if (next === '/') return this.#lineComment();
        if (next === '*') return this.#blockComment();
        break;
    }
    if (isNameStart(code)) return this.#word();
    if (isDigit(code) || (code === 46 && isDigit(text.charCodeAt(at + 1)))) return this.#number();
    if (PAIRED.has(code)) {
      const two = text.slice(at, at + 2);
      if (TWO_CHARACTERS.has(two)) return this.#add('operator', at, at + 2, two, two);
    }
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    // only != begins so: as in Flink the place behind is blamed; what stands there is read as what it is
    if (character === '!') return this.#add('bad', at + 1, at + 1, character, '');
    if (ONE_CHARACTER.has(character)) return this.#add('operator', at, at + 1, character, character);
    this.#add('bad', at, at + character.length, character, '');
  }

  #word(): void {
    const text = this.#text;
    const start = this.#at;
    let end = start + 1;
    while (end < this.#to && isNameCharacter(text.charCodeAt(end))) end++;
    if (text[start] === '_' && text[end] !== "'") end = this.#characterSet(start) ?? end;
    const word = text.slice(start, end);
    const upper = word.toUpperCase();
    const next = text[end];
    if (next === "'" && (upper === 'X' || upper === 'N' || word.startsWith('_')))
      return this.#string(upper === 'X' ? 'binary' : 'string', start, end);
    if (upper === 'E' && next === "'") {
      const close = closingEscaped(text, end, this.#to);
      if (close >= 0) return this.#escapedString(start, end, close);
    }
    if (upper === 'U' && next === '&' && text[end + 1] === "'") return this.#unicodeString(start, end + 1);
    this.#add('word', start, end, word, upper);
  }

  /** End of a name like _ISO-8859-1 that a quote follows. */
  #characterSet(start: number): number | undefined {
    this.#characterSetAt.lastIndex = start;
    const found = this.#characterSetAt.exec(this.#text)?.[0];
    return found === undefined ? undefined : start + found.length;
  }

  #number(): void {
    this.#numberAt.lastIndex = this.#at;
    const figure = this.#numberAt.exec(this.#text)?.[0] ?? '';
    this.#add('number', this.#at, this.#at + figure.length, figure, '');
  }

  #string(kind: TokenKind, start: number, quote: number): void {
    const close = closing(this.#text, quote, "'", this.#to);
    if (close < 0) return this.#unclosed('quote', quote);
    const value = this.#text.slice(quote + 1, close).replaceAll("''", "'");
    const prefix = this.#text.slice(start, quote).toUpperCase();
    const set = prefix === 'N' ? NATIONAL : prefix.slice(1);
    if (kind === 'string' && prefix !== '' && !isOfCharacterSet(value, set))
      return this.#add('bad', start, quote, this.#text.slice(start, quote), '');
    this.#add(kind, start, close + 1, value, '');
  }

  /** E'a\nb' */
  #escapedString(start: number, quote: number, close: number): void {
    const value = decodeEscaped(this.#text.slice(quote + 1, close));
    if (value === undefined)
      return this.#add('bad', start, close + 1, this.#text.slice(start, close + 1), '');
    this.#add('string', start, close + 1, value, '');
  }

  /** U&'d\00e9j\00e0' [UESCAPE '!'] */
  #unicodeString(start: number, quote: number): void {
    const text = this.#text;
    const close = closing(text, quote, "'", this.#to);
    if (close < 0) return this.#unclosed('quote', quote);
    const tail = UESCAPE.exec(text.slice(close + 1, close + 200));
    const escape = tail?.[1] ?? '\\';
    const value = decodeUnicode(text.slice(quote + 1, close).replaceAll("''", "'"), escape);
    const end = close + 1 + (tail?.[0].length ?? 0);
    if (value === undefined) return this.#add('bad', start, end, text.slice(start, end), '');
    this.#add('string', start, end, value, '');
  }

  #name(): void {
    const close = closing(this.#text, this.#at, '`', this.#to);
    if (close < 0) return this.#unclosed('backtick', this.#at);
    const name = this.#text.slice(this.#at + 1, close).replaceAll('``', '`');
    this.#add('quoted', this.#at, close + 1, name, '');
  }

  #lineComment(): void {
    let end = this.#at + 2;
    while (end < this.#to && this.#text[end] !== '\n' && this.#text[end] !== '\r') end++;
    this.#at = end;
  }

  #blockComment(): void {
    const close = this.#text.indexOf('*/', this.#at + 2);
    if (close < 0 || close + 2 > this.#to) return this.#unclosed('comment', this.#at);
    if (this.#text[this.#at + 2] === '+' && close > this.#at + 2)
      return this.#add('hint', this.#at, close + 2, this.#text.slice(this.#at + 3, close), '');
    this.#at = close + 2;
  }

  #unclosed(open: OpenQuote, at: number): void {
    this.tokens.push({ kind: 'bad', start: at, end: this.#to, text: this.#text[at] ?? '', word: '', open });
    this.#at = this.#to;
  }

  #add(kind: TokenKind, start: number, end: number, text: string, word: string): void {
    this.tokens.push({ kind, start, end, text, word });
    this.#at = end;
  }
}

const UESCAPE = /^\s*UESCAPE\s*'([^'0-9a-fA-F+\s])'/i;

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Index of the quote that closes the one at `open`, or -1. */
function closing(text: string, open: number, quote: string, to: number): number {
  let at = open + 1;
  for (;;) {
    const found = text.indexOf(quote, at);
    if (found < 0 || found >= to) return -1;
    if (text[found + 1] !== quote || found + 1 >= to) return found;
    at = found + 2;
  }
}

function decodeUnicode(text: string, escape: string): string | undefined {
  const pieces: string[] = [];
  let at = 0;
  for (;;) {
    const found = text.indexOf(escape, at);
    if (found < 0) break;
    pieces.push(text.slice(at, found));
    if (text.startsWith(escape, found + escape.length)) {
      pieces.push(escape);
      at = found + 2 * escape.length;
      continue;
    }
    const match = /^(?:([0-9a-fA-F]{4})|\+([0-9a-fA-F]{6}))/.exec(
      text.slice(found + escape.length, found + escape.length + 7),
    );
    const code = Number.parseInt(match?.[1] ?? match?.[2] ?? '', 16);
    if (match === null || Number.isNaN(code) || code > 0x10ffff) return undefined;
    pieces.push(String.fromCodePoint(code));
    at = found + escape.length + match[0].length;
  }
  pieces.push(text.slice(at));
  return pieces.join('');
}
