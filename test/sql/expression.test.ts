import { expect, test } from 'vitest';
import { parse } from '../../src/sql/parse.ts';
import { expressionOf } from './brief.ts';

test.each([
  ['a OR b AND c', '(OR a (AND b c))'],
  ['a AND b OR c', '(OR (AND a b) c)'],
  ['NOT a AND b OR c', '(OR (AND (NOT a) b) c)'],
  ['NOT a = b', '(NOT (= a b))'],
  ['NOT a IS NULL', '(NOT (IS NULL a))'],
  ['NOT NOT a', '(NOT (NOT a))'],
  ['a = 1 IS TRUE', '(IS TRUE (= a 1))'],
  ['a > 1 IS NOT TRUE', '(IS NOT TRUE (> a 1))'],
  ['a IS NULL IS NOT FALSE', '(IS NOT FALSE (IS NULL a))'],
  ['a = b LIKE c', '(= a (LIKE b c))'],
  ['a = b IN (1, 2)', '(= a (IN b 1 2))'],
  ['a < b = c', '(= (< a b) c)'],
  ['a + b * c - d', '(- (+ a (* b c)) d)'],
  ['a - b - c', '(- (- a b) c)'],
  ['a - (b - c)', '(- a (- b c))'],
  ['a / b % c', '(% (/ a b) c)'],
  ["a || 'x' * 2", "(* (|| a 'x') 2)"],
  ['a + b || c', '(+ a (|| b c))'],
  ['-a * b', '(* (- a) b)'],
  ['- -a', '(- (- a))'],
  ['+a', '(+ a)'],
  ['-a[1]', '(- (ITEM a 1))'],
  ['a BETWEEN 1 AND 2 AND b', '(AND (BETWEEN a 1 2) b)'],
  ['a BETWEEN b + 1 AND c * 2', '(BETWEEN a (+ b 1) (* c 2))'],
  ['a NOT BETWEEN SYMMETRIC 1 AND 2', '(NOT (BETWEEN SYMMETRIC a 1 2))'],
  ['a BETWEEN ASYMMETRIC 1 AND 2', '(BETWEEN a 1 2)'],
  ["a LIKE 'x' || 'y' ESCAPE '!' AND b", "(AND (LIKE a (|| 'x' 'y') '!') b)"],
  ["a NOT LIKE 'x'", "(NOT (LIKE a 'x'))"],
  ["a SIMILAR TO 'x|y'", "(SIMILAR TO a 'x|y')"],
  ["a NOT SIMILAR TO 'x' ESCAPE '!'", "(NOT (SIMILAR TO a 'x' '!'))"],
  ['a IN (1)', '(IN a 1)'],
  ['a NOT IN (1, b + 2)', '(NOT (IN a 1 (+ b 2)))'],
  ['(a, b) IN ((1, 2), (3, 4))', '(IN (ROW a b) (ROW 1 2) (ROW 3 4))'],
  ['a IS DISTINCT FROM b + 1', '(IS DISTINCT FROM a (+ b 1))'],
  ['a IS NOT DISTINCT FROM NULL', '(IS NOT DISTINCT FROM a NULL)'],
  ['a IS NOT UNKNOWN', '(IS NOT UNKNOWN a)'],
  ['a IS JSON', '(IS JSON VALUE a)'],
  ['a IS NOT JSON OBJECT', '(IS NOT JSON OBJECT a)'],
  [
    "a > DATE '2020-01-01' AND b - TIME '10:00:00' = TIMESTAMP '2020-01-01 00:00:00'",
    "(AND (> a DATE '2020-01-01') (= (- b TIME '10:00:00') TIMESTAMP '2020-01-01 00:00:00'))",
  ],
  ['(a, b) OVERLAPS (c, d)', '(OVERLAPS (ROW a b) (ROW c d))'],
])('%s groups as %s', async (text, grouped) => {
  expect(await expressionOf(text)).toBe(grouped);
});

const LITERALS = [
  ['1', '1'],
  ['.5', '.5'],
  ['1.50e-3', '1.50e-3'],
  ['123456789012345678901234567890', '123456789012345678901234567890'],
  ["'it''s \\n'", "'it's \\n'"],
  ["''", "''"],
  ["'a'\n'b'", "'ab'"],
  ["U&'d\\00e9j\\+0000e0 \\\\'", "'déjà \\'"],
  ["U&'d!00e9' UESCAPE '!'", "'dé'"],
  ["_UTF8'酒'", "'酒'"],
  ["_ISO-8859-1'x'", "'x'"],
  ["N'x'", "'x'"],
  ["X'4a4B'", "X'4a4b'"],
  ["x''", "X''"],
  ['TRUE', 'TRUE'],
  ['UNKNOWN', '(CAST NULL BOOLEAN)'],
  ["DATE '2020-01-01'", "DATE '2020-01-01'"],
  ["TIMESTAMP '2020-01-01 00:00:00.1'", "TIMESTAMP '2020-01-01 00:00:00.1'"],
  ["TIME '10:00:00'", "TIME '10:00:00'"],
  ["INTERVAL '5' SECOND", "INTERVAL '5' SECOND"],
  ["INTERVAL '10' MINUTES", "INTERVAL '10' MINUTE"],
  ["INTERVAL -'1 02' DAY TO HOUR", "INTERVAL -'1 02' DAY TO HOUR"],
  ["interval '1.5' day(3) to second(2)", "INTERVAL '1.5' DAY(3) TO SECOND(2)"],
  ['(d1 - d2) DAY', '(INTERVAL BETWEEN d1 d2 <DAY>)'],
] as const;

