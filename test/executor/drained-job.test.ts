import { expect, test } from 'vitest';
import { settle } from '../../src/common/clock.ts';
import { SqlError } from '../../src/common/errors.ts';
import type { Source } from '../../src/connectors/connector.ts';
import type { InsertPlan } from '../../src/planner/plan.ts';
import { FakeSource, FakeTopic } from './fakes.ts';
import { plan, schema, until, World } from './world.ts';

/** Rows of two topics, by two sources. */
const both: InsertPlan = {
  ...plan,
  input: { kind: 'union', inputs: [{ ...plan.input }, { ...plan.input }], schema },
};

/** A source that ends wherever it is. */
function cannotEnd(source: FakeSource): Source {
  return {
    store: source.store,
    start: (restored) => source.start(restored),
    poll: (maxRows, signal) => source.poll(maxRows, signal),
    positions: () => source.positions(),
    lag: () => source.lag(),
    close: () => source.close(),
  };
}

/** Holds all rows in front of the sink until the function that comes back is called. */
function hold(world: World): () => void {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const write = world.sink.write.bind(world.sink);
  Object.assign(world.sink, { write: (batch: never) => held.then(() => write(batch)) });
  return () => release();
}

/** The last commit of a drained or ended job fails. */
function failLastCommit(world: World): void {
  const { store } = world;
  const commit = store.commit.bind(store);
  store.commit = async (positions, metadata) => {
    if (metadata.endsWith(':over')) throw new SqlError('E_KAFKA', 'no answer', { retry: 'backoff' });
    return commit(positions, metadata);
  };
}

test('a drain that fails at its last commit leaves a job that reads on, though a checkpoint was on its way', async () => {
  const world = new World(new FakeTopic([1, 2, 3], false));
  const job = world.start();
  const release = hold(world);
  await until(() => job.meter.rowsIn === 3);
  await world.clock.advance(1000); // the source answers behind the rows that are held
  const stopped = job.stop({ drain: true });
  failLastCommit(world);
  await settle();
  release();
  await stopped;
  expect(job.error?.message).toBe('no answer');

  world.topic.append(4);
  const again = world.start();
  await until(() => again.isOver || again.meter.rowsIn > 0);
  expect(again.status).toBe('RUNNING');
  await again.stop();
  expect(world.durable).toEqual([1, 2, 3, 4]);
});

test('no checkpoint is made while one source is drained already and another is not', async () => {
  const [idle, busy] = [new FakeTopic([], false), new FakeTopic([1, 2, 3], false)];
  const world = new World(busy, both);
  const start = () => {
    const topics = [idle, busy];
    return world.start({}, {}, () => cannotEnd(new FakeSource(topics.shift() ?? idle, world.store)));
  };
  const job = start();
  const release = hold(world);
  await until(() => job.meter.rowsIn === 3 && busy.offset === '0');
  const stopped = job.stop({ drain: true });
  failLastCommit(world);
  await settle();
  await world.clock.advance(1000);
  release();
  await stopped;
  expect(job.error?.message).toBe('no answer');
  const commits = busy.commits.length;

  idle.append(7);
  const again = start();
  await until(() => again.isOver || again.meter.rowsIn === 4);
  expect(again.status).toBe('RUNNING');
  await again.stop();
  expect(world.durable).toContain(7);
  expect(commits).toBe(1);
});

/** Rows whose positions are kept by nobody but the job. */
function local(world: World): () => Source {
  return () => Object.assign<Source, Partial<Source>>(new FakeSource(world.topic), { store: undefined });
}

/** From now on nothing is removed from the disk: what waits for it is killed there. */
function killAtRemoval(world: World): () => void {
  const { remove } = world.disk;
  Object.assign(world.disk, { remove: () => new Promise(() => undefined) });
  return () => {
    Object.assign(world.disk, { remove });
    world.alive.delete(world.pid++);
  };
}

