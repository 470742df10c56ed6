import type { Span } from '../common/errors.ts';
import { isNameCharacter, isNameStart } from './characters.ts';

/** What must still come before the text ends a statement. */
export type Open = ';' | 'quote' | 'backtick' | 'comment' | 'parenthesis' | 'statement set';

export interface Unfinished {
  readonly span: Span;
  readonly open: Open;
}

export interface Split {
  /** Statements without their `;`, in order; the unfinished one too, as the last. Blanks and comments alone are none. */
  readonly statements: readonly Span[];
  /** What stands behind the last `;`, when it is more than blanks and comments. */
  readonly rest: Unfinished | undefined;
}

/** Cuts a text into statements at the `;` that are in no quote, comment or statement set. Linear in the text. */
export function splitStatements(text: string): Split {
  const splitter = new Splitter();
  const statements = splitter.push(text);
  const rest = splitter.rest();
  return { statements: rest === undefined ? statements : [...statements, rest.span], rest };
}

/** Does the text end with a finished statement, or hold none at all? */
export function isComplete(text: string): boolean {
  return splitStatements(text).rest === undefined;
}

type State = 'plain' | 'quote' | 'backtick' | 'line comment' | 'block comment';

/**
 * The incremental form, for input that comes in pieces: each character is looked at once. Spans count from the first character ever
 * pushed; the caller keeps the text. `BEGIN STATEMENT SET; ... END` and `EXECUTE STATEMENT SET BEGIN ... END` are one statement each.
 */
export class Splitter {
  /** Offset behind all that was pushed. */
  #offset = 0;
  #state: State = 'plain';
  /** A character whose meaning the next one decides: - / * or a quote that may be doubled. */
  #pending = '';
  #start = -1;
  #end = 0;
  #commentStart = -1;
  #hint = false;
  #depth = 0;
  #word = '';
  readonly #set = new StatementSet();

  /** Takes more text; gives the statements that it ends. */
  push(chunk: string): Span[] {
    const done: Span[] = [];
    for (let i = 0; i < chunk.length; i++) {
      const ended = this.#step(chunk.charCodeAt(i), chunk.charAt(i), this.#offset + i);
      if (ended !== undefined) done.push(ended);
    }
    this.#offset += chunk.length;
    return done;
  }

