import { expect, test } from 'vitest';
import { cpuMs } from '../support/cpu-time.ts';
import { SqlError } from '../../src/common/errors.ts';
import { parse } from '../../src/sql/parse.ts';

const SIZE = 64 * 1024;
const MEGABYTE = 1024 * 1024;

/** `start`, as many `piece`s as fit into `size`, `end`. */
function filled(start: string, piece: string, separator: string, end = '', size = SIZE): string {
  const count = Math.floor((size - start.length - end.length) / (piece.length + separator.length));
  return start + Array.from({ length: count }, () => piece).join(separator) + end;
}

function nested(open: string, inside: string, close: string, depth: number): string {
  return open.repeat(depth) + inside + close.repeat(depth);
}

async function outcome(text: string): Promise<string> {
  try {
    await parse(text);
    return 'parsed';
  } catch (thrown) {
    return thrown instanceof SqlError ? thrown.code : String(thrown);
  }
}

// On an idle machine each takes 1 to 35 ms; the bound leaves room for a busy one.
test.each([
  ['a long list', filled('SELECT ', 'some_column AS another_name', ', ', ' FROM t')],
  ['a long OR', filled('SELECT a FROM t WHERE ', 'col = 12345', ' OR ')],
  ['a long AND of ORs', filled('SELECT a FROM t WHERE ', "(a = 1 AND b = 2 OR c LIKE 'x%')", ' AND ')],
  ['a long IN', filled('SELECT a FROM t WHERE a IN (', '12345', ', ', ')')],
  ['a long ||', filled('SELECT ', "'abc'", ' || ', ' FROM t')],
  ['a long sum', filled('SELECT ', '1', '+', ' FROM t')],
  ['a long chain of signs', filled('SELECT ', 'a + b - c * d / e', ' % ', ' FROM t')],
  ['a long chain of IS', filled('SELECT a', ' IS NULL', '', ' FROM t')],
  ['a long path', filled('SELECT f(1)', '.a', '', ' FROM t')],
  ['many rows', filled('INSERT INTO t VALUES ', "(1, 'abc', CAST(NULL AS STRING))", ', ')],
  ['many UNION', filled('', 'SELECT a FROM t', ' UNION ')],
  ['many UNION ALL', filled('', 'SELECT a, b FROM t WHERE c > 5', ' UNION ALL ')],
  ['many WHEN', filled('SELECT CASE x ', "WHEN 1 THEN 'abc'", ' ', ' END FROM t')],
  ['many columns', filled('CREATE TABLE t (', "column_name STRING COMMENT 'abc'", ', ', ') WITH ()')],
  ['many options', filled('CREATE TABLE t (a INT) WITH (', "'some.key'='value'", ', ', ')')],
  ['many joins', filled('SELECT * FROM a ', 'JOIN b ON a.x = b.y', ' ', '', 3900)],
  ['a long text', `SELECT '${'x'.repeat(SIZE)}'`],
  ['30 parentheses', `SELECT ${nested('(', '1', ')', 30)} FROM t`],
  ['30 calls', `SELECT ${nested("COALESCE(CAST(JSON_VALUE(x, '$.a') AS STRING), ", "'x'", ')', 30)} FROM t`],
  ['30 subqueries', `SELECT * FROM ${nested('(SELECT a FROM ', 't', ') x', 30)}`],
  ['30 CASE', `SELECT ${nested('CASE WHEN a > 1 THEN ', '1', ' ELSE 2 END', 30)} FROM t`],
  ['30 IN subqueries', `SELECT a FROM t WHERE ${nested('x IN (SELECT y FROM u WHERE ', 'TRUE', ')', 30)}`],
])('%s is parsed quickly', async (_, text) => {
  await parse('SELECT a FROM t');
  await parse(text);
  expect(await cpuMs(() => parse(text), 400)).toBeLessThan(400);
});

