import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { insertBatch } from '../../../src/types/batch.ts';
import { copyJobs, numbers, rows } from '../support/copy-jobs.ts';
import { failure, forever, kafkaTable, sourceOf, unique, type Brokers } from '../support/harness.ts';
import { API, Proxy, type Fate } from '../support/proxy.ts';

const NEARLY_A_MEGABYTE = 'x'.repeat(900_000);
/** Half of it is long enough for what must be done before it is over, also where the machine stands still for a while. */
const TIMEOUT_MS = 8000;
const HALF_MS = TIMEOUT_MS / 2;
const SHORT = { 'properties.transaction.timeout.ms': String(TIMEOUT_MS) };

/** Exactly-once jobs that die, wake up, lose answers and wait too long, on any broker. */
export function exactlyOnceFaultSuite(brokers: Brokers): void {
  const { kafka, topics, committed, isCommitted, written, contextOf, sinkFor, Process } = copyJobs(brokers);

  describe('a process that is gone', () => {
    test('between its rows and its commit has written nothing: the next one reads the rows again', async () => {
      const { input, output } = await topics(30);
      const name = unique('job');
      const first = await new Process(name, input, [output]).start();
      await first.copy(10);
      await first.checkpoint();
      await first.copy(10);
      await first.flush(); // and no more is heard of it
      const second = await new Process(name, input, [output]).start();
      expect(second.found?.positions.get(`${input}-0`)).toBe('10');
      // What was left open is aborted: it does not keep readers waiting.
      await kafka.send(output, [{ value: '{"id":"1000","title":"t"}' }]);
      await isCommitted(output, [...numbers(10), 1000]);
      await second.copy(20);
      await second.checkpoint();
      await isCommitted(output, [...numbers(10), 1000, ...numbers(30, 10)]);
    });

    test('in the middle of a flush of several megabytes has written nothing', async () => {
      const { input, output } = await topics(12, 3);
      const name = unique('job');
      const first = await new Process(name, input, [output]).start();
      await first.sinks[0]?.write(insertBatch(rows(0, 7, NEARLY_A_MEGABYTE)));
      const flushed = first.flush();
      flushed.catch(() => undefined);
      const second = await new Process(name, input, [output]).start();
      await second.copy(12);
      await second.checkpoint();
      await flushed.catch(() => undefined);
      await isCommitted(output, numbers(12));
    });

    test('by its own end leaves no transaction open', async () => {
      const { input, output } = await topics(10);
      const first = await new Process(unique('job'), input, [output]).start();
      await first.copy(10);
      await first.flush();
      await first.store.close();
      await kafka.send(output, [{ value: '{"id":"1000","title":"t"}' }]);
      await isCommitted(output, [1000]);
    });
  });

  describe('a process that wakes up after another took its job over', () => {
    test('cannot commit what it had written', async () => {
      const { input, output } = await topics(20);
      const name = unique('job');
      const old = await new Process(name, input, [output]).start();
      await old.copy(10);
      await old.flush();
      const young = await new Process(name, input, [output]).start();
      await young.copy(10);
      await young.checkpoint();
      expect(await failure(old.commit())).toMatchObject({
        code: 'E_JOB_LOCKED',
        message: `job '${name}' was taken over by another process`,
      });
      await young.copy(10);
      await young.checkpoint();
      await isCommitted(output, numbers(20));
    });

    test('cannot write any more, and is told the same', async () => {
      const { input, output } = await topics(20);
      const name = unique('job');
      const old = await new Process(name, input, [output]).start();
      await old.copy(5);
      await old.checkpoint();
      const young = await new Process(name, input, [output]).start();
      await young.copy(5);
      await young.checkpoint();
      await old.copy(5);
      const error = await failure(old.flush());
      expect(error).toMatchObject({ code: 'E_JOB_LOCKED' });
      expect(error.retry).toBeUndefined();
      expect(await failure(old.flush())).toBe(error);
      await young.copy(10);
      await young.checkpoint();
      await isCommitted(output, numbers(20));
    });
  });

  test('a process that another took the job from, in the middle of its sends, stops there and does not take it back', async () => {
    const { input, output } = await topics(20);
    const name = unique('job');
    const old = await new Process(name, input, [output]).start();
    const [sink] = old.sinks;
    for (let i = 0; i < 10; i++) await sink?.write(insertBatch(rows(i, i + 1, NEARLY_A_MEGABYTE)));
    await expect.poll(() => written(output)).toBeGreaterThan(0);
    const young = await new Process(name, input, [output]).start();
    await young.copy(10);
    await young.checkpoint();
    await sink?.write(insertBatch(rows(10, 11)));
    expect(await failure(old.flush())).toMatchObject({ code: 'E_JOB_LOCKED' });
    await young.copy(10);
    await young.checkpoint();
    await isCommitted(output, numbers(20));
  });

  test('a process that slept through half the time-out learns that another has its job, and does not take it back', async () => {
    const { input, output } = await topics(20);
    const name = unique('job');
    const old = await new Process(name, input, [output], SHORT).start();
    await old.copy(10);
    await old.flush();
    const young = await new Process(name, input, [output]).start();
    await young.copy(10);
    await young.checkpoint();
    await new Promise((resolve) => setTimeout(resolve, HALF_MS));
    const error = await failure(old.commit());
    expect(error).toMatchObject({ code: 'E_JOB_LOCKED' });
    expect(error.retry).toBeUndefined();
    await young.copy(10);
    await young.checkpoint();
    await isCommitted(output, numbers(20));
  });

  describe('lost answers', () => {
    const proxy = new Proxy(brokers.plain);
    beforeEach(() => proxy.up());
    afterEach(() => {
      proxy.fate = () => 'pass';
      proxy.down();
    });
    const through = (name: string) => contextOf(name, { 'weir.kafka.host-map': proxy.hostMap });
    const breaking = (api: number, fate: Fate, times: number) => {
      let left = times;
      return (of: number): Fate => (of === api && left-- > 0 ? fate : 'pass');
    };

    for (const [what, api] of [
      ['sends', API.produce],
      ['announcements of partitions', API.addPartitions],
    ] as const)
      for (const fate of ['cut-before', 'cut-after'] as const) {
        test(`of ${what} inside a transaction lose and double nothing (${fate})`, async () => {
          const { input, output } = await topics(300, 3);
          const name = unique('job');
          const options = { 'sink.partitioner': 'round-robin' };
          const job = await new Process(name, input, [output], options, through(name)).start();
          for (let i = 0; i < 10; i++) {
            proxy.fate = breaking(api, fate, i % 3);
            await job.copy(30);
            await job.checkpoint();
          }
          await isCommitted(output, numbers(300));
        });
      }

    test('of sends of two sinks into the same partition keep their order, lose and double nothing', async () => {
      const { input, output } = await topics(0);
      const name = unique('job');
      const context = through(name);
      const source = sourceOf(kafkaTable(brokers, input), context);
      const sinks = [sinkFor(output, context), sinkFor(output, context)];
      for (const sink of sinks) await sink.open(forever);
      await source.store?.open(forever);
      for (let n = 0; n < 6; n++) {
        proxy.fate = breaking(API.produce, n % 2 === 0 ? 'cut-before' : 'cut-after', 1);
        for (const [k, sink] of sinks.entries())
          await sink.write(insertBatch(rows(n * 20 + k * 10, n * 20 + k * 10 + 10)));
        await Promise.all(sinks.map((sink) => sink.flush()));
        await source.store?.commit(new Map([[`${input}-0`, '0']]), `weir:${n}:a:f`);
      }
      await source.store?.close();
      await isCommitted(output, numbers(120));
    });

    test('while the broker is gone for a second, in the middle of a transaction, lose and double nothing', async () => {
      const { input, output } = await topics(300, 3);
      const name = unique('job');
      const options = { 'sink.partitioner': 'round-robin' };
      const job = await new Process(name, input, [output], options, through(name)).start();
      await job.copy(100);
      await job.checkpoint();
      await job.copy(100);
      let sends = 0;
      proxy.fate = (api) => {
        if (api === API.produce && sends++ === 0) {
          setImmediate(() => proxy.down());
          setTimeout(() => void proxy.up(), 1000);
        }
        return 'pass';
      };
      await job.checkpoint();
      expect(sends).toBeGreaterThan(1);
      await job.copy(100);
      await job.checkpoint();
      await isCommitted(output, numbers(300));
    });

    test('of the abort of a transaction that got too old are waited for: it may be another process that has the job', async () => {
      const { input, output } = await topics(20);
      const name = unique('job');
      const old = await new Process(name, input, [output], SHORT, through(name)).start();
      await old.copy(10);
      await old.flush();
      const ends = () => proxy.seen.get(API.endTxn) ?? 0;
      const before = ends();
      proxy.fate = breaking(API.endTxn, 'late', 1);
      const young = await new Process(name, input, [output]).start(); // not through the proxy
      await young.copy(10);
      await young.checkpoint();
      await expect.poll(ends, { interval: 5 }).toBe(before + 1);
      expect(await failure(old.commit())).toMatchObject({ code: 'E_JOB_LOCKED' });
    });

    for (const [when, api, fate, isDone] of [
      ['before anything was done', API.addOffsets, 'cut-before', false],
      ['in the middle', API.txnOffsetCommit, 'cut-after', false],
      ['before its end was asked for', API.endTxn, 'cut-before', false],
      ['after it was done', API.endTxn, 'cut-after', true],
    ] as const) {
      test(`of a commit, ${when}: rows and positions are both there or both not`, async () => {
        const { input, output } = await topics(20);
        const name = unique('job');
        const first = await new Process(name, input, [output], {}, through(name)).start();
        await first.copy(10);
        await first.checkpoint();
        await first.copy(5);
        await first.flush();
        proxy.fate = breaking(api, fate, 1);
        expect(await failure(first.commit())).toMatchObject({ code: 'E_KAFKA', retry: 'backoff' });
        await first.store.close();
        const second = await new Process(name, input, [output]).start();
        expect(second.found?.positions.get(`${input}-0`)).toBe(isDone ? '15' : '10');
        await isCommitted(output, numbers(isDone ? 15 : 10));
        await second.copy(isDone ? 5 : 10);
        await second.checkpoint();
        await isCommitted(output, numbers(20));
      });
    }

    test('of all sends end the attempt with a reason to try again, and nothing is published', async () => {
      const { input, output } = await topics(20);
      const name = unique('job');
      const options = { 'properties.delivery.timeout.ms': '500' };
      const first = await new Process(name, input, [output], options, through(name)).start();
      await first.copy(10);
      proxy.fate = breaking(API.produce, 'cut-after', 1000);
      expect(await failure(first.flush())).toMatchObject({ code: 'E_KAFKA_UNREACHABLE', retry: 'backoff' });
      const error = await failure(first.commit());
      expect(error).toMatchObject({ code: 'E_KAFKA_UNREACHABLE', retry: 'backoff' });
      const second = await new Process(name, input, [output]).start();
      await second.copy(20);
      await second.checkpoint();
      await isCommitted(output, numbers(20));
    });
  });

  describe('a transaction', () => {
    test('that is open for half its time-out is aborted, and the attempt ends', async () => {
      const { input, output } = await topics(20);
      const name = unique('job');
      const first = await new Process(name, input, [output], SHORT).start();
      await first.copy(10);
      await first.flush();
      // Readers wait for it until then.
      await kafka.send(output, [{ value: '{"id":"1000","title":"t"}' }]);
      await isCommitted(output, [1000]);
      const error = await failure(first.commit());
      expect(error).toMatchObject({ code: 'E_KAFKA', retry: 'backoff' });
      expect(error.message).toContain('half of its time-out');
      expect(error.hint).toContain("'properties.transaction.timeout.ms'");
      await first.store.close();
      const second = await new Process(name, input, [output]).start();
      await second.copy(20);
      await second.checkpoint();
      await isCommitted(output, [1000, ...numbers(20)]);
    });

    test('whose id another program takes, which leaves no mark, ends the attempt with a reason to try again', async () => {
      const { input, output } = await topics(20);
      const name = unique('job');
      const first = await new Process(name, input, [output]).start();
      await first.copy(10);
      await first.checkpoint();
      await first.store.close();
      const second = await new Process(name, input, [output]).start(); // the marks are the first one's still
      await second.copy(5);
      await second.flush();
      const producer = kafka.client.producer({ transactionalId: `weir-${name}`, maxInFlightRequests: 1 });
      await producer.connect();
      await (await producer.transaction()).abort();
      await producer.disconnect();
      const error = await failure(second.commit());
      expect(error).toMatchObject({ code: 'E_KAFKA', retry: 'backoff' });
      expect(error.message).toContain('ended a transaction');
      await second.store.close();
      const third = await new Process(name, input, [output]).start();
      await third.copy(10);
      await third.checkpoint();
      await isCommitted(output, numbers(20));
    });

    test('longer than the cluster allows is an error that names the option', async () => {
      const { input, output } = await topics(0);
      const options = { 'properties.transaction.timeout.ms': '3600000' };
      const error = await failure(new Process(unique('job'), input, [output], options).start());
      expect(error).toMatchObject({ code: 'E_OPTION', retry: undefined });
      expect(error.message).toContain("'properties.transaction.timeout.ms' = '3600000'");
      expect(error.hint).toContain('transaction.max.timeout.ms');
    });

    test('has the id <prefix>-<job>, which shuts out whoever had it', async () => {
      const { input, output } = await topics(0);
      const name = unique('job');
      const producer = kafka.client.producer({ transactionalId: `shop-${name}`, maxInFlightRequests: 1 });
      await producer.connect();
      const transaction = await producer.transaction();
      await transaction.send({ topic: output, messages: [{ value: '{"id":"7","title":"t"}' }] });
      await new Process(name, input, [output], { 'sink.transactional-id-prefix': 'shop' }).start();
      await expect(transaction.commit()).rejects.toThrow();
      await producer.disconnect();
      expect(await committed(output)).toEqual([]);
    });

    test('with a row that the broker refuses publishes nothing of it', async () => {
      const { input } = await topics(0);
      const output = await kafka.topic(1, { 'max.message.bytes': '2000' });
      const job = await new Process(unique('job'), input, [output]).start();
      const [sink] = job.sinks;
      await sink?.write(insertBatch(rows(0, 10)));
      await sink?.write(insertBatch([['10', 'x'.repeat(3000)]]));
      const error = await failure(job.flush());
      expect(error.message).toContain(`is larger than topic ${output} takes`);
      expect(error.retry).toBeUndefined();
      expect((await failure(job.commit())).code).toBe('E_KAFKA');
      await job.store.close();
      const next = await new Process(unique('other'), input, [output]).start();
      await next.checkpoint();
      expect(await committed(output)).toEqual([]);
    });
  });
}
