import { describe, expect, test } from 'vitest';
import { INT, BIGINT, STRING, BYTES, mapOf, timestampLtz } from '../../../src/types/type.ts';
import {
  failure,
  forever,
  kafkaTable,
  outside,
  readRows,
  sourceOf,
  take,
  testContext,
  unique,
  type Brokers,
} from '../support/harness.ts';

const json = (id: number | string) => JSON.stringify({ id: String(id), title: `title ${id}` });
const ids = (rows: readonly (readonly unknown[])[]) => rows.map((row) => Number(row[0]));
const upTo = (n: number, from = 0) => Array.from({ length: n - from }, (_, i) => i + from);

/** What a source does on any broker. */
export function sourceSuite(brokers: Brokers): void {
  const kafka = outside(brokers);
  const filled = async (partitions: number, count: number) => {
    const topic = await kafka.topic(partitions);
    await kafka.send(
      topic,
      upTo(count).map((i) => ({
        partition: i % partitions,
        value: json(i),
        timestamp: String(1_700_000_000_000 + i * 1000),
      })),
    );
    return topic;
  };

  describe('where a SELECT starts', () => {
    test('without a mode it reads from the earliest, says so in one line, and commits nothing', async () => {
      const topic = await filled(2, 10);
      const context = testContext();
      const rows = await readRows(
        kafkaTable(brokers, topic, { 'properties.group.id': 'a-group' }),
        10,
        context,
      );
      expect(ids(rows).toSorted((a, b) => a - b)).toEqual(upTo(10));
      expect(context.notices).toHaveLength(1);
      expect(context.notices[0]).toMatch(
        /^reading product_source from the earliest \(2 partitions\): 10 rows, oldest \d+ d; commits nothing$/,
      );
      const admin = await kafka.admin();
      const [committed] = await admin.fetchOffsets({ groupId: 'a-group', topics: [topic] });
      expect(committed?.partitions.every(({ offset }) => offset === '-1')).toBe(true);
    });

    test('latest-offset reads only what comes after the start', async () => {
      const topic = await filled(2, 10);
      const source = sourceOf(
        kafkaTable(brokers, topic, { 'scan.startup.mode': 'latest-offset' }),
        testContext(),
      );
      await source.start(undefined, forever);
      await kafka.send(topic, [{ value: json(100) }, { value: json(101) }]);
      expect(ids(await take(source, 2)).toSorted((a, b) => a - b)).toEqual([100, 101]);
      await source.close();
    });

    test('timestamp starts at the first row of that time or later in each partition', async () => {
      const topic = await filled(2, 10);
      const table = kafkaTable(brokers, topic, {
        'scan.startup.mode': 'timestamp',
        'scan.startup.timestamp-millis': '1700000007000',
        'scan.bounded.mode': 'latest-offset',
      });
      expect(ids(await readRows(table, 99)).toSorted((a, b) => a - b)).toEqual([7, 8, 9]);
    });

    test('a timestamp beyond the last row waits for the next one', async () => {
      const topic = await filled(1, 3);
      const table = kafkaTable(brokers, topic, {
        'scan.startup.mode': 'timestamp',
        'scan.startup.timestamp-millis': '1800000000000',
      });
      const source = sourceOf(table, testContext());
      await source.start(undefined, forever);
      await kafka.send(topic, [{ value: json(7) }]);
      expect(ids(await take(source, 1))).toEqual([7]);
      await source.close();
    });

    test('specific-offsets start where they say, a partition without one at its start', async () => {
      const topic = await filled(2, 10); // partition 0: 0 2 4 6 8, partition 1: 1 3 5 7 9
      const table = kafkaTable(brokers, topic, {
        'scan.startup.mode': 'specific-offsets',
        'scan.startup.specific-offsets': 'partition:0,offset:4',
        'scan.bounded.mode': 'latest-offset',
      });
      expect(ids(await readRows(table, 99)).toSorted((a, b) => a - b)).toEqual([1, 3, 5, 7, 8, 9]);
    });

    test('group-offsets start at what the group committed', async () => {
      const topic = await filled(1, 10);
      const groupId = unique('g');
      await kafka.commit(groupId, topic, [6]);
      const table = kafkaTable(brokers, topic, {
        'scan.startup.mode': 'group-offsets',
        'properties.group.id': groupId,
        'scan.bounded.mode': 'latest-offset',
      });
      expect(ids(await readRows(table, 99))).toEqual([6, 7, 8, 9]);
    });

    test('group-offsets without any is an error that names the way out, and auto.offset.reset is that way', async () => {
      const topic = await filled(1, 3);
      const options = {
        'scan.startup.mode': 'group-offsets',
        'properties.group.id': unique('g'),
        'scan.bounded.mode': 'latest-offset',
      };
      const error = await failure(readRows(kafkaTable(brokers, topic, options), 1));
      expect(error.message).toMatch(/group g-\S+ has no offset for t-\S+ partition 0/);
      expect(error.hint).toContain("'properties.auto.offset.reset'");
      const reset = kafkaTable(brokers, topic, { ...options, 'properties.auto.offset.reset': 'earliest' });
      expect(ids(await readRows(reset, 99))).toEqual([0, 1, 2]);
    });

    test('a preview begins with the newest 20 rows of all partitions together, then follows', async () => {
      const topic = await filled(3, 90);
      const context = testContext({ kind: 'query', preview: true });
      const source = sourceOf(kafkaTable(brokers, topic), context);
      await source.start(undefined, forever);
      expect(ids(await take(source, 20)).toSorted((a, b) => a - b)).toEqual(upTo(90, 70));
      await kafka.send(topic, [{ value: json(200) }]);
      expect(ids(await take(source, 1))).toEqual([200]);
      await source.close();
      expect(context.notices).toEqual([
        'reading product_source from the newest 20 rows (3 partitions), then following; commits nothing',
      ]);
    });

    test('a preview of a topic with fewer rows shows them all', async () => {
      const topic = await filled(2, 5);
      const source = sourceOf(kafkaTable(brokers, topic), testContext({ kind: 'query', preview: true }));
      await source.start(undefined, forever);
      expect(ids(await take(source, 5)).toSorted((a, b) => a - b)).toEqual(upTo(5));
      await source.close();
    });
  });

  describe('where a read ends', () => {
    test('latest-offset ends with what was there at the start, empty partitions and an empty topic too', async () => {
      const topic = await filled(1, 5);
      expect(
        await readRows(kafkaTable(brokers, topic, { 'scan.bounded.mode': 'latest-offset' }), 99),
      ).toHaveLength(5);
      const empty = await kafka.topic(3);
      expect(
        await readRows(kafkaTable(brokers, empty, { 'scan.bounded.mode': 'latest-offset' }), 99),
      ).toEqual([]);
      await kafka.send(empty, [{ partition: 1, value: json(1) }]);
      expect(
        await readRows(kafkaTable(brokers, empty, { 'scan.bounded.mode': 'latest-offset' }), 99),
      ).toHaveLength(1);
    });

    test('specific-offsets and timestamp end before the row they name', async () => {
      const topic = await filled(1, 10);
      const specific = kafkaTable(brokers, topic, {
        'scan.bounded.mode': 'specific-offsets',
        'scan.bounded.specific-offsets': 'partition:0,offset:4',
      });
      expect(ids(await readRows(specific, 99))).toEqual([0, 1, 2, 3]);
      const timed = kafkaTable(brokers, topic, {
        'scan.bounded.mode': 'timestamp',
        'scan.bounded.timestamp-millis': '1700000003000',
      });
      expect(ids(await readRows(timed, 99))).toEqual([0, 1, 2]);
    });
  });

  describe('rows', () => {
    test('come in order within a partition, at most as many as asked for, and positions name the next', async () => {
      const topic = await filled(1, 100);
      const source = sourceOf(kafkaTable(brokers, topic), testContext());
      await source.start(undefined, forever);
      expect([...source.positions()]).toEqual([[`${topic}-0`, '0']]);
      const batch = await source.poll(7, forever);
      expect(ids(batch?.rows ?? [])).toEqual(upTo(7));
      expect([...source.positions()]).toEqual([[`${topic}-0`, '7']]);
      expect(source.lag()).toBe(93);
      expect(ids(await take(source, 93))).toEqual(upTo(100, 7));
      expect(source.lag()).toBe(0);
      await source.close();
    });

    test('several topics are one table', async () => {
      const [a, b] = [await filled(1, 3), await filled(1, 3)];
      const rows = await readRows(
        kafkaTable(brokers, `${a};${b}`, {}, [
          ['id', STRING],
          ['topic', STRING, 'topic'],
        ]),
        6,
      );
      expect(new Set(rows.map((row) => row[1]))).toEqual(new Set([a, b]));
    });

    test('have all metadata of the record, cast to the declared types', async () => {
      const topic = await kafka.topic(2);
      await kafka.send(topic, [
        {
          partition: 1,
          value: json(5),
          timestamp: '1700000000123',
          headers: { trace: 'abc', twice: ['1', '2'] },
        },
      ]);
      const table = kafkaTable(brokers, topic, {}, [
        ['topic', STRING, 'topic'],
        ['p', BIGINT, 'partition'],
        ['o', INT, 'offset'],
        ['id', STRING],
        ['ts', timestampLtz(3), 'timestamp'],
        ['local', { kind: 'TIMESTAMP', precision: 3, nullable: true }, 'timestamp'],
        ['kind', STRING, 'timestamp-type'],
        ['h', mapOf(STRING, BYTES), 'headers'],
        ['epoch', INT, 'leader-epoch'],
      ]);
      const [row] = await readRows(
        table,
        1,
        testContext(undefined, { 'table.local-time-zone': 'Asia/Shanghai' }),
      );
      expect(row?.slice(0, 7)).toEqual([
        topic,
        1,
        0,
        '5',
        1700000000123,
        1700000000123 + 8 * 3_600_000,
        'CreateTime',
      ]);
      const headers = row?.[7] as Map<string, [string, Uint8Array]>;
      expect([...headers.values()].map(([name, value]) => [name, Buffer.from(value).toString()])).toEqual([
        ['trace', 'abc'],
        ['twice', '2'],
      ]);
      expect(row?.[8]).toBe(0);
    });

    test('take their key columns from the key, NULL where the record has none, and from the value where both have them', async () => {
      const topic = await kafka.topic(1);
      await kafka.send(topic, [
        { key: '{"id":"k1"}', value: '{"id":"v1","title":"a"}' },
        { key: null, value: '{"id":"v2","title":"b"}' },
      ]);
      const keyed = {
        'key.format': 'json',
        'key.fields': 'k_id',
        'key.fields-prefix': 'k_',
        'value.fields-include': 'EXCEPT_KEY',
      };
      const rows = await readRows(
        kafkaTable(brokers, topic, keyed, [
          ['k_id', STRING],
          ['id', STRING],
          ['title', STRING],
        ]),
        2,
      );
      expect(rows).toEqual([
        ['k1', 'v1', 'a'],
        [null, 'v2', 'b'],
      ]);
      const both = { 'key.format': 'json', 'key.fields': 'id' };
      expect(await readRows(kafkaTable(brokers, topic, both), 2)).toEqual([
        ['v1', 'a'],
        ['v2', 'b'],
      ]);
    });

    test('without a value give no row', async () => {
      const topic = await kafka.topic(1);
      await kafka.send(topic, [{ key: 'a', value: null }, { value: json(1) }]);
      const table = kafkaTable(brokers, topic, { 'scan.bounded.mode': 'latest-offset' });
      expect(ids(await readRows(table, 99))).toEqual([1]);
    });

    test('of a gzip batch are the same', async () => {
      const topic = await kafka.topic(1);
      const producer = kafka.client.producer();
      await producer.connect();
      await producer.send({ topic, compression: 1, messages: upTo(50).map((i) => ({ value: json(i) })) });
      await producer.disconnect();
      expect(ids(await readRows(kafkaTable(brokers, topic), 50))).toEqual(upTo(50));
    });

    test('that do not parse fail with topic, partition and offset after the good rows before them', async () => {
      const topic = await kafka.topic(1);
      await kafka.send(topic, [{ value: json(0) }, { value: json(1) }, { value: '{"id": oops' }]);
      const source = sourceOf(kafkaTable(brokers, topic), testContext());
      await source.start(undefined, forever);
      expect(ids(await take(source, 2))).toEqual([0, 1]);
      const error = await failure(source.poll(10, forever));
      expect(error.code).toBe('E_FORMAT');
      expect(error.message).toMatch(
        new RegExp(`^${topic} partition 0 offset 2: value cannot be read: .*oops`),
      );
      await source.close();
    });

    test('in the framing of a schema registry are told as that, with the schema id', async () => {
      const topic = await kafka.topic(1);
      await kafka.send(topic, [{ value: Buffer.from([0, 0, 0, 0, 42, 2, 65]) }]);
      const error = await failure(readRows(kafkaTable(brokers, topic), 1));
      expect(error.message).toBe(
        `${topic} partition 0 offset 0: value begins with 00 00 00 00 2A: Confluent registry framing, schema id 42, not plain text`,
      );
    });
  });

  test('a poll that is aborted while it waits loses nothing', async () => {
    const topic = await kafka.topic(1);
    const source = sourceOf(kafkaTable(brokers, topic), testContext());
    await source.start(undefined, forever);
    const stop = new AbortController();
    const waiting = source.poll(10, stop.signal);
    stop.abort(new Error('enough'));
    expect((await failure(waiting)).message).toBe('enough');
    await kafka.send(topic, [{ value: json(1) }]);
    expect(ids(await take(source, 1))).toEqual([1]);
    await source.close();
  });

  test('a topic that does not exist is told with the nearest name', async () => {
    const topic = await kafka.topic(1);
    const error = await failure(readRows(kafkaTable(brokers, `${topic}x`), 1));
    expect(error).toMatchObject({ code: 'E_KAFKA_TOPIC', message: `topic '${topic}x' does not exist` });
    expect(error.hint).toContain(`'${topic}'`);
  });

  test('a partition added later is found and read from its start', async () => {
    const topic = await kafka.topic(1);
    const source = sourceOf(
      kafkaTable(brokers, topic, { 'scan.topic-partition-discovery.interval': '200 ms' }),
      testContext(),
    );
    await source.start(undefined, forever);
    const admin = await kafka.admin();
    await admin.createPartitions({ topicPartitions: [{ topic, count: 2 }] });
    await kafka.send(topic, [{ partition: 1, value: json(1) }]);
    expect(ids(await take(source, 1))).toEqual([1]);
    expect(source.positions().get(`${topic}-1`)).toBe('1');
    await source.close();
  });

  test('a restored position that retention has deleted is an error that names the choices', async () => {
    const topic = await filled(1, 10);
    const admin = await kafka.admin();
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '5' }] });
    const source = sourceOf(kafkaTable(brokers, topic), testContext({ kind: 'job', name: 'j' }));
    const error = await failure(source.start(new Map([[`${topic}-0`, '2']]), forever));
    expect(error).toMatchObject({ code: 'E_JOB_STATE' });
    expect(error.message).toContain(`position 2 of ${topic} partition 0 does not exist: it holds 5 to 10`);
    expect(error.hint).toContain("'weir.job.start' = 'scratch'");
    await source.close();
  });

  test('rows deleted under a running reader end it with the same error, not with a jump', async () => {
    const topic = await filled(1, 10);
    const source = sourceOf(kafkaTable(brokers, topic), testContext());
    await source.start(undefined, forever);
    const admin = await kafka.admin();
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '5' }] });
    const error = await failure(take(source, 1));
    expect(error).toMatchObject({ code: 'E_JOB_STATE' });
    expect(error.message).toContain(`position 0 of ${topic} partition 0 does not exist`);
    await source.close();
  });

  test('a topic deleted under a running reader ends it with that word', async () => {
    const topic = await filled(1, 10);
    const source = sourceOf(kafkaTable(brokers, topic), testContext());
    await source.start(undefined, forever);
    await take(source, 10);
    const admin = await kafka.admin();
    await admin.deleteTopics({ topics: [topic] });
    const error = await failure(take(source, 1));
    expect(error.code).toBe('E_KAFKA_TOPIC');
    expect(error.message).toContain('is gone');
    await source.close();
  });
}
