import { appendFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { FakeClock, settle } from '../../../src/common/clock.ts';
import type { Positions, Source } from '../../../src/connectors/connector.ts';
import { filesystem } from '../../../src/connectors/filesystem/index.ts';
import { STRING, type SqlType } from '../../../src/types/type.ts';
import {
  contextOf,
  failure,
  folderWith,
  FORMAT_MAP,
  forever,
  offsetOf,
  put,
  sourceOf,
  table,
  type Context,
} from './support.ts';

const INTERVAL = { 'source.monitor-interval': '1 s' };

/** A clock that knows whether anyone waits for it. */
class AwaitedClock extends FakeClock {
  #waits = 0;

  get isAwaited(): boolean {
    return this.#waits > 0;
  }

  override after(ms: number, callback: () => void): () => void {
    this.#waits++;
    let isOpen = true;
    const end = () => {
      if (isOpen) this.#waits--;
      isOpen = false;
    };
    const cancel = super.after(ms, () => {
      end();
      callback();
    });
    return () => {
      end();
      cancel();
    };
  }
}

/**
 * A tailing source and how often it looks: `next` turns the clock until there are rows. Files are read in real time,
 * during which the clock stands still.
 */
class Tail {
  readonly source: Source;
  readonly context: Context;
  readonly clock: AwaitedClock;
  /** Of the test's clock, since the start. */
  #waitedMs = 0;

  private constructor(source: Source, context: Context, clock: AwaitedClock) {
    this.source = source;
    this.context = context;
    this.clock = clock;
  }

  static async start(
    path: string,
    options: Record<string, string> = {},
    restored?: Positions,
    columns?: Readonly<Record<string, SqlType>>,
  ): Promise<Tail> {
    const clock = new AwaitedClock();
    const context = { ...contextOf(), clock };
    const source = sourceOf(table(path, { ...INTERVAL, ...options }, columns), context);
    await source.start(restored, forever);
    return new Tail(source, context, clock);
  }

  /** The values of the next batch. */
  async next(): Promise<unknown[]> {
    const batch = await this.during(this.source.poll(1024, forever));
    return batch?.rows.map(([a]) => a) ?? [];
  }

  /** Whether nothing comes for so long. */
  async isSilent(seconds: number): Promise<boolean> {
    const stop = new AbortController();
    const until = this.#waitedMs + seconds * 1000;
    const polled = this.source.poll(1024, stop.signal).then(
      () => false,
      () => true,
    );
    await this.during(polled, until);
    stop.abort(new Error('silent'));
    return polled;
  }

  /** Turns the clock until the work is done, or until so many milliseconds of it since the start. */
  async during<T>(work: Promise<T>, until = Infinity): Promise<T | undefined> {
    let done = false;
    const end = () => void (done = true);
    work.then(end, end);
    while (!done && this.#waitedMs < until) {
      await settle();
      if (done || !this.clock.isAwaited) continue;
      await this.clock.advance(100);
      this.#waitedMs += 100;
    }
    return done ? work : undefined;
  }
}

test('a table with a monitor interval is unbounded', () => {
  expect(filesystem.sourceTraits?.(table('x', INTERVAL), FORMAT_MAP).bounded).toBe(false);
  expect(filesystem.sourceTraits?.(table('x'), FORMAT_MAP).bounded).toBe(true);
});

test('new files and new lines come at the next look, each once', async () => {
  const folder = folderWith({ 'a.json': '{"a":1}\n' });
  const tail = await Tail.start(folder);
  expect(await tail.next()).toEqual([1]);
  appendFileSync(join(folder, 'a.json'), '{"a":2}\n{"a":3}\n');
  put(join(folder, 'new/b.json'), '{"a":4}\n');
  expect(await tail.next()).toEqual([2, 3, 4]);
  expect(await tail.isSilent(5)).toBe(true);
  appendFileSync(join(folder, 'a.json'), '{"a":5}\n');
  expect(await tail.next()).toEqual([5]);
});

test('it looks once in an interval', async () => {
  const folder = folderWith();
  const { source, context } = await Tail.start(folder, { 'source.monitor-interval': '30 s' });
  put(join(folder, 'a.json'), '{"a":1}\n');
  let isRead = false;
  const polled = source.poll(1024, forever).finally(() => void (isRead = true));
  await context.clock.advance(29_999);
  await new Promise((resolve) => setTimeout(resolve, 50)); // a look too early would be over by now
  expect(isRead).toBe(false);
  await context.clock.advance(1);
  expect((await polled)?.rows).toEqual([[1]]);
});

test('a line without its end waits for it', async () => {
  const folder = folderWith({ 'a.json': '{"a":1}\n{"a"' });
  const tail = await Tail.start(folder);
  expect(await tail.next()).toEqual([1]);
  appendFileSync(join(folder, 'a.json'), ':2}\n{"a":3');
  expect(await tail.next()).toEqual([2]);
  expect([...tail.source.positions().values()].map(offsetOf)).toEqual(['16']);
});

test('a last line to which nothing was added for an interval is a row, its line break may come later', async () => {
  const folder = folderWith({ 'a.json': '{"a":1}\n{"a":2}' });
  const tail = await Tail.start(folder);
  expect(await tail.next()).toEqual([1]);
  expect(await tail.next()).toEqual([2]);
  appendFileSync(join(folder, 'a.json'), '\r\n{"a":3}\n');
  expect(await tail.next()).toEqual([3]);
});

test('half a document is no row however long it waits; that is told once', async () => {
  const folder = folderWith({ 'a.json': '{"a":1}\n{"a":' });
  for (const options of [{}, { 'json.ignore-parse-errors': 'true' }]) {
    put(join(folder, 'a.json'), '{"a":1}\n{"a":');
    const tail = await Tail.start(folder, options);
    expect(await tail.next()).toEqual([1]);
    expect(await tail.isSilent(5)).toBe(true);
    expect(tail.context.notices).toEqual([
      `table t: ${folder}/a.json ends within a record: it is read when it is complete`,
    ]);
    appendFileSync(join(folder, 'a.json'), '2}\n');
    expect(await tail.next()).toEqual([2]);
  }
});

test('a line that goes on after it was taken for a whole one is an error, also for who goes on there', async () => {
  const folder = folderWith({ 'a.txt': 'one\ntw' });
  const restored = new Map([[join(folder, 'a.txt'), '6']]);
  const tail = await Tail.start(folder, { format: 'csv' }, restored, { a: STRING });
  const told = failure(() => tail.source.poll(1, forever));
  appendFileSync(join(folder, 'a.txt'), 'o\n');
  expect(await tail.during(told)).toBe(
    `E_FORMAT ${folder}/a.txt, byte 6: the line that ended here without line break was read, and goes on now (write whole lines, or look less often ('source.monitor-interval'))`,
  );
});

test('a file that was replaced or cut is read from its start, one that is gone is forgotten', async () => {
  const folder = folderWith({ 'a.json': '{"a":1}\n{"a":2}\n', 'b.json': '{"a":3}\n' });
  const tail = await Tail.start(folder);
  expect(await tail.next()).toEqual([1, 2, 3]);
  writeFileSync(join(folder, '.new'), '{"a":4}\n{"a":5}\n{"a":6}\n');
  renameSync(join(folder, '.new'), join(folder, 'a.json'));
  expect(await tail.next()).toEqual([4, 5, 6]);
  truncateSync(join(folder, 'a.json'), 0);
  appendFileSync(join(folder, 'a.json'), '{"a":7}\n');
  expect(await tail.next()).toEqual([7]);
  const replaced = `table t: ${folder}/a.json was replaced or cut: it is read from its start`;
  expect(tail.context.notices).toEqual([replaced, replaced]);
  rmSync(join(folder, 'b.json'));
  expect(await tail.isSilent(2)).toBe(true);
  put(join(folder, 'b.json'), '{"a":8}\n');
  expect(await tail.next()).toEqual([8]);
});

test('a file that goes away before its turn is told and passed over', async () => {
  const folder = folderWith({ 'a.json': '{"a":1}\n{"a":2}\n', 'b.json': '{"a":3}\n', 'c.json': '{"a":4}\n' });
  const tail = await Tail.start(folder);
  await tail.source.poll(1, forever);
  rmSync(join(folder, 'b.json'));
  expect(await tail.next()).toEqual([2, 4]);
  expect(tail.context.notices).toEqual([`table t: ${folder}/b.json is gone before it was read to its end`]);
});

test('it goes on where another stood: nothing is read twice, nothing is left out', async () => {
  const folder = folderWith({ 'a.json': '{"a":1}\n{"a":2}\n', 'b.json': '{"a":3}\n' });
  const first = await Tail.start(folder);
  await first.source.poll(1, forever);
  appendFileSync(join(folder, 'a.json'), '{"a":4}\n');
  const second = await Tail.start(folder, {}, new Map(first.source.positions()));
  expect(await second.next()).toEqual([2, 4, 3]);
  const third = await Tail.start(folder, {}, new Map(second.source.positions()));
  expect(await third.isSilent(2)).toBe(true);
});

test('a file that was replaced by one of the same size while nobody looked is read from its start', async () => {
  const folder = folderWith({ 'a.json': '{"a":1}\n{"a":2}\n', 'b.json': '{"a":3}\n' });
  const first = await Tail.start(folder);
  expect(await first.next()).toEqual([1, 2, 3]);
  writeFileSync(join(folder, '.new'), '{"a":4}\n{"a":5}\n');
  renameSync(join(folder, '.new'), join(folder, 'a.json'));
  const second = await Tail.start(folder, {}, new Map(first.source.positions()));
  expect(await second.next()).toEqual([4, 5]);
  expect(second.context.notices).toEqual([
    `table t: ${folder}/a.json was replaced or cut: it is read from its start`,
  ]);
  const third = await Tail.start(folder, {}, new Map(second.source.positions()));
  expect(await third.isSilent(2)).toBe(true);
  expect(third.context.notices).toEqual([]);
});

test('also one that is not watched', async () => {
  const folder = folderWith({ 'a.json': '{"a":1}\n' });
  const first = sourceOf(table(folder), contextOf());
  await first.start(undefined, forever);
  await first.poll(1024, forever);
  put(join(folder, 'a.json'), '{"a":2}\n');
  const second = sourceOf(table(folder), contextOf());
  await second.start(new Map(first.positions()), forever);
  expect((await second.poll(1024, forever))?.rows).toEqual([[2]]);
  const third = sourceOf(table(folder), contextOf());
  await third.start(new Map(second.positions()), forever);
  expect(await third.poll(1024, forever)).toBeUndefined();
});

test('a packed file is read when it is there, and read on when its end has come', async () => {
  const whole = gzipSync(`{"a":1}\n{"a":2}\n${JSON.stringify({ b: 'x'.repeat(1000), a: 3 })}`);
  const folder = folderWith({ 'a.gz': whole.subarray(0, whole.length - 12) });
  const tail = await Tail.start(folder);
  expect(await tail.next()).toEqual([1, 2]);
  expect(await tail.isSilent(2)).toBe(true);
  expect(tail.context.notices).toEqual([
    `table t: the end of ${folder}/a.gz is missing: it is read on when the file has changed`,
  ]);
  put(join(folder, 'a.gz'), whole);
  expect(await tail.next()).toEqual([3]);
});

test('a reader that leaves while nothing happens leaves at once', async () => {
  const tail = await Tail.start(folderWith());
  const stop = new AbortController();
  const polled = tail.source.poll(1, stop.signal);
  stop.abort(new Error('enough'));
  await expect(polled).rejects.toThrow('enough');
});
