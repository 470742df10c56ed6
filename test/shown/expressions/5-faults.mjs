// Bad input of every kind: names that are code (5,000), broken statements (every prefix and every deletion of the article's script,
// 50,000 random token strings, deep and long ones), patterns and figures that blow up other engines (over 300). Each answers or is
// refused at its place within a second, nothing is half run, the session lives on. SEED=n repeats a run.
import { conclude } from '../support/weir.mjs';
import { library } from './5-faults/ask.mjs';
import { catastrophes } from './5-faults/catastrophes.mjs';
import { tryNames } from './5-faults/names.mjs';
import { brokenArticles, namedStatements, randomTokens } from './5-faults/statements.mjs';

const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const NAMES = Number(process.env.NAMES ?? 5000);
const TOKENS = Number(process.env.TOKENS ?? 50_000);
const MOST_SHOWN = 20;

const chance = new library.Chance(SEED);
console.log(`  seed ${SEED}`);
let wrong = 0;
const parts = [];
function report(what, tally) {
  const { tried, refused, slowest } = tally;
  const times = slowest === undefined ? '' : `, ${refused} refused, slowest ${slowest.toFixed(0)} ms`;
  parts.push(`${tried} ${what}${times}, ${tally.wrong.length} wrong`);
  const example =
    tally.slowestSql === undefined ? '' : ` (${tally.slowestSql.slice(0, 90).replaceAll('\n', ' ')})`;
  console.log(`  ${parts.at(-1)}${example}`);
  for (const text of tally.wrong.slice(0, MOST_SHOWN)) console.log(`    ${text.slice(0, 400)}`);
  wrong += tally.wrong.length;
}

report('catastrophes', await catastrophes());
report('named statements', await namedStatements());
report('statements of broken articles', await brokenArticles());
report('token strings', await randomTokens(TOKENS, chance));
report('names', await tryNames(NAMES, chance));
conclude('faults of expressions', wrong === 0, `seed ${SEED}: ${parts.join('; ')}`);
