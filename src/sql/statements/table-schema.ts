import { SqlError } from '../../common/errors.ts';
import type { ColumnDefinition, PrimaryKeyDefinition, WatermarkDefinition } from '../ast/statement.ts';
import type { Cursor } from '../cursor.ts';
import { parseType } from '../type-parser.ts';
import { parseComment } from './clauses.ts';

export interface Schema {
  readonly columns: readonly ColumnDefinition[];
  readonly watermark: WatermarkDefinition | undefined;
  readonly primaryKey: PrimaryKeyDefinition | undefined;
}

/** `(column | watermark | constraint, ...)` of CREATE TABLE, in any order; also the parts of ALTER TABLE ADD and MODIFY. */
export function parseSchema(cursor: Cursor): Schema {
  const parts = new SchemaParts();
  if (cursor.accept('(')) {
    do parseSchemaPart(cursor, parts);
    while (cursor.accept(','));
    cursor.close();
  }
  return parts;
}

/** Collects the parts of a schema; a second watermark or primary key is refused. */
export class SchemaParts implements Schema {
  readonly columns: ColumnDefinition[] = [];
  watermark: WatermarkDefinition | undefined;
  primaryKey: PrimaryKeyDefinition | undefined;

  addWatermark(watermark: WatermarkDefinition): void {
    if (this.watermark !== undefined)
      throw new SqlError('E_PARSE', 'a table has one watermark; this is the second', {
        span: watermark.span,
      });
    this.watermark = watermark;
  }

  addPrimaryKey(key: PrimaryKeyDefinition): void {
    if (this.primaryKey !== undefined)
      throw new SqlError('E_DEFINITION', 'a table has one primary key; this is the second', {
        span: key.span,
      });
    this.primaryKey = key;
  }
}

/** One column, WATERMARK or constraint. */
export function parseSchemaPart(cursor: Cursor, parts: SchemaParts): void {
  if (cursor.is('WATERMARK')) parts.addWatermark(parseWatermark(cursor));
  else if (cursor.is('PRIMARY') || cursor.is('CONSTRAINT') || cursor.is('UNIQUE'))
    parts.addPrimaryKey(parseConstraint(cursor));
  else parseColumn(cursor, parts);
}

function parseWatermark(cursor: Cursor): WatermarkDefinition {
  const first = cursor.expect('WATERMARK');
  cursor.expect('FOR');
  const column = cursor.objectName('a column name');
  cursor.expect('AS');
  const expression = cursor.grammar.expression(cursor);
  return { column, expression, span: cursor.spanFrom(first) };
}

/** [CONSTRAINT name] PRIMARY KEY (a, b) [NOT] ENFORCED */
function parseConstraint(cursor: Cursor): PrimaryKeyDefinition {
  const first = cursor.token;
  const name = cursor.accept('CONSTRAINT') ? cursor.identifier('a name for the constraint') : undefined;
  refuseUnique(cursor);
  cursor.expect('PRIMARY', 'KEY');
  const columns = cursor.list(() => cursor.identifier('a column name'));
  return { name, columns, enforced: parseEnforced(cursor), span: cursor.spanFrom(first) };
}

function refuseUnique(cursor: Cursor): void {
  if (!cursor.is('UNIQUE')) return;
  const { start, end } = cursor.token;
  throw new SqlError('E_DEFINITION', 'a UNIQUE constraint is not supported', {
    span: { start, end },
    hint: 'PRIMARY KEY (...) NOT ENFORCED is',
  });
}

function parseEnforced(cursor: Cursor): boolean {
  if (cursor.accept('NOT')) {
    cursor.expect('ENFORCED');
    return false;
  }
  // Without a word Flink's grammar means ENFORCED, which the checks refuse.
  cursor.accept('ENFORCED');
  return true;
}

function parseColumn(cursor: Cursor, parts: SchemaParts): void {
  const first = cursor.token;
  const name = cursor.identifier('a column name');
  if (cursor.accept('AS')) {
    const expression = cursor.grammar.expression(cursor);
    const comment = parseComment(cursor);
    parts.columns.push({ kind: 'computed', name, expression, comment, span: cursor.spanFrom(first) });
    return;
  }
  if (cursor.is('INTERVAL')) throw cursor.unexpected({ wanted: 'a type that can be stored' });
  const type = parseType(cursor);
  if (cursor.accept('METADATA')) {
    const from = cursor.accept('FROM') ? cursor.string('the metadata key in single quotes').text : undefined;
    const virtual = cursor.accept('VIRTUAL');
    const comment = parseComment(cursor);
    parts.columns.push({
      kind: 'metadata',
      name,
      type,
      from,
      virtual,
      comment,
      span: cursor.spanFrom(first),
    });
    return;
  }
  const key = cursor.token;
  const constraint = cursor.accept('CONSTRAINT') ? cursor.identifier('a name for the constraint') : undefined;
  refuseUnique(cursor);
  const primaryKey = cursor.is('PRIMARY');
  if (primaryKey || constraint !== undefined) {
    cursor.expect('PRIMARY', 'KEY');
    const enforced = parseEnforced(cursor);
    parts.addPrimaryKey({ name: constraint, columns: [name], enforced, span: cursor.spanFrom(key) });
  }
  const comment = parseComment(cursor);
  parts.columns.push({ kind: 'physical', name, type, primaryKey, comment, span: cursor.spanFrom(first) });
}
