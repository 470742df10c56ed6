import type { SqlType } from '../types/type.ts';
import type { ArgumentInfo } from './define.ts';

/** How often each value of one call stands in its group; a value that was taken back too often counts below 0. */
export interface ValueCounts {
  /** Of the value that is added or taken back right now, with this change. */
  readonly count: number;
  /** Every other count than 0, values in the order in which they first came. */
  forEach(visit: (value: unknown, count: number) => void): void;
}

/**
 * How the values of one group are gathered. The accumulator is a plain array of SQL values, so that keyed state can hold
 * it. `add` and `retract` see values that are not NULL (COUNT(*) sees TRUE for each row).
 */
export interface Accumulation {
  /** Types of the accumulator's fields. */
  readonly fields: readonly SqlType[];
  /** Whether `add` and `retract` look at the counts; else they are given none that mean something. */
  readonly counting?: boolean;
  start(): unknown[];
  add(accumulator: unknown[], value: unknown, counts: ValueCounts): void;
  /** Takes back a value that was added. Absent: only inserts may come. */
  retract?(accumulator: unknown[], value: unknown, counts: ValueCounts): void;
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
