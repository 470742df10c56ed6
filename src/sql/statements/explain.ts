import type { Statement } from '../ast/statement.ts';
import type { Cursor } from '../cursor.ts';
import { parseSetBlock } from './statement-set.ts';

const DETAILS = ['ESTIMATED_COST', 'CHANGELOG_MODE', 'JSON_EXECUTION_PLAN', 'PLAN_ADVICE'];
const EXPLAINABLE = new Set([
  'SELECT',
  'WITH',
  'VALUES',
  'TABLE',
  '(',
  'INSERT',
  'STATEMENT',
  'EXECUTE',
  'CREATE',
]);

/** EXPLAIN [details | PLAN FOR] (query | INSERT ... | STATEMENT SET BEGIN ... END | CREATE TABLE ... AS query) */
export function parseExplain(cursor: Cursor, statement: (cursor: Cursor) => Statement): Statement {
  const first = cursor.expect('EXPLAIN');
  const details: string[] = [];
  if (cursor.accept('PLAN')) cursor.expect('FOR');
  else {
    let more = DETAILS.includes(cursor.token.word);
    while (more) {
      if (!DETAILS.includes(cursor.token.word)) throw cursor.unexpected({ expected: DETAILS });
      details.push(cursor.next().word);
      more = cursor.accept(',');
    }
  }
  if (!EXPLAINABLE.has(cursor.token.word))
    throw cursor.unexpected({
      expected: [...DETAILS, 'PLAN', 'SELECT', 'INSERT'],
      wanted: 'a query or an INSERT',
    });
  const inner = cursor.token;
  const explained = cursor.is('STATEMENT') ? parseSetBlock(cursor, inner) : statement(cursor);
  if (explained.kind === 'createTable' ? explained.as === undefined : explained.kind.startsWith('create'))
    throw cursor.unexpected({
      at: cursor.indexOf(inner),
      hint: 'only CREATE TABLE ... AS SELECT has a plan',
    });
  return { kind: 'explain', details, statement: explained, span: cursor.spanFrom(first) };
}
