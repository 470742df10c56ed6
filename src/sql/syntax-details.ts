import type { Token } from './token.ts';

/** What a grammar rule knows about a token that does not fit; the message is made from it. */
export interface SyntaxDetails {
  /** Keywords or signs that would fit. */
  readonly expected?: readonly string[] | undefined;
  /** What would fit, in words: 'a number'. */
  readonly wanted?: string | undefined;
  /** What is wanted is a name: a reserved word needs backticks to be one. */
  readonly named?: boolean | undefined;
  /** A comma would have fitted too. */
  readonly inList?: boolean | undefined;
  readonly hint?: string | undefined;
  /** Inside an option list: nothing of the text is repeated, a key may stand there without its quotes. */
  readonly quiet?: boolean | undefined;
  /** The error shows from here: Flink blames an operator for its missing operand. */
  readonly from?: Token | undefined;
}
