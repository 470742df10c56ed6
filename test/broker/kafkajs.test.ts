import {
  CompressionTypes,
  ConfigResourceTypes,
  Kafka,
  logLevel,
  Partitioners,
  type Consumer,
  type ConsumerConfig,
  type KafkaMessage,
  type ProducerConfig,
} from 'kafkajs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startBroker, type RunningBroker } from '../../src/broker/start-broker.ts';
import { systemClock } from '../../src/common/clock.ts';

let broker: RunningBroker;
let kafka: Kafka;
const open: { disconnect(): Promise<void> }[] = [];

beforeAll(async () => {
  broker = await startBroker({ port: 0, clock: systemClock, maxBytes: 1 << 26, markerDelayMs: 5 });
  kafka = new Kafka({
    brokers: [`localhost:${broker.port}`],
    logLevel: logLevel.NOTHING,
    retry: { initialRetryTime: 5, maxRetryTime: 50, retries: 30 },
  });
});

afterAll(async () => {
  for (const client of open) await client.disconnect();
  await broker.close();
});

async function producerOf(config: ProducerConfig = {}) {
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner, ...config });
  await producer.connect();
  open.push(producer);
  return producer;
}

/** One with this transactional id; 1 in flight, as kafkajs needs for transactions. */
function transactional(transactionalId: string, config: ProducerConfig = {}) {
  return producerOf({ transactionalId, idempotent: true, maxInFlightRequests: 1, ...config });
}

async function adminOf() {
  const admin = kafka.admin();
  await admin.connect();
  open.push(admin);
  return admin;
}

async function makeTopic(topic: string, numPartitions = 1) {
  const admin = await adminOf();
  await admin.createTopics({ topics: [{ topic, numPartitions }] });
  return admin;
}

type Seen = KafkaMessage & { readonly partition: number };

/** Consumes in the background; `until` waits for so many records. */
async function consume(topic: string, groupId: string, config: Partial<ConsumerConfig> = {}) {
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: 50, heartbeatInterval: 50, ...config });
  open.push(consumer);
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  const seen: Seen[] = [];
  let wake = () => {};
  await consumer.run({
    eachMessage: async ({ message, partition }) => {
      seen.push({ ...message, partition });
      wake();
    },
  });
  const until = async (count: number) => {
    while (seen.length < count) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { consumer, seen, until };
}

async function readAll(topic: string, count: number, config: Partial<ConsumerConfig> = {}): Promise<Seen[]> {
  const { consumer, seen, until } = await consume(topic, `read-${topic}-${count}`, config);
  await until(count);
  await consumer.stop();
  return seen;
}

function joined(consumer: Consumer): Promise<number> {
  return new Promise((resolve) => {
    const remove = consumer.on('consumer.group_join', ({ payload }) => {
      remove();
      resolve(Object.values(payload.memberAssignment).flat().length);
    });
  });
}

const values = (seen: readonly Seen[]) => seen.map(({ value }) => value?.toString() ?? null);

test('admin: topics, partitions, configs and records are made, told and removed', async () => {
  const admin = await makeTopic('adm', 2);
  expect(await admin.createTopics({ topics: [{ topic: 'adm' }] })).toBe(false);
  expect(await admin.listTopics()).toContain('adm');
  await admin.createPartitions({ topicPartitions: [{ topic: 'adm', count: 3 }] });
  const { topics } = await admin.fetchTopicMetadata({ topics: ['adm'] });
  expect(topics[0]?.partitions.map(({ leader }) => leader)).toEqual([1, 1, 1]);

  const resource = { type: ConfigResourceTypes.TOPIC, name: 'adm' };
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ ...resource, configEntries: [{ name: 'retention.ms', value: '12345' }] }],
  });
  const described = await admin.describeConfigs({ includeSynonyms: true, resources: [resource] });
  const entries = new Map(described.resources[0]?.configEntries.map((entry) => [entry.configName, entry]));
  expect(entries.get('retention.ms')).toMatchObject({ configValue: '12345', isDefault: false });
  expect(entries.get('max.message.bytes')?.configValue).toBe('1048588');
  await expect(
    admin.alterConfigs({
      validateOnly: false,
      resources: [{ ...resource, configEntries: [{ name: 'no.such', value: '1' }] }],
    }),
  ).rejects.toMatchObject({ type: 'INVALID_CONFIG' });

  const producer = await producerOf();
  await producer.send({ topic: 'adm', messages: [1, 2, 3].map((i) => ({ partition: 0, value: `${i}` })) });
  await admin.deleteTopicRecords({ topic: 'adm', partitions: [{ partition: 0, offset: '2' }] });
  expect((await admin.fetchTopicOffsets('adm'))[0]).toMatchObject({ low: '2', high: '3' });
  await admin.deleteTopics({ topics: ['adm'] });
  expect(await admin.listTopics()).not.toContain('adm');
});

