import { SqlError } from '../../common/errors.ts';
import type { Identifier, ObjectName } from '../ast/query.ts';
import type { Statement } from '../ast/statement.ts';
import type { Cursor } from '../cursor.ts';
import { parseOptionList } from '../option-list.ts';
import type { Token } from '../token.ts';
import type { CreatePrefix } from './clauses.ts';
import { parseComment, parseIfNotExists } from './clauses.ts';
import { parseSchema } from './table-schema.ts';

/** CREATE TABLE t [(schema)] [COMMENT] [PARTITIONED BY] [WITH (...)] [LIKE s (...) | AS query] */
export function parseCreateTable(cursor: Cursor, first: Token, prefix: CreatePrefix): Statement {
  cursor.expect('TABLE');
  const ifNotExists = parseIfNotExists(cursor);
  const name = cursor.objectName('a name for the table');
  const columnNames = seesColumnNames(cursor)
    ? cursor.list(() => cursor.identifier('a column name'))
    : undefined;
  const schema = parseSchema(cursor);
  const comment = parseComment(cursor);
  if (cursor.is('DISTRIBUTED')) refuseDistribution(cursor);
  const partitionedBy = parsePartitions(cursor);
  const options = cursor.accept('WITH') ? parseOptionList(cursor) : [];
  const like = cursor.accept('LIKE') ? parseLike(cursor) : undefined;
  if (columnNames !== undefined && !cursor.is('AS')) throw cursor.unexpected({ expected: ['AS'] });
  const as = like === undefined && cursor.accept('AS') ? cursor.grammar.query(cursor) : undefined;
  return {
    kind: 'createTable',
    ...prefix,
    ifNotExists,
    name,
    columns: schema.columns,
    columnNames,
    watermark: schema.watermark,
    primaryKey: schema.primaryKey,
    comment,
    partitionedBy,
    options,
    like,
    as,
    span: cursor.spanFrom(first),
  };
}

/** `(a, b)` without types, for CREATE TABLE ... AS. */
function seesColumnNames(cursor: Cursor): boolean {
  const after = cursor.peek(2).word;
  return cursor.is('(') && cursor.isIdentifier(1) && (after === ',' || after === ')');
}

function refuseDistribution(cursor: Cursor): never {
  const { start, end } = cursor.token;
  throw new SqlError('E_UNSUPPORTED', 'weir does not distribute tables into buckets', {
    span: { start, end },
    hint: "the kafka connector's 'key.fields' decides which partition a row goes to",
  });
}

function parsePartitions(cursor: Cursor): readonly Identifier[] {
  if (!cursor.accept('PARTITIONED')) return [];
  cursor.expect('BY');
  return cursor.list(() => cursor.identifier('a column name'));
}

const FEATURES = [
  'ALL',
  'CONSTRAINTS',
  'DISTRIBUTION',
  'GENERATED',
  'METADATA',
  'OPTIONS',
  'PARTITIONS',
  'WATERMARKS',
];

/** LIKE t [(INCLUDING ALL EXCLUDING OPTIONS ...)] */
function parseLike(cursor: Cursor): { table: ObjectName; clauses: readonly string[] } {
  const table = cursor.objectName("a table's name");
  const clauses: string[] = [];
  if (!cursor.accept('(')) return { table, clauses };
  do {
    const strategy = ['INCLUDING', 'EXCLUDING', 'OVERWRITING'].find((word) => cursor.accept(word));
    if (strategy === undefined)
      throw cursor.unexpected({ expected: ['INCLUDING', 'EXCLUDING', 'OVERWRITING'] });
    const feature = FEATURES.find((word) => cursor.accept(word));
    if (feature === undefined) throw cursor.unexpected({ expected: FEATURES });
    clauses.push(`${strategy} ${feature}`);
  } while (!cursor.is(')') && cursor.token.kind !== 'end');
  cursor.close();
  return { table, clauses };
}
