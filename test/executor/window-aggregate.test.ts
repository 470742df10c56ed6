import fc from '../support/fast-check.ts';
import { expect, test } from 'vitest';
import { FakeClock } from '../../src/common/clock.ts';
import { memoryDisk } from '../../src/common/disk.ts';
import { LateRows } from '../../src/executor/meter.ts';
import type { Operator } from '../../src/executor/operator.ts';
import { AssignWindows } from '../../src/executor/ops/assign-windows.ts';
import { WatermarkAssigner } from '../../src/executor/ops/watermark.ts';
import { WindowAggregate } from '../../src/executor/ops/window-aggregate.ts';
import { rowKey } from '../../src/executor/row-key.ts';
import { windowsBy } from '../../src/executor/windows.ts';
import { findAggregate } from '../../src/functions/aggregate.ts';
import type { StateBackend } from '../../src/state/state-backend.ts';
import { BatchBuilder, DELETE, INSERT, type Batch, type Row } from '../../src/types/batch.ts';
import { BIGINT, INT, STRING, type SqlType } from '../../src/types/type.ts';
import { openState } from '../state/support.ts';
import { checkpoint, Collector } from './collector.ts';

const MOMENT: SqlType = { kind: 'TIMESTAMP', precision: 3, nullable: false };
/** Columns of the rows behind the windows: time, key, value, start, end, window time. */
const TYPES = [MOMENT, STRING, INT, MOMENT, MOMENT, MOMENT];
const SIZE = 1000;
const LAG = 300;
const INTERVAL = 200;

interface Event {
  readonly row: Row;
  readonly isAdded: boolean;
}

/** TUMBLE over (time, key, value), then COUNT(*), SUM(value), MAX(value), COUNT(DISTINCT value) by key and window. */
function windowsOnly(state: StateBackend, late: LateRows, out: Collector): Operator {
  const calls = ['COUNT', 'SUM', 'MAX', 'COUNT'].map((name, i) => {
    const argument = i === 0 ? undefined : 2;
    const bound = findAggregate(name)?.bind(argument === undefined ? [] : [{ kind: 'value', type: INT }]);
    if (bound === undefined) throw new Error(`no ${name}`);
    const type = argument === undefined ? undefined : INT;
    return { accumulation: bound.accumulation(true), argument, type, filter: undefined, distinct: i === 3 };
  });
  const keys = [3, 4, 1];
  const aggregate = new WindowAggregate(
    {
      keyOf: rowKey(keys, TYPES),
      keys,
      keyTypes: keys.map((key) => TYPES[key] ?? BIGINT),
      calls,
      closesAt: (row) => (row[4] as number) - 1,
    },
    state.operator('window-0'),
    late,
    out,
  );
  const windows = windowsBy(0, MOMENT, { kind: 'tumble', sizeMs: SIZE, offsetMs: 0 }, 'UTC');
  return new AssignWindows(windows, aggregate);
}

/** The same behind WATERMARK FOR time AS time - LAG. */
function chain(state: StateBackend, late: LateRows, out: Collector): WatermarkAssigner {
  const expression = (row: Row) => (row[0] as number) - LAG;
  const spec = { expression, column: 0, columnName: 'ts', tableName: 'src', intervalMs: INTERVAL, idleMs: 0 };
  const windows = windowsOnly(state, late, out);
  return new WatermarkAssigner(spec, new FakeClock(), state.operator('watermark-0'), windows);
}

/** What must come out, row by row, without batches, state or watermarks that travel. */
function expected(events: readonly Event[]): { rows: string[]; late: number } {
  const groups = new Map<string, { end: number; key: unknown; values: number[] }>();
  const rows: string[] = [];
  let late = 0;
  let watermark = -Infinity;
  const fire = () => {
    for (const [name, { end, key, values }] of groups) {
      if (end - 1 > watermark) continue;
      groups.delete(name);
      if (values.length === 0) continue;
      const sum = values.reduce((total, value) => total + value, 0);
      rows.push([end - SIZE, end, key, values.length, sum, Math.max(...values), new Set(values).size].join());
    }
  };
  for (const { row, isAdded } of events) {
    const [time, key, value] = row as [number, string, number];
    const end = Math.floor(time / SIZE) * SIZE + SIZE;
    const name = `${end} ${key}`;
    if (end - 1 <= watermark) late++;
    else {
      const group = groups.get(name) ?? { end, key, values: [] };
      groups.set(name, group);
      if (isAdded) group.values.push(value);
      else group.values.splice(group.values.indexOf(value), 1);
    }
    if (time - LAG - watermark > INTERVAL) {
      watermark = time - LAG;
      fire();
    }
  }
  watermark = Infinity;
  fire();
  return { rows: rows.toSorted(), late };
}

