// Asks a real Flink what every operator answers for every pair of types, and writes fixtures/operators/flink.jsonl.
//   node scripts/operators/record.mjs        about an hour
// First what is allowed, then what of it can be planned, then the values of five rows; where a query of many operators
// fails each of them is asked alone.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadTypeScript } from '../../test/shown/support/typescript.mjs';
import { root } from '../../test/shown/support/weir.mjs';

const { allowedQuery, operatorPairs, rowsQuery } = await loadTypeScript('test/support/operator-cases.ts');
const folder = mkdtempSync(join(tmpdir(), 'weir-operators-'));

function ask(queries, ...mode) {
  if (queries.length === 0) return [];
  const [file, answers] = [join(folder, 'queries.sql'), join(folder, 'answers.jsonl')];
  writeFileSync(file, `${queries.join('\n')}\n`);
  const out = openSync(answers, 'w');
  const { status } = spawnSync('bash', [join(root, 'scripts/flink/ask-sql.sh'), file, ...mode], {
    stdio: ['ignore', out, 'ignore'],
  });
  closeSync(out);
  // Flink prints code that does not compile among the answers
  const lines = readFileSync(answers, 'utf8')
    .split('\n')
    .filter((line) => /^\{"(types|error)": /.test(line));
  if (status !== 0 || lines.length !== queries.length)
    throw new Error(`${lines.length} of ${queries.length} answers, status ${status}`);
  console.log(`  ${lines.length} answers`);
  return lines.map((line) => JSON.parse(line));
}

const failure = (error) => `!${error.split('\n')[0].slice(0, 70)}`;

/** Of each operator: the type of columns that may be NULL, that of others ('' for the same with NOT NULL), the values by row. */
function outcomes({ types, rows }, operators) {
  const byNumber = new Map(rows.map((row) => [row[0], row]));
  return operators.map((_, i) => {
    const [nullable, certain] = [types[1 + i], types[1 + operators.length + i]];
    const values = ['1', '2', '3', '4', '5'].map((n) => byNumber.get(n)[1 + i]);
    return [nullable, certain === `${nullable} NOT NULL` ? '' : certain, ...values];
  });
}

const pairs = operatorPairs();
const found = new Map(pairs.map((pair) => [pair, {}]));
const all = pairs.flatMap((pair) => pair.operators.map((operator) => ({ pair, operator })));
const query = ({ pair, operator }) => allowedQuery(pair, operator);

const isAllowed = ask(all.map(query), 'types');
const allowed = all.filter((_, i) => isAllowed[i].error === undefined);
const plans = ask(allowed.map(query), 'plan');
for (const [i, { pair, operator }] of allowed.entries())
  if (plans[i].error !== undefined) found.get(pair)[operator] = failure(plans[i].error);

const packs = pairs
  .map((pair) => ({
    pair,
    operators: allowed
      .filter((one, i) => one.pair === pair && plans[i].error === undefined)
      .map(({ operator }) => operator),
  }))
  .filter(({ operators }) => operators.length > 0);
const answers = ask(packs.map(({ pair, operators }) => rowsQuery(pair, operators)));
const alone = packs.flatMap(({ pair, operators }, i) =>
  answers[i].error === undefined ? [] : operators.map((operator) => ({ pair, operator })),
);
const aloneAnswers = ask(alone.map(({ pair, operator }) => rowsQuery(pair, [operator])));
for (const [i, { pair, operators }] of packs.entries()) {
  if (answers[i].error !== undefined) continue;
  const each = outcomes(answers[i], operators);
  operators.forEach((operator, j) => (found.get(pair)[operator] = each[j]));
}
for (const [i, { pair, operator }] of alone.entries())
  found.get(pair)[operator] =
    aloneAnswers[i].error === undefined
      ? outcomes(aloneAnswers[i], [operator])[0]
      : failure(aloneAnswers[i].error);

const lines = pairs.map((pair) => JSON.stringify([pair.left, pair.right ?? '', found.get(pair)]));
writeFileSync(join(root, 'fixtures/operators/flink.jsonl'), `${lines.join('\n')}\n`);
rmSync(folder, { recursive: true });