test('keys, headers, times, tombstones and text of any script come back as they went', async () => {
  await makeTopic('rec');
  const producer = await producerOf();
  const sent = [
    { key: 'k', value: '茅台 53度', headers: { h: 'x', many: ['a', 'b'] }, timestamp: '1700000000000' },
    { key: 'k', value: null, timestamp: '1700000000001' },
    { key: null, value: '', timestamp: '-5' },
    { key: '', value: '🙂', timestamp: '1' },
  ];
  await producer.send({ topic: 'rec', messages: sent });
  await producer.send({ topic: 'rec', messages: sent, compression: CompressionTypes.GZIP });
  const seen = await readAll('rec', 8);
  for (const half of [seen.slice(0, 4), seen.slice(4)]) {
    expect(half.map(({ key }) => key?.toString() ?? null)).toEqual(['k', 'k', null, '']);
    expect(values(half)).toEqual(['茅台 53度', null, '', '🙂']);
    expect(half.map(({ timestamp }) => timestamp)).toEqual(sent.map(({ timestamp }) => timestamp));
    expect(half[0]?.headers).toEqual({ h: Buffer.from('x'), many: [Buffer.from('a'), Buffer.from('b')] });
  }
});

test('offsets are found by time', async () => {
  const admin = await makeTopic('times');
  const producer = await producerOf();
  for (const compression of [CompressionTypes.None, CompressionTypes.GZIP])
    await producer.send({
      topic: 'times',
      compression,
      messages: [100, 200, 300].map((ms) => ({ value: `${ms}`, timestamp: `${1_700_000_000_000 + ms}` })),
    });
  const at = async (ms: number) =>
    (await admin.fetchTopicOffsetsByTimestamp('times', 1_700_000_000_000 + ms))[0]?.offset;
  expect(await at(0)).toBe('0');
  expect(await at(101)).toBe('1');
  expect(await at(300)).toBe('2');
  expect(await at(301)).toBe('6');
});

test('what Kafka refuses is refused with the same names', async () => {
  await makeTopic('no');
  const producer = await producerOf({ retry: { retries: 0 } });
  const send = (value: string, timestamp?: string) =>
    producer.send({ topic: 'no', messages: [timestamp === undefined ? { value } : { value, timestamp }] });
  await expect(send('x'.repeat(1_100_000))).rejects.toMatchObject({ type: 'MESSAGE_TOO_LARGE' });
  await expect(send('x', `${Date.now() + 4_000_000}`)).rejects.toMatchObject({ type: 'INVALID_TIMESTAMP' });
  const admin = await adminOf();
  await expect(admin.createTopics({ topics: [{ topic: 'bad name' }] })).rejects.toMatchObject({
    errors: [{ type: 'INVALID_TOPIC_EXCEPTION' }],
  });
  await expect(admin.fetchTopicMetadata({ topics: ['missing'] })).rejects.toMatchObject({
    type: 'UNKNOWN_TOPIC_OR_PARTITION',
  });
  await expect(admin.deleteGroups(['missing'])).rejects.toThrow();
});

test('a group shares the partitions, and when a member comes or leaves nothing is lost or doubled', async () => {
  const total = 600;
  const admin = await makeTopic('shared', 6);
  const producer = await producerOf();
  const send = (from: number, to: number) =>
    producer.send({
      topic: 'shared',
      messages: Array.from({ length: to - from }, (_, i) => ({ key: `${i}`, value: `${from + i}` })),
    });
  const first = await consume('shared', 'team');
  await send(0, 200);
  await first.until(200);
  const firstRejoined = joined(first.consumer);
  const second = await consume('shared', 'team');
  expect(await firstRejoined).toBe(3);
  await send(200, 400);
  const description = await admin.describeGroups(['team']);
  expect(description.groups[0]).toMatchObject({ state: 'Stable', protocol: 'RoundRobinAssigner' });
  expect(description.groups[0]?.members).toHaveLength(2);
  while (first.seen.length + second.seen.length < 400)
    await Promise.race([first.until(first.seen.length + 1), second.until(second.seen.length + 1)]);
  const alone = joined(second.consumer);
  await first.consumer.disconnect();
  expect(await alone).toBe(6);
  await send(400, total);
  await second.until(total - first.seen.length);
  const all = values([...first.seen, ...second.seen]);
  expect(all).toHaveLength(total);
  expect(new Set(all).size).toBe(total);
  await second.consumer.disconnect();
  const offsets = await admin.fetchOffsets({ groupId: 'team', topics: ['shared'] });
  const committed = offsets[0]?.partitions.reduce((sum, { offset }) => sum + Number(offset), 0);
  expect(committed).toBe(total);
  await admin.deleteGroups(['team']);
  expect((await admin.listGroups()).groups.map(({ groupId }) => groupId)).not.toContain('team');
});

