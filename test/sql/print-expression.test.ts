import { expect, test } from 'vitest';
import { parseScalar } from '../../src/sql/parse.ts';
import { printExpression } from '../../src/sql/print-expression.ts';

const print = (text: string) => printExpression(parseScalar(text));

/** The tree without the places in the text. */
function withoutSpans(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutSpans);
  if (typeof node !== 'object' || node === null || node instanceof Uint8Array) return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => key !== 'span' && key !== 'nameSpan')
      .map(([key, value]) => [key, withoutSpans(value)]),
  );
}

test.each([
  ['x + 1', '`x` + 1'],
  ["UPPER('q')", "UPPER('q')"],
  ['to_timestamp(s)', 'TO_TIMESTAMP(`s`)'],
  ['to_timestamp_ltz(ms, 3)', '`TO_TIMESTAMP_LTZ`(`ms`, 3)'],
  ["ts - interval '5' second", "`ts` - INTERVAL '5' SECOND"],
  ['proctime()', 'PROCTIME()'],
  ['current_timestamp', 'CURRENT_TIMESTAMP'],
  ["case when a > 1 then 'x' else 'y' end", "CASE WHEN `a` > 1 THEN 'x' ELSE 'y' END"],
  ['case a when 1 then 2 end', 'CASE WHEN `a` = 1 THEN 2 ELSE NULL END'],
  ['cast(id as string)', 'CAST(`id` AS STRING)'],
  ['try_cast(a as int)', 'TRY_CAST(`a` AS INTEGER)'],
  ["'it''s'", "'it''s'"],
  ['`a``b`', '`a``b`'],
])('%s prints as %s', (text, printed) => {
  expect(print(text)).toBe(printed);
});

test.each([
  ['(a + b) * c', '(`a` + `b`) * `c`'],
  ['a + (b * c)', '`a` + `b` * `c`'],
  ['a - (b - c)', '`a` - (`b` - `c`)'],
  ['(a - b) - c', '`a` - `b` - `c`'],
  ['a and (b or c)', '`a` AND (`b` OR `c`)'],
  ['(a and b) or c', '`a` AND `b` OR `c`'],
  ['not (a or b)', 'NOT (`a` OR `b`)'],
  ['not a = b', 'NOT `a` = `b`'],
  ['-(a + b)', '- (`a` + `b`)'],
  ['(a = b) = c', '`a` = `b` = `c`'],
  ['a = (b = c)', '`a` = (`b` = `c`)'],
])('%s keeps only the parentheses that it needs', (text, printed) => {
  expect(print(text)).toBe(printed);
});

const EXPRESSIONS = [
  'a IS NULL AND b IS NOT TRUE',
  'a IS DISTINCT FROM b',
  "a NOT LIKE 'x%' ESCAPE '!' OR b SIMILAR TO 'y'",
  'a NOT IN (1, 2, 3)',
  'a BETWEEN 1 AND 2 AND b NOT BETWEEN SYMMETRIC 4 AND 3',
  'EXTRACT(YEAR FROM ts)',
  'FLOOR(ts TO DAY) = CEIL(x)',
  "TRIM(LEADING 'x' FROM s) || TRIM(s)",
  "POSITION('a' IN s) + POSITION('a' IN s FROM 2)",
  'SUBSTRING(s, 2, 3)',
  "OVERLAY(s PLACING 'x' FROM 1 FOR 2)",
  'TIMESTAMPDIFF(DAY, a, b)',
  "JSON_VALUE(j, 'lax $.a' RETURNING INTEGER DEFAULT 0 ON EMPTY NULL ON ERROR)",
  "JSON_QUERY(j, '$' WITH CONDITIONAL WRAPPER NULL ON EMPTY)",
  "JSON_EXISTS(j, '$.a' TRUE ON ERROR)",
  "JSON_OBJECT('a' VALUE 1, 'b' VALUE x ABSENT ON NULL)",
  'JSON_ARRAY(1, 2 NULL ON NULL)',
  'ARRAY[1, 2][1] + MAP[1, 2][1]',
  'ROW(1, a)',
  'CAST(a AS ROW<x INT NOT NULL, y ARRAY<STRING>>)',
  "DATE '2025-01-31' < TIMESTAMP '2025-01-31 12:00:00'",
  "INTERVAL -'1-2' YEAR TO MONTH",
  "X'4F' = b",
  'COALESCE(a, NULL, TRUE)',
  '- a * - 1',
  'a % b / c',
  'F(x).y.z',
  'r.a.b',
  'NOT NOT a',
];

test.each(EXPRESSIONS)('%s reads back as the same', (text) => {
  const tree = parseScalar(text);
  expect(withoutSpans(parseScalar(printExpression(tree)))).toEqual(withoutSpans(tree));
});
