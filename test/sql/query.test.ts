import { expect, test } from 'vitest';
import { parse } from '../../src/sql/parse.ts';
import { queryOf } from './brief.ts';

test.each([
  ['SELECT 1', '(SELECT 1)'],
  ['SELECT ALL a AS x, b y, t.*, * FROM t', '(SELECT a:x b:y t.* * FROM t)'],
  ['SELECT DISTINCT a FROM t', '(SELECT DISTINCT a FROM t)'],
  ['SELECT 12abc, 0x1F, 1e, 5.foo', '(SELECT 12:abc 0:x1F 1:e 5.:foo)'],
  ['SELECT 1FROM t', '(SELECT 1 FROM t)'],
  ['SELECT a FROM t WHERE a = 5GROUP BY a', '(SELECT a FROM t WHERE (= a 5) GROUP a)'],
  ['SELECT a FROM t WHERE b', '(SELECT a FROM t WHERE b)'],
  [
    'SELECT a, COUNT(*) FROM t WHERE b > 1 GROUP BY a HAVING COUNT(*) > 2',
    '(SELECT a (COUNT *) FROM t WHERE (> b 1) GROUP a HAVING (> (COUNT *) 2))',
  ],
  ['SELECT 1 FROM t GROUP BY ()', '(SELECT 1 FROM t GROUP (ROW))'],
  [
    'SELECT 1 FROM t GROUP BY a, GROUPING SETS ((b, c), b, ()), ROLLUP (d), CUBE (e, (f, g))',
    '(SELECT 1 FROM t GROUP a (GROUPING SETS (ROW b c) b (ROW)) (ROLLUP d) (CUBE e (ROW f g)))',
  ],
  [
    'SELECT SUM(a) OVER w FROM t WINDOW w AS (PARTITION BY b ORDER BY c ROWS UNBOUNDED PRECEDING)',
    '(SELECT (SUM a OVER w||) FROM t WINDOW w=b|c|ROWS UNBOUNDED PRECEDING)',
  ],
  [
    'SELECT a FROM t QUALIFY ROW_NUMBER() OVER (ORDER BY b) = 1',
    '(SELECT a FROM t QUALIFY (= (ROW_NUMBER OVER |b) 1))',
  ],
  ['TABLE db.t', '(SELECT * FROM db.t)'],
  ['VALUES 1, (2), ROW(3, 4)', '(VALUES [1] [2] [3 4])'],
  ['VALUES (ROW(1, 2)), ((3, 4)), (SELECT 5)', '(VALUES [1 2] [(ROW 3 4)] [(scalar (SELECT 5))])'],
])('%s', async (text, tree) => {
  expect(await queryOf(text)).toBe(tree);
});

test.each([
  ['a, b', 'a , b'],
  ['a x, b AS y', 'a:x , b:y'],
  ['cat.db.t AS x (c1, c2)', 'cat.db.t:x[c1 c2]'],
  ["t /*+ OPTIONS('a'='b', 'c'='d') */ AS x", 't{a=b}{c=d}:x'],
  ['t FOR SYSTEM_TIME AS OF o.ts AS x', 't@o.ts:x'],
  ['a JOIN b ON x', '(INNER a b ON x)'],
  ['a INNER JOIN b USING (c, d)', '(INNER a b USING c d)'],
  ['a LEFT JOIN b ON x RIGHT OUTER JOIN c ON y', '(RIGHT (LEFT a b ON x) c ON y)'],
  ['a FULL OUTER JOIN b ON x CROSS JOIN c', '(CROSS (FULL a b ON x) c)'],
  ['a NATURAL JOIN b', '(NATURAL INNER a b)'],
  ['a NATURAL LEFT OUTER JOIN b, c', '(NATURAL LEFT a b) , c'],
  ['a, b JOIN c ON x, d', 'a , (INNER b c ON x) , d'],
  ['a LEFT JOIN b ON x, c RIGHT JOIN d ON y', '(LEFT a b ON x) , (RIGHT c d ON y)'],
  ['a JOIN (b JOIN c ON x) ON y', '(INNER a (INNER b c ON x) ON y)'],
  ['(a JOIN b ON x) LEFT JOIN (c CROSS JOIN d) ON y', '(LEFT (INNER a b ON x) (CROSS c d) ON y)'],
  ['((a JOIN b ON x))', '(INNER a b ON x)'],
  ['a, (b JOIN c ON x)', 'a , (INNER b c ON x)'],
  ['(SELECT 1) x', '(SELECT 1):x'],
  ['((SELECT 1) UNION (SELECT 2)) AS x', '(UNION (SELECT 1) (SELECT 2)):x'],
  ['((SELECT 1) x JOIN b ON y)', '(INNER (SELECT 1):x b ON y)'],
  ['(VALUES (1, 2)) AS v (a, b)', '(VALUES [1 2]):v[a b]'],
  ['(WITH q AS (SELECT 1) SELECT * FROM q)', '(WITH q=(SELECT 1) (SELECT * FROM q))'],
  ['a, LATERAL (SELECT b FROM c) AS d', 'a , LATERAL (SELECT b FROM c):d'],
  ['a LEFT JOIN LATERAL TABLE(f(x)) AS t(y) ON TRUE', '(LEFT a LATERAL (f x):t[y] ON TRUE)'],
  ['a CROSS JOIN UNNEST(b) WITH ORDINALITY AS t (x, o)', '(CROSS a (UNNEST b <WITH ORDINALITY>):t[x o])'],
  ['a, LATERAL TABLE(f(x))', 'a , LATERAL (f x)'],
  [
    "ML_PREDICT(TABLE t, MODEL m, DESCRIPTOR(c), MAP['async', 'true']) AS p",
    "(ML_PREDICT <table t> <model m> <descriptor c> (MAP 'async' 'true')):p",
  ],
  [
    'TABLE(ML_PREDICT(INPUT => TABLE db.t, ARGS => DESCRIPTOR(c), MODEL => MODEL db.m))',
    '(ML_PREDICT INPUT=><table db.t> ARGS=><descriptor c> MODEL=><model db.m>)',
  ],
  [
    'ML_PREDICT((SELECT a FROM t), MODEL m, DESCRIPTOR(a))',
    '(ML_PREDICT (scalar (SELECT a FROM t)) <model m> <descriptor a>)',
  ],
  [
    "TUMBLE(TABLE t, DESCRIPTOR(ts), INTERVAL '1' MINUTE)",
    "(TUMBLE <table t> <descriptor ts> INTERVAL '1' MINUTE)",
  ],
  [
    "SESSION(TABLE t PARTITION BY k, DESCRIPTOR(ts), INTERVAL '5' SECOND)",
    "(SESSION <table t BY k> <descriptor ts> INTERVAL '5' SECOND)",
  ],
  [
    "HOP(DATA => TABLE t, TIMECOL => DESCRIPTOR(ts), SLIDE => INTERVAL '1' MINUTE, `OFFSET` => INTERVAL '1' SECOND)",
    "(HOP DATA=><table t> TIMECOL=><descriptor ts> SLIDE=>INTERVAL '1' MINUTE OFFSET=>INTERVAL '1' SECOND)",
  ],
])('FROM %s', async (text, tree) => {
  expect(await queryOf(`SELECT 1 FROM ${text}`)).toBe(`(SELECT 1 FROM ${tree})`);
});

