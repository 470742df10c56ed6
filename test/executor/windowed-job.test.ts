import { expect, test } from 'vitest';
import { findAggregate } from '../../src/functions/aggregate.ts';
import type { InsertPlan, Plan } from '../../src/planner/plan.ts';
import { BIGINT, type SqlType } from '../../src/types/type.ts';
import { FakeTopic } from './fakes.ts';
import { plan, until, World } from './world.ts';

const moment: SqlType = { kind: 'TIMESTAMP', precision: 3, nullable: false };
const ts = { name: 'ts', type: moment };

/** The topic's numbers are times in ms: SELECT window_start, window_end, COUNT(*) of windows of 1 s, the watermark 100 ms behind. */
function windowed(): InsertPlan {
  const count = findAggregate('COUNT')?.bind([]);
  if (count === undefined) throw new Error('no COUNT');
  const scan: Plan = { ...plan.input, schema: [ts] };
  const watermark: Plan = {
    kind: 'watermark',
    input: scan,
    column: 0,
    expression: { kind: 'column', index: 0, name: 'ts', type: moment },
    schema: [ts],
  };
  const parts = ['window_start', 'window_end', 'window_time'].map((name) => ({ name, type: moment }));
  const window: Plan = {
    kind: 'window',
    input: watermark,
    column: 0,
    spec: { kind: 'tumble', sizeMs: 1000, offsetMs: 0 },
    schema: [ts, ...parts],
  };
  const input: Plan = {
    kind: 'windowAggregate',
    input: window,
    keys: [1, 2],
    calls: [
      {
        name: 'COUNT',
        bound: count,
        distinct: false,
        argument: undefined,
        filter: undefined,
        retracts: false,
      },
    ],
    end: 2,
    isZoned: false,
    schema: [...parts.slice(0, 2), { name: 'n', type: BIGINT }],
  };
  return { ...plan, input };
}

async function committed(world: World, offset: string): Promise<void> {
  await world.clock.advance(1000);
  await until(() => world.topic.offset === offset);
}

test('a stop leaves the open window to the next start, which counts on', async () => {
  const world = new World(new FakeTopic([100, 1200, 1300], false), windowed());
  const first = world.start();
  await until(() => world.topic.offset === '0');
  await committed(world, '3');
  await first.stop();
  expect(world.changes).toEqual(['+I 0,1000,1']);

  world.topic.append(1400, 2500);
  const second = world.start();
  await until(() => second.status === 'RUNNING');
  await committed(world, '5');
  expect(world.changes).toEqual(['+I 0,1000,1', '+I 1000,2000,3']);
  await second.cancel();
});

test('rows that were late before a kill are late after it, and no window is counted twice', async () => {
  const world = new World(new FakeTopic([100, 1500], false), windowed());
  const first = world.start();
  await until(() => world.topic.offset === '0');
  await committed(world, '2');
  world.topic.append(2700); // read, not committed
  await until(() => world.changes.length === 2 || first.meter.rowsIn === 3);
  await first.cancel();

  world.changes.length = 0;
  world.topic.append(900, 1600, 3800);
  world.topic.bounded = true;
  const second = world.start();
  await second.done;
  expect(world.changes).toEqual(['+I 1000,2000,1', '+I 2000,3000,1', '+I 3000,4000,1']);
});

test('a stop with drain ends the input, so that open windows close', async () => {
  const world = new World(new FakeTopic([100, 1200, 1300], false), windowed());
  const job = world.start();
  await until(() => world.topic.offset === '0');
  await committed(world, '3');
  await job.stop({ drain: true });
  expect(world.changes).toEqual(['+I 0,1000,1', '+I 1000,2000,2']);
});

test('a checkpoint on its way when a drain begins holds the windows open, for should the drain fail', async () => {
  const world = new World(new FakeTopic([100, 1200, 1300], false), windowed());
  const job = world.start();
  const { sink, store } = world;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  const write = sink.write.bind(sink);
  Object.assign(sink, { write: (batch: never) => held.then(() => write(batch)) });
  await until(() => job.meter.rowsIn === 3 && world.topic.offset === '0');
  await world.clock.advance(1000);
  const stopped = job.stop({ drain: true });
  const commit = store.commit.bind(store);
  store.commit = async (positions, metadata) => {
    if (metadata.endsWith(':over')) throw new Error('no');
    return commit(positions, metadata);
  };
  release();
  await stopped;
  expect(job.status).toBe('FAILED');
  expect(world.topic.offset).toBe('3');

  world.changes.length = 0;
  world.topic.append(1400, 2500);
  const again = world.start();
  await until(() => again.meter.rowsIn === 2 || again.isOver);
  await again.stop();
  expect(world.changes).toEqual(['+I 1000,2000,3']);
});

test('what is cancelled has no end: its open windows give nothing', async () => {
  const world = new World(new FakeTopic([100, 1200, 1300], false), windowed());
  const written: unknown[] = [];
  const job = world.start({}, { write: (batch) => void written.push(...batch.rows) });
  await until(() => world.topic.offset === '0');
  await committed(world, '3');
  await job.cancel();
  expect(written).toEqual([[0, 1000, 1]]);
});
