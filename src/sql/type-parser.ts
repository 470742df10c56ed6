import type { RowField, SqlType } from '../types/type.ts';
import { MAX_LENGTH, withNullability } from '../types/type.ts';
import { SqlError } from '../common/errors.ts';
import type { Cursor } from './cursor.ts';
import { parseResolution } from './interval.ts';
import { show } from './syntax-error.ts';

/**
 * A data type with its nullability: `DECIMAL(10, 2) NOT NULL`, `ROW<a INT, b ARRAY<STRING>>`, `INT ARRAY`.
 * Lengths and precisions are taken as written; whether they make sense the user of the type checks.
 */
export function parseType(cursor: Cursor): SqlType {
  cursor.enter();
  let type = withNull(cursor, baseType(cursor));
  for (let kind = suffix(cursor); kind !== undefined; kind = suffix(cursor))
    type = withNull(cursor, { kind, element: type, nullable: true });
  cursor.leave();
  return type;
}

/** The type behind AS or RETURNING, which says nothing of NULL. As in Flink `INT ARRAY` has no NULL among its elements here. */
export function parseTargetType(cursor: Cursor): SqlType {
  cursor.enter();
  let type = baseType(cursor);
  for (let kind = suffix(cursor); kind !== undefined; kind = suffix(cursor))
    type = { kind, element: withNullability(type, false), nullable: true };
  cursor.leave();
  return type;
}

/** What may stand behind the type of the elements. */
function suffix(cursor: Cursor): 'ARRAY' | 'MULTISET' | undefined {
  if (!cursor.is('ARRAY') && !cursor.is('MULTISET')) return undefined;
  cursor.grow();
  return cursor.next().word === 'ARRAY' ? 'ARRAY' : 'MULTISET';
}

function withNull(cursor: Cursor, type: SqlType): SqlType {
  if (cursor.is('NOT')) {
    cursor.expect('NOT', 'NULL');
    return withNullability(type, false);
  }
  cursor.accept('NULL');
  return type;
}

function baseType(cursor: Cursor): SqlType {
  const token = cursor.token;
  const simple = SIMPLE.get(token.word);
  if (token.kind === 'word' && simple !== undefined) {
    cursor.next();
    return simple;
  }
  switch (token.kind === 'word' ? token.word : '') {
    case 'DOUBLE':
      cursor.next();
      cursor.accept('PRECISION');
      return { kind: 'DOUBLE', nullable: true };
    case 'DECIMAL':
    case 'DEC':
    case 'NUMERIC':
      cursor.next();
      return decimal(cursor);
    case 'CHAR':
    case 'CHARACTER':
      cursor.next();
      if (cursor.accept('VARYING')) return sized(cursor, 'VARCHAR');
      return sized(cursor, 'CHAR');
    case 'VARCHAR':
    case 'BINARY':
    case 'VARBINARY':
      return sized(cursor, sizedKind(cursor.next().word));
    case 'TIME':
      cursor.next();
      return time(cursor);
    case 'TIMESTAMP':
    case 'TIMESTAMP_LTZ':
      return timestamp(cursor);
    case 'INTERVAL':
      cursor.next();
      return interval(cursor);
    case 'ARRAY':
    case 'MULTISET':
    case 'MAP':
    case 'ROW':
    case 'STRUCTURED':
      return constructed(cursor);
    default:
      throw unknownType(cursor);
  }
}

const SIMPLE: ReadonlyMap<string, SqlType> = new Map<string, SqlType>([
  ['BOOLEAN', { kind: 'BOOLEAN', nullable: true }],
  ['TINYINT', { kind: 'TINYINT', nullable: true }],
  ['SMALLINT', { kind: 'SMALLINT', nullable: true }],
  ['INT', { kind: 'INT', nullable: true }],
  ['INTEGER', { kind: 'INT', nullable: true }],
  ['BIGINT', { kind: 'BIGINT', nullable: true }],
  ['FLOAT', { kind: 'FLOAT', nullable: true }],
  ['DATE', { kind: 'DATE', nullable: true }],
  ['STRING', { kind: 'VARCHAR', length: MAX_LENGTH, nullable: true }],
  ['BYTES', { kind: 'VARBINARY', length: MAX_LENGTH, nullable: true }],
  ['VARIANT', { kind: 'VARIANT', nullable: true }],
  ['BITMAP', { kind: 'BITMAP', nullable: true }],
]);

function sizedKind(word: string): 'VARCHAR' | 'BINARY' | 'VARBINARY' {
  return word === 'VARCHAR' ? 'VARCHAR' : word === 'BINARY' ? 'BINARY' : 'VARBINARY';
}

/** Without a length CHAR and BINARY have one of 1, VARCHAR and VARBINARY none, as STRING and BYTES. */
function sized(cursor: Cursor, kind: 'CHAR' | 'VARCHAR' | 'BINARY' | 'VARBINARY'): SqlType {
  const usual = kind === 'CHAR' || kind === 'BINARY' ? 1 : MAX_LENGTH;
  return { kind, length: precision(cursor) ?? usual, nullable: true };
}

/** `(n)`, if it comes. */
function precision(cursor: Cursor): number | undefined {
  if (!cursor.accept('(')) return undefined;
  const value = cursor.integer();
  cursor.close();
  return value;
}

