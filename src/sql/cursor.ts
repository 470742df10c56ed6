import type { Span } from '../common/errors.ts';
import { SqlError } from '../common/errors.ts';
import { MAX_LENGTH } from '../types/type.ts';
import type { Expression, Identifier, ObjectName, Query } from './ast/query.ts';
import type { Carrier } from './carrier.ts';
import { RESERVED } from './keywords.ts';
import { Lexer } from './lexer.ts';
import type { SyntaxDetails } from './syntax-details.ts';
import { syntaxError } from './syntax-error.ts';
import type { Token } from './token.ts';

/** The two rules that refer to each other across files; parse.ts puts them in, so that no file imports in a circle. */
export interface Grammar {
  expression(cursor: Cursor, above?: number): Expression;
  query(cursor: Cursor): Query;
}

/** Deepest nesting of parentheses, calls, types and subqueries that is read. */
export const MAX_DEPTH = 200;
/** Most operators in a row: as many as 64 KB can hold. Later stages walk them in a loop (left-chain.ts). */
export const MAX_HEIGHT = 32_768;

/** Position in the tokens of one statement, with what every rule needs: look, take, insist, refuse. */
export class Cursor {
  readonly text: string;
  readonly lexer: Lexer;
  readonly grammar: Grammar;
  /** undefined: the statement was seen not to need it. */
  readonly carrier: Carrier | undefined;
  index = 0;
  /** Height of the expressions read so far at this level; kept by parseExpression. */
  height = 0;
  #depth = 0;

  /** Reads `text` from `from` to `to`; spans count from its first character all the same. */
  constructor(text: string, grammar: Grammar, carrier: Carrier | undefined, from = 0, to = text.length) {
    this.text = text;
    this.lexer = new Lexer(text, from, to);
    this.grammar = grammar;
    this.carrier = carrier;
  }

  get token(): Token {
    return this.lexer.at(this.index);
  }

  /** The token `ahead` of the current one (negative: behind); past the end it is the 'end' token. */
  peek(ahead: number): Token {
    return this.lexer.at(Math.max(0, this.index + ahead));
  }

  next(): Token {
    const token = this.token;
    if (token.kind !== 'end') this.index++;
    return token;
  }

  is(word: string): boolean {
    return this.token.word === word;
  }

  /** Are the next tokens these words or operators? */
  sees(...words: readonly string[]): boolean {
    return words.every((word, i) => this.peek(i).word === word);
  }

  /** Takes the words when all of them come next. */
  accept(...words: readonly string[]): boolean {
    if (!this.sees(...words)) return false;
    this.index += words.length;
    return true;
  }

  /** Takes these words one after another or refuses the first that is missing. */
  expect(...words: readonly string[]): Token {
    let last = this.token;
    for (const word of words) {
      last = this.token;
      if (last.word !== word) throw this.unexpected({ expected: [word] });
      this.next();
    }
    return last;
  }

  /** A name: quoted, or a word that is not reserved. */
  identifier(what = 'a name'): Identifier {
    const token = this.token;
    if (!this.isIdentifier()) throw this.unexpected({ wanted: what, named: true });
    this.next();
    return { name: token.text, span: { start: token.start, end: token.end } };
  }

  isIdentifier(ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'quoted' || (token.kind === 'word' && !RESERVED.has(token.word));
  }

  /** `t`, `db.t`, `cat.db.t` (longer ones are refused by the binder). */
  objectName(what = 'a name'): ObjectName {
    const first = this.token;
    const parts = [this.identifier(what)];
    while (this.is('.') && (this.isIdentifier(1) || this.peek(1).word !== '*')) {
      this.next();
      parts.push(this.identifier(what));
    }
    return { parts, span: this.spanFrom(first) };
  }

  /** 'text' */
  string(what = 'a text in single quotes'): Token {
    if (this.token.kind !== 'string') throw this.unexpected({ wanted: what });
    return this.next();
  }

  /** A whole number without sign that an INT holds, as Flink wants it of lengths and precisions. */
  integer(what = 'a whole number'): number {
    const token = this.token;
    if (token.kind !== 'number' || !/^\d+$/.test(token.text)) throw this.unexpected({ wanted: what });
    const value = Number(token.text);
    if (value > MAX_LENGTH) throw this.unexpected({ wanted: `${what} up to ${MAX_LENGTH}` });
    this.next();
    return value;
  }

  /** `( item {, item} )` */
  list<T>(item: () => T): T[] {
    this.expect('(');
    const items = this.items(item);
    this.close();
    return items;
  }

  /** `item {, item}` */
  items<T>(item: () => T): T[] {
    const items = [item()];
    while (this.accept(',')) items.push(item());
    return items;
  }

  /** The `)` behind a list. */
  close(word = ')'): Token {
    if (!this.is(word)) throw this.unexpected({ expected: [word], inList: true });
    return this.next();
  }

  spanFrom(first: Token): Span {
    return { start: first.start, end: Math.max(first.end, this.peek(-1).end) };
  }

  /** One level deeper. Errors need no leave(): the statement is given up. */
  enter(): void {
    if (++this.#depth > MAX_DEPTH) {
      const { start, end } = this.token;
      throw new SqlError('E_TOO_LARGE', `the statement is nested more than ${MAX_DEPTH} levels deep`, {
        span: { start, end },
        hint: 'split it into views',
      });
    }
  }

  leave(): void {
    this.#depth--;
  }

  /** Counts `steps` more levels of the expression being read. */
  grow(steps = 1): void {
    this.height += steps;
    if (this.height > MAX_HEIGHT) {
      const { start, end } = this.token;
      throw new SqlError('E_TOO_LARGE', `an expression has more than ${MAX_HEIGHT} operators in a row`, {
        span: { start, end },
        hint: 'use parentheses to make it a tree, or split it',
      });
    }
  }

  /** Where a token read before stands; for errors. */
  indexOf(token: Token): number {
    return this.lexer.tokens.indexOf(token);
  }

  /** The error for the current token, or the one with the index `at`; see syntax-error.ts. */
  unexpected({ at, ...details }: SyntaxDetails & { readonly at?: number | undefined } = {}): SqlError {
    return syntaxError(this.lexer, at ?? this.index, details);
  }
}
