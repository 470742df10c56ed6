import { expect, test } from 'vitest';
import { FakeClock } from '../../src/common/clock.ts';
import { watermarkHolder } from '../../src/executor/run/watermark-holder.ts';
import { WatermarkAssigner } from '../../src/executor/ops/watermark.ts';
import type { StateBackend } from '../../src/state/state-backend.ts';
import { memoryDisk } from '../../src/common/disk.ts';
import { openState } from '../state/support.ts';
import { checkpoint, Collector, numbers } from './collector.ts';

interface Setting {
  readonly splits?: (() => Iterable<string>) | undefined;
  readonly idleMs?: number;
  readonly state?: StateBackend;
  /** Turns of the clock come late: they are made by hand. */
  readonly isSlow?: boolean;
}

/** Rows whose one column is their time; a watermark each 200 ms. */
const SPEC = {
  expression: (row: readonly unknown[]) => row[0],
  column: 0,
  columnName: 'ts',
  tableName: 'src',
  intervalMs: 200,
  idleMs: 0,
};

async function setUp({ splits, idleMs = 0, state, isSlow = false }: Setting = {}) {
  const clock = new FakeClock();
  const sink = new Collector();
  const kept = (state ?? (await openState())).operator('watermark-0');
  const assigner = new WatermarkAssigner({ ...SPEC, idleMs }, clock, kept, sink);
  await assigner.begin(splits, () => {
    if (!isSlow) void assigner.tick();
  });
  const advance = (ms: number) => clock.advance(ms);
  const push = (split: string, ...values: number[]) => {
    assigner.rowsOf([{ split, rows: values.length }]);
    return assigner.push(numbers(...values));
  };
  return { sink, assigner, advance, push };
}

test('a batch is cut behind each row that moves the watermark by more than the interval of event time', async () => {
  const { sink, assigner } = await setUp();
  await assigner.push(numbers(0, 100, 150, 90, 250, 110, 460, 450, 700));
  expect(sink.log).toEqual([
    '0',
    'w0',
    '100',
    '150',
    '90',
    '250',
    'w250',
    '110',
    '460',
    'w460',
    '450',
    '700',
    'w700',
  ]);
});

test('less than the interval follows by the clock, once', async () => {
  const { sink, assigner, advance } = await setUp();
  await assigner.push(numbers(0, 100));
  await advance(199);
  expect(sink.log).toEqual(['0', 'w0', '100']);
  await advance(1);
  await advance(1000);
  expect(sink.log).toEqual(['0', 'w0', '100', 'w100']);
});

test('cuts wait for a consumer that is busy', async () => {
  const { sink, assigner } = await setUp();
  sink.hold();
  const pushed = assigner.push(numbers(0, 1000, 2000));
  expect(sink.log).toEqual(['0']);
  sink.release();
  await pushed;
  expect(sink.log).toEqual(['0', 'w0', '1000', 'w1000', '2000', 'w2000']);
});

test('splits have watermarks of their own: the lowest goes on by the clock, batches stay whole', async () => {
  const { sink, push, advance } = await setUp({ splits: () => ['a', 'b'] });
  await push('a', 1000, 5000, 9000);
  await advance(200);
  expect(sink.log).toEqual(['1000', '5000', '9000']);
  await push('b', 3000);
  await push('b', 4000);
  await advance(200);
  await advance(1000);
  expect(sink.log.slice(3)).toEqual(['3000', 'w3000', '4000', 'w4000']);
});

test('a split that is over holds nothing back, but not before its last row is on its way', async () => {
  const splits = new Set(['a', 'b']);
  const { sink, push, advance } = await setUp({ splits: () => splits });
  await push('a', 1000);
  await push('b', 9000);
  await advance(200);
  splits.delete('a'); // its last batch was read, and not pushed yet
  await advance(1000);
  expect(sink.log).toEqual(['1000', '9000', 'w1000']);
  await push('a', 2000);
  await advance(200);
  expect(sink.log.slice(3)).toEqual(['2000', 'w9000']);
});

test('a silent split is left out after the idle timeout, and waited for again with its next row', async () => {
  const { sink, push, advance } = await setUp({ splits: () => ['a', 'b'], idleMs: 1000 });
  await push('b', 100);
  await advance(600);
  await push('a', 5000);
  await advance(400);
  expect(sink.log).toEqual(['100', '5000', 'w100', 'w5000']);
  await push('b', 6000);
  await push('a', 9000);
  await advance(200);
  expect(sink.log.slice(4)).toEqual(['6000', '9000', 'w6000']);
});

