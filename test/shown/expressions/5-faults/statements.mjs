// Broken statements: each is refused within a second at a line and column, changes nothing, and the session lives on.
import { article } from '../../support/weir.mjs';
import { ask, badError, library, LIMIT_MS, stateOf } from './ask.mjs';

export class Tally {
  tried = 0;
  refused = 0;
  slowest = 0;
  slowestSql = '';
  wrong = [];

  /** Counts one statement; `what` names it where something is wrong. */
  count(what, sql, { ms, error }) {
    this.tried++;
    if (ms > this.slowest) [this.slowest, this.slowestSql] = [ms, sql];
    if (ms > LIMIT_MS) this.wrong.push(`${what}: ${ms.toFixed(0)} ms: ${sql.slice(0, 200)}`);
    if (error === undefined) return;
    this.refused++;
    const bad = badError(error, sql);
    if (bad !== undefined) this.wrong.push(`${what}: ${bad}: ${sql.slice(0, 300)}`);
  }
}

/** The article's script, cut behind each character and without each of them; Kafka is not asked. */
export async function brokenArticles() {
  const tally = new Tally();
  for (let i = 0; i <= article.length; i++) await script(tally, `prefix of ${i}`, article.slice(0, i));
  for (let i = 0; i < article.length; i++)
    await script(tally, `without character ${i}`, article.slice(0, i) + article.slice(i + 1));
  return tally;
}

/** Statement by statement up to the first error. What there is afterwards is what the statements that went well have made. */
async function script(tally, what, text) {
  const session = await library.openSession({ connectors: library.WITHOUT_BROKER });
  const made = { tables: 0, models: 0, jobs: 0 };
  for (const { start, end } of library.splitStatements(text).statements) {
    const sql = text.slice(start, end);
    const answer = await ask(session, sql);
    tally.count(what, sql, answer);
    if (answer.error !== undefined) break;
    const word = /^\s*(?:--.*\n\s*)*(\w+)\s+(\w+)/.exec(sql)?.slice(1).join(' ').toUpperCase();
    if (word === 'CREATE TABLE') made.tables++;
    else if (word === 'CREATE MODEL') made.models++;
    else if (word === 'INSERT INTO') made.jobs++;
    else tally.wrong.push(`${what}: done, but what is it? ${sql.slice(0, 100)}`);
  }
  const found = {
    tables: await size(session, 'TABLES'),
    models: await size(session, 'MODELS'),
    jobs: session.jobs().length,
  };
  if (JSON.stringify(found) !== JSON.stringify(made))
    tally.wrong.push(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(made)}`);
  await session.close({ drain: false });
}

async function size(session, what) {
  return (await ask(session, `SHOW ${what}`)).rows.length;
}

const WORDS =
  `SELECT FROM WHERE GROUP BY HAVING ORDER LIMIT OFFSET AS ON JOIN LEFT INNER CROSS UNION ALL EXCEPT VALUES INSERT INTO CREATE TABLE VIEW
  MODEL DROP ALTER SET RESET SHOW TABLES DESCRIBE EXPLAIN WITH AND OR NOT IS NULL TRUE FALSE IN BETWEEN LIKE ESCAPE SIMILAR TO CASE WHEN THEN
  ELSE END CAST TRY_CAST INTERVAL DATE TIMESTAMP DAY SECOND ROW ARRAY MAP OVER PARTITION DISTINCT EXISTS COUNT SUM UPPER SUBSTRING TRIM
  POSITION OVERLAY EXTRACT JSON_VALUE JSON_OBJECT KEY ML_PREDICT TUMBLE DESCRIPTOR MATCH_RECOGNIZE WATERMARK FOR PRIMARY INT STRING DECIMAL
  BEGIN STATEMENT EXECUTE USE CATALOG IF t a b s x`.split(/\s+/);
const SIGNS = [...'()[],.;+-*/%=<>|:?!{}^"~@#$&\\'].concat(
  '<>',
  '<=',
  '>=',
  '||',
  '=>',
  '->',
  '!=',
  '--',
  '/*',
  '*/',
  '/*+',
);
const LITERALS = [
  "'x'",
  "''",
  "'it''s'",
  "'",
  '`',
  '`t`',
  '1',
  '0',
  '1.5',
  '1e5',
  '1e',
  '.5',
  "X'0a'",
  "X'0'",
  "U&'\\00e9'",
  'é',
  '日',
  '😀',
  '\0',
  '\n',
];

/** Strings of random tokens, in one session with a table, a view and a model. */
export async function randomTokens(count, chance) {
  const tally = new Tally();
  let session = await open();
  for (let i = 0; i < count; i++) {
    if (i % 2000 === 0) {
      await session.close({ drain: false });
      session = await open();
    }
    const sql = randomText(chance);
    const before = i % 10 === 0 ? await stateOf(session) : undefined;
    const answer = await ask(session, sql);
    tally.count('tokens', sql, answer);
    if (before !== undefined && answer.error !== undefined && before !== (await stateOf(session)))
      tally.wrong.push(`half run: ${sql}`);
    if (i % 500 === 0) await alive(session, tally, sql);
  }
  await alive(session, tally, 'the last one');
  await session.close({ drain: false });
  return tally;
}

