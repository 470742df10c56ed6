import { describe, expect, test } from 'vitest';
import { insertBatch } from '../../../src/types/batch.ts';
import {
  BIGINT,
  BOOLEAN,
  BYTES,
  DATE,
  DOUBLE,
  FLOAT,
  INT,
  mapOf,
  STRING,
  timestampLtz,
  type SqlType,
} from '../../../src/types/type.ts';
import {
  failure,
  forever,
  kafkaTable,
  outside,
  readRows,
  sinkOf,
  testContext,
  unique,
  writeRows,
  type Brokers,
} from '../support/harness.ts';

/** What a sink does on any broker. */
export function sinkSuite(brokers: Brokers): void {
  const kafka = outside(brokers);

  test('rows written here are read by other clients, with key, headers and time', async () => {
    const topic = await kafka.topic(1);
    const table = kafkaTable(brokers, topic, { 'key.format': 'json', 'key.fields': 'id' }, [
      ['id', STRING],
      ['ts', timestampLtz(3), 'timestamp'],
      ['h', mapOf(STRING, BYTES), 'headers'],
    ]);
    const headers = new Map([
      ['trace', ['trace', Buffer.from('abc')]],
      ['none', ['none', null]],
    ]);
    await writeRows(table, [
      ['a', 1_700_000_000_123, headers],
      ['b', null, null],
    ]);
    const [first, second] = await kafka.read(topic);
    expect(first).toMatchObject({ key: '{"id":"a"}', value: '{"id":"a"}', timestamp: 1_700_000_000_123 });
    expect(first?.headers).toEqual({ trace: 'abc', none: null });
    expect(Math.abs((second?.timestamp ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(second?.headers).toEqual({});
  });

  test('a header without a value comes back as NULL, not as an empty text', async () => {
    const topic = await kafka.topic(1);
    const table = kafkaTable(brokers, topic, {}, [
      ['id', STRING],
      ['h', mapOf(STRING, BYTES), 'headers'],
    ]);
    await writeRows(table, [
      [
        'a',
        new Map([
          ['n', ['n', null]],
          ['e', ['e', new Uint8Array()]],
        ]),
      ],
    ]);
    const [row] = await readRows(table, 1);
    expect(
      [...((row ?? [])[1] as Map<string, unknown[]>).values()].map(([name, value]) => [
        name,
        value === null ? null : (value as Uint8Array).length,
      ]),
    ).toEqual([
      ['n', null],
      ['e', 0],
    ]);
  });

  test('values of every type go out and come back as they were, NULL too', async () => {
    const topic = await kafka.topic(1);
    const columns: readonly (readonly [string, SqlType, unknown])[] = [
      ['boolean', BOOLEAN, true],
      ['tinyint', { kind: 'TINYINT', nullable: true }, -128],
      ['smallint', { kind: 'SMALLINT', nullable: true }, 32767],
      ['int', INT, -2147483648],
      ['bigint', BIGINT, 9223372036854775807n],
      ['float', FLOAT, Math.fround(1.1)],
      ['double', DOUBLE, 1e-300],
      ['decimal', { kind: 'DECIMAL', precision: 38, scale: 2, nullable: true }, 12345678901234567890123n],
      ['string', STRING, '茅台 53度 "\n\u0000'],
      ['bytes', BYTES, new Uint8Array([0, 255, 128])],
      ['date', DATE, 20000],
      ['time', { kind: 'TIME', precision: 3, nullable: true }, 86_399_123],
      ['ts3', { kind: 'TIMESTAMP', precision: 3, nullable: true }, 1_700_000_000_123],
      ['ts9', { kind: 'TIMESTAMP', precision: 9, nullable: true }, 1_700_000_000_123_456_789n],
      ['ltz', timestampLtz(3), -1],
      ['array', { kind: 'ARRAY', element: INT, nullable: true }, [1, null, 3]],
      [
        'map',
        mapOf(STRING, INT),
        new Map([
          ['a', ['a', 1]],
          ['b', ['b', null]],
        ]),
      ],
      [
        'row',
        {
          kind: 'ROW',
          fields: [
            { name: 'x', type: INT },
            { name: 'y', type: STRING },
          ],
          nullable: true,
        },
        [7, null],
      ],
    ];
    const table = kafkaTable(
      brokers,
      topic,
      {},
      columns.map(([name, type]) => [name, type]),
    );
    const rows = [columns.map(([, , value]) => value), columns.map(() => null)];
    await writeRows(table, rows);
    expect(await readRows(table, 2)).toEqual(rows);
  });

  test('10,000 rows arrive once each and in order', async () => {
    const topic = await kafka.topic(1);
    const sink = sinkOf(kafkaTable(brokers, topic), testContext());
    await sink.open(forever);
    for (let i = 0; i < 10_000; i += 100) {
      await sink.write(insertBatch(Array.from({ length: 100 }, (_, k) => [String(i + k), 'x'.repeat(100)])));
    }
    await sink.flush();
    await sink.close();
    const rows = await readRows(kafkaTable(brokers, topic, { 'scan.bounded.mode': 'latest-offset' }), 99_999);
    expect(rows.map((row) => Number(row[0]))).toEqual(Array.from({ length: 10_000 }, (_, i) => i));
  });

  test('few rows leave by themselves after a moment', async () => {
    const topic = await kafka.topic(1);
    const sink = sinkOf(kafkaTable(brokers, topic), testContext());
    await sink.open(forever);
    await sink.write(insertBatch([['a', 'b']]));
    expect(await readRows(kafkaTable(brokers, topic), 1)).toEqual([['a', 'b']]);
    await sink.close();
  });

  test('write waits when too much is not acknowledged', async () => {
    const topic = await kafka.topic(1);
    const sink = sinkOf(kafkaTable(brokers, topic), testContext());
    await sink.open(forever);
    const batch = insertBatch(Array.from({ length: 1000 }, (_, i) => [String(i), 'x'.repeat(5000)]));
    expect(sink.write(batch)).toBeInstanceOf(Promise);
    await sink.flush();
    expect(sink.write(insertBatch([['a', 'b']]))).toBeUndefined();
    await sink.close();
  });

  describe('partitions', () => {
    test('of keyed rows are those that Java clients and kafkajs choose', async () => {
      const topic = await kafka.topic(7);
      const table = kafkaTable(brokers, topic, { 'key.format': 'json', 'key.fields': 'id' });
      const ids = Array.from({ length: 100 }, (_, i) => `键-${i * 37}`);
      await writeRows(
        table,
        ids.map((id) => [id, 'ours']),
      );
      await kafka.send(
        topic,
        ids.map((id) => ({ key: JSON.stringify({ id }), value: JSON.stringify({ id, title: 'theirs' }) })),
      );
      const placed = new Map<string, Set<number>>();
      for (const { key, partition } of await kafka.read(topic))
        placed.set(key ?? '', (placed.get(key ?? '') ?? new Set()).add(partition));
      expect(placed.size).toBe(100);
      expect([...placed.values()].every((partitions) => partitions.size === 1)).toBe(true);
      expect(new Set([...placed.values()].flatMap((p) => [...p])).size).toBe(7);
    });

    test('are filled evenly by round-robin and not left by fixed', async () => {
      const topic = await kafka.topic(4);
      const rows = Array.from({ length: 40 }, (_, i) => [String(i), 't']);
      await writeRows(kafkaTable(brokers, topic, { 'sink.partitioner': 'round-robin' }), rows);
      expect((await kafka.read(topic)).filter(({ partition }) => partition === 2)).toHaveLength(10);
      const fixed = await kafka.topic(4);
      await writeRows(kafkaTable(brokers, fixed, { 'sink.partitioner': 'fixed' }), rows);
      expect((await kafka.read(fixed)).every(({ partition }) => partition === 0)).toBe(true);
    });

    test('of rows without a key are all used in the long run', async () => {
      const topic = await kafka.topic(3);
      await writeRows(
        kafkaTable(brokers, topic),
        Array.from({ length: 300 }, (_, i) => [String(i), 'x'.repeat(1000)]),
      );
      expect(new Set((await kafka.read(topic)).map(({ partition }) => partition)).size).toBe(3);
    });
  });

  describe('a missing topic', () => {
    test('is made after a notice and can be used at once', async () => {
      const topic = unique('made');
      const context = testContext();
      await writeRows(kafkaTable(brokers, topic), [['a', 'b']], context);
      expect(context.notices).toEqual([
        `topic ${topic} does not exist: making it with the broker's defaults`,
      ]);
      expect(await readRows(kafkaTable(brokers, topic), 1)).toEqual([['a', 'b']]);
    });

    test('that is nearly one that is there is told beside the notice', async () => {
      const topic = await kafka.topic(1);
      const context = testContext();
      await writeRows(kafkaTable(brokers, `${topic}s`), [['a', 'b']], context);
      expect(context.notices[0]).toMatch(`(there is a '${topic}')`);
    });

    test('is not made where that is not wanted', async () => {
      const topic = unique('unwanted');
      const error = await failure(
        writeRows(
          kafkaTable(brokers, topic),
          [['a', 'b']],
          testContext(undefined, { 'weir.kafka.create-topics': 'false' }),
        ),
      );
      expect(error).toMatchObject({ code: 'E_KAFKA_TOPIC', message: `topic '${topic}' does not exist` });
      expect(await (await kafka.admin()).listTopics()).not.toContain(topic);
    });

    test('with a name that no topic can have is refused', async () => {
      const error = await failure(writeRows(kafkaTable(brokers, 'a b?'), [['a', 'b']]));
      expect(error).toMatchObject({ code: 'E_KAFKA_TOPIC' });
      expect(error.message).toContain('a b?');
    });
  });

  test('rows that came after a flush are not part of what it waited for, and are there after the next', async () => {
    const topic = await kafka.topic(1);
    const sink = sinkOf(kafkaTable(brokers, topic), testContext());
    await sink.open(forever);
    await sink.write(insertBatch([['1', 'x']]));
    const flushed = sink.flush();
    await sink.write(insertBatch([['2', 'x']]));
    await flushed;
    await sink.flush();
    await sink.close();
    expect((await kafka.read(topic)).map(({ value }) => JSON.parse(value ?? '').id)).toEqual(['1', '2']);
  });
}
