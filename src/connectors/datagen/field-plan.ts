import type { RandomValues } from './random-values.ts';

/** What values are made of at run time. */
export interface Surroundings {
  readonly random: RandomValues;
  /** Epoch ms. */
  now(): number;
  /** table.local-time-zone */
  readonly timeZone: string;
}

/** How one column is filled, decided from its type and options before anything runs. */
export interface FieldPlan {
  /** How many values there are; Infinity for random ones. */
  readonly count: number;
  /** The function that makes the value of row number `row`. */
  readonly make: (surroundings: Surroundings) => (row: number) => unknown;
}
