import type { CharSet } from './char-set.ts';

/** A regular expression as a tree. */
export type RegexNode =
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'sequence'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly parts: readonly RegexNode[] }
  | RepeatNode
  /** ( ), numbered from 1. */
  | { readonly kind: 'group'; readonly number: number; readonly part: RegexNode }
  /** (?> ): once it has matched it is not tried in another way. */
  | { readonly kind: 'atomic'; readonly part: RegexNode }
  | LookNode
  | ReferenceNode
  | { readonly kind: 'border'; readonly border: Border };

export interface RepeatNode {
  readonly kind: 'repeat';
  readonly part: RegexNode;
  readonly min: number;
  readonly max: number;
  readonly mode: 'greedy' | 'lazy' | 'possessive';
}

/** (?= ), (?! ), and with `behind` (?<= ), (?<! ), which look back `behind.min` to `behind.max` characters. */
export interface LookNode {
  readonly kind: 'look';
  readonly part: RegexNode;
  readonly negated: boolean;
  readonly behind?: { readonly min: number; readonly max: number } | undefined;
}

/** \1 and \k<name>: the text of a group again. */
export interface ReferenceNode {
  readonly kind: 'reference';
  readonly group: number;
  readonly fold: 'none' | 'ascii' | 'unicode';
}

/** A place between two characters. 'unix-': \n alone ends a line. */
export type Border =
  | 'text-start'
  | 'text-end'
  /** The end, or before the line break there. */
  | 'last-line-end'
  | 'unix-last-line-end'
  | 'line-start'
  | 'line-end'
  | 'unix-line-start'
  | 'unix-line-end'
  /** \G: where the match before ended. */
  | 'match-start'
  | 'word'
  | 'not-word'
  | 'unicode-word'
  | 'not-unicode-word';

export interface Regex {
  readonly root: RegexNode;
  /** How many ( ) there are. */
  readonly groups: number;
}

export const EMPTY: RegexNode = { kind: 'sequence', parts: [] };
