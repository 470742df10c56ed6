import type { RowKindName } from '../types/batch.ts';
import type { SqlType } from '../types/type.ts';

/** One row of a result and what it does to the result table. */
export interface Change {
  readonly op: RowKindName;
  readonly values: readonly unknown[];
}

export interface ResultColumn {
  readonly name: string;
  readonly type: SqlType;
}

/** Figures of one model in a running query or job. */
export interface ModelFigures {
  readonly model: string;
  /** Said beside the name where answers are not a model's: 'SCRIPTED'. */
  readonly label: string | undefined;
  readonly inFlight: number;
  readonly limit: number;
  readonly calls: number;
  readonly retries: number;
  /** Answers 429. */
  readonly limited: number;
  /** Input rows that gave no output row, by reason ('NULL input', 'ignored error'). */
  readonly dropped: ReadonlyMap<string, number>;
  readonly tokens: number;
  /** ms */
  readonly p50: number | undefined;
  readonly p99: number | undefined;
  /** Rows a second out of the call over the last 10 s. */
  readonly rate: number;
  readonly pausedUntil: number | undefined;
}

/** Live figures of a running query or job. */
export interface Figures {
  readonly rowsIn: number;
  readonly rowsOut: number;
  /** Rows waiting in the sources, undefined if one does not know. */
  readonly lag: number | undefined;
  /** Rows that windows dropped: the watermark had passed their end. */
  readonly lateRows: number;
  /** A partition or table without rows that windows wait for: 'product_source-3'. */
  readonly waitsFor?: string | undefined;
  readonly models: readonly ModelFigures[];
}

export type JobState =
  'CREATED' | 'RUNNING' | 'RESTARTING' | 'STOPPING' | 'CANCELLING' | 'FINISHED' | 'FAILED' | 'CANCELED';

/** A detached INSERT. */
export interface Job {
  /** 32 hex digits. */
  readonly id: string;
  /** 1, 2, 3 ... in this session: what people type. */
  readonly number: number;
  readonly name: string;
  readonly state: JobState;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly endedAt: number | undefined;
  /** Why it FAILED. */
  readonly error: unknown;
  figures(): Figures;
  /** Resolves when it has ended in whatever way; never rejects. */
  readonly done: Promise<void>;
}

/** What one statement brings. */
export type Result =
  | {
      readonly kind: 'rows';
      readonly columns: readonly ResultColumn[];
      /** Whether it ends by itself. */
      readonly bounded: boolean;
      /** A finite answer of SHOW, DESCRIBE ... rather than a query's. */
      readonly utility: boolean;
      /** `return()` cancels the query; a slow reader is backpressure. Throws SqlError. */
      readonly rows: AsyncIterable<readonly Change[]>;
      figures(): Figures;
    }
  | { readonly kind: 'job'; readonly job: Job }
  | { readonly kind: 'message'; readonly text: string }
  /** QUIT, CLEAR: for the shell. */
  | { readonly kind: 'command'; readonly command: 'quit' | 'clear' };
