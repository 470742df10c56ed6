// Every operator with every pair of types as a real Flink answers (fixtures/operators, asked once): refused or not, the type with its
// NOT NULL, the values of five rows. What differs on purpose has its reason in fixtures/operators/differences.json.
import { loadTypeScript } from '../support/typescript.mjs';
import { conclude } from '../support/weir.mjs';

const MOST_KNOWN = 350;

const { compareOperators, recordedOperators } = await loadTypeScript('test/support/operator-matrix.ts');
const { asked, same, run, known, different } = await compareOperators(recordedOperators());
for (const [reason, count] of known) console.log(`  ${count} differ: ${reason}`);
for (const text of different.slice(0, 20)) console.log(`  ${text.slice(0, 300)}`);
const knowns = [...known.values()].reduce((sum, count) => sum + count, 0);
conclude(
  'operators',
  different.length === 0 && knowns <= MOST_KNOWN,
  `${same} of ${asked} as Flink (${run} with their values), ${knowns} differ for a reason, ${different.length} without`,
);
