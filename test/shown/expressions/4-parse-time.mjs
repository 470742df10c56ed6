// Statements up to 64 KB and nested 30 deep are read within 100 ms once the parser is warm; what is longer or deeper than weir
// reads is refused by name within a second.
import { loadTypeScript } from '../support/typescript.mjs';
import { conclude } from '../support/weir.mjs';

const LIMIT = 64 << 10;
const DEPTH = 30;
const READ_MS = 100;
const REFUSE_MS = 1000;

const { parse } = await loadTypeScript('src/sql/parse.ts');

/** `make(n)` as long as it fits into 64 KB. */
function longest(make) {
  let [low, high] = [1, LIMIT];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (make(middle).length <= LIMIT) low = middle;
    else high = middle - 1;
  }
  return make(low);
}

const nested = (open, inner, close, depth = DEPTH) => open.repeat(depth) + inner + close.repeat(depth);
const list = (n, item, between = ', ') => Array.from({ length: n }, (_, i) => item(i)).join(between);

const READ = {
  'IN list of numbers': longest((n) => `SELECT a FROM t WHERE a IN (${list(n, String)})`),
  'IN list of texts': longest((n) => `SELECT a FROM t WHERE s IN (${list(n, (i) => `'v${i}'`)})`),
  'VALUES rows': longest((n) => `INSERT INTO t VALUES ${list(n, (i) => `(${i}, 'x', NULL)`)}`),
  'select list': longest((n) => `SELECT ${list(n, (i) => `a${i} AS b${i}`)} FROM t`),
  'a sum': longest((n) => `SELECT ${list(n, () => '1', '+')} FROM t`),
  'a sum of columns': longest((n) => `SELECT ${list(n, (i) => `a${i}`, ' + ')} FROM t`),
  'signs of every kind': longest((n) => `SELECT a ${list(n, (i) => `${'+-*/%'[i % 5]} ${i}`, ' ')} FROM t`),
  'texts put together': longest((n) => `SELECT ${list(n, () => "'x'", '||')} FROM t`),
  'a chain of comparisons': longest((n) => `SELECT a FROM t WHERE p${'=p'.repeat(n)}`),
  'a chain of IS': longest((n) => `SELECT a FROM t WHERE a${' IS NOT NULL'.repeat(n)}`),
  'a path': longest((n) => `SELECT ${list(n, () => 'a', '.')} FROM t`),
  'fields of a value': longest((n) => `SELECT f(1)${'.a'.repeat(n)} FROM t`),
  'many indexes': longest((n) => `SELECT a${'[1]'.repeat(n)} FROM t`),
  'AND of many': longest((n) => `SELECT a FROM t WHERE ${list(n, (i) => `a <> ${i}`, ' AND ')}`),
  'OR of ANDs': longest((n) => `SELECT a FROM t WHERE ${list(n, (i) => `(a = ${i} AND b > ${i})`, ' OR ')}`),
  'CASE of many': longest(
    (n) => `SELECT CASE ${list(n, (i) => `WHEN a = ${i} THEN 'x${i}'`, ' ')} END FROM t`,
  ),
  'UNION of many': longest((n) => list(n, (i) => `SELECT a FROM t${i % 7}`, ' UNION ')),
  'UNION ALL of many': longest((n) => list(n, (i) => `SELECT a FROM t${i % 7}`, ' UNION ALL ')),
  'one long text': longest((n) => `SELECT '${'x'.repeat(n)}' FROM t`),
  'a long comment': longest((n) => `SELECT a /* ${'x '.repeat(n)} */ FROM t`),
  'quotes doubled': longest((n) => `SELECT '${"''".repeat(n)}' FROM t`),
  signs: `SELECT a FROM t WHERE a = ${'- + '.repeat(14)}1`,
  'many calls': longest((n) => `SELECT ${list(n, (i) => `UPPER(TRIM(s${i}))`)} FROM t`),
  'columns of a table': longest(
    (n) => `CREATE TABLE t (${list(n, (i) => `c${i} DECIMAL(10, 2)`)}) WITH ('connector' = 'datagen')`,
  ),
  'options of a table': longest((n) => `CREATE TABLE t (a INT) WITH (${list(n, (i) => `'k${i}' = 'v'`)})`),
  joins: `SELECT a FROM t0 ${list(25, (i) => `JOIN t${i + 1} ON t${i}.a = t${i + 1}.a`, ' ')}`,
  parentheses: `SELECT ${nested('(', '1', ')')} FROM t`,
  'parentheses in WHERE': `SELECT a FROM t WHERE ${nested('(', 'a = 1', ')')}`,
  'calls in calls': `SELECT ${nested('UPPER(', 's', ')')} FROM t`,
  'CASE in CASE': `SELECT ${nested('CASE WHEN a = 1 THEN ', '1', ' ELSE 2 END')} FROM t`,
  'CAST in CAST': `SELECT ${nested('CAST(', 'a', ' AS STRING)')} FROM t`,
  'subqueries in FROM': `SELECT a FROM ${nested('(SELECT a FROM ', 't', ')')}`,
  'NOT of NOT': `SELECT a FROM t WHERE ${nested('NOT (', 'a = 1', ')')}`,
  'types in types': `CREATE TABLE t (a ${nested('ARRAY<', 'INT', '>')}) WITH ('connector' = 'datagen')`,
  'rows in rows': `SELECT ${nested('ROW(1, ', '2', ')')} FROM t`,
  'arrays in arrays': `SELECT ${nested('ARRAY[', '1', ']')} FROM t`,
  'index of index': `SELECT a${'[1]'.repeat(DEPTH)} FROM t`,
  'BETWEEN in parentheses': `SELECT a FROM t WHERE ${nested('(a BETWEEN 1 AND ', '2', ')', 10)}`,
  'deep and long': longest(
    (n) =>
      `SELECT ${nested(
        '(',
        list(n, (i) => `a${i} = ${i}`, ' AND '),
        ')',
      )} FROM t`,
  ),
  'half a statement': longest((n) => `SELECT ${list(n, (i) => `a${i}`)} FROM t WHERE (`),
  'a sign that is none': longest((n) => `SELECT ${list(n, (i) => `a${i}`)} ? FROM t`),
};