test.each(LITERALS)('the literal %s is %s', async (text, value) => {
  expect(await expressionOf(text)).toBe(value);
});

const CALLS = [
  ['EXTRACT(year FROM ts)', '(EXTRACT <YEAR> ts)'],
  ['FLOOR(x)', '(FLOOR x)'],
  ['FLOOR(ts TO MINUTE)', '(FLOOR ts <MINUTE>)'],
  ['CEILING(ts TO day)', '(CEIL ts <DAY>)'],
  ['TIMESTAMPADD(DAY, 1, ts)', '(TIMESTAMPADD <DAY> 1 ts)'],
  ['TIMESTAMPDIFF(SECOND, a, b)', '(TIMESTAMPDIFF <SECOND> a b)'],
  ['TRIM(s)', "(TRIM <BOTH> ' ' s)"],
  ["TRIM(LEADING 'x' FROM s)", "(TRIM <LEADING> 'x' s)"],
  ['TRIM(TRAILING FROM s)', "(TRIM <TRAILING> ' ' s)"],
  ["TRIM('x' FROM s)", "(TRIM <BOTH> 'x' s)"],
  ["POSITION('a' || b IN s)", "(POSITION (|| 'a' b) s)"],
  ['SUBSTRING(s FROM 2 FOR 3)', '(SUBSTRING s 2 3)'],
  ['SUBSTRING(s, 2)', '(SUBSTRING s 2)'],
  ["OVERLAY(s PLACING 'x' FROM 1 FOR 2)", "(OVERLAY s 'x' 1 2)"],
  ['CASE WHEN a THEN 1 END', '(CASE - a:1 -)'],
  ["CASE a WHEN 1, 2 THEN 'x' ELSE 'y' END", "(CASE a 1:'x' 2:'x' 'y')"],
  ['CAST(a AS DECIMAL(10, 2))', '(CAST a DECIMAL(10, 2))'],
  ['TRY_CAST(a AS INT)', '(TRY_CAST a INT)'],
  ['ARRAY[1, 2][1]', '(ITEM (ARRAY 1 2) 1)'],
  ["MAP['a', 1]", "(MAP 'a' 1)"],
  ["ROW(1, 'a')", "(ROW 1 'a')"],
  ['(1, 2)', '(ROW 1 2)'],
  ['((1))', '1'],
  ['a.b.c', 'a.b.c'],
  ['t.arr[1].f', '(. (ITEM t.arr 1) f)'],
  ['f(x).a.b', '(. (. (f x) a) b)'],
  ['(r).a', '(. r a)'],
  ['`we``ird`.`select`', 'we`ird.select'],
  ['COUNT(*)', '(COUNT *)'],
  ['count(DISTINCT a, b)', '(COUNT DISTINCT a b)'],
  ['SUM(ALL a)', '(SUM a)'],
  ['myFunc(a)', '(myFunc a)'],
  ['cat.db.f(a)', '(cat.db.f a)'],
  ['now()', '(now)'],
  ['CURRENT_TIMESTAMP', '(CURRENT_TIMESTAMP)'],
  ['localtime', '(LOCALTIME)'],
  ['YEAR(d)', '(YEAR d)'],
  ['LEFT(s, 2)', '(LEFT s 2)'],
  ['MOD(a, 2)', '(MOD a 2)'],
  ['IF(a > 1, 2, 3)', '(IF (> a 1) 2 3)'],
  ['model', 'model'],
  ["f(a => 1, b => 'x')", "(f a=>1 b=>'x')"],
  ['f(DEFAULT)', '(f <DEFAULT>)'],
  ['ML_PREDICT(m, title)', '(ML_PREDICT m title)'],
  ["ML_PREDICT(cat.m, '茅台 53度')", "(ML_PREDICT cat.m '茅台 53度')"],
  ['f(TABLE t, MODEL m, DESCRIPTOR(a, t.b))', '(f <table t> <model m> <descriptor a t.b>)'],
  ['f(TABLE t PARTITION BY k ORDER BY ts, 1)', '(f <table t BY k> 1)'],
  ['f(TABLE t PARTITION BY (k, l), 1)', '(f <table t BY k l> 1)'],
  ['COUNT(a) FILTER (WHERE b > 1)', '(COUNT a FILTER (> b 1))'],
  ['SUM(a) OVER w', '(SUM a OVER w||)'],
  ['SUM(a) OVER (PARTITION BY b, c ORDER BY d DESC NULLS LAST)', '(SUM a OVER b c|d DESC NULLS LAST)'],
  [
    "SUM(a) OVER (ORDER BY ts range between interval '1' hour preceding and current row)",
    "(SUM a OVER |ts|RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND CURRENT ROW)",
  ],
  ["JSON_VALUE(s, '$.a')", "(JSON_VALUE s '$.a')"],
  [
    "JSON_VALUE(s, '$.a' RETURNING DOUBLE DEFAULT 0 ON EMPTY NULL ON ERROR)",
    "(JSON_VALUE s '$.a' <type DOUBLE> <DEFAULT ON EMPTY> 0 <NULL ON ERROR>)",
  ],
  [
    "JSON_QUERY(s, '$' WITH CONDITIONAL ARRAY WRAPPER EMPTY ARRAY ON EMPTY)",
    "(JSON_QUERY s '$' <WITH CONDITIONAL WRAPPER> <EMPTY ARRAY ON EMPTY>)",
  ],
  ["JSON_QUERY(s, '$' WITH WRAPPER)", "(JSON_QUERY s '$' <WITH UNCONDITIONAL WRAPPER>)"],
  ["JSON_EXISTS(s, '$.a' TRUE ON ERROR)", "(JSON_EXISTS s '$.a' <TRUE ON ERROR>)"],
  ["JSON_OBJECT('a' VALUE 1, KEY 'b' VALUE c NULL ON NULL)", "(JSON_OBJECT 'a' 1 'b' c <NULL ON NULL>)"],
  ["JSON_OBJECT('a': 1)", "(JSON_OBJECT 'a' 1)"],
  ['JSON_OBJECT()', '(JSON_OBJECT)'],
  ['JSON_ARRAY(1, NULL ABSENT ON NULL)', '(JSON_ARRAY 1 NULL <ABSENT ON NULL>)'],
  ['JSON_OBJECTAGG(KEY k VALUE v ABSENT ON NULL)', '(JSON_OBJECTAGG k v <ABSENT ON NULL>)'],
  ['JSON_ARRAYAGG(a)', '(JSON_ARRAYAGG a)'],
  ['(SELECT 1)', '(scalar (SELECT 1))'],
  ['((SELECT 1) + 1)', '(+ (scalar (SELECT 1)) 1)'],
  ['((SELECT 1) UNION (SELECT 2))', '(scalar (UNION (SELECT 1) (SELECT 2)))'],
  ['EXISTS (SELECT 1)', '(exists (SELECT 1))'],
  ['NOT EXISTS (SELECT 1)', '(NOT exists (SELECT 1))'],
  ['a IN (SELECT 1)', '(in a (SELECT 1))'],
  ['a NOT IN (VALUES 1)', '(NOT in a (VALUES [1]))'],
  ['a IN ((SELECT 1), 2)', '(IN a (scalar (SELECT 1)) 2)'],
  ['a > ALL (SELECT 1)', '(all > a (SELECT 1))'],
  ['a <= SOME (SELECT 1)', '(any <= a (SELECT 1))'],
  ['a = ANY (SELECT 1)', '(in a (SELECT 1))'],
  ['a <> ALL (SELECT 1)', '(NOT in a (SELECT 1))'],
] as const;

