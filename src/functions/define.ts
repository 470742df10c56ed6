import type { Clock } from '../common/clock.ts';
import type { SqlType } from '../types/type.ts';

/** What a function may know of its argument before any row: a value's type (and constant), a keyword, or a type name. */
export type ArgumentInfo =
  | {
      readonly kind: 'value';
      readonly type: SqlType;
      readonly literal?: { readonly value: unknown } | undefined;
    }
  /** A keyword in the call: the YEAR of EXTRACT(YEAR FROM x), 'NULL ON EMPTY' of JSON_VALUE. */
  | { readonly kind: 'symbol'; readonly name: string }
  /** The type after RETURNING. */
  | { readonly kind: 'type'; readonly type: SqlType };

export interface FunctionContext {
  /** table.local-time-zone */
  readonly timeZone: string;
  readonly clock: Clock;
  readonly random: () => number;
}

/** What a call is once its arguments are known. */
export interface BoundFunction {
  readonly returns: SqlType;
  /** Type each 'value' argument is cast to before the call (implicit casts only), in order, keywords and types left out. */
  readonly parameters: readonly SqlType[];
  /** Makes the function that runs per row; it gets the 'value' arguments only, already cast. */
  compile(context: FunctionContext): (...values: never[]) => unknown;
}

/**
 * One SQL function or operator as data. Parser checks, HELP, completion and documentation read this record.
 * Operators are functions too, under their symbol: '+', '=', 'LIKE', 'IS NULL'.
 */
export interface ScalarFunction {
  readonly name: string;
  readonly aliases: readonly string[];
  /** How a call looks, for HELP and arity errors: 'SPLIT_INDEX(string, separator, index)'. */
  readonly syntax: string;
  readonly doc: string;
  /** 'strict': any NULL argument gives NULL and `compile`'s function is not called. 'own': it sees NULLs. */
  readonly nulls: 'strict' | 'own';
  /** false: not folded to a constant (RAND, NOW). */
  readonly deterministic: boolean;
  /** Checks the arguments. Throws SqlError E_ARGUMENTS or E_TYPE without span; `argument` on the error names the culprit's number. */
  bind(args: readonly ArgumentInfo[]): BoundFunction;
}
