import { SqlError } from '../../common/errors.ts';
import { didYouMean, distance } from '../../common/nearest.ts';
import type { KafkaPort, TopicPartition } from './port.ts';

/** All partitions of topics that are read, in order. Throws E_KAFKA_TOPIC with the nearest names for one that is not there. */
export async function existingPartitions(
  port: KafkaPort,
  topics: readonly string[],
  signal: AbortSignal,
): Promise<TopicPartition[]> {
  const found = await port.partitions(topics, signal);
  const missing = topics.find((topic) => !found.has(topic));
  if (missing !== undefined) {
    const names = await port.topicNames(signal);
    throw new SqlError('E_KAFKA_TOPIC', `topic '${missing}' does not exist`, {
      hint: didYouMean(missing, names) ?? (names.length === 0 ? 'the cluster has no topics' : undefined),
    });
  }
  return topics.flatMap((topic) => (found.get(topic) ?? []).map((partition) => ({ topic, partition })));
}

/** The topic that is written is there afterwards: made after a notice, unless that is not wanted. Throws E_KAFKA_TOPIC. */
export async function ensureTopic(
  port: KafkaPort,
  topic: string,
  mayCreate: boolean,
  notice: (text: string) => void,
  signal: AbortSignal,
): Promise<void> {
  if ((await port.partitions([topic], signal)).has(topic)) return;
  // Two edits apart is a slip; further names are other topics.
  const near = (await port.topicNames(signal)).find((name) => distance(name, topic) <= 2);
  if (!mayCreate) {
    throw new SqlError('E_KAFKA_TOPIC', `topic '${topic}' does not exist`, {
      hint: `${near === undefined ? '' : `did you mean '${near}'? `}SET 'weir.kafka.create-topics' = 'true'; lets weir make it`,
    });
  }
  notice(
    `topic ${topic} does not exist: making it with the broker's defaults${near === undefined ? '' : ` (there is a '${near}')`}`,
  );
  await port.createTopic(topic, signal);
}
