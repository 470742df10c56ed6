import type { Statement } from '../ast/statement.ts';
import type { Cursor } from '../cursor.ts';
import type { CreatePrefix } from './clauses.ts';
import { parseCreateModel } from './create-model.ts';
import { parseCreateTable } from './create-table.ts';
import { parseCreateView } from './create-view.ts';
import { parseCreatePlace } from './database.ts';
import { refuseCreate } from './foreign.ts';
import { parseCreateFunction, startsFunction } from './function.ts';

export function parseCreate(cursor: Cursor): Statement {
  const first = cursor.expect('CREATE');
  const orReplace = cursor.is('OR');
  if (orReplace) cursor.expect('OR', 'REPLACE');
  const temporary = cursor.accept('TEMPORARY');
  const prefix: CreatePrefix = { temporary, orReplace };
  switch (cursor.token.word) {
    case 'TABLE':
      return parseCreateTable(cursor, first, prefix);
    case 'VIEW':
      return parseCreateView(cursor, first, prefix);
    case 'MODEL':
      return parseCreateModel(cursor, first, prefix);
    case 'DATABASE':
    case 'CATALOG': {
      if (orReplace || temporary) break;
      const what = cursor.next().word === 'DATABASE' ? 'DATABASE' : 'CATALOG';
      return parseCreatePlace(cursor, first, what);
    }
  }
  if (temporary && cursor.is('SYSTEM') && !startsFunction(cursor) && cursor.peek(1).word !== 'CONNECTION')
    throw cursor.unexpected({ at: cursor.index + 1, expected: ['FUNCTION'] });
  if (startsFunction(cursor)) return parseCreateFunction(cursor, first, temporary);
  refuseCreate(cursor);
  throw cursor.unexpected({ expected: ['TABLE', 'VIEW', 'MODEL', 'FUNCTION', 'DATABASE', 'CATALOG'] });
}
