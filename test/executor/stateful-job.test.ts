import { expect, test } from 'vitest';
import { settle } from '../../src/common/clock.ts';
import { SqlError } from '../../src/common/errors.ts';
import { findAggregate } from '../../src/functions/aggregate.ts';
import type { InsertPlan, Plan } from '../../src/planner/plan.ts';
import { BIGINT } from '../../src/types/type.ts';
import { FakeTopic } from './fakes.ts';
import { plan, schema, until, World } from './world.ts';

/** SELECT a, COUNT(*) FROM t GROUP BY a */
function counting(): InsertPlan {
  const bound = findAggregate('COUNT')?.bind([]);
  if (bound === undefined) throw new Error('no COUNT');
  const call = {
    name: 'COUNT',
    bound,
    distinct: false,
    argument: undefined,
    filter: undefined,
    retracts: true,
  };
  const fields = [...schema, { name: 'n', type: BIGINT }];
  const input: Plan = {
    kind: 'aggregate',
    schema: fields,
    input: plan.input,
    keys: [0],
    calls: [call],
    final: false,
    updateBefore: true,
  };
  return { ...plan, input, traits: { changelog: 'all', metadata: [] } };
}

function limited(count: number): InsertPlan {
  return { ...plan, input: { kind: 'limit', input: plan.input, count, offset: 1, schema } };
}

test('counts go on where the last checkpoint left them, after STOP and after a kill', async () => {
  const world = new World(new FakeTopic([1, 1, 2], false), counting());
  const first = world.start();
  await until(() => world.topic.offset === '0');
  await world.clock.advance(1000);
  await until(() => world.topic.offset === '3');
  await first.stop();
  expect(world.changes).toEqual(['+I 1,1', '-U 1,1', '+U 1,2', '+I 2,1']);

  world.changes.length = 0;
  world.topic.append(1);
  const second = world.start();
  await until(() => second.status === 'RUNNING');
  expect(world.notices.at(-1)).toBe("job 'j' goes on from checkpoint 2");
  await until(() => world.topic.offset === '3' && world.topic.commits.length > 2);
  await world.clock.advance(1000);
  await until(() => world.topic.offset === '4');
  expect(world.changes).toEqual(['-U 1,2', '+U 1,3']);

  world.topic.append(2);
  await settle();
  await second.cancel(); // before the row of 2 was committed
  world.changes.length = 0;
  const third = world.start();
  await until(() => third.status === 'RUNNING');
  await world.clock.advance(2000);
  await until(() => world.topic.offset === '5');
  expect(world.changes).toEqual(['-U 2,1', '+U 2,2']);
  await third.cancel();
});

test('a job that was killed right after its checkpoint 0 goes on with its empty state', async () => {
  const world = new World(new FakeTopic([1, 1], false), counting());
  const first = world.start();
  await until(() => world.topic.offset === '0');
  await first.cancel();
  world.changes.length = 0;
  const second = world.start();
  await until(() => second.isOver || world.topic.commits.length > 1);
  expect(second.error).toBeUndefined();
  await world.clock.advance(1000);
  await until(() => world.topic.offset === '2');
  expect(world.changes).toEqual(['+I 1,1', '-U 1,1', '+U 1,2']);
  await second.cancel();
});

test('a LIMIT ends its job, and what it read is committed', async () => {
  const world = new World(new FakeTopic([1, 2, 3], false), limited(1));
  const job = world.start();
  await job.done;
  expect(world.durable).toEqual([2]);
  expect(world.topic.offset).toBe('3');
});

test('a job whose last commit was made, but not answered, does not run a second time', async () => {
  const world = new World(new FakeTopic([1, 2, 3, 4, 5], false), limited(1));
  const job = world.start();
  const { store } = world;
  const commit = store.commit.bind(store);
  let lost = 0;
  store.commit = async (positions, metadata) => {
    await commit(positions, metadata);
    if (metadata.endsWith(':over') && lost++ === 0)
      throw new SqlError('E_KAFKA', 'no answer', { retry: 'backoff' });
  };
  await until(() => job.status === 'RESTARTING');
  await world.clock.advance(1000);
  await job.done;
  expect(job.status).toBe('FINISHED');
  expect(lost).toBe(1);
  expect(world.durable).toEqual([2]);
});

