import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { loadCarrier } from '../../src/sql/carrier.ts';
import { parse } from '../../src/sql/parse.ts';

const { cache } = createRequire(import.meta.url);

function isLoaded(): boolean {
  return Object.keys(cache).some((file) => file.includes('node-sql-parser'));
}

// The first test must run before anything loads the library; each test file has a process of its own.
test('definitions, utility statements and bare lists do not load the library; a FROM does', async () => {
  for (const text of [
    'SELECT 1',
    "SELECT 1 AS a, ML_PREDICT(m, 'x')",
    'VALUES (1), (2)',
    'SELECT 1 UNION ALL SELECT 2 ORDER BY 1 LIMIT 1',
    "CREATE TABLE t (a INT, ts TIMESTAMP(3) METADATA FROM 'timestamp', WATERMARK FOR ts AS ts) WITH ('a' = 'b')",
    "CREATE MODEL m WITH ('a' = 'b')",
    'INSERT INTO t SELECT 1, 2',
    "SHOW TABLES FROM db LIKE 'a'",
    "SET 'a' = 'b'",
  ])
    await parse(text);
  expect(isLoaded()).toBe(false);
  await parse('SELECT a FROM t');
  expect(isLoaded()).toBe(true);
});

test('a skeleton comes back with each placeholder in its place', async () => {
  const carrier = await loadCarrier();
  const skeleton =
    'SELECT DISTINCT i0 , i1 FROM q0 AS q0 LEFT OUTER JOIN q1 AS q1 USING ( c0 ) , q2 AS q2 WHERE e0 GROUP BY g0 , g1 HAVING e1';
  expect(carrier.carry(skeleton)).toEqual({
    distinct: true,
    items: ['i0', 'i1'],
    from: [
      { table: 'q0', join: undefined, using: undefined },
      { table: 'q1', join: 'LEFT JOIN', using: 'c0' },
      { table: 'q2', join: undefined, using: undefined },
    ],
    where: 'e0',
    groupBy: ['g0', 'g1'],
    having: 'e1',
  });
});

test.each([
  ['SELECT i0 FROM', 14],
  ['SELECT i0 FROM q0 AS q0 LEFT q1 AS q1', 29],
  ['SELECT i0 FROM q0 AS q0 WHERE e0 WHERE e1', 33],
  ['SELECT i0 FROM q0 AS q0 GROUP BY g0 WHERE e0', 36],
])('%s stops at offset %i', async (skeleton, offset) => {
  const carrier = await loadCarrier();
  expect(carrier.carry(skeleton)).toBe(offset);
});
