import { describe, expect, test } from 'vitest';
import type { ConnectorContext, PositionStore, Source } from '../../../src/connectors/connector.ts';
import {
  failure,
  forever,
  kafkaTable,
  outside,
  sourceOf,
  take,
  testContext,
  unique,
  type Brokers,
} from '../support/harness.ts';

const row = (i: number) => ({ value: JSON.stringify({ id: String(i), title: 't' }) });

/** Positions of a job in its consumer group, on any broker. */
export function storeSuite(brokers: Brokers): void {
  const kafka = outside(brokers);

  function job(
    name: string,
    topic: string,
    context: ConnectorContext = testContext({ kind: 'job', name }),
  ): { source: Source; store: PositionStore } {
    const source = sourceOf(kafkaTable(brokers, topic), context);
    if (source.store === undefined) throw new Error('no store');
    return { source, store: source.store };
  }

  test('a new job has no positions, starts at the earliest and says so with rows, age and group', async () => {
    const topic = await kafka.topic(2);
    const hour = Date.now() - 3 * 3_600_000;
    await kafka.send(topic, [{ ...row(1), timestamp: String(hour) }, row(2)]);
    const name = unique('risk_sink');
    const context = testContext({ kind: 'job', name });
    const { source, store } = job(name, topic, context);
    expect(await store.open(forever)).toEqual({
      place: expect.any(String),
      positions: new Map(),
      metadata: undefined,
    });
    await source.start(undefined, forever);
    expect(context.notices).toEqual([
      `Job '${name}': reading product_source from the earliest (group weir-${name} has no offsets): 2 rows, oldest 3 h`,
    ]);
    await source.close();
    await store.close();
  });

  test('what is committed is read again with its mark, in the group that other tools see', async () => {
    const topic = await kafka.topic(2);
    const name = unique('job');
    const { store } = job(name, topic);
    await store.open(forever);
    const positions = new Map([
      [`${topic}-0`, '3'],
      [`${topic}-1`, '0'],
    ]);
    await store.commit(positions, 'weir:0:aaaa:ffff');
    positions.set(`${topic}-1`, '7');
    await store.commit(positions, 'weir:1:aaaa:ffff');
    await store.close();
    const again = job(name, topic).store;
    expect(await again.open(forever)).toEqual({
      place: expect.any(String),
      positions,
      metadata: 'weir:1:aaaa:ffff',
    });
    await again.close();
    const admin = await kafka.admin();
    const [seen] = await admin.fetchOffsets({ groupId: `weir-${name}`, topics: [topic] });
    expect(seen?.partitions.map(({ offset, metadata }) => [offset, metadata])).toEqual([
      ['3', 'weir:1:aaaa:ffff'],
      ['7', 'weir:1:aaaa:ffff'],
    ]);
  });

  test('many commits one right after another all succeed', async () => {
    const topic = await kafka.topic(1);
    const { store } = job(unique('job'), topic);
    await store.open(forever);
    for (let n = 0; n < 60; n++) await store.commit(new Map([[`${topic}-0`, String(n)]]), `weir:${n}:a:f`);
    await store.close();
  });

  test('the same store can be opened again after it was closed', async () => {
    const topic = await kafka.topic(1);
    const { store } = job(unique('job'), topic);
    await store.open(forever);
    await store.commit(new Map([[`${topic}-0`, '1']]), 'weir:0:a:f');
    await store.close();
    expect((await store.open(forever)).positions).toEqual(new Map([[`${topic}-0`, '1']]));
    await store.commit(new Map([[`${topic}-0`, '2']]), 'weir:1:a:f');
    await store.close();
  });

  test('two sources of one job share a store and their positions are committed together', async () => {
    const [a, b] = [await kafka.topic(1), await kafka.topic(1)];
    const context = testContext({ kind: 'job', name: unique('job') });
    const first = sourceOf(kafkaTable(brokers, a), context);
    const second = sourceOf(kafkaTable(brokers, b), context);
    expect(first.store).toBe(second.store);
    const store = first.store as PositionStore;
    await store.open(forever);
    const both = new Map([
      [`${a}-0`, '1'],
      [`${b}-0`, '2'],
    ]);
    await store.commit(both, 'weir:0:a:f');
    expect(await store.open(forever)).toEqual({
      place: expect.any(String),
      positions: both,
      metadata: 'weir:0:a:f',
    });
    await store.close();
  });

  describe('two processes of one name', () => {
    test('the older one cannot commit any more and is told that it was taken over', async () => {
      const topic = await kafka.topic(1);
      const name = unique('job');
      const [old, young] = [job(name, topic).store, job(name, topic).store];
      await old.open(forever);
      await old.commit(new Map([[`${topic}-0`, '5']]), 'weir:0:old:f');
      expect((await young.open(forever)).positions.get(`${topic}-0`)).toBe('5');
      await young.commit(new Map([[`${topic}-0`, '6']]), 'weir:1:young:f');
      const error = await failure(old.commit(new Map([[`${topic}-0`, '99']]), 'weir:1:old:f'));
      expect(error).toMatchObject({
        code: 'E_JOB_LOCKED',
        message: `job '${name}' was taken over by another process`,
      });
      expect(error.retry).toBeUndefined();
      await old.close();
      expect((await young.open(forever)).positions.get(`${topic}-0`)).toBe('6');
      await young.close();
    });

    test('the older one is shut out from the moment the younger one reads the positions', async () => {
      const topic = await kafka.topic(1);
      const name = unique('job');
      const [old, young] = [job(name, topic).store, job(name, topic).store];
      await old.open(forever);
      await young.open(forever); // has committed nothing itself
      const outcome = old.commit(new Map([[`${topic}-0`, '99']]), 'weir:0:old:f');
      outcome.catch(() => {});
      await young.commit(new Map([[`${topic}-0`, '1']]), 'weir:0:young:f');
      expect((await failure(outcome)).code).toBe('E_JOB_LOCKED');
      expect((await young.open(forever)).positions.get(`${topic}-0`)).toBe('1');
      await old.close();
      await young.close();
    });
  });

  test('offsets that another program committed come without a mark, changed ones with a notice', async () => {
    const topic = await kafka.topic(2);
    const name = unique('job');
    await kafka.commit(`weir-${name}`, topic, [0, 0]);
    const context = testContext({ kind: 'job', name });
    const { store } = job(name, topic, context);
    const opened = await store.open(forever);
    expect(opened).toEqual({
      place: expect.any(String),
      positions: new Map([
        [`${topic}-0`, '0'],
        [`${topic}-1`, '0'],
      ]),
      metadata: undefined,
    });
    await store.commit(opened.positions, 'weir:0:a:f');
    await store.close();
    await kafka.commit(`weir-${name}`, topic, [0]);
    expect((await store.open(forever)).metadata).toBeUndefined();
    expect(context.notices.at(-1)).toContain('another program changed some offsets');
    await store.close();
  });

  test('other consumers in the group are told by their client ids', async () => {
    const topic = await kafka.topic(1);
    const name = unique('job');
    const consumer = kafka.client.consumer({ groupId: `weir-${name}`, maxWaitTimeInMs: 100 });
    await consumer.connect();
    await consumer.subscribe({ topics: [topic] });
    const joined = new Promise<void>((resolve) => consumer.on('consumer.group_join', () => resolve()));
    await consumer.run({ eachMessage: async () => {} });
    await joined;
    const context = testContext({ kind: 'job', name });
    const { store } = job(name, topic, context);
    await store.open(forever);
    expect(context.notices[0]).toBe(
      `Job '${name}': group weir-${name} has other consumers (outside): they commit positions of their own`,
    );
    // Its transaction goes through all the same.
    await store.commit(new Map([[`${topic}-0`, '0']]), 'weir:0:a:f');
    await store.close();
    await consumer.disconnect();
  });

  test('a job that goes on reads nothing twice and misses nothing', async () => {
    const topic = await kafka.topic(1);
    await kafka.send(
      topic,
      Array.from({ length: 10 }, (_, i) => row(i)),
    );
    const name = unique('job');
    const first = job(name, topic);
    await first.store.open(forever);
    await first.source.start(undefined, forever);
    await take(first.source, 4);
    await first.store.commit(first.source.positions(), 'weir:1:a:f');
    await first.source.close();
    await first.store.close();
    const context = testContext({ kind: 'job', name });
    const second = job(name, topic, context);
    const { positions } = await second.store.open(forever);
    await second.source.start(positions, forever);
    expect((await take(second.source, 6)).map((r) => r[0])).toEqual(['4', '5', '6', '7', '8', '9']);
    expect(context.notices).toEqual([
      `Job '${name}': reading product_source from the committed offsets of group weir-${name}: 6 rows`,
    ]);
    await second.source.close();
    await second.store.close();
  });

  test('properties.group.id is the group, a SELECT has no store', async () => {
    const topic = await kafka.topic(1);
    const table = kafkaTable(brokers, topic, { 'properties.group.id': 'mine' });
    expect(sourceOf(table, testContext({ kind: 'job', name: 'j' })).store?.id).toMatch(/:mine$/);
    expect(sourceOf(table, testContext()).store).toBeUndefined();
  });
}
