import { Kafka, logLevel } from 'kafkajs';
import { kafka } from '../../../../src/connectors/kafka/index.ts';
import { RecordCursor } from '../../../../src/connectors/kafka/wire/record-cursor.ts';
import { insertBatch } from '../../../../src/types/batch.ts';
import { STRING, timestampLtz } from '../../../../src/types/type.ts';
import { API } from '../../../kafka/support/proxy.ts';
import {
  check,
  context,
  failureOf,
  forever,
  only,
  text,
  times,
  values,
  type Control,
  type World,
} from './world.ts';

/** Writes one row through the connector, and gives the failure. */
async function refusedRow(
  world: World,
  topic: string,
  time: number | null,
): Promise<{ message: string; hint?: string }> {
  const columns = [
    { name: 'id', type: STRING },
    { name: 'ts', type: timestampLtz(3), metadataKey: 'timestamp' },
  ];
  const options = new Map(
    Object.entries({ topic, 'properties.bootstrap.servers': world.brokers, format: 'json' }),
  );
  const sink = kafka.createSink?.({ name: 'risk_sink', columns, primaryKey: [], options }, context);
  if (sink === undefined) throw new Error('no sink');
  try {
    await sink.open(forever);
    await sink.write(insertBatch([['a', time]]));
    return await failureOf(sink.flush());
  } finally {
    await sink.close();
  }
}

/** The failure of a send by kafkajs as it comes. */
async function stockFailure(
  world: World,
  topic: string,
  message: { key?: string | null; timestamp?: string },
): Promise<{ message: string }> {
  const producer = world.kafka.producer({ retry: { retries: 1 } });
  await producer.connect();
  try {
    return await failureOf(producer.send({ topic, messages: [{ value: 'a', ...message }] }));
  } finally {
    await producer.disconnect();
  }
}

const DAY_AHEAD = Date.now() + 24 * 3_600_000;

/** What is written, and what is refused. */
export const WRITING: readonly Control[] = [
  {
    finding: 'W7',
    guard: 'awaitNewTopic',
    claim: 'a topic that was just made can be used at once',
    async run(world) {
      const port = await world.port();
      // A client that does not try again sees how far the topic is.
      const retry = { retries: 0 };
      const quiet = { brokers: [world.brokers], clientId: 'impatient', logLevel: logLevel.NOTHING, retry };
      const impatient = new Kafka(quiet).admin();
      await impatient.connect();
      let early = 0;
      let made = 0;
      // A quick machine has most topics ready in time: several rounds, until one is not.
      for (let round = 0; round < 3 && early === 0; round++) {
        const names = Array.from({ length: 120 }, () => `guard-new-${Math.random().toString(36).slice(2)}`);
        await Promise.all(
          names.map(async (topic) => {
            await port.createTopic(topic, forever);
            made++;
            await impatient.fetchTopicOffsets(topic).catch(() => early++);
          }),
        );
        await impatient.deleteTopics({ topics: names }).catch(() => {});
      }
      await impatient.disconnect();
      check(early === 0, `${early} of ${made} topics were not there yet`);
    },
  },
  {
    finding: 'W17',
    guard: 'capRequests',
    claim: '108 MB of rows arrive',
    async run(world) {
      const topic = await world.topic(12);
      const producer = (await world.port()).producer({ topic, gzip: false, deliveryMs: 4000 });
      await producer.open(forever);
      const row = Buffer.alloc(100_000, 'x');
      for (let i = 0; i < 1080; i++) producer.add(i % 12, null, row, Date.now(), []);
      await producer.send(forever);
    },
  },
  {
    finding: 'rule: one sequence',
    guard: 'keepSequence',
    claim: 'a send whose answer was lost is written once',
    async run(world) {
      const topic = await world.topic();
      const proxy = await world.proxy();
      const port = await world.port({ proxy });
      const producer = port.producer({ topic, gzip: false, deliveryMs: 10_000 });
      await producer.open(forever);
      proxy.fate = times(API.produce, 'cut-after', 2);
      for (let i = 0; i < 100; i++) producer.add(0, null, text(String(i)), Date.now(), []);
      await producer.send(forever);
      const found = await values(port, only(topic));
      check(new Set(found).size === 100, `${100 - new Set(found).size} rows are lost`);
      check(found.length === 100, `${found.length - 100} rows are doubled`);
    },
  },
  {
    finding: 'W14',
    claim: 'a header without a value can be written',
    async run(world) {
      const topic = await world.topic();
      const port = await world.port();
      const producer = port.producer({ topic, gzip: false, deliveryMs: 5000 });
      await producer.open(forever);
      producer.add(0, null, text('a'), Date.now(), [{ name: 'h', value: null }]);
      await producer.send(forever);
      const fetcher = port.fetcher({ readCommitted: false, discoverMs: undefined, patienceMs: 3000 });
      fetcher.assign([{ topic, partition: 0, offset: 0, end: 1 }]);
      await fetcher.arrival(forever);
      const batch = fetcher.poll();
      fetcher.close();
      const cursor = batch && new RecordCursor(batch.batch);
      check(cursor?.next() === true && cursor.headers()[0]?.value === null, 'it came back as something else');
    },
    async stock(world) {
      const topic = await world.topic();
      const producer = world.kafka.producer();
      await producer.connect();
      const headers = { h: null } as unknown as Record<string, string>; // what its types forbid a Java client writes
      await producer
        .send({ topic, messages: [{ value: 'a', headers }] })
        .finally(() => producer.disconnect());
    },
  },
  {
    finding: 'W15',
    claim: 'a time that the broker refuses is told with its column',
    async run(world) {
      const error = await refusedRow(world, await world.topic(), DAY_AHEAD);
      check(
        error.message.includes('column ts') && (error.hint ?? '').includes('one hour'),
        `it says: ${error.message}`,
      );
    },
    async stock(world) {
      const error = await stockFailure(world, await world.topic(), { timestamp: String(DAY_AHEAD) });
      check(error.message.includes('hour'), `it says: ${error.message}`);
    },
  },
  {
    finding: 'W16',
    claim: 'a row without a key for a compacted topic is told as that',
    async run(world) {
      const error = await refusedRow(world, await world.topic(1, { 'cleanup.policy': 'compact' }), null);
      check(
        error.message.includes('without a key') && (error.hint ?? '').includes("'key.fields'"),
        `it says: ${error.message}`,
      );
    },
    async stock(world) {
      const error = await stockFailure(world, await world.topic(1, { 'cleanup.policy': 'compact' }), {
        key: null,
      });
      check(error.message.includes('key'), `it says: ${error.message}`);
    },
  },
];
