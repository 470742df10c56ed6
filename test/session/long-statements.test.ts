import { expect, test } from 'vitest';
import { openSession } from '../../src/index.ts';

const SIZE = 64 << 10;
const ROWS = "(VALUES (1, 2, 'x', TRUE), (3, CAST(NULL AS INT), 'y', FALSE)) AS t(a, b, s, p)";

/** `start`, as many `piece`s as fit into 64 KB with what stands between them, `end`. */
function filled(start: string, piece: string, between: string, end = ` FROM ${ROWS}`): string {
  const count = Math.floor((SIZE - start.length - end.length) / (piece.length + between.length));
  return start + Array.from({ length: count }, () => piece).join(between) + end;
}

async function answer(...statements: readonly string[]): Promise<unknown[][]> {
  const session = await openSession();
  const rows: unknown[][] = [];
  try {
    for (const statement of statements) {
      const result = await session.execute(statement);
      if (result.kind !== 'rows') continue;
      for await (const changes of result.rows) rows.push(...changes.map(({ values }) => [...values]));
    }
    return rows;
  } finally {
    await session.close({ drain: false });
  }
}

const terms = (start: string, between: string) => filled(start, 'a', between).split(/\ba\b/).length - 2;

test.each([
  ['a sum of a column', filled('SELECT ', 'a', '+'), [[terms('SELECT ', '+')], [3 * terms('SELECT ', '+')]]],
  ['a sum with NULL', filled('SELECT b+', 'a', '+'), [[2 + terms('SELECT b+', '+')], [null]]],
  ['differences', filled('SELECT ', 'a - a', ' + '), [[0], [0]]],
  ['quotients', filled('SELECT ', 'a', '/'), [[1], [0]]],
  ['a chain of =', filled('SELECT ', 'p', '='), [[true], [expect.any(Boolean)]]],
  ['a chain of IS', filled('SELECT p', ' IS TRUE', ''), [[true], [false]]],
  [
    'a chain of ||',
    filled('SELECT CHAR_LENGTH(', 's', '||', `) FROM ${ROWS}`),
    [[expect.any(Number)], [expect.any(Number)]],
  ],
  ['AND in WHERE', filled('SELECT a FROM t WHERE ', 'p', ' AND ', '').replace('t W', `${ROWS} W`), [[1]]],
  ['OR in WHERE', filled('SELECT a FROM t WHERE ', 'p', ' OR ', '').replace('t W', `${ROWS} W`), [[1]]],
  ['OR of ANDs', filled('SELECT ', '(a > 0 AND NOT p)', ' OR '), [[false], [true]]],
  [
    'WHEN',
    filled('SELECT CASE ', 'WHEN a < 0 THEN 7', ' ', ` WHEN p THEN 1 ELSE 2 END FROM ${ROWS}`),
    [[1], [2]],
  ],
  ['COALESCE', filled('SELECT COALESCE(', 'b', ', ', `, 5) FROM ${ROWS}`), [[2], [5]]],
  ['IN', filled('SELECT a IN (', '12', ', ', `, 3) FROM ${ROWS}`), [[false], [true]]],
  ['UNION', filled('', 'SELECT 1', ' UNION ', ''), [[1]]],
  [
    'UNION of all kinds',
    filled('', 'SELECT 1', ' UNION ALL ', ' UNION SELECT 2 UNION ALL SELECT 2'),
    [[1], [2], [2]],
  ],
  [
    'keys of GROUP BY',
    filled('SELECT ', 'a', '+', ` AS x FROM ${ROWS} WHERE a = 1 GROUP BY a`),
    [[expect.any(Number)]],
  ],
  ['an aggregate', filled('SELECT SUM(', 'a', '+', ') FROM (VALUES (1)) AS t(a)'), [[expect.any(Number)]]],
])('%s as long as 64 KB is planned and has its answer', { timeout: 60_000 }, async (_, statement, rows) => {
  expect(statement.length).toBeLessThan(SIZE + 200);
  expect(await answer(statement)).toEqual(rows);
});

test('WITH of a thousand steps, each over the one before, is bound once', async () => {
  const steps = Array.from({ length: 1000 }, (_, i) => `t${i + 1} AS (SELECT a FROM t${i})`);
  expect(await answer(`WITH t0 AS (SELECT 7 AS a), ${steps.join(', ')} SELECT * FROM t1000`)).toEqual([[7]]);
});

test(
  'a long sum in a view and in a computed column is printed, read back and computed',
  { timeout: 60_000 },
  async () => {
    const sum = Array.from({ length: 15_000 }, () => 'a').join('+');
    const [[text], value] = (await answer(
      `CREATE VIEW v AS SELECT ${sum} AS x FROM (VALUES (2)) AS t(a)`,
      'SHOW CREATE VIEW v',
      'SELECT x FROM v WHERE x > 1',
    )) as [[string], unknown];
    expect(text.match(/`a` \+/g)).toHaveLength(14_999);
    expect(value).toEqual([30_000]);
    const table = `CREATE TABLE c (a AS 1, x AS ${sum.replaceAll('a', '2')}) WITH ('connector' = 'datagen', 'number-of-rows' = '1')`;
    expect(await answer(table, 'SELECT x FROM c')).toEqual([[30_000]]);
  },
);

test('a long sum is computed though half of the stack is in use', async () => {
  const deep = (levels: number): Promise<unknown[][]> =>
    levels === 0 ? answer(filled('SELECT ', '1', '+', '')) : deep(levels - 1);
  expect(await deep(4000)).toEqual([[SIZE / 2 - 4]]);
});

test('a chain of several pieces is computed as one: no piece decides for those behind it', async () => {
  const sum = (n: number, term: string) => Array.from({ length: n }, () => term).join(' + ');
  const long = `COALESCE(${sum(150, 'b')}, 7) + ${sum(250, 'a')}`;
  expect(
    await answer(
      `SELECT ${long}, CASE WHEN ${long} > 600 THEN ${sum(120, 'b')} ELSE ${long} END FROM ${ROWS}`,
    ),
  ).toEqual([
    [550, 550],
    [757, null],
  ]);
  expect(await answer(`SELECT (${sum(150, 'b')} > 0)${' IS NULL'.repeat(251)} FROM ${ROWS}`)).toEqual([
    [false],
    [false],
  ]);
  expect(
    await answer(
      `SELECT SUM(${sum(150, 'a')}) FILTER (WHERE ${sum(150, 'b')} > 0), MAX(${sum(150, 'a')}) FROM ${ROWS}`,
    ),
  ).toContainEqual([150, 450]);
});

test('what fails in the middle of a long chain is told at its place, and only where the chain is computed', async () => {
  const sum = Array.from({ length: 150 }, () => 'a').join('+');
  const chain = `${sum}+CAST(s AS INT)+${sum}`;
  expect(
    await answer(`SELECT CASE WHEN a > 0 THEN a ELSE ${chain} END, a > 0 OR ${chain} > 0 FROM ${ROWS}`),
  ).toEqual([
    [1, true],
    [3, true],
  ]);
  const start = `SELECT ${sum}+`.length;
  await expect(answer(`SELECT ${chain} FROM ${ROWS}`)).rejects.toMatchObject({
    code: 'E_VALUE',
    span: { start, end: start + 'CAST(s AS INT)'.length },
  });
});
