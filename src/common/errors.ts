import { readThrown } from './read-thrown.ts';

/** Where in the statement's text: offsets of the first character and behind the last one. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type ErrorKind = 'parse' | 'validate' | 'plan' | 'runtime';

interface ErrorRecord {
  readonly kind: ErrorKind;
  /** Exit code of a script that stops on it. */
  readonly exit: 1 | 2 | 3 | 4;
  readonly doc: string;
}

/** Every error a user can meet. A code is never renamed: scripts look at it. */
export const ERRORS = {
  E_PARSE: { kind: 'parse', exit: 1, doc: 'The text is not a statement.' },
  E_TOO_LARGE: { kind: 'parse', exit: 1, doc: 'The statement is longer or nested deeper than weir reads.' },
  E_UNSUPPORTED: { kind: 'plan', exit: 1, doc: 'Valid SQL that weir does not run.' },
  E_UNKNOWN_TABLE: { kind: 'validate', exit: 1, doc: 'No table or view has this name.' },
  E_UNKNOWN_MODEL: { kind: 'validate', exit: 1, doc: 'No model has this name.' },
  E_UNKNOWN_COLUMN: { kind: 'validate', exit: 1, doc: 'No input of the query has a column of this name.' },
  E_AMBIGUOUS_COLUMN: { kind: 'validate', exit: 1, doc: 'Several inputs have a column of this name.' },
  E_UNKNOWN_FUNCTION: { kind: 'validate', exit: 1, doc: 'No function has this name.' },
  E_ARGUMENTS: { kind: 'validate', exit: 1, doc: 'A function does not take these arguments.' },
  E_TYPE: { kind: 'validate', exit: 1, doc: 'A value has a type that does not fit here.' },
  E_EXISTS: { kind: 'validate', exit: 1, doc: 'The name is taken.' },
  E_NOT_FOUND: { kind: 'validate', exit: 1, doc: 'The named object does not exist.' },
  E_DEFINITION: { kind: 'validate', exit: 1, doc: 'CREATE or ALTER describes something that cannot be.' },
  E_OPTION: { kind: 'validate', exit: 1, doc: 'An option is unknown, missing or has a bad value.' },
  E_SETTING: { kind: 'validate', exit: 1, doc: 'SET names an unknown key or a bad value.' },
  E_CHANGELOG: { kind: 'plan', exit: 1, doc: 'An updating input meets a consumer that takes inserts only.' },
  E_SINK_SCHEMA: { kind: 'validate', exit: 1, doc: 'The query does not fit the columns of the sink.' },
  E_VALUE: { kind: 'runtime', exit: 1, doc: 'A value cannot be converted or computed.' },
  E_FUNCTION: {
    kind: 'runtime',
    exit: 1,
    doc: "A user's function failed, or gave something else than it declares.",
  },
  E_NOT_NULL: { kind: 'runtime', exit: 1, doc: 'NULL for a NOT NULL column.' },
  E_FORMAT: { kind: 'runtime', exit: 1, doc: 'Bytes that the format cannot read or a row it cannot write.' },
  E_KAFKA_UNREACHABLE: { kind: 'runtime', exit: 3, doc: 'No broker answers.' },
  E_KAFKA_ADVERTISED: {
    kind: 'runtime',
    exit: 3,
    doc: 'The broker names an address that does not resolve here.',
  },
  E_KAFKA_SECURITY: {
    kind: 'runtime',
    exit: 3,
    doc: 'TLS or SASL do not fit the listener, or it refused the user.',
  },
  E_KAFKA_TOPIC: { kind: 'runtime', exit: 3, doc: 'The topic does not exist or may not be used.' },
  E_KAFKA: { kind: 'runtime', exit: 1, doc: 'The broker refused a request.' },
  E_LISTEN: { kind: 'runtime', exit: 3, doc: 'A port of this machine cannot be opened.' },
  E_MODEL_UNREACHABLE: { kind: 'runtime', exit: 3, doc: 'The model endpoint does not answer.' },
  E_MODEL_KEY: { kind: 'runtime', exit: 3, doc: 'The model endpoint refused the key, or none is set.' },
  E_MODEL_REQUEST: { kind: 'runtime', exit: 1, doc: 'The model endpoint refused the request.' },
  E_MODEL_LIMIT: { kind: 'runtime', exit: 1, doc: 'The model endpoint kept limiting the rate.' },
  E_MODEL_ANSWER: {
    kind: 'runtime',
    exit: 1,
    doc: 'The model endpoint answered something that is not an answer.',
  },
  E_MODEL_TIMEOUT: { kind: 'runtime', exit: 1, doc: 'A model call took longer than its timeout.' },
  E_MODEL: { kind: 'runtime', exit: 1, doc: 'The model endpoint failed.' },
  E_JOB: { kind: 'validate', exit: 1, doc: 'No such job, or it cannot do that now.' },
  E_JOB_STATE: { kind: 'runtime', exit: 1, doc: 'The saved position of a job cannot be used as it is.' },
  E_JOB_LOCKED: { kind: 'runtime', exit: 1, doc: 'Another process runs a job of this name.' },
  E_REFERENCE: {
    kind: 'validate',
    exit: 1,
    doc: 'A ${env:...} or ${file:...} reference cannot be resolved.',
  },
  E_USAGE: { kind: 'parse', exit: 2, doc: 'The command line cannot be read.' },
  E_ABORTED: { kind: 'runtime', exit: 1, doc: 'Stopped by the user.' },
  E_STATE_FULL: {
    kind: 'runtime',
    exit: 1,
    doc: 'The state of a job needs more memory than it may take.',
  },
  E_IO: { kind: 'runtime', exit: 1, doc: 'A file cannot be read or written.' },
  E_INTERNAL: { kind: 'runtime', exit: 1, doc: 'A defect of weir.' },
} as const satisfies Record<string, ErrorRecord>;

