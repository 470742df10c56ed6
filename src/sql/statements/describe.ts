import type { Statement } from '../ast/statement.ts';
import type { Cursor } from '../cursor.ts';
import { refuseDescribe } from './foreign.ts';
import { parseJob } from './jobs.ts';

/** DESCRIBE | DESC [EXTENDED] table; DESCRIBE MODEL | CATALOG | FUNCTION [EXTENDED] m; DESCRIBE JOB 'id' */
export function parseDescribe(cursor: Cursor): Statement {
  const first = cursor.next();
  if (cursor.is('JOB') && cursor.peek(1).kind !== 'end' && cursor.peek(1).word !== ';') {
    cursor.next();
    const job = cursor.token;
    const text = parseJob(cursor);
    const span = cursor.spanFrom(job);
    const name = { parts: [{ name: text, span }], span };
    return { kind: 'describe', what: 'JOB', extended: false, name, span: cursor.spanFrom(first) };
  }
  if (cursor.is('CATALOG') && (cursor.isIdentifier(1) || cursor.peek(1).word === 'EXTENDED')) {
    cursor.next();
    const extended = cursor.accept('EXTENDED');
    const catalog = cursor.identifier("the catalog's name");
    const name = { parts: [catalog], span: catalog.span };
    return { kind: 'describe', what: 'CATALOG', extended, name, span: cursor.spanFrom(first) };
  }
  if (cursor.is('FUNCTION') && (cursor.isIdentifier(1) || cursor.peek(1).word === 'EXTENDED')) {
    cursor.next();
    const extended = cursor.accept('EXTENDED');
    const name = cursor.objectName("a function's name");
    return { kind: 'describe', what: 'FUNCTION', extended, name, span: cursor.spanFrom(first) };
  }
  refuseDescribe(cursor);
  const isModel = cursor.is('MODEL') && (cursor.isIdentifier(1) || cursor.peek(1).word === 'EXTENDED');
  if (isModel) cursor.next();
  else if (cursor.is('TABLE')) cursor.next();
  const extended = cursor.accept('EXTENDED');
  const name = cursor.objectName(isModel ? "a model's name" : "a table's name");
  return {
    kind: 'describe',
    what: isModel ? 'MODEL' : 'TABLE',
    extended,
    name,
    span: cursor.spanFrom(first),
  };
}
