import type { SqlType } from './type.ts';

/** A column of a row as operators see it. */
export interface Field {
  readonly name: string;
  readonly type: SqlType;
}

/** Columns in order; the same name may stand twice. */
export type Schema = readonly Field[];
