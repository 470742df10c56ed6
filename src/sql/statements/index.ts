import type { Statement } from '../ast/statement.ts';
import type { Cursor } from '../cursor.ts';
import { parseAlter } from './alter.ts';
import { parseCreate } from './create.ts';
import { parseUse } from './database.ts';
import { parseDescribe } from './describe.ts';
import { parseDrop } from './drop.ts';
import { parseExplain } from './explain.ts';
import { parseInsert } from './insert.ts';
import { parseCancelJob, parseStopJob } from './jobs.ts';
import { parseLoad, parseUnload } from './module.ts';
import { parseReset, parseSet } from './set.ts';
import { parseClear, parseHelp, parseQuit } from './shell.ts';
import { parseShow } from './show.ts';
import { parseBegin, parseExecute } from './statement-set.ts';
import { refuseForeign } from './foreign.ts';

type ParseStatement = (cursor: Cursor) => Statement;

/** Every statement by its first word. */
const STATEMENTS: ReadonlyMap<string, ParseStatement> = new Map<string, ParseStatement>([
  ['SELECT', parseQueryStatement],
  ['WITH', parseQueryStatement],
  ['VALUES', parseQueryStatement],
  ['TABLE', parseQueryStatement],
  ['(', parseQueryStatement],
  ['CREATE', parseCreate],
  ['ALTER', parseAlter],
  ['DROP', parseDrop],
  ['SHOW', parseShow],
  ['DESCRIBE', parseDescribe],
  ['DESC', parseDescribe],
  ['INSERT', parseInsert],
  ['EXPLAIN', (cursor) => parseExplain(cursor, parseStatement)],
  ['EXECUTE', parseExecute],
  ['BEGIN', parseBegin],
  ['SET', parseSet],
  ['RESET', parseReset],
  ['USE', parseUse],
  ['LOAD', parseLoad],
  ['UNLOAD', parseUnload],
  ['STOP', parseStopJob],
  ['CANCEL', parseCancelJob],
  ['HELP', parseHelp],
  ['QUIT', parseQuit],
  ['EXIT', parseQuit],
  ['CLEAR', parseClear],
]);

/** One statement up to `;` or the end. */
export function parseStatement(cursor: Cursor): Statement {
  const { word } = cursor.token;
  const rule = STATEMENTS.get(word);
  if (rule !== undefined) return rule(cursor);
  refuseForeign(cursor);
  throw cursor.unexpected({ expected: [...STATEMENTS.keys()], wanted: 'a statement' });
}

function parseQueryStatement(cursor: Cursor): Statement {
  const first = cursor.token;
  const query = cursor.grammar.query(cursor);
  return { kind: 'query', query, span: cursor.spanFrom(first) };
}
