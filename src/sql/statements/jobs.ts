import type { Statement } from '../ast/statement.ts';
import type { Cursor } from '../cursor.ts';

/** STOP JOB 'id' [WITH SAVEPOINT] [WITH DRAIN] */
export function parseStopJob(cursor: Cursor): Statement {
  const first = cursor.expect('STOP');
  cursor.expect('JOB');
  const job = parseJob(cursor);
  let [withSavepoint, withDrain] = [false, false];
  while (cursor.accept('WITH')) {
    if (!withSavepoint && cursor.accept('SAVEPOINT')) withSavepoint = true;
    else if (!withDrain && cursor.accept('DRAIN')) withDrain = true;
    else throw cursor.unexpected({ expected: ['SAVEPOINT', 'DRAIN'] });
  }
  if (withSavepoint && cursor.token.kind === 'string')
    throw cursor.unexpected({ hint: "SET 'execution.checkpointing.savepoint-dir' says where savepoints go" });
  return { kind: 'stopJob', job, withSavepoint, withDrain, span: cursor.spanFrom(first) };
}

/** CANCEL JOB 'id' */
export function parseCancelJob(cursor: Cursor): Statement {
  const first = cursor.expect('CANCEL');
  cursor.expect('JOB');
  return { kind: 'cancelJob', job: parseJob(cursor), span: cursor.spanFrom(first) };
}

/** A job by id or name in quotes, by number, or by bare name: 'a1b2...', 1, insert-into_risk_sink. */
export function parseJob(cursor: Cursor): string {
  const first = cursor.token;
  if (first.kind === 'string' || first.kind === 'quoted') return cursor.next().text;
  if (first.kind !== 'number' && first.kind !== 'word')
    throw cursor.unexpected({ wanted: "a job's number, or its id or name in single quotes" });
  cursor.next();
  // A bare name may hold dashes and dots, and an id may start with a digit: all that stands without a blank belongs to it.
  while (cursor.token.kind !== 'end' && !cursor.is(';') && cursor.token.start === cursor.peek(-1).end)
    cursor.next();
  return cursor.text.slice(first.start, cursor.peek(-1).end);
}
