import { SqlError } from '../../common/errors.ts';
import type { Identifier } from '../ast/query.ts';
import type { AlterTableAction, ColumnPosition } from '../ast/statement.ts';
import type { Cursor } from '../cursor.ts';
import { parseSchemaPart, SchemaParts } from './table-schema.ts';

/** ADD | MODIFY part or (parts), DROP column, (columns), PRIMARY KEY, CONSTRAINT or WATERMARK. */
export function parseSchemaChange(cursor: Cursor): AlterTableAction {
  const word = (['ADD', 'MODIFY', 'DROP'] as const).find((w) => cursor.accept(w));
  if (word === undefined)
    throw cursor.unexpected({ expected: ['SET', 'RESET', 'RENAME', 'ADD', 'MODIFY', 'DROP'] });
  if (cursor.is('PARTITION') || cursor.is('DISTRIBUTION')) {
    const { start, end, text } = cursor.token;
    throw new SqlError('E_UNSUPPORTED', `weir does not support ALTER TABLE ... ${word} ${text}`, {
      span: { start, end },
    });
  }
  if (word === 'DROP') return parseDrop(cursor);
  const parts = new SchemaParts();
  const positions: (ColumnPosition | undefined)[] = [];
  if (cursor.accept('(')) {
    do addPart(cursor, parts, positions);
    while (cursor.accept(','));
    cursor.close();
  } else addPart(cursor, parts, positions);
  const columns = parts.columns.map((column, i) => ({ ...column, position: positions[i] }));
  return {
    kind: word === 'ADD' ? 'add' : 'modify',
    columns,
    watermark: parts.watermark,
    primaryKey: parts.primaryKey,
  };
}

/** A part, and for a column FIRST or AFTER c behind it. */
function addPart(cursor: Cursor, parts: SchemaParts, positions: (ColumnPosition | undefined)[]): void {
  const before = parts.columns.length;
  parseSchemaPart(cursor, parts);
  if (parts.columns.length === before) return;
  if (cursor.accept('FIRST')) positions.push({ kind: 'first' });
  else if (cursor.accept('AFTER'))
    positions.push({ kind: 'after', column: cursor.identifier('a column name') });
  else positions.push(undefined);
}

function parseDrop(cursor: Cursor): AlterTableAction {
  if (cursor.accept('WATERMARK')) return { kind: 'dropWatermark' };
  if (cursor.is('PRIMARY')) {
    cursor.expect('PRIMARY', 'KEY');
    return { kind: 'dropPrimaryKey' };
  }
  if (cursor.accept('CONSTRAINT')) {
    return { kind: 'dropPrimaryKey', name: cursor.identifier('a name') };
  }
  const name = (): Identifier => cursor.identifier('a column name');
  return { kind: 'dropColumns', columns: cursor.is('(') ? cursor.list(name) : [name()] };
}
