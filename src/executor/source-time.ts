import type { SplitRows } from '../connectors/connector.ts';

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
  /** Cancels what would be due; no call follows. */
  close(): void;
}
