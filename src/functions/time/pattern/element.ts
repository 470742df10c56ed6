import type { Field } from './field.ts';

export type Sign = 'normal' | 'not-negative' | 'exceeds-pad';

/** Digits of a field. `following`: how many digits the numbers right behind it take; -1 where it has its own width only. */
export interface NumberElement {
  readonly kind: 'number' | 'reduced' | 'fraction';
  readonly field: Field;
  readonly min: number;
  readonly max: number;
  readonly sign: Sign;
  readonly following: number;
}

/** A piece of a compiled pattern of java.time. */
export type Element =
  | NumberElement
  | { readonly kind: 'literal'; readonly text: string }
  /** `texts` by value; where a value has none, its digits. */
  | { readonly kind: 'text'; readonly field: Field; readonly texts: ReadonlyMap<number, string> }
  | { readonly kind: 'day-period'; readonly isNarrow: boolean }
  | { readonly kind: 'zone'; readonly names: 'none' | 'short' | 'full' }
  | { readonly kind: 'offset'; readonly form: OffsetForm; readonly zero: string }
  | { readonly kind: 'gmt-offset'; readonly isFull: boolean }
  | { readonly kind: 'pad'; readonly width: number; readonly element: Element }
  | { readonly kind: 'optional'; readonly elements: readonly Element[] };

/** Which parts an offset has behind its hours: none, given, or there when needed. */
export interface OffsetForm {
  readonly colon: boolean;
  readonly minutes: 'given' | 'needed';
  readonly seconds: 'none' | 'needed';
}
