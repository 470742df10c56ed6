// A plain Kafka client for feeding and counting, independent of the connector under test.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { root } from './weir.mjs';

/** The real broker; started when it does not run yet and left running. */
export function realKafka() {
  if (process.env.KAFKA_BROKERS) return process.env.KAFKA_BROKERS;
  const up = spawnSync('bash', [join(root, 'scripts/kafka/up.sh')], { encoding: 'utf8' });
  if (up.status !== 0) throw new Error(`no Kafka: ${up.stderr}`);
  return up.stdout.trim().split('\n').at(-1);
}

export class Topics {
  constructor(brokers) {
    this.kafka = new Kafka({
      clientId: 'proof',
      brokers: [brokers],
      logLevel: logLevel.NOTHING,
      retry: { retries: 20, initialRetryTime: 50, maxRetryTime: 500 },
    });
    this.admin = this.kafka.admin();
    this.producer = this.kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  }

  async connect() {
    await this.admin.connect();
    await this.producer.connect();
  }

  async create(topic, numPartitions = 1) {
    await this.admin.createTopics({ topics: [{ topic, numPartitions }] }).catch(() => undefined);
    for (let i = 0; i < 100; i++) {
      try {
        if ((await this.admin.fetchTopicOffsets(topic)).length === numPartitions) return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
    throw new Error(`topic ${topic} does not come up`);
  }

  /** Objects as JSON values, spread over the partitions. */
  async send(topic, objects) {
    for (let i = 0; i < objects.length; i += 500) {
      await this.producer.send({
        topic,
        messages: objects.slice(i, i + 500).map((object) => ({ value: JSON.stringify(object) })),
      });
    }
  }

  /** End offset over all partitions. */
  async count(topic) {
    try {
      return (await this.admin.fetchTopicOffsets(topic)).reduce((sum, { high }) => sum + Number(high), 0);
    } catch {
      return 0;
    }
  }

  /** Sum of the committed offsets of a group on a topic; -1 where nothing is committed. */
  async committed(groupId, topic) {
    const [found] = await this.#fetchOffsets(groupId, topic);
    return found.partitions.reduce(
      (sum, { offset }) => (offset === '-1' ? sum : (sum === -1 ? 0 : sum) + Number(offset)),
      -1,
    );
  }

  /** A broker that has just started is asked again until it knows who coordinates the group. */
  async #fetchOffsets(groupId, topic) {
    for (let left = 50; ; left--) {
      try {
        return await this.admin.fetchOffsets({ groupId, topics: [topic] });
      } catch (error) {
        if (error.retriable !== true || left === 0) throw error;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    }
  }

  /** Every value of a topic as parsed JSON, read to its end by positions of its own. */
  async readAll(topic) {
    const ends = (await this.admin.fetchTopicOffsets(topic)).map(({ partition, high }) => [
      partition,
      Number(high),
    ]);
    const left = new Map(ends.filter(([, high]) => high > 0));
    const values = [];
    if (left.size === 0) return values;
    const consumer = this.kafka.consumer({
      groupId: `reader-${Math.random().toString(36).slice(2)}`,
      maxWaitTimeInMs: 100,
    });
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await new Promise((resolve, reject) => {
      consumer
        .run({
          eachBatch: async ({ batch }) => {
            for (const message of batch.messages) values.push(JSON.parse(message.value.toString()));
            if (Number(batch.lastOffset()) + 1 >= left.get(batch.partition)) left.delete(batch.partition);
            if (left.size === 0) resolve();
          },
        })
        .catch(reject);
    });
    await consumer.disconnect();
    return values;
  }

  async close() {
    await this.producer.disconnect();
    await this.admin.disconnect();
  }
}
