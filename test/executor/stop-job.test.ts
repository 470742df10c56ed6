import { expect, test } from 'vitest';
import { settle } from '../../src/common/clock.ts';
import type { InsertPlan } from '../../src/planner/plan.ts';
import { FakeSource, FakeTopic } from './fakes.ts';
import { plan, schema, until, World } from './world.ts';

/** Rows of the topic twice, by two sources: SELECT a FROM t UNION ALL SELECT a FROM t. */
const twice: InsertPlan = {
  ...plan,
  input: { kind: 'union', inputs: [{ ...plan.input }, { ...plan.input }], schema },
};

/** A job with two sources, of which the second is held in the sink while the first has nothing to do. */
function heldJob() {
  const [idle, busy] = [new FakeTopic([], false), new FakeTopic([1, 2, 3], false)];
  const world = new World(busy, twice);
  const topics = [idle, busy];
  const made = world.start({}, {}, () => new FakeSource(topics.shift() ?? idle, world.store));
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const write = world.sink.write.bind(world.sink);
  Object.assign(world.sink, { write: (batch: never) => held.then(() => write(batch)) });
  return { world, job: made, release: () => release() };
}

test('STOP of a job that is being stopped waits for its one last checkpoint', async () => {
  const { world, job, release } = heldJob();
  await until(() => job.meter.rowsOut > 0);
  const first = job.stop();
  await settle(); // the idle source has answered, the other one is held
  const second = job.stop();
  await settle();
  release();
  await until(() => job.isOver);
  await Promise.all([first, second]);
  expect(job.status).toBe('FINISHED');
  expect(world.durable).toEqual([1, 2, 3]);
});

test('a savepoint of a job that is being stopped already is refused, not promised', async () => {
  const { world, job, release } = heldJob();
  await until(() => job.meter.rowsOut > 0);
  const first = job.stop();
  const place = { disk: world.disk, folder: 'savepoint', path: '/savepoint' };
  await expect(job.stop({ savepoint: place })).rejects.toMatchObject({ code: 'E_JOB' });
  release();
  await first;
  expect(job.hasSavepoint).toBe(false);
});

test('a job that is ending by itself makes no savepoint of what it has just forgotten', async () => {
  const world = new World(new FakeTopic([1, 2, 3]));
  const job = world.start();
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const commit = world.store.commit.bind(world.store);
  Object.assign(world.store, {
    commit: async (...given: Parameters<typeof commit>) => {
      await commit(...given);
      if (given[1].endsWith(':over')) await held;
    },
  });
  await until(() => world.topic.metadata?.endsWith(':over') === true);
  const stopped = job.stop({ savepoint: { disk: world.disk, folder: 'savepoint', path: '/savepoint' } });
  release();
  await stopped;
  expect(job.status).toBe('FINISHED');
  expect(job.hasSavepoint).toBe(false);
  expect(await world.disk.list('savepoint')).toEqual([]);
});
