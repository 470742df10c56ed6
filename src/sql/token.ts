/** What stays open when the text ends. */
export type OpenQuote = 'quote' | 'backtick' | 'comment';

export type TokenKind =
  /** A name or keyword without quotes. */
  | 'word'
  /** `name` */
  | 'quoted'
  | 'number'
  | 'string'
  /** X'4f' */
  | 'binary'
  | 'operator'
  /** The inside of a hint comment. */
  | 'hint'
  /** A character no statement has, or a quote that nothing closes. */
  | 'bad'
  /** Behind the last token; its span is the last character. */
  | 'end';

/** One piece of a statement; comments and blanks are none. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** As written for words and numbers; without quotes and with doubled ones undone for names and strings. */
  readonly text: string;
  /** What grammar rules compare: a word in upper case, an operator as it is; '' for all else. */
  readonly word: string;
  /** For 'bad': the quote that stays open. */
  readonly open?: OpenQuote | undefined;
}
