import type { Span } from '../common/errors.ts';
import type { BoundFunction, ScalarFunction } from '../functions/define.ts';
import type { SqlType } from '../types/type.ts';

/** An expression after binding: names are column indexes, types are known, user errors are over. */
export type BoundExpression = { readonly type: SqlType } & (
  | { readonly kind: 'column'; readonly index: number; readonly name: string }
  | { readonly kind: 'constant'; readonly value: unknown }
  | {
      readonly kind: 'call';
      readonly function: ScalarFunction;
      readonly bound: BoundFunction;
      /** 'value' arguments only, already cast to the parameters. */
      readonly args: readonly BoundExpression[];
      /** Printed form of keyword arguments, for EXPLAIN. */
      readonly symbols: readonly string[];
      /** Where it stands in the statement; undefined: nobody wrote it, or in another text. */
      readonly span?: Span | undefined;
    }
  | { readonly kind: 'and' | 'or'; readonly operands: readonly BoundExpression[] }
  | { readonly kind: 'not'; readonly operand: BoundExpression }
  | {
      readonly kind: 'case';
      readonly branches: readonly { readonly when: BoundExpression; readonly then: BoundExpression }[];
      readonly otherwise: BoundExpression;
    }
  | {
      readonly kind: 'cast';
      readonly value: BoundExpression;
      readonly safe: boolean;
      /** As that of a call. */
      readonly span?: Span | undefined;
    }
  /** Field number `index` of a ROW value. */
  | { readonly kind: 'field'; readonly value: BoundExpression; readonly index: number }
);