async function open() {
  const session = await library.openSession({ connectors: library.WITHOUT_BROKER });
  for (const sql of [
    `CREATE TABLE t (a INT, b DOUBLE, s STRING) WITH ('connector' = 'values', 'rows' = '{"a": 1, "b": 2, "s": "x"}')`,
    'CREATE VIEW x AS SELECT a, s FROM t',
    `CREATE MODEL m INPUT (s STRING) OUTPUT (r STRING) WITH ('provider' = 'mock')`,
  ]) {
    const { error } = await ask(session, sql);
    if (error !== undefined) throw error;
  }
  return session;
}

/** Half of them begin as statements do, so that they get further. */
function randomText(chance) {
  const tokens = Array.from({ length: 1 + chance.below(20) }, () => {
    const kind = chance.next();
    return chance.one(kind < 0.55 ? WORDS : kind < 0.8 ? SIGNS : LITERALS);
  });
  const start = chance.one([
    '',
    '',
    '',
    'SELECT',
    'SELECT a FROM t WHERE',
    'SELECT s ,',
    'CREATE',
    'INSERT INTO t SELECT',
    'SET',
    'DROP',
  ]);
  return [start, ...tokens].join(chance.happens(0.8) ? ' ' : '').trim();
}

async function alive(session, tally, after) {
  const { rows } = await ask(session, "SELECT 'alive'");
  if (rows[0]?.[0] !== 'alive') tally.wrong.push(`the session is dead after ${after}`);
}

const nested = (open, inner, close, depth = 30) =>
  `SELECT ${open.repeat(depth)}${inner}${close.repeat(depth)}`;
const MEGABYTE = 1_000_000;

/** What must answer, and what must be refused; both within a second. */
const NAMED = {
  answers: {
    parentheses: nested('(', '1', ')'),
    calls: nested('UPPER(', "'a'", ')'),
    CASE: nested('CASE WHEN TRUE THEN ', '1', ' ELSE 2 END'),
    casts: nested('CAST(', '1', ' AS STRING)'),
    NOT: nested('NOT (', 'TRUE', ')'),
    arrays: nested('ARRAY[', '1', ']'),
    subqueries: `SELECT a FROM ${'(SELECT a FROM '.repeat(30)}t${')'.repeat(30)}`,
    signs: nested('- (', '1', ')'),
    'a text of a megabyte': `SELECT CHAR_LENGTH('${'x'.repeat(MEGABYTE)}')`,
    'a comment of a megabyte': `SELECT 1 /* ${'; '.repeat(MEGABYTE / 2)} */`,
    'semicolons in a text': "SELECT ';', 'a;b', ';;'",
    'a semicolon in a comment': 'SELECT 1 -- ; SELECT 2',
    'a semicolon in a block comment': 'SELECT /* ; */ 1',
    'a semicolon in a name': 'SELECT 1 AS `a;b`',
    'quotes in a comment': "SELECT 1 -- it's\n",
  },
  refused: {
    'an open text': "SELECT 'a",
    'an open text with a semicolon': "SELECT 'a; SELECT 1;",
    'an open name': 'SELECT `a FROM t',
    'an open comment': 'SELECT 1 /* a',
    'an open parenthesis': 'SELECT (1',
    'a closed parenthesis': 'SELECT 1)',
    'a megabyte of signs': `SELECT ${'- '.repeat(MEGABYTE / 2)}1`,
    'a megabyte of parentheses': `SELECT ${'('.repeat(MEGABYTE)}`,
    'a megabyte of commas': `SELECT ${','.repeat(MEGABYTE)}`,
    'a megabyte of quotes': `SELECT ${"'".repeat(MEGABYTE - 1)}`,
    'a megabyte of backticks': `SELECT ${'`'.repeat(MEGABYTE - 1)}`,
    'a megabyte of sums': `SELECT ${'1 + '.repeat(MEGABYTE / 4)}1`,
    'a megabyte of words': `SELECT ${'a '.repeat(MEGABYTE / 2)}`,
    'a megabyte in one word': `SELECT ${'a'.repeat(MEGABYTE)}`,
    'a megabyte of figures': `SELECT ${'9'.repeat(MEGABYTE)}`,
    'nested 100,000 deep': nested('(', '1', ')', 100_000),
    'CASE 20,000 deep': nested('CASE WHEN TRUE THEN ', '1', ' END', 20_000),
  },
};

export async function namedStatements() {
  const tally = new Tally();
  const session = await open();
  for (const [kind, statements] of Object.entries(NAMED)) {
    for (const [what, sql] of Object.entries(statements)) {
      const before = await stateOf(session);
      const answer = await ask(session, sql);
      tally.count(what, sql, answer);
      if ((answer.error !== undefined) !== (kind === 'refused'))
        tally.wrong.push(`${what}: ${answer.error?.message.slice(0, 200) ?? 'it was answered'}`);
      if (before !== (await stateOf(session))) tally.wrong.push(`half run: ${what}`);
      await alive(session, tally, what);
    }
  }
  await session.close({ drain: false });
  return tally;
}
