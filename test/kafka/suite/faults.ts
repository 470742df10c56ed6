import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ConnectorContext } from '../../../src/connectors/connector.ts';
import { insertBatch } from '../../../src/types/batch.ts';
import {
  failure,
  forever,
  kafkaTable,
  outside,
  sinkOf,
  sourceOf,
  take,
  testContext,
  unique,
  type Brokers,
} from '../support/harness.ts';
import { API, Proxy, type Fate } from '../support/proxy.ts';

/** What broken connections do, on any broker. */
export function faultSuite(brokers: Brokers): void {
  const kafka = outside(brokers);
  const proxy = new Proxy(brokers.plain);
  beforeEach(() => proxy.up());
  afterEach(() => {
    proxy.fate = () => 'pass';
    proxy.down();
  });

  const context = (purpose?: ConnectorContext['purpose']) =>
    testContext(purpose, { 'weir.kafka.host-map': proxy.hostMap });
  /** Breaks the first `times` requests of an API. */
  const breaking = (api: number, fate: Fate, times: number) => {
    let left = times;
    return (of: number): Fate => (of === api && left-- > 0 ? fate : 'pass');
  };

  describe('rows are written once', () => {
    for (const fate of ['cut-before', 'cut-after'] as const) {
      test(`when the answers of three sends in a row are lost (${fate})`, async () => {
        const topic = await kafka.topic(3);
        const sink = sinkOf(kafkaTable(brokers, topic, { 'sink.partitioner': 'round-robin' }), context());
        await sink.open(forever);
        proxy.fate = breaking(API.produce, fate, 3);
        for (let i = 0; i < 600; i += 60) {
          await sink.write(insertBatch(Array.from({ length: 60 }, (_, k) => [String(i + k), 'x'])));
          await sink.flush();
        }
        await sink.close();
        const found = (await kafka.read(topic)).map(({ value }) =>
          Number((JSON.parse(value ?? '') as { id: string }).id),
        );
        expect(found.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 600 }, (_, i) => i));
      });
    }

    test('when the broker is gone for a second in the middle', async () => {
      const topic = await kafka.topic(1);
      const sink = sinkOf(kafkaTable(brokers, topic), context());
      await sink.open(forever);
      await sink.write(insertBatch([['0', 'x']]));
      await sink.flush();
      proxy.down();
      await sink.write(insertBatch([['1', 'x']]));
      setTimeout(() => void proxy.up(), 1000);
      await sink.flush();
      await sink.close();
      expect(
        (await kafka.read(topic)).map(({ value }) => (JSON.parse(value ?? '') as { id: string }).id),
      ).toEqual(['0', '1']);
    });
  });

  test('a send that never gets through ends with a reason to try the job again', async () => {
    const topic = await kafka.topic(1);
    const sink = sinkOf(kafkaTable(brokers, topic, { 'properties.delivery.timeout.ms': '500' }), context());
    await sink.open(forever);
    proxy.down();
    await sink.write(insertBatch([['0', 'x']]));
    const error = await failure(sink.flush());
    expect(error).toMatchObject({ code: 'E_KAFKA_UNREACHABLE', retry: 'backoff' });
    expect(await failure(sink.flush())).toBe(error);
    await sink.close();
  });

  test('a reader goes on where it was when its connection breaks, and when the broker is gone for a second', async () => {
    const topic = await kafka.topic(1);
    const rows = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, i) => ({
        value: JSON.stringify({ id: String(from + i), title: 't' }),
      }));
    const source = sourceOf(kafkaTable(brokers, topic), context());
    await kafka.send(topic, rows(0, 100));
    await source.start(undefined, forever);
    const found = await take(source, 50);
    proxy.cut();
    found.push(...(await take(source, 50)));
    proxy.down();
    await kafka.send(topic, rows(100, 200));
    setTimeout(() => void proxy.up(), 1000);
    found.push(...(await take(source, 100)));
    proxy.fate = breaking(API.fetch, 'cut-after', 2);
    await kafka.send(topic, rows(200, 300));
    found.push(...(await take(source, 100)));
    await source.close();
    expect(found.map((row) => Number(row[0]))).toEqual(Array.from({ length: 300 }, (_, i) => i));
  });

  describe('a commit whose answer is lost', () => {
    for (const [name, api, fate] of [
      ['before anything was done', API.addOffsets, 'cut-before'],
      ['in the middle', API.txnOffsetCommit, 'cut-after'],
      ['before its end was asked for', API.endTxn, 'cut-before'],
      ['after it was done', API.endTxn, 'cut-after'],
    ] as const) {
      test(`${name}: the job is to start again, and finds the positions whole: old or new`, async () => {
        const topic = await kafka.topic(2);
        const source = sourceOf(kafkaTable(brokers, topic), context({ kind: 'job', name: unique('job') }));
        const store = source.store;
        if (store === undefined) throw new Error('no store');
        await store.open(forever);
        const old = new Map([
          [`${topic}-0`, '1'],
          [`${topic}-1`, '1'],
        ]);
        const young = new Map([
          [`${topic}-0`, '2'],
          [`${topic}-1`, '2'],
        ]);
        await store.commit(old, 'weir:0:a:f');
        proxy.fate = breaking(api, fate, 1);
        const error = await failure(store.commit(young, 'weir:1:a:f'));
        expect(error).toMatchObject({ code: 'E_KAFKA', retry: 'backoff' });
        // The same store is of no more use until it is opened again.
        expect((await failure(store.commit(young, 'weir:1:a:f'))).code).toBe('E_KAFKA');
        const found = await store.open(forever);
        const done = fate === 'cut-after' && api === API.endTxn;
        expect(found).toEqual({
          place: expect.any(String),
          positions: done ? young : old,
          metadata: done ? 'weir:1:a:f' : 'weir:0:a:f',
        });
        await store.commit(young, 'weir:2:a:f');
        await store.close();
      });
    }
  });
}