  /** What is unfinished so far; undefined when nothing but blanks and comments is. */
  rest(): Unfinished | undefined {
    if (this.#state === 'block comment' && !(this.#pending === '/' && this.#commentStart < 0)) {
      const start = this.#start < 0 ? this.#commentStart : this.#start;
      return { span: { start, end: this.#offset }, open: 'comment' };
    }
    if (this.#start < 0 && this.#pending === '') return undefined;
    // A quote at the very end is a closing one, as far as one can see.
    const closed = this.#pending === "'" || this.#pending === '`';
    if (this.#state === 'quote' && !closed) return { span: this.#restSpan(), open: 'quote' };
    if (this.#state === 'backtick' && !closed) return { span: this.#restSpan(), open: 'backtick' };
    const open = this.#depth > 0 ? 'parenthesis' : this.#set.isOpenAfter(this.#word) ? 'statement set' : ';';
    return { span: this.#restSpan(), open };
  }

  #restSpan(): Span {
    const inQuote = this.#state === 'quote' || this.#state === 'backtick';
    const end = inQuote || this.#pending !== '' ? this.#offset : this.#end;
    return { start: this.#start < 0 ? this.#offset - 1 : this.#start, end };
  }

  #step(code: number, character: string, at: number): Span | undefined {
    switch (this.#state) {
      case 'plain':
        return this.#plain(code, character, at);
      case 'quote':
      case 'backtick': {
        const quote = this.#state === 'quote' ? "'" : '`';
        if (this.#pending === '') {
          if (character === quote) this.#pending = quote;
          return undefined;
        }
        this.#pending = '';
        if (character === quote) return undefined;
        this.#state = 'plain';
        this.#end = at;
        return this.#plain(code, character, at);
      }
      case 'line comment':
        if (character === '\n' || character === '\r') this.#state = 'plain';
        return undefined;
      case 'block comment':
        // A hint is no comment: it belongs to the statement.
        if (character === '+' && at === this.#commentStart + 2) {
          this.#set.other();
          this.#hint = true;
          this.#touch(this.#commentStart);
        }
        if (this.#pending === '*' && character === '/') {
          this.#state = 'plain';
          this.#pending = '';
          if (this.#hint) this.#touch(at);
          this.#hint = false;
        } else this.#pending = character === '*' ? '*' : '';
        return undefined;
    }
  }

  #plain(code: number, character: string, at: number): Span | undefined {
    if (this.#pending !== '') {
      const opener = this.#pending;
      this.#pending = '';
      if (character === opener) {
        this.#state = 'line comment';
        this.#endWord();
        return undefined;
      }
      if (opener === '/' && character === '*') {
        this.#state = 'block comment';
        this.#commentStart = at - 1;
        this.#endWord();
        return undefined;
      }
      this.#touch(at - 1);
    }
    if (this.#word === '' ? isNameStart(code) : isNameCharacter(code)) {
      // Only short words matter; the rest of a long one may be dropped.
      if (this.#word.length < 16) this.#word += character;
      this.#touch(at);
      return undefined;
    }
    this.#endWord();
    return this.#sign(character, at);
  }

  #sign(character: string, at: number): Span | undefined {
    switch (character) {
      case ';':
        return this.#semicolon(at);
      case '-':
      case '/':
        this.#pending = character;
        return undefined;
      case "'":
        this.#state = 'quote';
        break;
      case '`':
        this.#state = 'backtick';
        break;
      case '(':
        this.#depth++;
        break;
      case ')':
        this.#depth = Math.max(0, this.#depth - 1);
        break;
      default:
        if (/\s/.test(character)) return undefined;
    }
    this.#set.other();
    this.#touch(at);
    return undefined;
  }

  #semicolon(at: number): Span | undefined {
    if (this.#set.continues()) {
      this.#touch(at);
      this.#depth = 0;
      return undefined;
    }
    const span = this.#start < 0 ? undefined : { start: this.#start, end: this.#end };
    this.#start = -1;
    this.#depth = 0;
    this.#set.reset();
    return span;
  }

  #endWord(): void {
    if (this.#word === '') return;
    this.#set.word(this.#word.toUpperCase());
    this.#word = '';
  }

  /** The character at this offset belongs to a statement. */
  #touch(at: number): void {
    if (this.#start < 0) this.#start = at;
    this.#end = at + 1;
  }
}

/** Follows the words of a statement to know whether a `;` stands inside BEGIN ... END. */
class StatementSet {
  /** The last three words, as long as nothing else stood between them. */
  #words: string[] = [];
  #count = 0;
  #open = false;
  #began = false;
  /** Open CASE of the current member: their END does not close the set. */
  #cases = 0;
  #closed = false;

  word(word: string): void {
    this.#count++;
    this.#words = [...this.#words.slice(-2), word];
    const last = this.#words.join(' ');
    if (!this.#open && this.#count <= 8 && (last === 'STATEMENT SET BEGIN' || this.#startsSet(last))) {
      this.#open = true;
      this.#began = true;
      this.#cases = 0;
    } else if (this.#open && word === 'CASE') this.#cases++;
    else if (this.#open && word === 'END') {
      if (this.#cases > 0) this.#cases--;
      else this.#closed = true;
    }
  }

  #startsSet(last: string): boolean {
    return last === 'BEGIN STATEMENT SET' && this.#count === 3;
  }

  /** A sign or a quoted text: words before it are no neighbours of those behind. */
  other(): void {
    this.#words = [];
  }

  /** At a `;`: does the statement go on? */
  continues(): boolean {
    this.#words = [];
    this.#cases = 0;
    return this.#open && !this.#closed;
  }

  isOpenAfter(unfinishedWord: string): boolean {
    return this.#began && !this.#closed && !(unfinishedWord.toUpperCase() === 'END' && this.#cases === 0);
  }

  reset(): void {
    this.#words = [];
    this.#count = 0;
    this.#open = false;
    this.#began = false;
    this.#cases = 0;
    this.#closed = false;
  }
}
