import type { Statement } from '../ast/statement.ts';
import type { Cursor } from '../cursor.ts';
import { parseOptionList } from '../option-list.ts';
import type { Token } from '../token.ts';
import { endsAt, parseComment, parseIfExists, parseIfNotExists } from './clauses.ts';

/** CREATE DATABASE | CATALOG [IF NOT EXISTS] name [COMMENT 'text'] [WITH (...)], with the cursor behind the word. */
export function parseCreatePlace(cursor: Cursor, first: Token, what: 'DATABASE' | 'CATALOG'): Statement {
  const ifNotExists = parseIfNotExists(cursor);
  const name = placeName(cursor, what);
  const comment = parseComment(cursor);
  const options = cursor.accept('WITH') ? parseOptionList(cursor) : [];
  const span = cursor.spanFrom(first);
  return { kind: 'createPlace', what, ifNotExists, name, comment, options, span };
}

/** DROP DATABASE [IF EXISTS] name [RESTRICT | CASCADE]; DROP CATALOG [IF EXISTS] name */
export function parseDropPlace(cursor: Cursor, first: Token, what: 'DATABASE' | 'CATALOG'): Statement {
  const ifExists = parseIfExists(cursor);
  const name = placeName(cursor, what);
  const cascade = what === 'DATABASE' && cursor.accept('CASCADE');
  if (what === 'DATABASE' && !cascade) cursor.accept('RESTRICT');
  return { kind: 'dropPlace', what, ifExists, name, cascade, span: cursor.spanFrom(first) };
}

/** ALTER DATABASE name SET (...) */
export function parseAlterDatabase(cursor: Cursor, first: Token): Statement {
  const name = placeName(cursor, 'DATABASE');
  cursor.expect('SET');
  return { kind: 'alterDatabase', name, options: parseOptionList(cursor), span: cursor.spanFrom(first) };
}

/** USE database; USE CATALOG catalog; USE MODULES name, ... */
export function parseUse(cursor: Cursor): Statement {
  const first = cursor.expect('USE');
  if (cursor.accept('MODULES')) {
    const names = cursor.items(() => cursor.identifier("a module's name"));
    return { kind: 'modules', action: 'USE', names, span: cursor.spanFrom(first) };
  }
  const isCatalog = cursor.is('CATALOG') && (cursor.isIdentifier(1) || endsAt(cursor, 1));
  if (isCatalog) cursor.next();
  const what = isCatalog ? 'CATALOG' : 'DATABASE';
  return { kind: 'use', what, name: placeName(cursor, what), span: cursor.spanFrom(first) };
}

function placeName(cursor: Cursor, what: 'DATABASE' | 'CATALOG') {
  if (what === 'DATABASE') return cursor.objectName("the database's name");
  const name = cursor.identifier("the catalog's name");
  return { parts: [name], span: name.span };
}
