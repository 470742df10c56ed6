import type { Chance } from '../chance.ts';
import { counted, judgeLeft, materialised } from '../judge.ts';
import { input, model, modelSettings, sinkTable, sourceTable } from '../tables.ts';
import type { Output, Workload } from '../workload.ts';
import { refusal, statelessOutput, type Form } from './stateless.ts';

/** Three statements in one job: they share what they read, and become final together. */
export function statementSet(chance: Chance): Workload {
  const isExactlyOnce = [chance.happens(0.7), chance.happens(0.7), true] as const;
  const form = chance.one<Form>(['table', 'scalar']);
  const asked =
    form === 'table'
      ? 'SELECT id, a FROM ML_PREDICT(TABLE t, MODEL m, DESCRIPTOR(id))'
      : 'SELECT id, ML_PREDICT(m, id) FROM t';
  const counts: Output = {
    topic: 'counts',
    partitions: 1,
    isExactlyOnce: true,
    judge(found, read) {
      const groups = counted([...read.values()].flat().map(({ k }) => String(k)));
      const due = new Map([...groups].map(([k, n]) => [`${k} ${n}`, 1]));
      return judgeLeft(
        materialised(found, ({ k, n }) => `${k} ${n}`),
        due,
      );
    },
  };
  return {
    name: `statement set ${form}`,
    settings: modelSettings(chance),
    definitions: [
      sourceTable('t', 'id STRING, k INT'),
      model('m', chance, 'IGNORE'),
      sinkTable('copies', 'id STRING, a STRING', isExactlyOnce[0]),
      sinkTable('answers', 'id STRING, a STRING', isExactlyOnce[1]),
      sinkTable('counts', 'k INT, n BIGINT', isExactlyOnce[2], 'canal-json'),
    ],
    statement: `EXECUTE STATEMENT SET BEGIN
      INSERT INTO copies SELECT id, CAST(NULL AS STRING) FROM t;
      INSERT INTO answers ${asked};
      INSERT INTO counts SELECT k, COUNT(*) FROM t GROUP BY k;
    END`,
    inputs: [input('t', 1 + chance.below(3), () => ({ k: chance.below(3) }))],
    outputs: [
      statelessOutput('copies', isExactlyOnce[0], 'none', 'IGNORE', 1),
      statelessOutput('answers', isExactlyOnce[1], form, 'IGNORE', 1),
      counts,
    ],
    isBounded: false,
    refuses: refusal('IGNORE'),
    mayBeOut: false,
  };
}
