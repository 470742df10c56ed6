// What blows up other engines: patterns that backtrack, texts without end, divisions by zero, casts that do not fit. Each answers or
// is refused by name within a second; where Flink answers at once, as Flink does (flink-answers.jsonl).
import { readFileSync } from 'node:fs';
import { ask, library } from './ask.mjs';
import { Tally } from './statements.mjs';

const LONG = 30_000;
const rows = (cells, names) => `(VALUES ${cells}) AS t(${names})`;
const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

/** Patterns that backtracking engines need ages for, with a text that leads them there. */
const BACKTRACKING = [
  ['(a+)+$', 'a', '!'],
  ['(a*)*b', 'a', '!'],
  ['(a|a)*b', 'a', '!'],
  ['(a|aa)+$', 'a', '!'],
  ['(a|b|ab)*c', 'ab', '!'],
  ['(.*a){12}$', 'a', '!'],
  ['(x+x+)+y', 'x', '!'],
  ['^(\\w+\\s?)*$', 'ab ', '!'],
  ['([a-zA-Z]+)*1', 'aZ', '!'],
  ['(\\d+)*\\.', '7', '!'],
  ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a', '!'],
  ['(a?){30}a{30}', 'a', ''],
  ['a*a*a*a*a*a*b', 'a', '!'],
  ['(.*)(.*)(.*)(.*)x', 'a', '!'],
  ['(?:(?:a+)+)+$', 'a', '!'],
  ['\\s+$', ' ', '!'],
  ['(a{1,20}){1,20}$', 'a', '!'],
  ['^(?:.*,){11}P', '1,', '!'],
  ['(([^"]*)"?)*$', 'a"', '!'],
  ['(?i)(A|a|aA)+$', 'aA', '!'],
];
const PATTERN_CALLS = [
  (s, p) => `REGEXP(${s}, ${p})`,
  (s, p) => `REGEXP_REPLACE(${s}, ${p}, 'x')`,
  (s, p) => `REGEXP_EXTRACT(${s}, ${p}, 0)`,
  (s, p) => `REGEXP_COUNT(${s}, ${p})`,
  (s, p) => `REGEXP_SUBSTR(${s}, ${p})`,
];
const patternCall = (call, [pattern, unit, end], length) => {
  const text = unit.repeat(Math.ceil(length / unit.length)) + end;
  return `SELECT ${call('s', quoted(pattern))} FROM ${rows(`(CAST(${quoted(text)} AS STRING))`, 's')}`;
};
/** 20 patterns x 5 functions on a text so short that Java, too, has an answer; for 30 choices no text is. */
const shortPatterns = () =>
  BACKTRACKING.filter(([pattern]) => !pattern.includes('{30}')).flatMap((pattern) =>
    PATTERN_CALLS.map((call) => patternCall(call, pattern, 10)),
  );
/** On a text that already takes minutes elsewhere, and one of them on a long one. */
const longPatterns = () =>
  BACKTRACKING.flatMap((pattern, i) => [
    ...PATTERN_CALLS.map((call) => patternCall(call, pattern, 40)),
    patternCall(PATTERN_CALLS[i % PATTERN_CALLS.length], pattern, LONG),
  ]);

const LIKES = [
  '%a%a%a%a%a%a%a%a%a%a%a%ab',
  '%_%_%_%_%_%_%_%_%_%_%b',
  '_%_%_%_%_%_%_%_%_%_%b',
  `${'%a'.repeat(200)}b`,
  '%%%%%%%%%%%%%%%%%%b',
];
const SIMILARS = [
  '(a|aa)*b',
  '((a*)*)*b',
  '(a|b|ab)*c',
  '(%a){20}b',
  '[a-z]*[a-z]*[a-z]*1',
  '(_|a)*b',
  'a{1,30}a{1,30}b',
];
const likes = (lengths) => {
  const all = [
    ...LIKES.map((pattern) => ['LIKE', pattern]),
    ...SIMILARS.map((pattern) => ['SIMILAR TO', pattern]),
  ];
  return all.flatMap(([operator, pattern]) =>
    lengths.map((n) => `SELECT s ${operator} ${quoted(pattern)} FROM ${rows(`('${'a'.repeat(n)}')`, 's')}`),
  );
};

const huge = () => [
  ...['REPEAT', 'LPAD', 'RPAD'].flatMap((name) =>
    [1_000_000, 300_000_000, 2_147_483_647].flatMap((n) => {
      const more = name === 'REPEAT' ? '' : ", 'ab'";
      return [
        `SELECT CHAR_LENGTH(${name}('ab', ${n}${more}))`,
        `SELECT CHAR_LENGTH(${name}(s, n${more})) FROM ${rows(`('ab', ${n})`, 's, n')}`,
      ];
    }),
  ),
  "SELECT CHAR_LENGTH(REPEAT(REPEAT(REPEAT('abcdefghij', 10000), 10000), 10000))",
  "SELECT CHAR_LENGTH(REPLACE(REPLACE(REPEAT('a', 100000), 'a', REPEAT('a', 100000)), 'a', 'aaaaaaaa'))",
  "SELECT CHAR_LENGTH(REGEXP_REPLACE(REPEAT('a', 100000), 'a', REPEAT('b', 100000)))",
  "SELECT REPEAT('a', -1), REPEAT('', 2147483647), LPAD('a', -1, 'b'), LPAD('abc', 2147483647, '')",
  "SELECT CARDINALITY(SPLIT(REPEAT('a,', 500000), ','))",
  "SELECT CHAR_LENGTH(CONCAT_WS(',', REPEAT('a', 200000000), REPEAT('b', 200000000), REPEAT('c', 200000000)))",
];

