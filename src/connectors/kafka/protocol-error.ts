/** Error codes of the protocol that weir treats by name. */
export const CODE = {
  NONE: 0,
  OFFSET_OUT_OF_RANGE: 1,
  CORRUPT_MESSAGE: 2,
  UNKNOWN_TOPIC_OR_PARTITION: 3,
  LEADER_NOT_AVAILABLE: 5,
  NOT_LEADER_FOR_PARTITION: 6,
  MESSAGE_TOO_LARGE: 10,
  INVALID_TOPIC: 17,
  RECORD_LIST_TOO_LARGE: 18,
  UNKNOWN_MEMBER_ID: 25,
  TOPIC_AUTHORIZATION_FAILED: 29,
  GROUP_AUTHORIZATION_FAILED: 30,
  CLUSTER_AUTHORIZATION_FAILED: 31,
  INVALID_TIMESTAMP: 32,
  UNSUPPORTED_SASL_MECHANISM: 33,
  ILLEGAL_SASL_STATE: 34,
  UNSUPPORTED_VERSION: 35,
  TOPIC_ALREADY_EXISTS: 36,
  POLICY_VIOLATION: 44,
  OUT_OF_ORDER_SEQUENCE_NUMBER: 45,
  DUPLICATE_SEQUENCE_NUMBER: 46,
  INVALID_PRODUCER_EPOCH: 47,
  INVALID_TXN_STATE: 48,
  INVALID_PRODUCER_ID_MAPPING: 49,
  INVALID_TRANSACTION_TIMEOUT: 50,
  CONCURRENT_TRANSACTIONS: 51,
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 53,
  OPERATION_NOT_ATTEMPTED: 55,
  SASL_AUTHENTICATION_FAILED: 58,
  UNKNOWN_PRODUCER_ID: 59,
  INVALID_RECORD: 87,
  PRODUCER_FENCED: 90,
} as const;

/** Passing states: a leader moves, a coordinator loads, a replica lags, a topic is still being made or just gone. */
const PASSING: ReadonlySet<number> = new Set([
  3, 5, 6, 7, 8, 9, 13, 14, 15, 16, 19, 20, 41, 56, 74, 75, 78, 88, 89, 100, 103,
]);

/** Another owner has the transactional id, or the broker ended the transaction itself. */
const FENCED: ReadonlySet<number> = new Set([
  CODE.INVALID_PRODUCER_EPOCH,
  CODE.PRODUCER_FENCED,
  CODE.INVALID_PRODUCER_ID_MAPPING,
  CODE.INVALID_TXN_STATE,
]);

/** The broker answered a request with an error code. Stays inside this folder. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly code: number;
  readonly subject: string;

  constructor(code: number, codeName: string, subject: string) {
    super(`${subject}: ${codeName}`);
    this.code = code;
    this.subject = subject;
  }

  get passing(): boolean {
    return PASSING.has(this.code);
  }
}

/** The connection broke or was never made; what was asked may have been done or not. Stays inside this folder. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
  /** False when nothing was sent: then it was surely not done. */
  readonly sent: boolean;

  constructor(message: string, sent: boolean, cause: unknown) {
    super(message, { cause });
    this.sent = sent;
  }
}

/** Whether the same call may succeed a little later. */
export function isPassing(error: unknown): boolean {
  return error instanceof ConnectionLost || (error instanceof ProtocolError && error.passing);
}

/** Whether this identity may do nothing more: another owner took it, or the broker ended its transaction. */
export function isFenced(error: unknown): boolean {
  return error instanceof ProtocolError && FENCED.has(error.code);
}
