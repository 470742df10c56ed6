import { expect, test } from 'vitest';
import { settle } from '../../../src/common/clock.ts';
import { SqlError } from '../../../src/common/errors.ts';
import { FakeTopic } from '../fakes.ts';
import { until, World } from '../world.ts';

test('a bounded job writes every row, commits its end and finishes', async () => {
  const world = new World(new FakeTopic([1, 2, 3, 4, 5]));
  const job = world.start();
  await job.done;
  expect(job.status).toBe('FINISHED');
  expect(world.durable).toEqual([1, 2, 3, 4, 5]);
  expect(world.topic.offset).toBe('5');
});

test('checkpoint 0 is committed before the first row is read', async () => {
  const world = new World(new FakeTopic([], false));
  const job = world.start();
  await until(() => world.topic.commits.length > 0);
  expect(world.topic.commits[0]?.offset).toBe('0');
  expect(world.topic.commits[0]?.metadata).toMatch(/^weir:0:[0-9a-f]{8}:abc$/);
  await job.cancel();
});

test('offsets are committed only for rows that the sink has flushed, once an interval', async () => {
  const world = new World(new FakeTopic([1, 2, 3], false));
  const job = world.start();
  await until(() => world.topic.commits.length > 0);
  await world.clock.advance(1000);
  await until(() => world.topic.offset === '3');
  expect(world.durable).toEqual([1, 2, 3]);
  world.topic.append(4);
  await until(() => job.meter.rowsIn === 4);
  await world.clock.advance(1000);
  await until(() => world.topic.offset === '4');
  const commits = world.topic.commits.length;
  await world.clock.advance(5000);
  await settle();
  expect(world.topic.commits.length).toBe(commits); // an idle job commits nothing
  await job.cancel();
  expect(job.status).toBe('CANCELED');
});

test('STOP drains and commits; started again, only new rows are read', async () => {
  const world = new World(new FakeTopic([1, 2, 3], false));
  const job = world.start();
  await until(() => job.meter.rowsIn === 3);
  await job.stop();
  expect(job.status).toBe('FINISHED');
  expect(world.topic.offset).toBe('3');
  world.topic.append(4, 5);
  const again = world.start();
  await until(() => again.meter.rowsIn === 2);
  await again.stop();
  expect(world.durable).toEqual([1, 2, 3, 4, 5]);
  expect(world.notices).toContain("job 'j' goes on from checkpoint 1");
});

test('a job that goes on leaves its own mark although nothing has moved', async () => {
  const world = new World(new FakeTopic([1], false));
  const job = world.start();
  await until(() => job.meter.rowsIn === 1);
  await job.stop();
  const before = world.topic.metadata;
  const again = world.start();
  await until(() => again.status === 'RUNNING');
  await until(() => world.topic.metadata !== before);
  expect(world.topic.offset).toBe('1');
  expect(world.topic.metadata).toMatch(/^weir:2:/);
  await again.cancel();
});

test('rows that were in flight at a kill are read again: none is lost', async () => {
  const world = new World(new FakeTopic([1, 2, 3], false));
  const job = world.start();
  await until(() => world.topic.commits.length > 0 && job.meter.rowsIn === 3);
  await job.cancel(); // nothing of the three was flushed and committed
  const again = world.start();
  await until(() => again.meter.rowsIn === 3);
  await again.stop();
  expect([...new Set(world.durable)]).toEqual([1, 2, 3]);
});

test('a commit of unknown outcome sends the job through its start, where the mark decides', async () => {
  const world = new World(new FakeTopic([1, 2, 3], false));
  const job = world.start();
  await until(() => world.topic.commits.length > 0 && job.meter.rowsIn === 3);
  world.store.failure = new SqlError('E_KAFKA', 'the broker went away', { retry: 'backoff' });
  await world.clock.advance(1000);
  await until(() => job.status === 'RESTARTING');
  await world.clock.advance(100);
  await until(() => job.status === 'RUNNING');
  await until(() => job.meter.rowsIn === 6);
  await job.stop();
  expect(new Set(world.durable)).toEqual(new Set([1, 2, 3]));
  expect(world.topic.offset).toBe('3');
});

test('what cannot succeed later fails the job at once; what may is tried as often as the strategy says', async () => {
  const world = new World(new FakeTopic([1], false));
  const job = world.start();
  await until(() => job.meter.rowsIn === 1);
  world.sink.failure = new SqlError('E_KAFKA', 'no');
  await world.clock.advance(1000);
  await job.done;
  expect(job.status).toBe('FAILED');
  expect(job.error?.message).toBe('no');
});

test('a second process cannot run a job of the same name; a lock of a dead process is taken over', async () => {
  const world = new World(new FakeTopic([1], false));
  const job = world.start();
  await until(() => job.status === 'RUNNING');
  world.pid = 2;
  const twin = world.start();
  await twin.done;
  expect(twin.error?.code).toBe('E_JOB_LOCKED');
  world.alive.delete(1);
  const heir = world.start();
  await until(() => heir.status === 'RUNNING');
  await heir.cancel();
  await job.cancel();
});

test('a local checkpoint whose offsets are gone is an error that names the choices', async () => {
  const world = new World(new FakeTopic([1, 2], false));
  const job = world.start();
  await until(() => job.meter.rowsIn === 2);
  await job.stop();
  world.topic.offset = undefined;
  world.topic.metadata = undefined;
  const again = world.start();
  await again.done;
  expect(again.error?.code).toBe('E_JOB_STATE');
  expect(again.error?.hint).toContain('weir.job.start');
  const fromCheckpoint = world.start({ start: 'checkpoint' });
  await until(() => fromCheckpoint.status === 'RUNNING');
  world.topic.append(3);
  await until(() => fromCheckpoint.meter.rowsIn === 1);
  await fromCheckpoint.cancel();
});

