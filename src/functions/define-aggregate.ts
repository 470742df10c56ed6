import type { SqlType } from '../types/type.ts';
import type { ArgumentInfo } from './define.ts';

/**
 * How the values of one group are gathered. The accumulator is a plain array of SQL values, so that keyed state can hold
 * it. `add` and `retract` see values that are not NULL (COUNT(*) sees TRUE for each row).
 */
export interface Accumulation {
  /** Types of the accumulator's fields. */
  readonly fields: readonly SqlType[];
  start(): unknown[];
  add(accumulator: unknown[], value: unknown): void;
  /** Takes back a value that was added. Absent: only inserts may come. */
  retract?(accumulator: unknown[], value: unknown): void;
  result(accumulator: readonly unknown[]): unknown;
}

/** An aggregate once its argument's type is known. */
export interface BoundAggregate {
  /** Nullable unless the result of no value is one. */
  readonly returns: SqlType;
  /** What the argument is cast to; undefined: it takes rows, not values. */
  readonly parameter: SqlType | undefined;
  /** `retracting`: updates and deletes may come, and more must be remembered. */
  accumulation(retracting: boolean): Accumulation;
}

/** One aggregate function as data: COUNT, SUM ... */
export interface AggregateFunction {
  readonly name: string;
  readonly syntax: string;
  readonly doc: string;
  /** Checks the argument. Throws SqlError E_ARGUMENTS or E_TYPE without span. */
  bind(args: readonly ArgumentInfo[]): BoundAggregate;
}
