import type { AlterModelAction, AlterTableAction, Statement } from '../ast/statement.ts';
import type { Cursor } from '../cursor.ts';
import { parseKeyList, parseOptionList } from '../option-list.ts';
import { parseIfExists } from './clauses.ts';
import { parseAlterView } from './alter-view.ts';
import { parseAlterDatabase } from './database.ts';
import { refuseAlter } from './foreign.ts';
import { parseAlterFunction, startsFunction } from './function.ts';
import { parseSchemaChange } from './schema-change.ts';

/** ALTER MODEL | TABLE [IF EXISTS] name action; ALTER VIEW, ALTER DATABASE, ALTER FUNCTION */
export function parseAlter(cursor: Cursor): Statement {
  const first = cursor.expect('ALTER');
  if (cursor.accept('VIEW')) return parseAlterView(cursor, first);
  if (cursor.accept('DATABASE')) return parseAlterDatabase(cursor, first);
  if (startsFunction(cursor)) return parseAlterFunction(cursor, first, false);
  if (cursor.accept('TEMPORARY')) return parseAlterFunction(cursor, first, true);
  refuseAlter(cursor);
  if (cursor.accept('MODEL')) {
    const ifExists = parseIfExists(cursor);
    const name = cursor.objectName("the model's name");
    const action = parseCommonAction(cursor);
    if (action === undefined) throw cursor.unexpected({ expected: ['SET', 'RESET', 'RENAME'] });
    return { kind: 'alterModel', ifExists, name, action, span: cursor.spanFrom(first) };
  }
  if (!cursor.accept('TABLE'))
    throw cursor.unexpected({ expected: ['TABLE', 'VIEW', 'MODEL', 'FUNCTION', 'DATABASE'] });
  const ifExists = parseIfExists(cursor);
  const name = cursor.objectName("the table's name");
  const action = parseTableAction(cursor);
  return { kind: 'alterTable', ifExists, name, action, span: cursor.spanFrom(first) };
}

/** SET (...), RESET (...), RENAME TO name */
function parseCommonAction(cursor: Cursor): AlterModelAction | undefined {
  if (cursor.accept('SET')) return { kind: 'set', options: parseOptionList(cursor) };
  if (cursor.accept('RESET')) return { kind: 'reset', keys: parseKeyList(cursor) };
  if (cursor.accept('RENAME', 'TO')) return { kind: 'rename', to: cursor.objectName('the new name') };
  return undefined;
}

function parseTableAction(cursor: Cursor): AlterTableAction {
  const common = parseCommonAction(cursor);
  if (common !== undefined) return common;
  if (cursor.accept('RENAME')) {
    const from = cursor.identifier('a column name');
    cursor.expect('TO');
    return { kind: 'renameColumn', from, to: cursor.identifier('the new name') };
  }
  return parseSchemaChange(cursor);
}