test('an idempotent producer that sends in parallel leaves each record once', async () => {
  await makeTopic('idem', 3);
  const producer = await producerOf({ idempotent: true });
  await Promise.all(
    Array.from({ length: 60 }, (_, i) => producer.send({ topic: 'idem', messages: [{ value: `${i}` }] })),
  );
  const seen = values(await readAll('idem', 60));
  expect(new Set(seen).size).toBe(60);
});

test('transactions: committed records show, aborted and open ones do not', async () => {
  const admin = await makeTopic('tx');
  const producer = await transactional('tx-a');
  const first = await producer.transaction();
  await first.send({ topic: 'tx', messages: [{ value: 'c1' }] });
  await first.commit();
  const second = await producer.transaction();
  await second.send({ topic: 'tx', messages: [{ value: 'a2' }] });
  await second.abort();
  const third = await producer.transaction();
  await third.send({ topic: 'tx', messages: [{ value: 'o3' }] });
  const plain = await producerOf();
  await plain.send({ topic: 'tx', messages: [{ value: 'p4' }] });

  const committed = await consume('tx', 'tx-committed', { readUncommitted: false });
  const everything = await consume('tx', 'tx-everything', { readUncommitted: true });
  await everything.until(4);
  expect(values(everything.seen)).toEqual(['c1', 'a2', 'o3', 'p4']);
  await committed.until(1);
  expect(values(committed.seen)).toEqual(['c1']);
  await third.commit();
  await committed.until(3);
  expect(values(committed.seen)).toEqual(['c1', 'o3', 'p4']);
  // Four records, three markers.
  expect((await admin.fetchTopicOffsets('tx'))[0]?.high).toBe('7');
});

test('offsets sent with a transaction count when it commits, not when it aborts', async () => {
  const admin = await makeTopic('src');
  await makeTopic('dst');
  const producer = await transactional('tx-off');
  const move = async (offset: string, commit: boolean) => {
    const transaction = await producer.transaction();
    await transaction.send({ topic: 'dst', messages: [{ value: offset }] });
    await transaction.sendOffsets({
      consumerGroupId: 'mover',
      topics: [{ topic: 'src', partitions: [{ partition: 0, offset }] }],
    });
    await (commit ? transaction.commit() : transaction.abort());
  };
  const position = async () =>
    (await admin.fetchOffsets({ groupId: 'mover', topics: ['src'] }))[0]?.partitions[0]?.offset;
  await move('3', true);
  await expect.poll(position).toBe('3');
  await move('8', false);
  await move('5', true);
  await expect.poll(position).toBe('5');
});

test('a producer whose transactional id was taken over cannot send or commit any more', async () => {
  await makeTopic('zombie');
  const zombie = await transactional('tx-z', { retry: { retries: 1 } });
  const late = await zombie.transaction();
  await late.send({ topic: 'zombie', messages: [{ value: 'z1' }] });
  const heir = await transactional('tx-z');
  const takeOver = await heir.transaction();
  await expect(late.send({ topic: 'zombie', messages: [{ value: 'z2' }] })).rejects.toMatchObject({
    type: 'INVALID_PRODUCER_EPOCH',
  });
  await expect(late.commit()).rejects.toMatchObject({ type: 'INVALID_PRODUCER_EPOCH' });
  await takeOver.send({ topic: 'zombie', messages: [{ value: 'h1' }] });
  await takeOver.commit();
  const { seen, until } = await consume('zombie', 'z-reader', { readUncommitted: false });
  await until(1);
  expect(values(seen)).toEqual(['h1']);
});

test('back to back transactions all commit although each has to wait for the markers of the last', async () => {
  await makeTopic('fast');
  const producer = await transactional('tx-fast');
  for (let i = 0; i < 10; i++) {
    const transaction = await producer.transaction();
    await transaction.send({ topic: 'fast', messages: [{ value: `${i}` }] });
    await transaction.commit();
  }
  expect(values(await readAll('fast', 10, { readUncommitted: false }))).toHaveLength(10);
});
