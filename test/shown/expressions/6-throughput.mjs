// Compiled expressions like nexmark's q1 and q2, alone: at least 5 million rows a second on one core.
import { loadTypeScript } from '../support/typescript.mjs';
import { conclude } from '../support/weir.mjs';

const LEAST = 5;
const { STATEMENTS, measure } = await loadTypeScript('test/bench/expressions.ts');
const [q1, q2] = [await measure(STATEMENTS.q1), await measure(STATEMENTS.q2)];
conclude(
  'throughput of expressions',
  q1 >= LEAST && q2 >= LEAST,
  `q1 ${q1.toFixed(1)}, q2 ${q2.toFixed(1)} million rows a second (wanted ${LEAST})`,
);
