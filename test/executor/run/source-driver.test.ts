import { expect, test } from 'vitest';
import { FakeClock } from '../../../src/common/clock.ts';
import type { Source, SourceBatch } from '../../../src/connectors/connector.ts';
import { RowMeter } from '../../../src/executor/meter.ts';
import { Scheduler } from '../../../src/executor/run/scheduler.ts';
import { SourceDriver } from '../../../src/executor/run/source-driver.ts';
import type { SourceTime } from '../../../src/executor/run/source-time.ts';
import { Collector } from '../collector.ts';

/** One row, and then none until it is told to end. */
class SilentSource implements Source {
  #given = false;
  async start(): Promise<void> {}
  async poll(_maxRows: number, signal: AbortSignal): Promise<SourceBatch | undefined> {
    if (this.#given)
      return new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason), { once: true }),
      );
    this.#given = true;
    return { rows: [[1]], kinds: undefined };
  }
  positions = () => new Map();
  lag = () => undefined;
  async close(): Promise<void> {}
}

/** Event time that is due whenever the test says so, and counts how often it was looked at. */
class DueTime implements SourceTime {
  ticks = 0;
  due: () => void = () => undefined;
  onTick: () => void = () => undefined;
  begin(_splits: unknown, due: () => void): void {
    this.due = due;
  }
  rowsOf(): void {}
  tick(): void {
    this.ticks++;
    this.onTick();
  }
  slowest = () => undefined;
  close(): void {}
}

function driverOf(time: DueTime, ready: () => Promise<void> | undefined) {
  const abort = new AbortController();
  const next = new Collector();
  const driver = new SourceDriver('s', new SilentSource(), next, {
    scheduler: new Scheduler(new FakeClock()),
    signal: abort.signal,
    enough: new AbortController().signal,
    maxRows: 10,
    meter: new RowMeter(),
    ready,
    times: [time],
  });
  const run = driver.run().catch(() => undefined);
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  return { next, turn, stop: () => (abort.abort(new Error('end')), run) };
}

test('time that is due while the driver waits for room is looked at although no row follows', async () => {
  const time = new DueTime();
  let isRowSeen = false;
  const { next, turn, stop } = driverOf(time, () => {
    if (next.rows.length === 0 || isRowSeen) return undefined;
    isRowSeen = true;
    return Promise.resolve().then(() => time.due());
  });
  await turn();
  await turn();
  expect({ rows: next.rows.length, isRowSeen, ticks: time.ticks }).toEqual({
    rows: 1,
    isRowSeen: true,
    ticks: 1,
  });
  await stop();
});

test('time that is due again while it is looked at is looked at again', async () => {
  const time = new DueTime();
  time.onTick = () => {
    if (time.ticks < 3) time.due();
  };
  const { turn, stop } = driverOf(time, () => undefined);
  await turn();
  time.due();
  await turn();
  await turn();
  expect(time.ticks).toBe(3);
  await stop();
});