function decimal(cursor: Cursor): SqlType {
  let [digits, scale] = [10, 0];
  if (cursor.accept('(')) {
    digits = cursor.integer();
    if (cursor.accept(',')) scale = cursor.integer();
    cursor.close();
  }
  return { kind: 'DECIMAL', precision: digits, scale, nullable: true };
}

function time(cursor: Cursor): SqlType {
  const digits = precision(cursor) ?? 0;
  if (cursor.is('WITHOUT')) cursor.expect('WITHOUT', 'TIME', 'ZONE');
  return { kind: 'TIME', precision: digits, nullable: true };
}

function timestamp(cursor: Cursor): SqlType {
  const zoned = cursor.next().word === 'TIMESTAMP_LTZ';
  const digits = precision(cursor) ?? 6;
  if (zoned) return { kind: 'TIMESTAMP_LTZ', precision: digits, nullable: true };
  if (cursor.is('WITH')) {
    cursor.expect('WITH', 'LOCAL', 'TIME', 'ZONE');
    return { kind: 'TIMESTAMP_LTZ', precision: digits, nullable: true };
  }
  if (cursor.is('WITHOUT')) cursor.expect('WITHOUT', 'TIME', 'ZONE');
  return { kind: 'TIMESTAMP', precision: digits, nullable: true };
}

function interval(cursor: Cursor): SqlType {
  const resolution = parseResolution(cursor);
  const months = /^(YEAR|QUARTER|MONTH)/.test(resolution);
  return { kind: months ? 'INTERVAL_YEAR_MONTH' : 'INTERVAL_DAY_TIME', resolution, nullable: true };
}

function constructed(cursor: Cursor): SqlType {
  const first = cursor.next();
  const { word } = first;
  if (word === 'ROW') return row(cursor);
  if (word === 'STRUCTURED') return structured(cursor);
  if (!cursor.accept('<'))
    throw cursor.unexpected({ expected: ['<'], from: word === 'MAP' ? undefined : first });
  if (word === 'MAP') {
    const key = parseType(cursor);
    cursor.expect(',');
    const value = parseType(cursor);
    closeAngle(cursor, false);
    return { kind: 'MAP', key, value, nullable: true };
  }
  cursor.enter();
  const element = withNull(cursor, baseType(cursor));
  cursor.leave();
  closeAngle(cursor, false);
  return { kind: word === 'ARRAY' ? 'ARRAY' : 'MULTISET', element, nullable: true };
}

/** ROW<a INT 'comment', b STRING> or ROW(a INT, b STRING) */
function row(cursor: Cursor): SqlType {
  // `ROW<>` has no fields: the lexer reads the operator <> .
  if (cursor.accept('<>')) return { kind: 'ROW', fields: [], nullable: true };
  const round = cursor.is('(');
  if (!round) cursor.expect('<');
  else cursor.next();
  const fields: RowField[] = [];
  const end = round ? ')' : '>';
  if (!cursor.is(end)) fields.push(...cursor.items(() => field(cursor)));
  if (round) cursor.close();
  else closeAngle(cursor, true);
  return { kind: 'ROW', fields, nullable: true };
}

/** STRUCTURED<'com.example.User', a INT 'comment', b STRING> */
function structured(cursor: Cursor): SqlType {
  cursor.expect('<');
  if (cursor.token.kind !== 'string')
    throw cursor.unexpected({ wanted: "the name of a class, like 'com.example.User'" });
  const className = cursor.next().text;
  const fields = cursor.accept(',') ? cursor.items(() => field(cursor)) : [];
  closeAngle(cursor, true);
  return { kind: 'ROW', className, fields, nullable: true };
}

function field(cursor: Cursor): RowField {
  const { name } = cursor.identifier('a field name');
  const type = parseType(cursor);
  if (cursor.token.kind === 'string') return { name, type, comment: cursor.next().text };
  return { name, type };
}

function closeAngle(cursor: Cursor, inList: boolean): void {
  if (!cursor.is('>')) throw cursor.unexpected({ expected: ['>'], inList });
  cursor.next();
}

function unknownType(cursor: Cursor): SqlError {
  const token = cursor.token;
  const span = { start: token.start, end: token.end };
  if (token.word === 'RAW') return new SqlError('E_UNSUPPORTED', 'weir has no type RAW', { span });
  const instead = INSTEAD.get(token.word);
  if (!cursor.isIdentifier() && instead === undefined) return cursor.unexpected({ wanted: 'a data type' });
  return new SqlError('E_TYPE', `there is no data type ${show(token)}`, {
    span,
    hint:
      instead === undefined
        ? 'STRING, INT, BIGINT, DOUBLE, BOOLEAN and TIMESTAMP(3) are common'
        : `write ${instead}`,
  });
}

const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['TEXT', 'STRING'],
  ['LONG', 'BIGINT'],
  ['BOOL', 'BOOLEAN'],
  ['BLOB', 'BYTES'],
  ['JSON', 'STRING'],
  ['TIMESTAMPTZ', 'TIMESTAMP_LTZ(3)'],
  ['DATETIME', 'TIMESTAMP(3)'],
  ['REAL', 'FLOAT'],
  ['CLOB', 'STRING'],
  ['NUMBER', 'DECIMAL(p, s)'],
  ['SERIAL', 'BIGINT'],
  ['UUID', 'STRING'],
  ['OBJECT', 'ROW<...>'],
  ['LIST', 'ARRAY<...>'],
  ['STRUCT', 'ROW<...>'],
]);