test.each(CALLS)('%s is read as %s', async (text, tree) => {
  expect(await expressionOf(text)).toBe(tree);
});

test.each([...LITERALS, ...CALLS].filter(([text]) => !/^(a |NOT )/.test(text)))(
  '%s may stand behind an operator',
  async (text, tree) => {
    expect(await expressionOf(`a = ${text}`)).toBe(`(= a ${tree})`);
  },
);

test('spans cover exactly what was written', async () => {
  const text = "SELECT a + UPPER(`b`) || 'x' FROM t WHERE c NOT IN (1, 2)";
  const statement = await parse(text);
  if (statement.kind !== 'query' || statement.query.kind !== 'select') throw new Error('no select');
  const { items, where } = statement.query;
  const cut = (span: { start: number; end: number } | undefined) => span && text.slice(span.start, span.end);
  const value = items[0]?.value;
  expect(cut(value?.span)).toBe("a + UPPER(`b`) || 'x'");
  expect(value?.kind === 'call' && cut(value.nameSpan)).toBe('+');
  expect(value?.kind === 'call' && cut(value.args[1]?.span)).toBe("UPPER(`b`) || 'x'");
  expect(cut(where?.span)).toBe('c NOT IN (1, 2)');
});

test('a long chain of AND is a balanced tree, so that nothing recurses deeply', async () => {
  const terms = Array.from({ length: 3000 }, (_, i) => `c${i} = 1`);
  const text = await expressionOf(terms.join(' AND '));
  let deepest = 0;
  let depth = 0;
  for (const character of text) {
    if (character === '(') deepest = Math.max(deepest, ++depth);
    if (character === ')') depth--;
  }
  expect(deepest).toBeLessThan(20);
  expect(text.match(/c\d+/g)).toEqual(terms.map((term) => term.split(' ')[0]));
});