test('a turn that comes late tells what was due before all splits fell silent', async () => {
  const { sink, assigner, push, advance } = await setUp({
    splits: () => ['a', 'b'],
    idleMs: 1000,
    isSlow: true,
  });
  await advance(600);
  await push('a', 5000);
  await advance(5000); // 'b' is silent since 4600 ms, 'a' since 4000 ms
  await assigner.tick();
  expect(sink.log).toEqual(['5000', 'w5000', 'idle']);
  await push('a', 7000);
  await advance(5000);
  await assigner.tick();
  expect(sink.log.slice(3)).toEqual(['7000', 'w7000', 'idle']);
});

test('of splits that fall silent in the same moment the one that is behind is left out first', async () => {
  const { sink, push, advance } = await setUp({ splits: () => ['a', 'b'], idleMs: 1000 });
  await push('a', 5000); // in the moment in which 'b' was first seen
  await advance(1000);
  expect(sink.log).toEqual(['5000', 'w5000', 'idle']);
});

test('all silent is idle, told once; a row ends it', async () => {
  const { sink, assigner, advance } = await setUp({ idleMs: 1000 });
  await assigner.push(numbers(100));
  await advance(1000);
  await advance(5000);
  expect(sink.log).toEqual(['100', 'w100', 'idle']);
  await assigner.push(numbers(700));
  await advance(1000);
  expect(sink.log.slice(3)).toEqual(['700', 'w700', 'idle']);
});

test('after a restart the watermark stands where it was, in each split', async () => {
  const disk = memoryDisk();
  const first = await openState({ disk, attempt: 'a' });
  const before = await setUp({ splits: () => ['a', 'b'], state: first });
  await before.push('a', 1000);
  await before.push('b', 2000);
  await before.advance(200);
  before.assigner.barrier(checkpoint(1));
  const snapshot = await first.snapshot();
  const state = await openState({ disk, attempt: 'b' });
  const sink = new Collector();
  const clock = new FakeClock();
  const assigner = new WatermarkAssigner(SPEC, clock, state.operator('watermark-0'), sink);
  await state.restore(snapshot);
  await assigner.begin(
    () => ['a', 'b'],
    () => undefined,
  );
  expect(sink.log).toEqual(['w1000']);
  assigner.rowsOf([{ split: 'a', rows: 1 }]);
  await assigner.push(numbers(3000));
  await assigner.tick();
  expect(sink.log).toEqual(['w1000', '3000', 'w2000']);
});

test('a row without a time fails the query, after the rows in front of it', async () => {
  const { sink, assigner } = await setUp();
  const push = async () => assigner.push({ rows: [[100], [null], [300]], kinds: undefined });
  await expect(push()).rejects.toMatchObject({ code: 'E_NOT_NULL' });
  expect(sink.log).toEqual(['100', 'w100']);
});

test('so it does in a source with splits', async () => {
  const { sink, assigner } = await setUp({ splits: () => ['a', 'b'] });
  assigner.rowsOf([
    { split: 'a', rows: 2 },
    { split: 'b', rows: 2 },
  ]);
  const push = async () => assigner.push({ rows: [[100], [200], [null], [300]], kinds: undefined });
  await expect(push()).rejects.toMatchObject({ code: 'E_NOT_NULL' });
  expect(sink.log).toEqual(['100', '200']);
});

test('who holds the watermark back is told after a while: a silent split behind others, or a table without rows', async () => {
  const { assigner, push, advance } = await setUp({ splits: () => ['a', 'b'] });
  const holder = () => watermarkHolder([assigner]);
  await push('a', 1000);
  await advance(1999);
  expect(holder()).toBeUndefined();
  await advance(1);
  expect(holder()).toBe('b');
  await push('b', 2000);
  expect(holder()).toBe('a');
  await push('a', 3000);
  expect(holder()).toBeUndefined();

  const alone = await setUp();
  await alone.assigner.push(numbers(1000));
  await alone.advance(5000);
  expect(watermarkHolder([alone.assigner])).toBeUndefined();
  const empty = await setUp();
  await empty.advance(5000);
  expect(watermarkHolder([empty.assigner, alone.assigner])).toBe('src');
  alone.assigner.close();
  empty.assigner.close();
  expect(watermarkHolder([empty.assigner, alone.assigner])).toBeUndefined();
});

test('where nobody asks for event time, batches stay whole and nothing is told but the end', async () => {
  const sink = new Collector();
  const clock = new FakeClock();
  const assigner = new WatermarkAssigner({ ...SPEC, idleMs: 10 }, clock, undefined, sink);
  await assigner.begin(undefined, () => void assigner.tick());
  await assigner.push(numbers(0, 1000, 2000));
  await clock.advance(1000);
  await assigner.tick(); // another reader of the same source has its own
  await assigner.watermark(Infinity);
  expect(sink.log).toEqual(['0', '1000', '2000', 'wInfinity']);
});
