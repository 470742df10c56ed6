import type { Statement } from '../ast/statement.ts';
import type { Cursor } from '../cursor.ts';
import { parseIfExists } from './clauses.ts';
import { parseDropPlace } from './database.ts';
import { refuseDrop } from './foreign.ts';
import { parseDropFunction, startsFunction } from './function.ts';

/** DROP [TEMPORARY] TABLE | VIEW | MODEL | FUNCTION [IF EXISTS] name; DROP DATABASE, DROP CATALOG */
export function parseDrop(cursor: Cursor): Statement {
  const first = cursor.expect('DROP');
  const temporary = cursor.accept('TEMPORARY');
  const place = (['DATABASE', 'CATALOG'] as const).find((word) => cursor.is(word));
  if (place !== undefined && !temporary) {
    cursor.next();
    return parseDropPlace(cursor, first, place);
  }
  if (startsFunction(cursor)) return parseDropFunction(cursor, first, temporary);
  refuseDrop(cursor);
  const what = (['TABLE', 'VIEW', 'MODEL'] as const).find((word) => cursor.accept(word));
  if (what === undefined)
    throw cursor.unexpected({ expected: ['TABLE', 'VIEW', 'MODEL', 'FUNCTION', 'DATABASE', 'CATALOG'] });
  const ifExists = parseIfExists(cursor);
  const name = cursor.objectName();
  return { kind: 'drop', what, temporary, ifExists, name, span: cursor.spanFrom(first) };
}