function batchesOf(events: readonly Event[], size: number): Batch[] {
  const batches: Batch[] = [];
  for (let i = 0; i < events.length; i += size) {
    const builder = new BatchBuilder();
    for (const { row, isAdded } of events.slice(i, i + size)) builder.add(row, isAdded ? INSERT : DELETE);
    batches.push(builder.build());
  }
  return batches;
}

/** Steps of time forward and back, some of which take the row before back. */
const steps = fc.array(
  fc.record({
    step: fc.integer({ min: -900, max: 900 }),
    key: fc.constantFrom('a', 'b', null),
    value: fc.integer({ min: 1, max: 3 }),
    isTakenBack: fc.boolean(),
  }),
  { maxLength: 40 },
);

function eventsOf(
  made: readonly { step: number; key: string | null; value: number; isTakenBack: boolean }[],
): Event[] {
  let time = 5000;
  return made.flatMap(({ step, key, value, isTakenBack }): Event[] => {
    time += step;
    const row = [time, key, value];
    return isTakenBack
      ? [
          { row, isAdded: true },
          { row, isAdded: false },
        ]
      : [{ row, isAdded: true }];
  });
}

test.each([1, 7, 1000])(
  'batches of %i rows, each followed by a snapshot and a start from it, change no window and no late row',
  async (size) => {
    await fc.assert(
      fc.asyncProperty(steps, async (made) => {
        const events = eventsOf(made);
        const disk = memoryDisk();
        const out = new Collector();
        const late = new LateRows();
        let attempt = 0;
        let state = await openState({ disk, attempt: 'a0' });
        let operators = chain(state, late, out);
        await operators.begin(undefined, () => undefined);
        for (const [i, batch] of batchesOf(events, size).entries()) {
          await operators.push(batch);
          operators.barrier(checkpoint(i + 1));
          const snapshot = await state.snapshot();
          await state.committed(snapshot);
          await state.close();
          state = await openState({ disk, attempt: `a${++attempt}` });
          operators = chain(state, late, out);
          await state.restore(snapshot);
          await operators.begin(undefined, () => undefined);
        }
        await operators.watermark(Infinity);
        await operators.end();
        await state.close();
        const want = expected(events);
        expect(out.rows.map(String).toSorted()).toEqual(want.rows);
        expect(late.dropped).toBe(want.late);
      }),
      { numRuns: size === 1 ? 25 : 60 },
    );
  },
);

test('windows close in the order of their ends, and the watermark follows their rows', async () => {
  const out = new Collector();
  const operators = chain(await openState(), new LateRows(), out);
  await operators.begin(undefined, () => undefined);
  const rows = [
    [1200, 'a', 1],
    [900, 'b', 2],
    [5000, 'c', 3],
  ];
  await operators.push({ rows, kinds: undefined });
  expect(out.log).toEqual(['w900', '0,1000,b,1,2,2,1', '1000,2000,a,1,1,1,1', 'w4700']);
});

test('what was late stays late after a restart, whatever watermark comes first', async () => {
  const disk = memoryDisk();
  const late = new LateRows();
  const first = await openState({ disk, attempt: 'a' });
  const before = windowsOnly(first, late, new Collector());
  await before.watermark(1500);
  before.barrier(checkpoint(1));
  const snapshot = await first.snapshot();
  const second = await openState({ disk, attempt: 'b' });
  const out = new Collector();
  const after = windowsOnly(second, late, out);
  await second.restore(snapshot);
  await after.push({ rows: [[500, 'a', 1]], kinds: undefined });
  await after.watermark(200);
  await after.watermark(Infinity);
  expect(late.dropped).toBe(1);
  expect(out.rows).toEqual([]);
});

test('a stop leaves windows open, the end of the input closes them', async () => {
  const stopped = new Collector();
  const one = chain(await openState(), new LateRows(), stopped);
  await one.begin(undefined, () => undefined);
  await one.push({ rows: [[100, 'a', 1]], kinds: undefined });
  await one.end();
  expect(stopped.log).toEqual(['w-200', 'end']);
  const ended = new Collector();
  const other = chain(await openState(), new LateRows(), ended);
  await other.begin(undefined, () => undefined);
  await other.push({ rows: [[100, 'a', 1]], kinds: undefined });
  await other.watermark(Infinity);
  await other.end();
  expect(ended.log).toEqual(['w-200', '0,1000,a,1,1,1,1', 'wInfinity', 'end']);
});
