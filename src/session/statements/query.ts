import { startQuery } from '../../executor/query.ts';
import { isBounded } from '../../planner/is-bounded.ts';
import { someNode } from '../../planner/plan.ts';
import { planQuery } from '../../planner/plan-query.ts';
import { kindAt, ROW_KIND_NAMES, type Batch } from '../../types/batch.ts';
import type { Handler } from '../context.ts';
import { figuresOf } from '../figures.ts';
import { plannerContext } from '../planning.ts';
import type { Change } from '../result.ts';
import { buildContext } from '../running.ts';

/** SELECT: rows as they come, for as long as the reader wants them. */
export const query: Handler<'query'> = async (statement, context, signal) => {
  const plan = planQuery(statement.query, plannerContext(context));
  const preview = context.parts.interactive && someNode(plan, (node) => node.kind === 'predict');
  const building = buildContext(context, { kind: 'query', preview });
  const start = context.parts.startQuery ?? startQuery;
  const running = await start(plan, building, context.scheduler, signal);
  context.queries.add(running);
  void running.closed.then(() => context.queries.delete(running));
  return {
    kind: 'rows',
    columns: plan.schema.map(({ name, type }) => ({ name, type })),
    bounded: isBounded(plan),
    utility: false,
    rows: changes(running.batches),
    figures: () => figuresOf(running.meter, running.pipeline),
  };
};

function changes(batches: AsyncIterable<Batch>): AsyncIterable<readonly Change[]> {
  return {
    [Symbol.asyncIterator]() {
      const inner = batches[Symbol.asyncIterator]();
      return {
        async next() {
          const step = await inner.next();
          return step.done === true
            ? { value: undefined, done: true }
            : { value: toChanges(step.value), done: false };
        },
        async return() {
          await inner.return?.();
          return { value: undefined, done: true };
        },
      };
    },
  };
}

function toChanges(batch: Batch): Change[] {
  return batch.rows.map((values, i) => ({ op: ROW_KIND_NAMES[kindAt(batch, i)], values }));
}
