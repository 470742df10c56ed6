import { SqlError } from '../../common/errors.ts';
import type { ObjectName } from '../ast/query.ts';
import type { FunctionLanguage, FunctionTarget, Statement } from '../ast/statement.ts';
import type { Cursor } from '../cursor.ts';
import { parseOptionList } from '../option-list.ts';
import type { Token } from '../token.ts';
import { parseIfExists, parseIfNotExists } from './clauses.ts';

const LANGUAGES: readonly FunctionLanguage[] = ['JAVA', 'SCALA', 'PYTHON', 'JAVASCRIPT'];

/** CREATE [TEMPORARY [SYSTEM]] FUNCTION [IF NOT EXISTS] name AS 'class or file' [LANGUAGE language] */
export function parseCreateFunction(cursor: Cursor, first: Token, temporary: boolean): Statement {
  if (!temporary && cursor.is('SYSTEM')) {
    throw cursor.unexpected({
      expected: ['TEMPORARY SYSTEM'],
      hint: 'a function of no database is there for the session alone: CREATE TEMPORARY SYSTEM FUNCTION',
    });
  }
  const system = parseKind(cursor);
  const ifNotExists = parseIfNotExists(cursor);
  const name = functionName(cursor, system);
  const target = parseTarget(cursor);
  const span = cursor.spanFrom(first);
  return { kind: 'createFunction', temporary, system, ifNotExists, name, target, span };
}

/** ALTER [TEMPORARY [SYSTEM]] FUNCTION [IF EXISTS] name AS 'class or file' [LANGUAGE language] */
export function parseAlterFunction(cursor: Cursor, first: Token, temporary: boolean): Statement {
  const system = parseKind(cursor);
  const ifExists = parseIfExists(cursor);
  const name = functionName(cursor, system);
  const target = parseTarget(cursor);
  const span = cursor.spanFrom(first);
  return { kind: 'alterFunction', temporary, system, ifExists, name, target, span };
}

/** DROP [TEMPORARY [SYSTEM]] FUNCTION [IF EXISTS] name */
export function parseDropFunction(cursor: Cursor, first: Token, temporary: boolean): Statement {
  const system = parseKind(cursor);
  const ifExists = parseIfExists(cursor);
  const name = functionName(cursor, system);
  return { kind: 'dropFunction', temporary, system, ifExists, name, span: cursor.spanFrom(first) };
}

/** Whether FUNCTION or SYSTEM FUNCTION comes next. */
export function startsFunction(cursor: Cursor): boolean {
  return cursor.is('FUNCTION') || cursor.sees('SYSTEM', 'FUNCTION');
}

/** [SYSTEM] FUNCTION: whether SYSTEM is there. */
function parseKind(cursor: Cursor): boolean {
  const first = cursor.token;
  const system = cursor.accept('SYSTEM');
  cursor.expect('FUNCTION');
  if (cursor.token.kind === 'end') throw cursor.unexpected({ wanted: 'a name', from: first });
  return system;
}

/** A system function is of no database: one name. */
function functionName(cursor: Cursor, system: boolean): ObjectName {
  if (!system) return cursor.objectName("the function's name");
  const name = cursor.identifier("the function's name");
  return { parts: [name], span: name.span };
}

function parseTarget(cursor: Cursor): FunctionTarget {
  cursor.expect('AS');
  const { text, start, end } = cursor.string("a class, or a file like 'file.js#name', in single quotes");
  const language = cursor.accept('LANGUAGE') ? LANGUAGES.find((word) => cursor.accept(word)) : 'JAVA';
  if (language === undefined) throw cursor.unexpected({ expected: LANGUAGES });
  const more = cursor.token;
  const isMore = cursor.accept('USING');
  if (isMore) cursor.items(() => parseResource(cursor));
  const hasOptions = cursor.accept('WITH');
  if (hasOptions) parseOptionList(cursor);
  if (language === 'JAVASCRIPT' && (isMore || hasOptions)) {
    throw new SqlError('E_DEFINITION', `${more.text} has no meaning for a function in JavaScript`, {
      span: { start: more.start, end: more.end },
    });
  }
  return { text, span: { start, end }, language };
}

/** JAR 'path', as Flink has it behind USING: for a class that is not run here anyway. */
function parseResource(cursor: Cursor): void {
  const kind = ['JAR', 'ARTIFACT'].find((word) => cursor.accept(word));
  if (kind === undefined) throw cursor.unexpected({ expected: ['JAR', 'ARTIFACT'] });
  cursor.string('a path in single quotes');
}
