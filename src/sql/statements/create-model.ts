import type { ModelColumn, Statement } from '../ast/statement.ts';
import type { Cursor } from '../cursor.ts';
import { SqlError } from '../../common/errors.ts';
import { parseOptionList } from '../option-list.ts';
import type { Token } from '../token.ts';
import { parseType } from '../type-parser.ts';
import type { CreatePrefix } from './clauses.ts';
import { parseComment, parseIfNotExists } from './clauses.ts';

/** CREATE MODEL m [INPUT (...)] [OUTPUT (...)] [COMMENT '...'] [WITH (...)], in this order. */
export function parseCreateModel(cursor: Cursor, first: Token, prefix: CreatePrefix): Statement {
  cursor.expect('MODEL');
  const ifNotExists = parseIfNotExists(cursor);
  const name = cursor.objectName('a name for the model');
  const input = parseColumns(cursor, 'INPUT');
  const output = parseColumns(cursor, 'OUTPUT');
  const comment = parseComment(cursor);
  const options = cursor.accept('WITH') ? parseOptionList(cursor) : [];
  if (cursor.is('AS')) {
    const { start, end } = cursor.token;
    throw new SqlError('E_UNSUPPORTED', 'CREATE MODEL ... AS is not supported', { span: { start, end } });
  }
  if (['INPUT', 'OUTPUT', 'COMMENT', 'WITH'].includes(cursor.token.word))
    throw cursor.unexpected({ hint: 'the clauses stand in the order INPUT, OUTPUT, COMMENT, WITH' });
  return {
    kind: 'createModel',
    ...prefix,
    ifNotExists,
    name,
    input,
    output,
    comment,
    options,
    span: cursor.spanFrom(first),
  };
}

function parseColumns(cursor: Cursor, word: 'INPUT' | 'OUTPUT'): readonly ModelColumn[] | undefined {
  if (!cursor.accept(word)) return undefined;
  return cursor.list(() => parseColumn(cursor));
}

/** `name type [COMMENT '...']`; metadata columns SQL refuses, here as in Flink. */
function parseColumn(cursor: Cursor): ModelColumn {
  const first = cursor.token;
  const name = cursor.identifier('a column name');
  const type = parseType(cursor);
  if (cursor.is('METADATA')) {
    const { start, end } = cursor.token;
    throw new SqlError('E_DEFINITION', `column '${name.name}' of a model cannot be a METADATA column`, {
      span: { start, end },
    });
  }
  return { name, type, comment: parseComment(cursor), span: cursor.spanFrom(first) };
}
