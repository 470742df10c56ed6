import { SqlError } from '../../common/errors.ts';
import type { Cursor } from '../cursor.ts';

/** Statements of Flink that weir does not have, by their first words; the text says what to do instead. */
const FOREIGN: readonly (readonly [string, string])[] = [
  ['ADD JAR', 'connectors are built in, functions are files: CREATE FUNCTION ... LANGUAGE JAVASCRIPT'],
  ['REMOVE JAR', 'connectors and functions are built in'],
  ['ANALYZE TABLE', 'plans need no statistics'],
  ['CALL', 'there are no procedures'],
  ['COMPILE PLAN', 'jobs start from their statement'],
  ['COMPILE AND', 'jobs start from their statement'],
  ['DELETE FROM', 'rows of a stream stay; write a filtered copy with INSERT INTO ... SELECT'],
  ['UPDATE', 'rows of a stream stay; write a changed copy with INSERT INTO ... SELECT'],
  ['TRUNCATE TABLE', 'rows of a stream stay'],
  ['REPLACE TABLE', 'DROP TABLE and CREATE TABLE do the same'],
  ['MERGE INTO', 'rows of a stream stay'],
];

/** First words that only one second word follows. */
const ALWAYS_WITH = new Set(['DELETE', 'TRUNCATE', 'MERGE', 'REPLACE', 'ANALYZE']);

const CREATE = ['CONNECTION', 'SYSTEM CONNECTION', 'MATERIALIZED TABLE'];
const SHOW = ['PROCEDURES', 'PARTITIONS', 'CONNECTIONS'];

/** E_UNSUPPORTED for a statement that Flink has and weir has not; else it returns. */
export function refuseForeign(cursor: Cursor): void {
  for (const [words, instead] of FOREIGN) {
    const list = words.split(' ');
    if (!cursor.sees(...list)) {
      if (ALWAYS_WITH.has(list[0] ?? '') && cursor.is(list[0] ?? ''))
        throw cursor.unexpected({ at: cursor.index + 1, expected: list.slice(1) });
      continue;
    }
    // A bare CALL is a statement of nobody.
    if (cursor.peek(list.length).kind === 'end') throw cursor.unexpected({ at: cursor.index });
    refuse(cursor, list.length, words, instead);
  }
}

export function refuseCreate(cursor: Cursor): void {
  refuseOneOf(cursor, 'CREATE', CREATE);
}

export function refuseDrop(cursor: Cursor): void {
  refuseOneOf(cursor, 'DROP', CREATE);
}

export function refuseAlter(cursor: Cursor): void {
  refuseOneOf(cursor, 'ALTER', [...CREATE, 'CATALOG']);
}

/** `statement` is SHOW or SHOW CREATE. */
export function refuseShow(cursor: Cursor, statement: 'SHOW' | 'SHOW CREATE'): void {
  refuseOneOf(cursor, statement, statement === 'SHOW' ? SHOW : ['MATERIALIZED TABLE', 'CONNECTION']);
}

export function refuseDescribe(cursor: Cursor): void {
  const kinds = ['DATABASE', 'CONNECTION'];
  // A table may be called `database`: a name must follow.
  if (cursor.isIdentifier(1) || cursor.peek(1).word === 'EXTENDED') refuseOneOf(cursor, 'DESCRIBE', kinds);
}

/** EXECUTE PLAN and EXECUTE IMMEDIATE */
export function refuseExecute(cursor: Cursor): void {
  refuseOneOf(cursor, 'EXECUTE', ['PLAN']);
}

function refuseOneOf(cursor: Cursor, statement: string, kinds: readonly string[]): void {
  const kind = kinds.find((words) => cursor.sees(...words.split(' ')));
  if (kind === undefined) return;
  const words = kind.split(' ').length;
  const after = cursor.peek(words);
  if (statement !== 'SHOW' && (after.kind === 'end' || after.word === ';')) {
    // Not even a name: as wrong in Flink as here.
    throw cursor.unexpected({ at: cursor.index + words, wanted: 'a name' });
  }
  refuse(cursor, words, `${statement} ${kind}`, undefined);
}

function refuse(cursor: Cursor, words: number, statement: string, hint: string | undefined): never {
  const span = { start: cursor.token.start, end: cursor.peek(words - 1).end };
  throw new SqlError('E_UNSUPPORTED', `weir has no ${statement}`, { span, hint });
}
