import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { startBroker } from '../../../src/broker/start-broker.ts';
import { systemClock } from '../../../src/common/clock.ts';
import { insertBatch } from '../../../src/types/batch.ts';
import { copyJobs, numbers, rows } from '../support/copy-jobs.ts';
import {
  failure,
  forever,
  kafkaTable,
  sinkOf,
  sourceOf,
  take,
  unique,
  type Brokers,
} from '../support/harness.ts';

const NEARLY_A_MEGABYTE = 'x'.repeat(900_000);

/** Rows and positions that become final together, on any broker. */
export function exactlyOnceSuite(brokers: Brokers): void {
  const { kafka, topics, committed, isCommitted, written, contextOf, sinkFor, Process } = copyJobs(brokers);

  test('rows are seen by readers of committed rows when the positions are, and not before', async () => {
    const { input, output } = await topics(20);
    const job = await new Process(unique('job'), input, [output]).start();
    await job.copy(10);
    expect(await written(output)).toBe(0);
    await job.flush();
    expect(await written(output)).toBe(10);
    expect(await committed(output)).toEqual([]);
    await job.commit();
    await isCommitted(output, numbers(10));
    await job.copy(10);
    await job.checkpoint();
    await isCommitted(output, numbers(20));
  });

  test('the sink names the store of its sources, also when their groups differ', async () => {
    const { input, output } = await topics(0);
    const context = contextOf(unique('job'));
    const sink = sinkFor(output, context);
    const source = sourceOf(kafkaTable(brokers, input, { 'properties.group.id': unique('g') }), context);
    expect(source.store).toBeDefined();
    expect(sink.store).toBe(source.store);
    // Of the next attempt too.
    const again = sourceOf(kafkaTable(brokers, input, { 'properties.group.id': unique('g') }), context);
    expect(again.store).not.toBe(sink.store);
    expect(sinkFor(output, context).store).toBe(source.store);
    expect(sinkOf(kafkaTable(brokers, output), context).store).toBeUndefined();
  });

  describe('rows behind a barrier', () => {
    test('belong to the next transaction, also when they come before the commit', async () => {
      const { input, output } = await topics(0);
      const job = await new Process(unique('job'), input, [output]).start();
      const [sink] = job.sinks;
      await sink?.write(insertBatch(rows(0, 3)));
      const flushed = sink?.flush();
      await sink?.write(insertBatch(rows(3, 6))); // while the others are on their way
      await flushed;
      await sink?.write(insertBatch(rows(6, 9)));
      const next = sink?.flush();
      let isEarly = true;
      void next?.then(() => (isEarly = false));
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(isEarly).toBe(true); // there is no transaction for them yet
      expect(await written(output)).toBe(3);
      await job.commit();
      await isCommitted(output, numbers(3));
      await next;
      await job.commit();
      await isCommitted(output, numbers(9));
    });

    test('make the writer wait beyond a bound, until the commit', async () => {
      const { input, output } = await topics(0);
      const job = await new Process(unique('job'), input, [output]).start();
      const [sink] = job.sinks;
      await sink?.write(insertBatch(rows(0, 1)));
      await job.flush();
      const full: unknown[] = [];
      for (let i = 1; i < 16 && full.length === 0; i++) {
        const wait = sink?.write(insertBatch(rows(i, i + 1, NEARLY_A_MEGABYTE)));
        if (wait !== undefined) full.push(wait);
      }
      expect(full).toHaveLength(1);
      expect(await written(output)).toBe(1);
      await job.commit();
      await full[0];
      await job.checkpoint();
      const found = await committed(output);
      expect(found).toEqual(numbers(found.length));
      expect(found.length).toBeGreaterThan(8);
    });
  });

  test('more than 8 MB leave before the barrier, and are committed with it', async () => {
    const { input, output } = await topics(0, 2);
    const job = await new Process(unique('job'), input, [output]).start();
    const [sink] = job.sinks;
    // Nine megabytes: no write has to wait for that.
    for (let i = 0; i < 45; i++)
      expect(sink?.write(insertBatch(rows(i * 10, i * 10 + 10, 'y'.repeat(20_000))))).toBeUndefined();
    await expect.poll(() => written(output), { interval: 20 }).toBeGreaterThan(0);
    expect(await committed(output)).toEqual([]);
    await job.checkpoint();
    await isCommitted(output, numbers(450));
  });

  test('checkpoints one right after another, on several partitions, publish every row once', async () => {
    const { input, output } = await topics(300, 3);
    const job = await new Process(unique('job'), input, [output], {
      'sink.partitioner': 'round-robin',
    }).start();
    for (let i = 0; i < 30; i++) {
      await job.copy(10);
      await job.checkpoint();
    }
    await isCommitted(output, numbers(300));
  });

  test('a checkpoint without rows commits the positions alone', async () => {
    const { input, output } = await topics(5);
    const name = unique('job');
    const job = await new Process(name, input, [output]).start();
    await job.checkpoint();
    await take(job.source, 5); // of which a filter has kept none
    await job.checkpoint();
    await job.checkpoint();
    expect((await new Process(name, input, [output]).start()).found?.positions.get(`${input}-0`)).toBe('5');
  });

  describe('two sinks of one job', () => {
    test('are one transaction: both are seen or none', async () => {
      const { input, outputs } = await topics(20, 1, 2);
      const [a = '', b = ''] = outputs;
      const name = unique('job');
      const first = await new Process(name, input, [a, b]).start();
      await first.copy(10);
      await first.flush();
      expect([await committed(a), await committed(b)]).toEqual([[], []]);
      await first.commit();
      await isCommitted(a, numbers(10));
      await isCommitted(b, numbers(10));
      await first.copy(5);
      await first.flush();
      const second = await new Process(name, input, [a, b]).start();
      await isCommitted(a, numbers(10));
      await isCommitted(b, numbers(10));
      await second.copy(10);
      await second.checkpoint();
      await isCommitted(a, numbers(20));
      await isCommitted(b, numbers(20));
    });

    test('may write to the same topic at the same time', async () => {
      const { input, output } = await topics(0, 2);
      const context = contextOf(unique('job'));
      const source = sourceOf(kafkaTable(brokers, input), context);
      const sinks = [sinkFor(output, context), sinkFor(output, context)];
      for (const sink of sinks) await sink.open(forever);
      await source.store?.open(forever);
      for (let n = 0; n < 10; n++) {
        for (const [k, sink] of sinks.entries())
          await sink.write(insertBatch(rows(n * 20 + k * 10, n * 20 + k * 10 + 10, 'z'.repeat(2000))));
        await Promise.all(sinks.map((sink) => sink.flush()));
        await source.store?.commit(new Map([[`${input}-0`, '0']]), `weir:${n}:a:f`);
      }
      await source.store?.close();
      await isCommitted(output, numbers(200));
    });

    test('that name different ids are refused', async () => {
      const { outputs } = await topics(0, 1, 2);
      const [a = '', b = ''] = outputs;
      const context = contextOf(unique('job'));
      expect(sinkFor(a, context, { 'sink.transactional-id-prefix': 'one' }).store).toBeDefined();
      const second = sinkFor(b, context, { 'sink.transactional-id-prefix': 'two' });
      expect(() => second.store).toThrow(
        `tables sink_${a} and sink_${b} of one job have different 'sink.transactional-id-prefix': 'one' and 'two'`,
      );
    });
  });

  describe('a job that reads no Kafka', () => {
    test('keeps the mark of its checkpoints beside its rows', async () => {
      const output = await kafka.topic(2);
      const name = unique('job');
      const first = sinkFor(output, contextOf(name));
      await first.open(forever);
      const nothing = { place: expect.any(String), positions: new Map(), metadata: undefined };
      expect(await first.store?.open(forever)).toEqual(nothing);
      await first.write(insertBatch(rows(0, 10)));
      await first.flush();
      expect(await committed(output)).toEqual([]);
      await first.store?.commit(new Map(), 'weir:1:aaaa:ffff');
      await isCommitted(output, numbers(10));
      await first.write(insertBatch(rows(10, 20)));
      await first.flush();
      const second = sinkFor(output, contextOf(name));
      await second.open(forever);
      expect(await second.store?.open(forever)).toEqual({ ...nothing, metadata: 'weir:1:aaaa:ffff' });
      await second.store?.commit(new Map(), 'weir:2:bbbb:ffff');
      expect(
        (await failure(first.store?.commit(new Map(), 'weir:2:aaaa:ffff') ?? Promise.resolve())).code,
      ).toBe('E_JOB_LOCKED');
      await isCommitted(output, numbers(10));
      await second.store?.close();
      await first.store?.close();
    });
  });

  test('readers of committed rows end where an open transaction begins, whatever came behind it', async () => {
    const { input, output } = await topics(5);
    await kafka.send(output, [{ value: '{"id":"1000","title":"t"}' }]);
    const job = await new Process(unique('job'), input, [output]).start();
    await job.copy(5);
    await job.flush();
    await kafka.send(output, [{ value: '{"id":"1001","title":"t"}' }]);
    await isCommitted(output, [1000]);
    expect(await written(output)).toBe(7);
    await job.commit();
    await isCommitted(output, [1000, ...numbers(5), 1001]);
  });

  test('the store may be opened before the sink has made its topic', async () => {
    const output = unique('made');
    const sink = sinkFor(output, contextOf(unique('job')));
    expect((await sink.store?.open(forever))?.metadata).toBeUndefined();
    await sink.open(forever);
    await sink.write(insertBatch(rows(0, 3)));
    await sink.flush();
    await sink.store?.commit(new Map(), 'weir:1:a:f');
    await isCommitted(output, numbers(3));
    await sink.store?.close();
  });

  describe('on another cluster than the positions', () => {
    let other: Awaited<ReturnType<typeof startBroker>> | undefined;
    beforeEach(async () => {
      other ??= await startBroker({ port: 0, clock: systemClock });
    });
    afterAll(() => other?.close());

    test('it is refused before anything is written', async () => {
      const { input, output } = await topics(0);
      const name = unique('job');
      const elsewhere = { 'properties.bootstrap.servers': other?.address ?? '' };
      const error = await failure(new Process(name, input, [output], elsewhere).start());
      expect(error).toMatchObject({ code: 'E_UNSUPPORTED', retry: undefined });
      expect(error.message).toBe(
        `table sink_${output} is written 'exactly-once' to another cluster than the job's other Kafka tables`,
      );
      expect(error.hint).toContain("'at-least-once'");
    });
  });

  test('another address of the same cluster is the same cluster', async () => {
    const { input, output } = await topics(5);
    const port = brokers.plain.slice(brokers.plain.lastIndexOf(':'));
    const host = brokers.plain.startsWith('localhost') ? '127.0.0.1' : 'localhost';
    const options = { 'properties.bootstrap.servers': `${host}${port}` };
    const job = await new Process(unique('job'), input, [output], options).start();
    await job.copy(5);
    await job.checkpoint();
    await isCommitted(output, numbers(5));
  });
}
