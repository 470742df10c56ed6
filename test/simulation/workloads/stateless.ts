import type { Chance } from '../chance.ts';
import { judgeRows } from '../judge.ts';
import { answerTo } from '../model.ts';
import {
  input,
  isRefused,
  model,
  modelSettings,
  sinkTable,
  sourceTable,
  type ModelFailure,
} from '../tables.ts';
import type { InputRow, Output, Workload } from '../workload.ts';

export type Form = 'none' | 'table' | 'scalar';

interface Row {
  readonly id: string;
  readonly a?: string | null;
}

/** Rows of one topic, of two, or of one twice; copied, or with a model asked about each, below or above the UNION. */
export function stateless(chance: Chance): Workload {
  const isExactlyOnce = chance.happens(0.6);
  const shape = chance.one(['one', 'one', 'union', 'twice']);
  const form = chance.one<Form>(['none', 'table', 'scalar']);
  const failure = chance.one<ModelFailure>(['IGNORE', 'FAILOVER']);
  const isAbove = chance.happens(0.5);
  const topics = shape === 'union' ? ['t', 'u'] : ['t'];
  const branches = shape === 'twice' ? ['t', 't'] : topics;
  const ids = (tables: readonly string[]) =>
    tables.map((table) => `SELECT id FROM ${table}`).join(' UNION ALL ');
  const asked = (table: string) =>
    form === 'none'
      ? `SELECT id, CAST(NULL AS STRING) AS a FROM ${table}`
      : form === 'table'
        ? `SELECT id, a FROM ML_PREDICT(TABLE ${table}, MODEL m, DESCRIPTOR(id))`
        : `SELECT id, ML_PREDICT(m, id) AS a FROM ${table}`;
  return {
    name: `${shape} ${form}${isAbove ? ' above' : ''} ${failure} ${isExactlyOnce ? 'exactly once' : 'at least once'}`,
    settings: modelSettings(chance),
    definitions: [
      ...topics.map((topic) => sourceTable(topic, 'id STRING')),
      model('m', chance, failure),
      `CREATE VIEW v AS ${ids(branches)}`,
      sinkTable('done', 'id STRING, a STRING', isExactlyOnce),
    ],
    statement: `INSERT INTO done ${isAbove ? asked('v') : branches.map(asked).join(' UNION ALL ')}`,
    inputs: topics.map((topic) => input(topic, 1 + chance.below(3), () => ({}))),
    outputs: [statelessOutput('done', isExactlyOnce, form, failure, shape === 'twice' ? 2 : 1)],
    isBounded: false,
    refuses: refusal(failure),
    mayBeOut: failure === 'FAILOVER' && form !== 'none',
  };
}

/** Nothing may be refused for good where that fails the job. */
export function refusal(failure: ModelFailure): (input: string) => boolean {
  return failure === 'IGNORE' ? isRefused : () => false;
}

/** A sink that gets each row `times` times, with the model's answer. */
export function statelessOutput(
  topic: string,
  isExactlyOnce: boolean,
  form: Form,
  failure: ModelFailure,
  times: number,
): Output {
  const refuses = refusal(failure);
  const answer = (id: string): string | null => {
    if (form === 'none') return null;
    return refuses(id) ? null : answerTo(id);
  };
  return {
    topic,
    partitions: 1,
    isExactlyOnce,
    judge(found, read, { isFinal, drain }) {
      const due = [...read.values()].flat().filter(({ id }) => form !== 'table' || !refuses(id));
      const wanted = due.flatMap(({ id }: InputRow) => new Array<string>(times).fill(`${id} ${answer(id)}`));
      const rows = (found as readonly Row[]).map(({ id, a }) => `${id} ${a ?? null}`);
      // A group has one offset for a topic that is read twice: the slower branch's.
      return judgeRows(rows, wanted, {
        isExactlyOnce: isExactlyOnce && ((isFinal && drain !== 'done') || times === 1),
      });
    },
  };
}