test.each([
  ['', '('],
  ['SELECT ', '('],
  ['SELECT ', 'NOT '],
  ['SELECT ', '- '],
  ['SELECT a', '[1]'],
  ['SELECT ', 'CASE WHEN '],
  ['SELECT ', 'f('],
  ['SELECT ', 'ARRAY['],
  ['SELECT ', 'EXISTS(SELECT '],
  ['SELECT ', '(SELECT '],
  ['', '(SELECT '],
  ['SELECT * FROM ', '('],
  ['', 'SELECT * FROM ('],
  ['', 'SELECT * FROM LATERAL ('],
  ['SELECT a IN ', '('],
  ['SELECT ', 'a IN (SELECT '],
  ['SELECT CAST(a AS ', 'ARRAY<'],
  ['SELECT CAST(a AS INT', ' ARRAY'],
  ['CREATE TABLE t (x ', 'ROW<a '],
  ['SELECT a FROM t GROUP BY ', 'ROLLUP('],
  ['SELECT 1', ' + 1'],
  ['SELECT a', ' IS NULL'],
  ['SELECT a', ' = b'],
  ['SELECT 1', ' UNION SELECT 1'],
  ['SELECT 1', ' INTERSECT SELECT 1'],
  ['SELECT * FROM a', ', a'],
  ['SELECT * FROM a', ' JOIN b ON x'],
  ['', 'WITH a AS ('],
  ['SELECT * FROM t MATCH_RECOGNIZE (PATTERN ', '('],
  ['SELECT ', 'JSON_OBJECT('],
  ['SELECT ', 'SUM(a) OVER (PARTITION BY '],
  ['SELECT ', 'f(a => '],
])('%j and 1 MB of %j is refused within a second, without a stack overflow', async (start, piece) => {
  const text = start + piece.repeat(Math.floor((MEGABYTE - start.length) / piece.length));
  const ms = await cpuMs(async () => expect(await outcome(text)).toBe('E_TOO_LARGE'), 1000);
  expect(ms).toBeLessThan(1000);
});

test.each([
  ['SELECT * FROM t ', 'JOIN '],
  ['SELECT * FROM t ', ', '],
  ['SELECT a FROM t ', 'WHERE a '],
  ['SELECT ', ', '],
  ['', ';'],
  ['SELECT ', "'"],
  ['SELECT ', '`'],
  ['', '/*'],
  ['SELECT ', '&'],
  ['', 'EXPLAIN '],
  ['', 'CREATE '],
  ['', 'a '],
  ['SELECT 1 ', ')'],
  ['SELECT * FROM t MATCH_RECOGNIZE (PATTERN (', 'A '],
])('%j and 1 MB of %j is a parse error within a second', async (start, piece) => {
  const text = start + piece.repeat(Math.floor((MEGABYTE - start.length) / piece.length / 2) * 2 - 1);
  const ms = await cpuMs(async () => expect(await outcome(text)).toBe('E_PARSE'), 1000);
  expect(ms).toBeLessThan(1000);
});

test('200 levels are read, more are refused at the level too deep', async () => {
  expect(await outcome(`SELECT ${nested('(', '1', ')', 190)}`)).toBe('parsed');
  expect(await outcome(`SELECT * FROM ${nested('(SELECT a FROM ', 't', ') x', 90)}`)).toBe('parsed');
  await expect(parse(`SELECT ${nested('(', '1', ')', 300)}`)).rejects.toMatchObject({ code: 'E_TOO_LARGE' });
});

test('more than 1 MB is refused before it is read', async () => {
  const text = `SELECT '${'x'.repeat(2 * MEGABYTE)}'`;
  const ms = await cpuMs(
    () =>
      expect(parse(text)).rejects.toMatchObject({
        code: 'E_TOO_LARGE',
        message: expect.stringContaining('2097161 characters'),
      }),
    200,
  );
  expect(ms).toBeLessThan(200);
});

test('a chain that fits into 64 KB is read, one of more operators than that is refused', async () => {
  expect(await outcome(filled('SELECT ', '1', '+'))).toBe('parsed');
  expect(await outcome(filled('SELECT ', '1', '+', '', SIZE + 20))).toBe('E_TOO_LARGE');
});
