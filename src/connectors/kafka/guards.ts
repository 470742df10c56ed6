/**
 * What keeps a known defect of kafkajs, or of a broker's protocol, away from a user's rows. All are on; tests turn
 * single ones off to prove that each is needed. No option or setting reaches them.
 */
export interface Guards {
  /** Idle connections of kafkajs 2.2.4 wake up every millisecond. */
  readonly idleTimer: boolean;
  /** Aborted transactions are ordered by first offset and told apart by control batches alone. */
  readonly abortedByOffset: boolean;
  /** A job's older owner is fenced before its committed positions are read. */
  readonly fenceBeforeRead: boolean;
  /** CONCURRENT_TRANSACTIONS is waited out on the same transaction, in steps of 5 ms. */
  readonly waitForTransaction: boolean;
  /** After a commit that failed the transactional producer is replaced, which aborts what it left open. */
  readonly renewAfterFailure: boolean;
  /** A new topic counts as made when all its leaders answer. */
  readonly awaitNewTopic: boolean;
  /** A position outside a partition's range ends the job instead of jumping. */
  readonly refuseOutOfRange: boolean;
  /** snappy, lz4 and zstd are unpacked, gzip alone with kafkajs. */
  readonly allCodecs: boolean;
  /** Bytes of one request are capped. */
  readonly capRequests: boolean;
  /** Failures are told in the user's words, after a look at what the port speaks. */
  readonly explain: boolean;
  /** A retried batch keeps its sequence number, so the broker drops its double. */
  readonly keepSequence: boolean;
}

export const ALL_GUARDS: Guards = {
  idleTimer: true,
  abortedByOffset: true,
  fenceBeforeRead: true,
  waitForTransaction: true,
  renewAfterFailure: true,
  awaitNewTopic: true,
  refuseOutOfRange: true,
  allCodecs: true,
  capRequests: true,
  explain: true,
  keepSequence: true,
};