test('committed offsets that contradict the checkpoint they name are an error', async () => {
  const world = new World(new FakeTopic([1, 2], false));
  const job = world.start();
  await until(() => job.meter.rowsIn === 2);
  await job.stop();
  world.topic.offset = '1';
  const again = world.start();
  await again.done;
  expect(again.error?.code).toBe('E_JOB_STATE');
  const fromOffsets = world.start({ start: 'offsets' });
  await until(() => fromOffsets.meter.rowsIn === 1);
  await fromOffsets.cancel();
});

test("offsets of another program are gone on from, and that is said; 'scratch' starts anew", async () => {
  const world = new World(new FakeTopic([1, 2, 3], false));
  world.topic.offset = '2';
  const job = world.start();
  await until(() => job.meter.rowsIn === 1);
  await job.stop();
  expect(world.durable).toEqual([3]);
  expect(world.notices[0]).toContain('another program');
  const anew = world.start({ start: 'scratch' });
  await until(() => anew.meter.rowsIn === 3);
  await anew.cancel();
});

test('the manifest in front of the last one is gone after a commit', async () => {
  const world = new World(new FakeTopic([1], false));
  const job = world.start();
  await until(() => job.meter.rowsIn === 1);
  await job.stop();
  const files = await world.disk.list('jobs/j/cluster%2Fgroup');
  expect(files).toHaveLength(1);
  expect(files[0]).toMatch(/^m-1-/);
});

test('a job that cannot start is not tried again: its statement is told', async () => {
  const world = new World(new FakeTopic([1], false));
  const opening = new SqlError('E_KAFKA_UNREACHABLE', 'nothing listens', { retry: 'backoff' });
  const job = world.start({}, { open: () => Promise.reject(opening) });
  await job.started;
  expect(job.status).toBe('FAILED');
  expect(job.error?.message).toBe('nothing listens');
});

test('a job that is over has given its lock back: it can be started again at once', async () => {
  const world = new World(new FakeTopic([1]));
  const { remove } = world.disk;
  let unlock = (): void => undefined;
  const unlocking = new Promise<void>((resolve) => (unlock = resolve));
  Object.assign(world.disk, {
    remove: (path: string) => (path.endsWith('/lock') ? unlocking : settle()).then(() => remove(path)),
  });
  const job = world.start();
  await until(() => world.topic.offset === '1');
  for (let i = 0; i < 10; i++) await settle();
  expect(job.isOver).toBe(false);
  unlock();
  await until(() => job.isOver);
  const again = world.start();
  await again.done;
  expect(again.error).toBeUndefined();
});

test('STOP of a job that waits for its restart ends it at once', async () => {
  const world = new World(new FakeTopic([1, 2], false));
  const job = world.start();
  await until(() => job.meter.rowsIn === 2);
  world.store.failure = new SqlError('E_KAFKA', 'the broker went away', { retry: 'backoff' });
  await world.clock.advance(1000);
  await until(() => job.status === 'RESTARTING');
  await job.stop();
  expect(job.status).toBe('CANCELED');
  expect(job.error).toBeUndefined();
});

test('CANCEL ends a job whose sink, or whose commit, hangs', async () => {
  const never = () => new Promise<never>(() => undefined);
  const world = new World(new FakeTopic([1, 2], false));
  const writing = world.start({}, { write: never });
  await until(() => writing.meter.rowsIn > 0);
  await writing.cancel();
  expect(writing.status).toBe('CANCELED');
  const committing = world.start();
  await until(() => committing.meter.rowsIn === 2);
  world.store.commit = never;
  await world.clock.advance(1000);
  await committing.cancel();
  expect(committing.status).toBe('CANCELED');
});

test('STOP gives up after the grace period when a row does not leave', async () => {
  const world = new World(new FakeTopic([1, 2], false));
  const job = world.start({}, { flush: () => new Promise<never>(() => undefined) });
  await until(() => job.meter.rowsIn === 2);
  const stopped = job.stop();
  await world.clock.advance(29_000);
  expect(job.status).toBe('STOPPING');
  await world.clock.advance(1000);
  await stopped;
  expect(job.status).toBe('CANCELED');
});

test('a changed statement goes on at the committed offsets, not at the positions of its old sources', async () => {
  const world = new World(new FakeTopic([1, 2, 3], false));
  const job = world.start();
  await until(() => job.meter.rowsIn === 3);
  await job.stop();
  const [name = ''] = await world.disk.list(`jobs/j/${encodeURIComponent('cluster/group')}`);
  const path = `jobs/j/${encodeURIComponent('cluster/group')}/${name}`;
  // source-0 read another topic then
  const text = new TextDecoder().decode(await world.disk.read(path)).replace('"t-0":"3"', '"u-0":"3"');
  await world.disk.write(path, new TextEncoder().encode(text));
  world.topic.append(4);
  const changed = world.start({ fingerprint: 'def' });
  await until(() => changed.meter.rowsIn === 1);
  await changed.stop();
  expect(world.durable).toEqual([1, 2, 3, 4]);
  expect(world.notices.at(-1)).toBe(
    "job 'j' goes on at its committed offsets; its statement has changed since",
  );
});
