/** When encoded rows leave a sink's producer, and when they count as safe. */
export interface Delivery {
  /** Throws what rows written before failed by. */
  check(): void;
  /** Rows were added to the producer. A promise means: wait before the next. */
  added(rows: number): void | Promise<void>;
  /** Resolves when all that was added before is acknowledged. */
  flush(): Promise<void>;
  close(): Promise<void>;
}