const REFUSED = {
  'a sum of 100,000': `SELECT ${list(100_000, () => '1', '+')} FROM t`,
  'joins, 201': `SELECT 1 FROM t ${'JOIN t ON TRUE '.repeat(200)}`,
  'more than a million characters': `SELECT '${'x'.repeat(1 << 20)}'`,
  'ten million characters': `SELECT ${'a, '.repeat(3_500_000)} a`,
  'parentheses, 100,000': `SELECT ${nested('(', '1', ')', 100_000)}`,
  'open parentheses, 500,000': `SELECT ${'('.repeat(500_000)}`,
  'calls, 50,000': `SELECT ${nested('UPPER(', 's', ')', 50_000)}`,
  'CASE, 20,000': `SELECT ${nested('CASE WHEN a = 1 THEN ', '1', ' ELSE 2 END', 20_000)}`,
  'subqueries, 10,000': `SELECT a FROM ${nested('(SELECT a FROM ', 't', ')', 10_000)}`,
  'types, 50,000': `CREATE TABLE t (a ${nested('ARRAY<', 'INT', '>', 50_000)})`,
  'NOT, 100,000': `SELECT ${'NOT '.repeat(100_000)} TRUE`,
  'minus, 100,000': `SELECT ${'- '.repeat(100_000)} 1`,
  'brackets, 100,000': `SELECT ${'ARRAY['.repeat(100_000)}`,
};

/** On a busy machine the time that others took is left out. */
async function outcome(text) {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  let error;
  try {
    await parse(text);
  } catch (thrown) {
    error = thrown;
  }
  const { user, system } = process.cpuUsage(cpu);
  return { ms: Math.min(performance.now() - began, (user + system) / 1000), error };
}

let [slowest, slowestName, wrong] = [0, '', 0];
for (const [name, text] of Object.entries(READ)) {
  for (let i = 0; i < 3; i++) await outcome(text);
  const runs = [];
  for (let i = 0; i < 5; i++) runs.push(await outcome(text));
  const ms = runs.map((run) => run.ms).sort((a, b) => a - b)[2];
  const error = runs[0].error;
  const isRefusal = error !== undefined && error.code !== 'E_PARSE';
  const mustFail = name === 'half a statement' || name === 'a sign that is none';
  if (isRefusal || mustFail !== (error !== undefined)) wrong++;
  if (ms > slowest) [slowest, slowestName] = [ms, name];
  console.log(
    `  ${name}, ${text.length} characters: ${ms.toFixed(1)} ms${error ? `, ${error.code} ${error.message.slice(0, 60)}` : ''}`,
  );
}
let latest = 0;
for (const [name, text] of Object.entries(REFUSED)) {
  const { ms, error } = await outcome(text);
  latest = Math.max(latest, ms);
  if (error?.code !== 'E_TOO_LARGE' && error?.code !== 'E_PARSE') wrong++;
  console.log(
    `  ${name}: ${error?.code ?? 'READ'} after ${ms.toFixed(0)} ms${error ? `: ${error.message.slice(0, 70)}` : ''}`,
  );
}
conclude(
  'parse time',
  slowest <= READ_MS && latest <= REFUSE_MS && wrong === 0,
  `${Object.keys(READ).length} statements of up to 64 KB and 30 levels in at most ${slowest.toFixed(1)} ms (${slowestName}), ` +
    `${Object.keys(REFUSED).length} larger ones refused within ${latest.toFixed(0)} ms, ${wrong} answered wrongly`,
);