test.each([
  ['SELECT 1 UNION SELECT 2 UNION ALL SELECT 3', '(UNION ALL (UNION (SELECT 1) (SELECT 2)) (SELECT 3))'],
  [
    'SELECT 1 UNION ALL SELECT 2 INTERSECT SELECT 3',
    '(UNION ALL (SELECT 1) (INTERSECT (SELECT 2) (SELECT 3)))',
  ],
  [
    'SELECT 1 EXCEPT ALL SELECT 2 UNION DISTINCT SELECT 3',
    '(UNION (EXCEPT ALL (SELECT 1) (SELECT 2)) (SELECT 3))',
  ],
  [
    '(SELECT a FROM t UNION SELECT 2) EXCEPT SELECT 3',
    '(EXCEPT (UNION (SELECT a FROM t) (SELECT 2)) (SELECT 3))',
  ],
  ['SELECT a FROM t UNION (SELECT b FROM u)', '(UNION (SELECT a FROM t) (SELECT b FROM u))'],
  [
    'SELECT a FROM t UNION ALL SELECT b FROM u ORDER BY a LIMIT 3',
    '(ORDERED (UNION ALL (SELECT a FROM t) (SELECT b FROM u)) BY a LIMIT 3)',
  ],
  ['(SELECT 1 LIMIT 1) UNION ALL (SELECT 2)', '(UNION ALL (ORDERED (SELECT 1) LIMIT 1) (SELECT 2))'],
  ['SELECT a FROM t ORDER BY a DESC NULLS LAST, b ASC', '(ORDERED (SELECT a FROM t) BY a DESC NULLS LAST b)'],
  ['SELECT a FROM t LIMIT 5 OFFSET 2', '(ORDERED (SELECT a FROM t) LIMIT 5 OFFSET 2)'],
  ['SELECT a FROM t OFFSET 2 ROWS FETCH NEXT 5 ROWS ONLY', '(ORDERED (SELECT a FROM t) LIMIT 5 OFFSET 2)'],
  ['SELECT a FROM t ORDER BY a LIMIT ALL', '(ORDERED (SELECT a FROM t) BY a)'],
  [
    'WITH a (x) AS (SELECT 1), b AS (SELECT * FROM a) SELECT * FROM b ORDER BY 1',
    '(WITH a(x)=(SELECT 1) b=(SELECT * FROM a) (ORDERED (SELECT * FROM b) BY 1))',
  ],
])('%s', async (text, tree) => {
  expect(await queryOf(text)).toBe(tree);
});

test('hints behind SELECT are kept', async () => {
  const statement = await parse("SELECT /*+ STATE_TTL('t' = '1d', u = '2d'), BROADCAST(d) */ a FROM t");
  expect(statement).toMatchObject({
    query: {
      hints: [
        {
          name: { name: 'STATE_TTL' },
          arguments: [
            { key: 't', value: '1d' },
            { key: 'u', value: '2d' },
          ],
        },
        { name: { name: 'BROADCAST' }, arguments: [{ key: undefined, value: 'd' }] },
      ],
    },
  });
});

test('a list of any length keeps its order and its items', async () => {
  const names = Array.from({ length: 120 }, (_, i) => `c${i}`);
  const groups = names.map((name) => `(${name})`);
  const text = `SELECT ${names.map((name) => `${name} AS x${name}`).join(', ')} FROM t GROUP BY ${groups.join(', ')}`;
  expect(await queryOf(text)).toBe(
    `(SELECT ${names.map((name) => `${name}:x${name}`).join(' ')} FROM t GROUP ${names.join(' ')})`,
  );
});

test('a table called like a placeholder, a keyword of another database or with a dot in its name stays itself', async () => {
  expect(await queryOf('SELECT i0, e0, q0.c0 FROM q0 JOIN `q1` ON q0.x = `q1`.x')).toBe(
    '(SELECT i0 e0 q0.c0 FROM (INNER q0 q1 ON (= q0.x q1.x)))',
  );
  expect(await queryOf('SELECT rlike, div, `a.b`.c FROM straight_join, `a.b`')).toBe(
    '(SELECT rlike div a.b.c FROM straight_join , a.b)',
  );
});