test('a LIMIT that was reached has not more to give after a restart', async () => {
  // SELECT a FROM t LIMIT 1 OFFSET 1 UNION ALL SELECT a FROM t, the second of which goes on
  const { input } = limited(1);
  const world = new World(new FakeTopic([1, 2, 3], false), {
    ...plan,
    input: { kind: 'union', inputs: [input, { ...plan.input }], schema },
  });
  const job = world.start();
  await until(() => world.topic.offset === '0');
  await world.clock.advance(1000);
  await until(() => world.topic.offset === '3');
  await job.cancel();
  world.topic.append(4, 5);
  const again = world.start();
  await until(() => again.status === 'RUNNING' && again.meter.rowsIn === 2);
  await again.stop();
  expect(world.durable.toSorted()).toEqual([1, 2, 2, 3, 4, 5]);
});

test('a LIMIT does not begin to count anew after a restart', async () => {
  const world = new World(new FakeTopic([1, 2], false), limited(3));
  const job = world.start();
  await until(() => world.topic.offset === '0');
  await world.clock.advance(1000);
  await until(() => world.topic.offset === '2');
  await job.cancel();
  world.topic.append(3, 4, 5, 6);
  await world.start().done;
  expect(world.durable).toEqual([2, 3, 4]);
});

test('a job that came to its end is over: run again, it reads on behind it and counts from nothing', async () => {
  const world = new World(new FakeTopic([1, 1, 2, 3]), counting());
  await world.start().done;
  world.changes.length = 0;
  world.topic.append(1, 1);
  const again = world.start();
  await again.done;
  expect(again.status).toBe('FINISHED');
  expect(world.notices.at(-1)).toBe("job 'j' goes on at its committed offsets, behind its last run");
  expect(world.changes).toEqual(['+I 1,1', '-U 1,1', '+U 1,2']);
  expect(await world.disk.list('jobs/j/cluster%2Fgroup/state')).toEqual([]);

  const few = new World(new FakeTopic([1, 2, 3, 4, 5, 6, 7, 8, 9]), limited(1));
  await few.start().done;
  await few.start().done;
  expect(few.durable).toEqual([2, 5]);
});

test('a checkpoint that is not here is no reason to begin with empty counts: the choices are named', async () => {
  const world = new World(new FakeTopic([1], false), counting());
  const job = world.start();
  await until(() => world.topic.offset === '0');
  await world.clock.advance(1000);
  await until(() => world.topic.offset === '1');
  await job.cancel();
  const files = await world.disk.list('jobs/j/cluster%2Fgroup');
  for (const name of files) await world.disk.remove(`jobs/j/cluster%2Fgroup/${name}`);

  const second = world.start();
  await second.done;
  expect(second.error).toMatchObject({
    code: 'E_JOB_STATE',
    message: "checkpoint 1 of job 'j', with its state, is not here or cannot be read",
  });
  const third = world.start({ start: 'offsets' });
  await until(() => third.status === 'RUNNING');
  expect(world.notices.at(-1)).toBe("job 'j' goes on at its committed offsets");
  await third.cancel();
});

test('a job that is taken over in the middle of its start says that, not that its checkpoint is gone', async () => {
  const world = new World(new FakeTopic([1], false), counting());
  const first = world.start();
  await until(() => world.topic.offset === '0');
  await world.clock.advance(1000);
  await until(() => world.topic.offset === '1');
  await first.stop();

  const old = world.start();
  const { store } = world;
  const open = store.open.bind(store);
  let wake = (): void => undefined;
  const asleep = new Promise<void>((resolve) => (wake = resolve));
  let hasOpened = false;
  store.open = async () => {
    const committed = await open();
    hasOpened = true;
    await asleep;
    return committed;
  };
  await until(() => hasOpened);
  world.alive.delete(world.pid++);
  const young = world.start();
  await until(() => young.status === 'RUNNING' && young.checkpoint > 2);
  wake();
  await old.done;
  expect(old.error?.message).toBe('taken over');
  await young.cancel();
});

test('the state of another statement is not taken for this one', async () => {
  const world = new World(new FakeTopic([1], false), counting());
  const job = world.start();
  await until(() => world.topic.offset === '0');
  await world.clock.advance(1000);
  await until(() => world.topic.offset === '1');
  await job.stop();
  const second = world.start({ fingerprint: 'def' });
  await second.done;
  expect(second.error?.message).toBe("checkpoint 2 of job 'j', with its state, belongs to another statement");
});
