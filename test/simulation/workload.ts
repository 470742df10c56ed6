/** A row that was put into a partition. */
export interface InputRow {
  /** `t-0:13` */
  readonly id: string;
  readonly [column: string]: unknown;
}

/** The rows of one partition, in order. */
export interface Feed {
  /** Put in so far. */
  readonly rows: readonly InputRow[];
  /** Makes so many more and gives their texts. */
  more(count: number): string[];
  /** Those that come at the very end. */
  last(): string[];
}

export interface Input {
  readonly topic: string;
  readonly partitions: number;
  feed(partition: number): Feed;
}

export interface JudgeOptions {
  /** All rows were read and the job has ended in peace. */
  readonly isFinal: boolean;
  readonly isExactlyOnce: boolean;
  /** Whether STOP ... WITH DRAIN ended the job, so that open windows came out early; or tried to, then some may have. */
  readonly drain: 'no' | 'tried' | 'done';
}

export interface Output {
  readonly topic: string;
  readonly partitions: number;
  readonly isExactlyOnce: boolean;
  /** What is wrong with the rows found, given those that were read (by split). */
  judge(
    found: readonly unknown[],
    read: ReadonlyMap<string, readonly InputRow[]>,
    options: JudgeOptions,
  ): string[];
}

/** A statement with the tables it needs, the rows it reads, and what must come of them. */
export interface Workload {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
  /** CREATE statements. */
  readonly definitions: readonly string[];
  readonly statement: string;
  readonly inputs: readonly Input[];
  readonly outputs: readonly Output[];
  /** Whether the job ends by itself. */
  readonly isBounded: boolean;
  /** Whether the model never answers for this input. */
  readonly refuses: (input: string) => boolean;
  /** Whether the model may be out for a while: the job fails by that and comes back. */
  readonly mayBeOut: boolean;
}
