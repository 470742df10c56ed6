import type { ObjectName } from '../ast/query.ts';
import type { LikePattern, ShowKind, Statement } from '../ast/statement.ts';
import type { Cursor } from '../cursor.ts';
import { refuseShow } from './foreign.ts';

const KINDS: readonly ShowKind[] = [
  'TABLES',
  'VIEWS',
  'MODELS',
  'FUNCTIONS',
  'JOBS',
  'CATALOGS',
  'DATABASES',
  'CURRENT CATALOG',
  'CURRENT DATABASE',
  'COLUMNS',
];
/** Of what weir has none, or one. */
const RARE: readonly ShowKind[] = [
  'USER FUNCTIONS',
  'MODULES',
  'FULL MODULES',
  'JARS',
  'MATERIALIZED TABLES',
];
const WITHOUT_FILTER = new Set<ShowKind>([
  'JOBS',
  'MODULES',
  'FULL MODULES',
  'JARS',
  'CURRENT CATALOG',
  'CURRENT DATABASE',
]);

/** What follows where a word is the first of two. */
const SECOND: Readonly<Record<string, readonly string[]>> = {
  CURRENT: ['CATALOG', 'DATABASE'],
  USER: ['FUNCTIONS'],
  FULL: ['MODULES'],
};

/** SHOW kind [FROM | IN name] [[NOT] LIKE | ILIKE 'pattern']; SHOW CREATE TABLE | VIEW | MODEL | CATALOG name */
export function parseShow(cursor: Cursor): Statement {
  const first = cursor.expect('SHOW');
  if (cursor.accept('CREATE')) {
    refuseShow(cursor, 'SHOW CREATE');
    const what = (['TABLE', 'VIEW', 'MODEL', 'CATALOG'] as const).find((word) => cursor.accept(word));
    if (what === undefined) throw cursor.unexpected({ expected: ['TABLE', 'VIEW', 'MODEL', 'CATALOG'] });
    const name = cursor.objectName();
    return { kind: 'showCreate', what, name, span: cursor.spanFrom(first) };
  }
  refuseShow(cursor, 'SHOW');
  const what = [...KINDS, ...RARE].find((kind) => cursor.accept(...kind.split(' ')));
  if (what === undefined) {
    const expected = SECOND[cursor.token.word];
    if (expected !== undefined) throw cursor.unexpected({ at: cursor.index + 1, expected });
    throw cursor.unexpected({ expected: KINDS, from: first });
  }
  let from: ObjectName | undefined;
  let like: LikePattern | undefined;
  if (!WITHOUT_FILTER.has(what)) {
    if (what === 'COLUMNS' && !cursor.is('FROM')) {
      if (!cursor.is('IN')) throw cursor.unexpected({ expected: ['FROM', 'IN'] });
    }
    from = cursor.accept('FROM') || cursor.accept('IN') ? cursor.objectName() : undefined;
    like = parsePattern(cursor, what);
  }
  return { kind: 'show', what, from, like, span: cursor.spanFrom(first) };
}

/** [NOT] LIKE 'p'; ILIKE only where Flink's grammar has it. */
function parsePattern(cursor: Cursor, what: ShowKind): LikePattern | undefined {
  const ilike = what === 'CATALOGS' || what === 'DATABASES' || what.endsWith('FUNCTIONS');
  const negated = cursor.accept('NOT');
  const ignoreCase = ilike && cursor.accept('ILIKE');
  if (!ignoreCase && !cursor.accept('LIKE')) {
    if (negated) throw cursor.unexpected({ expected: ['LIKE'] });
    if (cursor.is('ILIKE')) throw cursor.unexpected({ expected: ['LIKE'], hint: 'write LIKE' });
    return undefined;
  }
  return { negated, ignoreCase, pattern: cursor.string('a pattern in single quotes').text };
}
