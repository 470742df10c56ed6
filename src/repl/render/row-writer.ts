import type { Change, ResultColumn } from '../../session/result.ts';
import type { SqlType } from '../../types/type.ts';

/** Text of values of one type, NULL excluded, as Flink's client prints them. */
export type CellText = (type: SqlType) => (value: unknown) => string;

/** What of a result decides how it is written. */
export interface ResultShape {
  readonly columns: readonly ResultColumn[];
  /** A finite answer of SHOW, DESCRIBE ... rather than a query's. */
  readonly utility: boolean;
  /** The query ran over bounded input as a whole: kinds of changes say nothing. */
  readonly batch: boolean;
}

/** Turns rows into text as they come. Bounded memory whatever the number of rows. */
export interface RowWriter {
  /** Before the first row. */
  begin(): string;
  /** May hold rows back until a later call. */
  rows(changes: readonly Change[]): string;
  /** Behind the last row; `stopped`: the query was ended from outside. */
  end(summary: { readonly rows: number; readonly elapsedMs: number; readonly stopped: boolean }): string;
}

/** `1 row`, `0 rows`. */
export function countRows(count: number): string {
  return count === 1 ? '1 row' : `${count} rows`;
}