test('a job that is known only here and was killed when it had been drained, but not forgotten, has ended', async () => {
  const world = new World(new FakeTopic([1, 2, 3], false));
  const job = world.start({}, {}, local(world));
  await until(() => job.meter.rowsIn === 3);
  const kill = killAtRemoval(world);
  void job.stop({ drain: true, savepoint: { disk: world.disk, folder: 'savepoint', path: '/savepoint' } });
  await until(() => job.hasSavepoint);
  kill();
  expect(await world.disk.list('jobs/j/local')).not.toEqual([]);

  const again = world.start({}, {}, local(world));
  await until(() => again.meter.rowsIn === 3);
  await again.stop({ drain: true });
  expect(again.status).toBe('FINISHED');
  expect(world.durable).toEqual([1, 2, 3, 1, 2, 3]);
  expect(world.notices).toEqual([]);
  expect((await world.disk.list('jobs/j/local')).filter((name) => name.startsWith('m-'))).toEqual([]);
});

/** The topic by two sources, the second of which reads what is behind the first three rows when it may. */
function apart(world: World, may: Promise<void>): () => FakeSource {
  const made: FakeSource[] = [];
  return () => {
    const source = new FakeSource(world.topic, world.store);
    const poll = source.poll.bind(source);
    const isSlow = made.push(source) === 2;
    return Object.assign(source, {
      poll: async (...asked: Parameters<typeof poll>) => {
        if (isSlow && source.lag() < 4) await may;
        return poll(...asked);
      },
    });
  };
}

/** Two sources that were drained three rows apart. */
async function drainedApart(): Promise<World> {
  const world = new World(new FakeTopic([1, 2, 3, 4, 5, 6], false), both);
  const source = apart(world, new Promise(() => undefined));
  const job = world.start({}, {}, () => cannotEnd(source()));
  await until(() => job.meter.rowsIn === 9);
  await job.stop({ drain: true });
  expect(job.status).toBe('FINISHED');
  expect(world.topic.offset).toBe('3');
  return world;
}

test('a drain ends both sources of one topic at the same row', async () => {
  const world = new World(new FakeTopic([1, 2, 3, 4, 5, 6], false), both);
  let go = (): void => undefined;
  const may = new Promise<void>((resolve) => (go = resolve));
  const job = world.start({}, {}, apart(world, may));
  await until(() => job.meter.rowsIn === 9);
  const stopped = job.stop({ drain: true });
  world.topic.append(7);
  go();
  await stopped;
  expect(job.status).toBe('FINISHED');
  expect(world.durable.toSorted()).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]);
  expect(world.topic.offset).toBe('6');
  expect(await world.disk.list('jobs/j/cluster%2Fgroup')).toEqual([]);
});

test('a topic that one job reads twice is read on by each source where its run ended', async () => {
  const world = await drainedApart();
  expect(world.durable.toSorted()).toEqual([1, 1, 2, 2, 3, 3, 4, 5, 6]);
  expect(await world.disk.list('jobs/j/cluster%2Fgroup/state')).toEqual([]);

  const again = world.start();
  await until(() => again.meter.rowsIn >= 3);
  await again.stop({ drain: true });
  expect(world.durable.toSorted()).toEqual([1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6]);
  expect(await world.disk.list('jobs/j/cluster%2Fgroup')).toEqual([]);
});

test('a topic read twice whose positions are known outside alone is read on at the lower one, by both', async () => {
  const world = await drainedApart();
  const again = world.start({ start: 'offsets' });
  await until(() => again.meter.rowsIn === 6);
  await again.stop({ drain: true });
  expect(world.durable.filter((row) => row > 3).toSorted()).toEqual([4, 4, 4, 5, 5, 5, 6, 6, 6]);
});

test('what is kept of a job that has ended does not stand in the way when its offsets are gone', async () => {
  const world = await drainedApart();
  world.topic.offset = undefined;
  world.topic.metadata = undefined;
  const again = world.start();
  await until(() => again.meter.rowsIn === 12);
  await again.cancel();
  expect(again.error).toBeUndefined();
});
