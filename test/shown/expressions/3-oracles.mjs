// Expressions against judges that are not weir: 10,000 random ones group as an own oracle says; 2,000 answer as DuckDB does (where
// semantics agree: see 3-oracles/generate.mjs), 500 as a real Flink does. SEED=n repeats a run; FLINK=0 leaves Flink out.
import { askFlink, isDefect } from './3-oracles/flink.mjs';
import { openDuckDb } from './3-oracles/duckdb.mjs';
import { FLINK_SHAPES, Generator, normal, statementOf } from './3-oracles/generate.mjs';
import { loadTypeScript } from '../support/typescript.mjs';
import { conclude } from '../support/weir.mjs';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const GROUPINGS = Number(process.env.GROUPINGS ?? 10_000);
const BY_DUCKDB = Number(process.env.BY_DUCKDB ?? 2000);
const BY_FLINK = Number(process.env.BY_FLINK ?? 500);
const AT_ONCE = 10;

const { checkGrouping } = await loadTypeScript('test/shown/expressions/3-oracles/grouping.ts');
const { askWeir, Chance } = await loadTypeScript('test/shown/expressions/3-oracles/weir.ts');

/** What differs between two answers to one expression; rows are told by their number, which stands in column 0. */
function differences(expression, weir, judge, column = 1) {
  if (weir.error !== undefined) return [weir.error];
  const byNumber = new Map(weir.rows.map((row) => [row[0], row]));
  const cells = judge.rows.flatMap((row) => {
    const own = byNumber.get(row[0]);
    if (own === undefined) return [`row ${row[0]} is missing`];
    const [mine, wanted] = [own[column], row[column]].map((value) => normal(value, expression.type));
    return mine === wanted ? [] : [`row ${row[0]}: ${mine}, not ${wanted}`];
  });
  const count =
    weir.rows.length === judge.rows.length ? [] : [`${weir.rows.length} rows, not ${judge.rows.length}`];
  return [...count, ...cells];
}

/** A refusal is an answer, a defect of weir's is none. */
const isRefusal = ({ error }) => error !== undefined && !error.startsWith('E_INTERNAL');

function report(judge, expression, found) {
  console.log(`  differs from ${judge}: ${expression.write('flink')}: ${found.slice(0, 3).join('; ')}`);
}

async function byDuckDb() {
  const duckdb = await openDuckDb();
  const generator = new Generator(new Chance(SEED));
  let [agree, differ, redrawn] = [0, 0, 0];
  while (agree + differ < BY_DUCKDB) {
    const expression = generator.expression();
    let rows;
    try {
      rows = await duckdb.ask(statementOf([expression], 'duckdb'));
    } catch (error) {
      // an overflow; anything else is a fault of this script
      if (!/Out of Range|Conversion Error/.test(error.message))
        throw new Error(`${error.message}\n${expression.write('duckdb')}`, { cause: error });
      redrawn++;
      continue;
    }
    const found = differences(expression, await askWeir(statementOf([expression], 'flink')), { rows });
    if (found.length === 0) agree++;
    else {
      differ++;
      report('DuckDB', expression, found);
    }
  }
  duckdb.close();
  return { agree, differ, redrawn };
}

async function byFlink() {
  const generator = new Generator(new Chance(SEED + 1), FLINK_SHAPES);
  const all = Array.from({ length: BY_FLINK }, () => generator.expression());
  const packs = Array.from({ length: Math.ceil(all.length / AT_ONCE) }, (_, i) =>
    all.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
  );
  const answers = askFlink(packs.map((pack) => statementOf(pack, 'flink')));
  if (answers === undefined) return undefined;
  // One that fails takes its pack with it: those are asked one by one.
  const alone = packs.flatMap((pack, i) => (answers[i].error === undefined ? [] : pack));
  const aloneAnswers = alone.length === 0 ? [] : askFlink(alone.map((one) => statementOf([one], 'flink')));
  let [agree, differ, failed, defects] = [0, 0, 0, 0];
  const judge = (expression, answer, column, weir) => {
    if (answer.error !== undefined && isDefect(answer.error) && !weir.error?.startsWith('E_INTERNAL'))
      return void defects++;
    const bothFail = answer.error !== undefined && isRefusal(weir);
    const found = bothFail
      ? []
      : answer.error !== undefined
        ? [`Flink: ${answer.error}; weir: ${weir.error ?? 'answers'}`]
        : differences(expression, weir, answer, column);
    if (answer.error === undefined && weir.error === undefined && answer.types[column] !== weir.types[column])
      found.push(`type ${weir.types[column]}, not ${answer.types[column]}`);
    if (bothFail) failed++;
    if (found.length === 0) agree++;
    else {
      differ++;
      report('Flink', expression, found);
    }
  };
  for (const [i, pack] of packs.entries()) {
    if (answers[i].error !== undefined) continue;
    const weir = await askWeir(statementOf(pack, 'flink'));
    pack.forEach((expression, column) => judge(expression, answers[i], column + 1, weir));
  }
  for (const [i, expression] of alone.entries())
    judge(expression, aloneAnswers[i], 1, await askWeir(statementOf([expression], 'flink')));
  return { agree, differ, failed, defects };
}

console.log(`  seed ${SEED}`);
const grouping = await checkGrouping(GROUPINGS, SEED);
if (grouping.wrong !== undefined) console.log(`  grouping: ${grouping.wrong}`);
const duckdb = await byDuckDb();
const flink = process.env.FLINK === '0' ? undefined : await byFlink();
// Agreement that comes of failing alike, or of looking away, must not make up the count.
const MOST_REDRAWN = BY_DUCKDB;
const MOST_FAILED = BY_FLINK / 4;
const MOST_DEFECTS = BY_FLINK / 10;
const isSound =
  duckdb.redrawn <= MOST_REDRAWN &&
  (flink === undefined || (flink.failed <= MOST_FAILED && flink.defects <= MOST_DEFECTS));
conclude(
  'oracles of expressions',
  grouping.right === GROUPINGS && duckdb.differ === 0 && (flink?.differ ?? 0) === 0 && isSound,
  `seed ${SEED}: ${grouping.right} of ${GROUPINGS} grouped right; ${duckdb.agree} of ${BY_DUCKDB} as DuckDB (${duckdb.redrawn} drawn anew); ` +
    (flink === undefined
      ? 'no Flink asked'
      : `${flink.agree} of ${BY_FLINK} as Flink (${flink.failed} fail in both, ${flink.defects} in Flink alone)`),
);
