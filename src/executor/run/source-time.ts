import type { SplitRows } from '../../connectors/connector.ts';

/** A split whose rows are furthest behind in event time. */
export interface SlowSplit {
  /** Its name, or that of the table where there is one split only. */
  readonly name: string;
  /** -Infinity: it had no row yet. */
  readonly time: number;
  /** Since it had its last row. */
  readonly silentMs: number;
  /** The source has no other split that is waited for. */
  readonly isAlone: boolean;
}

/** The event time of one source, as its driver sees it: made of its rows, but told also while no rows come. */
export interface SourceTime {
  /**
   * Before the first push, once state is restored. `splits` names those that may still have rows; undefined: the source
   * has one. `due` is called when `tick` is to be called, between two pushes.
   */
  begin(splits: (() => Iterable<string>) | undefined, due: () => void): void | Promise<void>;
  /** The splits of the rows that are pushed next; undefined: all are of one. */
  rowsOf(splits: readonly SplitRows[] | undefined): void;
  tick(): void | Promise<void>;
  /** undefined: nothing is waited for. */
  slowest(): SlowSplit | undefined;
  /** Cancels what would be due; no call follows. */
  close(): void;
}