export type ErrorCode = keyof typeof ERRORS;

export interface SqlErrorDetails {
  readonly span?: Span | undefined;
  /** What to do, in one sentence. */
  readonly hint?: string | undefined;
  /** 'backoff': the same call may succeed later. The only thing retry loops look at. */
  readonly retry?: 'backoff' | undefined;
  /** Number (from 0) of the function's argument that is to blame, for whoever knows where it stands. */
  readonly argument?: number | undefined;
  readonly cause?: unknown;
}

/** The one error class a user sees. Never carries a secret. */
export class SqlError extends Error {
  override readonly name = 'SqlError';
  readonly code: ErrorCode;
  readonly span: Span | undefined;
  readonly hint: string | undefined;
  readonly retry: 'backoff' | undefined;
  readonly argument: number | undefined;

  constructor(code: ErrorCode, message: string, details: SqlErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.span = details.span;
    this.hint = details.hint;
    this.retry = details.retry;
    this.argument = details.argument;
  }

  get kind(): ErrorKind {
    return ERRORS[this.code].kind;
  }

  /** The same error with what a caller knows better. */
  with(details: SqlErrorDetails & { message?: string }): SqlError {
    return new SqlError(this.code, details.message ?? this.message, {
      span: details.span ?? this.span,
      hint: details.hint ?? this.hint,
      retry: details.retry ?? this.retry,
      argument: details.argument ?? this.argument,
      cause: details.cause ?? this.cause,
    });
  }
}

/** Any thrown thing as a SqlError; what is not one already is a defect of ours. */
export function toSqlError(thrown: unknown): SqlError {
  if (thrown instanceof SqlError) return thrown;
  // What an AbortSignal has for a reason when its owner gives none.
  if (thrown instanceof DOMException && (thrown.name === 'AbortError' || thrown.name === 'TimeoutError'))
    return new SqlError('E_ABORTED', thrown.message, { cause: thrown });
  const message =
    readThrown(thrown).message ?? (typeof thrown === 'object' ? 'an object was thrown' : String(thrown));
  const limit = thrown instanceof RangeError ? LIMITS.find(({ said }) => said.test(message)) : undefined;
  if (limit !== undefined) return new SqlError('E_VALUE', limit.message, { hint: limit.hint, cause: thrown });
  if (thrown instanceof Error && 'code' in thrown && FILE_ERRORS.has(String(thrown.code)))
    return new SqlError('E_IO', `a file cannot be read or written: ${message}`, { cause: thrown });
  return new SqlError('E_INTERNAL', message, { cause: thrown });
}

/** Where JavaScript itself ends, and input brought it there. */
const LIMITS = [
  {
    said: /^Maximum call stack size exceeded/,
    message: 'an expression, a pattern or a value is nested deeper than weir can follow',
    hint: 'break it up into parts that are less deep',
  },
  {
    said: /^(Invalid (string|array|array buffer|typed array) length|(Map|Set|BigInt) maximum size|Maximum BigInt size)/,
    message: 'a text, an array or a number becomes larger than weir can hold',
    hint: 'shorten the values first, e.g. LEFT(text, 1000), or filter rows out',
  },
  {
    said: /^Array buffer allocation failed/,
    message: 'there is not enough memory for a value this large',
    hint: 'shorten the values first, or free memory of this machine',
  },
] as const;

/** What the file system says about its own state, not about a defect of ours. */
const FILE_ERRORS: ReadonlySet<string> = new Set(
  'EACCES EDQUOT EIO EISDIR ELOOP EMFILE ENAMETOOLONG ENFILE ENOSPC ENOTDIR EPERM EROFS'.split(' '),
);

/** For our own bugs, never reachable by input. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new SqlError('E_INTERNAL', message);
}

/** Default branch of a switch over a union: a compile error as soon as a kind is added. */
export function unreachable(value: never): never {
  throw new SqlError('E_INTERNAL', `unexpected ${JSON.stringify(value)}`);
}
