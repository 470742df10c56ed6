import { expect, test } from 'vitest';
import { FakeClock, settle } from '../../src/common/clock.ts';
import { SqlError } from '../../src/common/errors.ts';
import type { Source } from '../../src/connectors/connector.ts';
import { startQuery } from '../../src/executor/query.ts';
import { Scheduler } from '../../src/executor/run/scheduler.ts';
import type { ModelClient } from '../../src/models/provider.ts';
import type { Plan } from '../../src/planner/plan.ts';
import type { Batch } from '../../src/types/batch.ts';
import { fakeModel } from './fake-model.ts';
import { building } from './state.ts';
import { Numbers, modelPlan, scanPlan, unionPlan } from './queries.ts';

function run(plan: Plan, sources: readonly Source[], models: readonly ModelClient[] = []) {
  const clock = new FakeClock();
  const controller = new AbortController();
  const left = [...sources];
  const clients = [...models];
  const started = startQuery(
    plan,
    {
      ...building(clock),
      createSource() {
        const source = left.shift();
        if (source === undefined) throw new Error('no source');
        return source;
      },
      async openModel() {
        const client = clients.shift();
        if (client === undefined) throw new SqlError('E_MODEL', 'no model');
        return client;
      },
    },
    new Scheduler(clock),
    controller.signal,
  );
  return { clock, controller, started };
}

async function values(batches: AsyncIterator<Batch>, count: number): Promise<unknown[]> {
  const found: unknown[] = [];
  while (found.length < count) {
    const step = await batches.next();
    if (step.done === true) break;
    found.push(...step.value.rows.map((row) => row[0]));
  }
  return found;
}

test('a query that cannot start closes what it has opened, and leaves no listener behind', async () => {
  const sources = [new Numbers(), new Numbers()];
  const { controller, started } = run(unionPlan(scanPlan(), modelPlan(scanPlan())), sources);
  await expect(started).rejects.toMatchObject({ code: 'E_MODEL' });
  expect(sources.map(({ closed }) => closed)).toEqual([1, 1]);
  const { started: refused } = run(scanPlan(), [new Numbers({ failsToStart: true })]);
  await expect(refused).rejects.toMatchObject({ code: 'E_KAFKA' });
  controller.abort();
});

test('a signal that aborts while the query opens makes it reject, with all closed', async () => {
  const source = new Numbers({ startsSlowly: true });
  const { controller, started } = run(scanPlan(), [source]);
  await settle();
  controller.abort(new SqlError('E_ABORTED', 'enough'));
  source.go();
  await expect(started).rejects.toThrow('enough');
  expect(source.closed).toBe(1);
});

test('a signal that aborts later closes the sources without a reader', async () => {
  const source = new Numbers();
  const { controller, started } = run(scanPlan(), [source]);
  await started;
  controller.abort(new SqlError('E_ABORTED', 'enough'));
  await settle();
  expect(source.closed).toBe(1);
});

test('return() before the first row, between rows and while one is waited for ends the query once', async () => {
  for (const taken of [0, 3]) {
    const source = new Numbers();
    const { started } = run(scanPlan(), [source]);
    const reader = (await started).batches[Symbol.asyncIterator]();
    source.give(3);
    expect(await values(reader, taken)).toHaveLength(taken);
    await Promise.all([reader.return?.(), reader.return?.()]);
    expect(source.closed).toBe(1);
    expect(await reader.next()).toEqual({ value: undefined, done: true });
  }
  const source = new Numbers();
  const { started } = run(scanPlan(), [source]);
  const reader = (await started).batches[Symbol.asyncIterator]();
  const waiting = reader.next();
  await settle();
  await reader.return?.();
  expect(await waiting).toEqual({ value: undefined, done: true });
  expect(source.closed).toBe(1);
});

test('calls of next() that overlap are all answered, in order', async () => {
  const source = new Numbers();
  const { started } = run(scanPlan(), [source]);
  const reader = (await started).batches[Symbol.asyncIterator]();
  const steps = [reader.next(), reader.next(), reader.next()];
  await settle();
  source.give(1);
  await settle();
  source.give(1);
  await settle();
  source.end();
  const answers = await Promise.all(steps);
  expect(answers.map((step) => (step.done === true ? 'end' : step.value.rows[0]?.[0]))).toEqual([
    0,
    1,
    'end',
  ]);
});

test('a source that fails in the middle: what it gave comes first, then the error, once', async () => {
  const source = new Numbers();
  const { started } = run(scanPlan(), [source]);
  const reader = (await started).batches[Symbol.asyncIterator]();
  source.give(2);
  await settle();
  source.fail(new SqlError('E_KAFKA', 'gone'));
  await settle();
  expect(await values(reader, 2)).toEqual([0, 1]);
  await expect(reader.next()).rejects.toThrow('gone');
  expect(await reader.next()).toEqual({ value: undefined, done: true });
  expect(source.closed).toBe(1);
});

test('a reader that is slow holds the source back', async () => {
  const source = new Numbers();
  const { started } = run(scanPlan(), [source]);
  const query = await started;
  source.give(100_000);
  for (let i = 0; i < 200; i++) await settle();
  expect(query.meter.rowsIn).toBeLessThan(8192);
  const reader = query.batches[Symbol.asyncIterator]();
  expect(await values(reader, 50_000)).toHaveLength(50_176); // whole batches
  await reader.return?.();
});

test('LIMIT over two unbounded sources ends and closes both', async () => {
  const sources = [new Numbers(), new Numbers()];
  const input = unionPlan(scanPlan(), scanPlan());
  const { started } = run({ kind: 'limit', input, count: 5, offset: 0, schema: input.schema }, sources);
  const reader = (await started).batches[Symbol.asyncIterator]();
  sources[0]?.give(3);
  sources[1]?.give(1000);
  expect(await values(reader, 9)).toHaveLength(5);
  expect(await reader.next()).toEqual({ value: undefined, done: true });
  expect(sources.map((source) => source.closed)).toEqual([1, 1]);
});

test('two model calls under a LIMIT make no more calls than rows are wanted, the lower one too', async () => {
  const calls = [0, 0];
  const models = [0, 1].map((i) =>
    fakeModel(async () => {
      calls[i] = (calls[i] ?? 0) + 1;
      await settle();
      return [[1]];
    }),
  );
  const source = new Numbers();
  source.give(1000);
  const input = modelPlan(modelPlan(scanPlan()));
  const { started } = run(
    { kind: 'limit', input, count: 3, offset: 0, schema: input.schema },
    [source],
    models,
  );
  const reader = (await started).batches[Symbol.asyncIterator]();
  expect(await values(reader, 10)).toEqual([0, 1, 2]);
  expect(calls).toEqual([3, 3]);
});

test('rows that are dropped between two model calls under a LIMIT make room for others', async () => {
  // the upper model, opened first, answers nothing for odd rows
  const upper = fakeModel(async ([value]) => (await settle(), Number(value) % 2 === 1 ? [] : [[1]]));
  const lower = fakeModel(async () => (await settle(), [[1]]));
  const source = new Numbers();
  source.give(1000);
  const input = modelPlan(modelPlan(scanPlan()), 'table');
  const { started } = run(
    { kind: 'limit', input, count: 3, offset: 0, schema: input.schema },
    [source],
    [upper, lower],
  );
  const reader = (await started).batches[Symbol.asyncIterator]();
  expect(await values(reader, 10)).toEqual([0, 2, 4]);
});