const ZEROS = [
  '0',
  'CAST(0 AS TINYINT)',
  'CAST(0 AS BIGINT)',
  '0.0',
  'CAST(0 AS DECIMAL(10, 3))',
  '0e0',
  'CAST(0 AS FLOAT)',
];
const divisions = () =>
  ZEROS.flatMap((zero) => [
    `SELECT 1 / ${zero}`,
    `SELECT x / z FROM ${rows(`(1, ${zero})`, 'x, z')}`,
    `SELECT MOD(7, ${zero})`,
    `SELECT x % z FROM ${rows(`(7, ${zero})`, 'x, z')}`,
    `SELECT CASE WHEN z = 0 THEN -1 ELSE 10 / z END FROM ${rows(`(${zero})`, 'z')}`,
    `SELECT CAST(1 AS DECIMAL(20, 5)) / z FROM ${rows(`(${zero})`, 'z')}`,
  ]);

const BIG = [
  "'1e400'",
  "'99999999999999999999'",
  '1e300',
  '-1e300',
  '9223372036854775807',
  '-9223372036854775808',
  '3000000000',
  "'-1'",
  "'x'",
  "''",
  "'NaN'",
  "'Infinity'",
];
const TARGETS = [
  'TINYINT',
  'SMALLINT',
  'INT',
  'BIGINT',
  'FLOAT',
  'DOUBLE',
  'DECIMAL(10, 2)',
  'DECIMAL(38, 38)',
];
const casts = () =>
  BIG.flatMap((value) =>
    TARGETS.map(
      (type) => `SELECT TRY_CAST(v AS ${type}), CAST(v AS ${type}) FROM ${rows(`(${value})`, 'v')}`,
    ),
  );

/** Those that Flink answers at once: each has its answer in flink-answers.jsonl (record.mjs writes it). */
export const asFlinkAnswers = () => [...shortPatterns(), ...likes([12]), ...divisions(), ...casts()];
/** Those that would take Flink ages and must have an answer here. */
const answered = () => [...longPatterns(), ...likes([50, 3000, LONG])];

/** Where weir is better on purpose; docs/differences.md says so. */
const BETTER = [
  /\/.*CAST\(0 AS FLOAT\)/, // infinite, of constants as of rows
  /CAST\(v AS DECIMAL\(.*\('x'\)/, // not 0.00
];

const MOST_BETTER = 6;

export async function catastrophes() {
  const tally = new Tally();
  const recorded = readFileSync(new URL('flink-answers.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n');
  const known = new Map(recorded.map((line) => JSON.parse(line)));
  const session = await library.openSession();
  const [compared, alone] = [new Set(asFlinkAnswers()), new Set(answered())];
  let better = 0;
  for (const sql of [...compared, ...alone, ...huge()]) {
    const answer = await ask(session, sql);
    const isLate =
      answer.error !== undefined && ['E_VALUE', 'E_NOT_NULL', 'E_TOO_LARGE'].includes(answer.error.code);
    // what fails in a row has no place in the text but names the value
    tally.count('catastrophe', sql, isLate ? { ms: answer.ms, error: undefined } : answer);
    if (alone.has(sql) && answer.rows.length !== 1)
      tally.wrong.push(
        `no answer: ${sql.slice(0, 120)}: ${answer.error?.message ?? `${answer.rows.length} rows`}`,
      );
    if (!compared.has(sql)) continue;
    if (BETTER.some((own) => own.test(sql))) better++;
    else if (!known.has(sql)) tally.wrong.push(`Flink was not asked: ${sql.slice(0, 120)}`);
    else {
      const flink = JSON.stringify(known.get(sql));
      const mine = JSON.stringify(
        answer.error === undefined ? answer.rows.map((row) => textsOf(row, answer.columns)) : 'error',
      );
      if (mine !== flink) tally.wrong.push(`${sql}: ${answer.error?.message ?? mine}, Flink ${flink}`);
    }
  }
  console.log(
    `  ${compared.size - better} as Flink answers, ${better} better on purpose, ${alone.size} answered where Flink does not end, ${huge().length} answered or refused`,
  );
  if (better > MOST_BETTER) tally.wrong.push(`${better} are looked away from, not ${MOST_BETTER}`);
  const { rows: alive } = await ask(session, 'SELECT 1');
  if (alive[0]?.[0] !== 1) tally.wrong.push('the session is dead');
  await session.close({ drain: false });
  return tally;
}

function textsOf(row, columns) {
  return row.map((value, i) =>
    value === null ? null : library.formatValue(value, columns[i].type, { timeZone: 'UTC' }),
  );
}
