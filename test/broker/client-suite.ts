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
import { afterAll, expect, test } from 'vitest';

type Seen = KafkaMessage & { readonly partition: number };

const values = (seen: readonly Seen[]) => seen.map(({ value }) => value?.toString() ?? null);

/** What kafkajs must find on a broker: the same on the embedded one and on Apache Kafka. */
export function clientSuite(address: () => string): void {
  const open: { disconnect(): Promise<void> }[] = [];
  const mark = Math.random().toString(36).slice(2, 8);
  const named = (name: string) => `${name}-${mark}`;

  const client = () =>
    new Kafka({
      brokers: [address()],
      logLevel: logLevel.NOTHING,
      retry: { initialRetryTime: 5, maxRetryTime: 100, retries: 50 },
    });

  afterAll(async () => {
    for (const each of open) await each.disconnect();
  });

  async function producerOf(config: ProducerConfig = {}) {
    const producer = client().producer({ createPartitioner: Partitioners.DefaultPartitioner, ...config });
    await producer.connect();
    open.push(producer);
    return producer;
  }

  /** One with this transactional id; 1 in flight, as kafkajs needs for transactions. */
  function transactional(id: string, config: ProducerConfig = {}) {
    return producerOf({ transactionalId: named(id), idempotent: true, maxInFlightRequests: 1, ...config });
  }

  async function adminOf() {
    const admin = client().admin();
    await admin.connect();
    open.push(admin);
    return admin;
  }

  /** Makes a topic and waits until it can be used, which on KRaft is later than it is made. */
  async function topicOf(name: string, numPartitions = 1, configs: Record<string, string> = {}) {
    const topic = named(name);
    const admin = await adminOf();
    const configEntries = Object.entries(configs).map(([key, value]) => ({ name: key, value }));
    await admin.createTopics({ topics: [{ topic, numPartitions, configEntries }] }).catch(() => {});
    await expect.poll(() => admin.fetchTopicOffsets(topic).catch(() => [])).toHaveLength(numPartitions);
    return { topic, admin };
  }

  /** Consumes in the background; `until` waits for so many records. */
  async function consume(topic: string, groupId: string, config: Partial<ConsumerConfig> = {}) {
    const settings = { maxWaitTimeInMs: 50, heartbeatInterval: 50, ...config };
    const consumer = client().consumer({ groupId: named(groupId), ...settings });
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

  async function readAll(topic: string, count: number, config: Partial<ConsumerConfig> = {}) {
    const { consumer, seen, until } = await consume(topic, `reader-of-${topic}`, config);
    await until(count);
    await consumer.stop();
    return seen;
  }

  /** How many partitions the consumer gets when it joins next. */
  function joined(consumer: Consumer): Promise<number> {
    return new Promise((resolve) => {
      const remove = consumer.on('consumer.group_join', ({ payload }) => {
        remove();
        resolve(Object.values(payload.memberAssignment).flat().length);
      });
    });
  }

  test('admin: topics, partitions, configs and records are made, told and removed', async () => {
    const { topic, admin } = await topicOf('adm', 2);
    expect(await admin.createTopics({ topics: [{ topic }] })).toBe(false);
    expect(await admin.listTopics()).toContain(topic);
    await admin.createPartitions({ topicPartitions: [{ topic, count: 3 }] });
    const leaders = async () =>
      (await admin.fetchTopicMetadata({ topics: [topic] })).topics[0]?.partitions.map(({ leader }) => leader);
    await expect.poll(leaders).toEqual([1, 1, 1]);

    const resource = { type: ConfigResourceTypes.TOPIC, name: topic };
    const alter = (name: string, value: string) =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [{ ...resource, configEntries: [{ name, value }] }],
      });
    const retention = async () => {
      const { resources } = await admin.describeConfigs({ includeSynonyms: true, resources: [resource] });
      return resources[0]?.configEntries.find(({ configName }) => configName === 'retention.ms');
    };
    await alter('retention.ms', '12345');
    await expect.poll(retention).toMatchObject({ configValue: '12345', isDefault: false });
    await expect(alter('no.such', '1')).rejects.toMatchObject({ type: 'INVALID_CONFIG' });

    const producer = await producerOf();
    await producer.send({ topic, messages: [1, 2, 3].map((i) => ({ partition: 0, value: `${i}` })) });
    await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '2' }] });
    const offsets = await admin.fetchTopicOffsets(topic);
    expect(offsets.find(({ partition }) => partition === 0)).toMatchObject({ low: '2', high: '3' });
    await admin.deleteTopics({ topics: [topic] });
    await expect.poll(() => admin.listTopics()).not.toContain(topic);
  });

  test('keys, headers, times, tombstones and text of any script come back as they went', async () => {
    const { topic } = await topicOf('rec');
    const producer = await producerOf();
    const sent = [
      { key: 'k', value: '茅台 53度', headers: { h: 'x', many: ['a', 'b'] }, timestamp: '1700000000000' },
      { key: 'k', value: null, timestamp: '1700000000001' },
      { key: null, value: '', timestamp: '-5' },
      { key: '', value: '🙂', timestamp: '1' },
    ];
    await producer.send({ topic, messages: sent });
    await producer.send({ topic, messages: sent, compression: CompressionTypes.GZIP });
    const seen = await readAll(topic, 8);
    for (const half of [seen.slice(0, 4), seen.slice(4)]) {
      expect(half.map(({ key }) => key?.toString() ?? null)).toEqual(['k', 'k', null, '']);
      expect(values(half)).toEqual(['茅台 53度', null, '', '🙂']);
      expect(half.map(({ timestamp }) => timestamp)).toEqual(sent.map(({ timestamp }) => timestamp));
      expect(half[0]?.headers).toEqual({ h: Buffer.from('x'), many: [Buffer.from('a'), Buffer.from('b')] });
    }
  });

  test('a topic with LogAppendTime gives records the time of the broker', async () => {
    const { topic } = await topicOf('appended', 1, { 'message.timestamp.type': 'LogAppendTime' });
    const producer = await producerOf();
    const before = Date.now();
    const [sent] = await producer.send({ topic, messages: [{ value: 'a', timestamp: '5' }] });
    const [seen] = await readAll(topic, 1);
    expect(Number(seen?.timestamp)).toBeGreaterThanOrEqual(before);
    expect(sent?.logAppendTime).toBe(seen?.timestamp);
  });

  test('offsets are found by time', async () => {
    const { topic, admin } = await topicOf('times');
    const producer = await producerOf();
    const start = Date.now() - 10_000;
    for (const compression of [CompressionTypes.None, CompressionTypes.GZIP])
      await producer.send({
        topic,
        compression,
        messages: [100, 200, 300].map((ms) => ({ value: `${ms}`, timestamp: `${start + ms}` })),
      });
    const at = async (ms: number) => (await admin.fetchTopicOffsetsByTimestamp(topic, start + ms))[0]?.offset;
    expect(await at(0)).toBe('0');
    expect(await at(101)).toBe('1');
    expect(await at(300)).toBe('2');
    expect(await at(301)).toBe('6');
  });

  test('what Kafka refuses is refused with its names', async () => {
    const { topic, admin } = await topicOf('no', 1, { 'max.message.bytes': '1000000' });
    const producer = await producerOf({ retry: { retries: 0 } });
    const send = (value: string, timestamp = `${Date.now()}`) =>
      producer.send({ topic, messages: [{ value, timestamp }] });
    await expect(send('x'.repeat(1_100_000))).rejects.toMatchObject({ type: 'MESSAGE_TOO_LARGE' });
    await expect(send('x', `${Date.now() + 4_000_000}`)).rejects.toMatchObject({ type: 'INVALID_TIMESTAMP' });
    const create = admin.createTopics({ topics: [{ topic: 'bad name' }] });
    await expect(create).rejects.toMatchObject({ errors: [{ type: 'INVALID_TOPIC_EXCEPTION' }] });
    const missing = admin.fetchTopicMetadata({ topics: [named('missing')] });
    await expect(missing).rejects.toMatchObject({ type: 'UNKNOWN_TOPIC_OR_PARTITION' });
    const { topic: compacted } = await topicOf('compacted', 1, { 'cleanup.policy': 'compact' });
    const keyless = producer.send({ topic: compacted, messages: [{ value: 'x' }] });
    await expect(keyless).rejects.toMatchObject({ type: 'INVALID_RECORD' });
  });

  test('a group shares the partitions, and when a member comes or leaves nothing is lost or doubled', async () => {
    const { topic, admin } = await topicOf('shared', 6);
    const groupId = named('team');
    const producer = await producerOf();
    const send = (from: number, to: number) =>
      producer.send({
        topic,
        messages: Array.from({ length: to - from }, (_, i) => ({ key: `${i}`, value: `${from + i}` })),
      });
    const first = await consume(topic, 'team');
    await send(0, 200);
    await first.until(200);
    const firstRejoined = joined(first.consumer);
    const second = await consume(topic, 'team');
    expect(await firstRejoined).toBe(3);
    await send(200, 400);
    const [described] = (await admin.describeGroups([groupId])).groups;
    expect(described).toMatchObject({ state: 'Stable', protocol: 'RoundRobinAssigner' });
    expect(described?.members).toHaveLength(2);
    while (first.seen.length + second.seen.length < 400)
      await Promise.race([first.until(first.seen.length + 1), second.until(second.seen.length + 1)]);
    const alone = joined(second.consumer);
    await first.consumer.disconnect();
    expect(await alone).toBe(6);
    await send(400, 600);
    await second.until(600 - first.seen.length);
    const all = values([...first.seen, ...second.seen]);
    expect(all).toHaveLength(600);
    expect(new Set(all).size).toBe(600);
    await second.consumer.disconnect();
    const [offsets] = await admin.fetchOffsets({ groupId, topics: [topic] });
    expect(offsets?.partitions.reduce((sum, { offset }) => sum + Number(offset), 0)).toBe(600);
    await admin.deleteGroups([groupId]);
    expect((await admin.listGroups()).groups.map((group) => group.groupId)).not.toContain(groupId);
  });

  test('an idempotent producer that sends in parallel leaves each record once', async () => {
    const { topic } = await topicOf('idem', 3);
    const producer = await producerOf({ idempotent: true });
    const sends = Array.from({ length: 60 }, (_, i) => ({ topic, messages: [{ value: `${i}` }] }));
    await Promise.all(sends.map((record) => producer.send(record)));
    expect(new Set(values(await readAll(topic, 60))).size).toBe(60);
  });

  test('transactions: committed records show, aborted and open ones do not', async () => {
    const { topic, admin } = await topicOf('tx');
    const producer = await transactional('tx-a');
    const first = await producer.transaction();
    await first.send({ topic, messages: [{ value: 'c1' }] });
    await first.commit();
    const second = await producer.transaction();
    await second.send({ topic, messages: [{ value: 'a2' }] });
    await second.abort();
    const third = await producer.transaction();
    await third.send({ topic, messages: [{ value: 'o3' }] });
    const plain = await producerOf();
    await plain.send({ topic, messages: [{ value: 'p4' }] });

    const everything = await consume(topic, 'tx-everything', { readUncommitted: true });
    await everything.until(4);
    expect(values(everything.seen)).toEqual(['c1', 'a2', 'o3', 'p4']);
    const committed = await consume(topic, 'tx-committed', { readUncommitted: false });
    await committed.until(1);
    expect(values(committed.seen)).toEqual(['c1']);
    await third.commit();
    await committed.until(3);
    expect(values(committed.seen)).toEqual(['c1', 'o3', 'p4']);
    // Four records, three markers.
    expect((await admin.fetchTopicOffsets(topic))[0]?.high).toBe('7');
  });

  test('offsets sent with a transaction count when it commits, not when it aborts', async () => {
    const { topic: source, admin } = await topicOf('src');
    const { topic: target } = await topicOf('dst');
    const producer = await transactional('tx-off');
    const groupId = named('mover');
    const move = async (offset: string, commit: boolean) => {
      const transaction = await producer.transaction();
      await transaction.send({ topic: target, messages: [{ value: offset }] });
      await transaction.sendOffsets({
        consumerGroupId: groupId,
        topics: [{ topic: source, partitions: [{ partition: 0, offset }] }],
      });
      await (commit ? transaction.commit() : transaction.abort());
    };
    const position = async () =>
      (await admin.fetchOffsets({ groupId, topics: [source] }))[0]?.partitions[0]?.offset;
    await move('3', true);
    await expect.poll(position).toBe('3');
    await move('8', false);
    await move('5', true);
    await expect.poll(position).toBe('5');
  });

  test('a producer whose transactional id was taken over cannot send or commit any more', async () => {
    const { topic } = await topicOf('zombie');
    const zombie = await transactional('tx-z', { retry: { retries: 1 } });
    const late = await zombie.transaction();
    await late.send({ topic, messages: [{ value: 'z1' }] });
    const heir = await transactional('tx-z');
    const takeOver = await heir.transaction();
    const fenced = { type: 'INVALID_PRODUCER_EPOCH' };
    await expect(late.send({ topic, messages: [{ value: 'z2' }] })).rejects.toMatchObject(fenced);
    await expect(late.commit()).rejects.toMatchObject(fenced);
    await takeOver.send({ topic, messages: [{ value: 'h1' }] });
    await takeOver.commit();
    expect(values(await readAll(topic, 1, { readUncommitted: false }))).toEqual(['h1']);
  });

  test('back to back transactions all commit although each has to wait for the markers of the last', async () => {
    const { topic } = await topicOf('fast');
    const producer = await transactional('tx-fast');
    for (let i = 0; i < 10; i++) {
      const transaction = await producer.transaction();
      await transaction.send({ topic, messages: [{ value: `${i}` }] });
      await transaction.commit();
    }
    expect(values(await readAll(topic, 10, { readUncommitted: false }))).toHaveLength(10);
  });
}
