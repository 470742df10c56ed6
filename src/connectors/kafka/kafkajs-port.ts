import { SqlError } from '../../common/errors.ts';
import type { ClientConfig } from './client-config.ts';
import { Cluster } from './cluster.ts';
import { ClusterFetcher } from './fetcher.ts';
import { groupBy } from './group-by.ts';
import { ClusterGroupOffsets } from './group-offsets.ts';
import { ALL_GUARDS, type Guards } from './guards.ts';
import { loadKafkajs, type Kafkajs } from './kafkajs.ts';
import type { KafkaPort, ListedOffset, OffsetSpec, PortOptions, TopicPartition } from './port.ts';
import { ClusterProducer } from './producer.ts';
import { CODE, ConnectionLost } from './protocol-error.ts';
import { createCrc32c } from './wire/crc32c.ts';

interface ListOffsetsAnswer {
  readonly responses: readonly {
    topic: string;
    partitions: readonly { partition: number; errorCode: number; timestamp: string; offset: string }[];
  }[];
}

interface CreateTopicsAnswer {
  readonly topicErrors: readonly { topic: string; errorCode: number; errorMessage: string | null }[];
}

/** Passing errors are waited out this long. */
const INSIST_MS = 10_000;

/** A port on kafkajs' connections. Close it; nothing is opened before `connect`. Tests alone hand in guards and connections. */
export async function createKafkajsPort(
  config: ClientConfig,
  options: PortOptions,
  guards: Guards = ALL_GUARDS,
  kafkajs?: Kafkajs,
): Promise<KafkaPort> {
  const cluster = new Cluster(config, kafkajs ?? (await loadKafkajs()), guards, options.notice);
  const crc = createCrc32c();
  const isolationLevel = options.readCommitted === true ? 1 : 0;

  async function listOffsets(
    partitions: readonly TopicPartition[],
    at: OffsetSpec,
    signal: AbortSignal,
  ): Promise<ListedOffset[]> {
    const infos = await cluster.topics([...new Set(partitions.map((p) => p.topic))], signal);
    const leaderOf = ({ topic, partition }: TopicPartition): number | undefined =>
      infos.find((info) => info.name === topic)?.partitions.find((p) => p.partition === partition)?.leader;
    const timestamp = at === 'earliest' ? '-2' : at === 'latest' ? '-1' : String(at.timestamp);
    const found = new Map<string, ListedOffset>();
    await Promise.all(
      [...groupBy(partitions, leaderOf)].map(async ([leader, list]) => {
        const node = cluster.node(leader);
        const { topic, partition } = list[0] ?? { topic: '', partition: 0 };
        if (node === undefined)
          throw new ConnectionLost(`no leader for ${topic} partition ${partition}`, false, undefined);
        await cluster.reach(node, signal);
        const topics = [...groupBy(list, (p) => p.topic)].map(([name, items]) => ({
          topic: name,
          partitions: items.map((p) => ({ partition: p.partition, timestamp })),
        }));
        const answer = await node.request<ListOffsetsAnswer>(
          'ListOffsets',
          { isolationLevel, topics },
          signal,
        );
        for (const response of answer.responses)
          for (const p of response.partitions) {
            if (p.errorCode !== CODE.NONE)
              throw cluster.error(p.errorCode, `offsets of ${response.topic} partition ${p.partition}`);
            const offset = Number(p.offset);
            const time = Number(p.timestamp);
            found.set(`${response.topic}-${p.partition}`, {
              topic: response.topic,
              partition: p.partition,
              offset: offset < 0 ? undefined : offset,
              timestamp: time < 0 || typeof at === 'string' ? undefined : time,
            });
          }
      }),
    );
    return partitions.map(
      (p) => found.get(`${p.topic}-${p.partition}`) ?? { ...p, offset: undefined, timestamp: undefined },
    );
  }

  async function awaitTopic(topic: string, signal: AbortSignal): Promise<void> {
    await cluster.insist(INSIST_MS * 2, signal, async () => {
      const [info] = await cluster.topics([topic], signal);
      if (info === undefined || info.error !== CODE.NONE || info.partitions.length === 0)
        throw cluster.error(CODE.UNKNOWN_TOPIC_OR_PARTITION, `topic ${topic}`);
      await listOffsets(
        info.partitions.map(({ partition }) => ({ topic, partition })),
        'latest',
        signal,
      );
    });
  }

  return {
    connect: (signal) => cluster.connect(signal),

    async topicNames(signal) {
      const infos = await cluster.insist(INSIST_MS, signal, () => cluster.topics([], signal));
      return infos.filter((info) => !info.internal && !info.name.startsWith('__')).map((info) => info.name);
    },

    async partitions(topics, signal) {
      const infos = await cluster.insist(INSIST_MS, signal, async () => {
        const found = await cluster.topics(topics, signal);
        const halfMade = found.find((info) => info.error === CODE.LEADER_NOT_AVAILABLE);
        if (halfMade !== undefined) throw cluster.error(halfMade.error, `topic ${halfMade.name}`);
        return found;
      });
      const refused = infos.find((info) => info.error === CODE.TOPIC_AUTHORIZATION_FAILED);
      if (refused !== undefined) {
        throw new SqlError('E_KAFKA_TOPIC', `this user may not see topic ${refused.name}`, {
          hint: 'the broker wants an ACL Describe for it',
        });
      }
      const invalid = infos.find((info) => info.error === CODE.INVALID_TOPIC);
      if (invalid !== undefined)
        throw new SqlError('E_KAFKA_TOPIC', `'${invalid.name}' cannot be the name of a topic`);
      return new Map(
        infos
          .filter((info) => info.error === CODE.NONE)
          .map((info) => [info.name, info.partitions.map((p) => p.partition)]),
      );
    },

    get clusterId() {
      return cluster.clusterId;
    },
    async createTopic(topic, signal) {
      await cluster.insist(INSIST_MS, signal, async () => {
        const node = await cluster.controller(signal);
        const args = { topics: [{ topic }], timeout: 5000, validateOnly: false };
        const [answer] = (await node.request<CreateTopicsAnswer>('CreateTopics', args, signal)).topicErrors;
        const code = answer?.errorCode ?? CODE.NONE;
        if (code === CODE.NONE || code === CODE.TOPIC_ALREADY_EXISTS) return;
        const failure = cluster.error(code, `topic ${topic}`);
        if (failure.passing) throw failure;
        throw new SqlError(
          'E_KAFKA_TOPIC',
          `topic ${topic} cannot be made: ${answer?.errorMessage || failure.message}`,
          {
            hint: 'have it made with Kafka’s own tools, then run the statement again',
            cause: failure,
          },
        );
      });
      if (guards.awaitNewTopic) await awaitTopic(topic, signal);
    },

    offsets: (partitions, at, signal) =>
      cluster.insist(INSIST_MS, signal, () => listOffsets(partitions, at, signal)),
    fetcher: (settings) => new ClusterFetcher(cluster, settings, crc, options.notice),
    producer: (settings) => new ClusterProducer(cluster, settings, crc, options.notice),
    groupOffsets: (settings) => new ClusterGroupOffsets(cluster, settings),
    async close() {
      cluster.close();
    },
  };
}
