import { groupBy } from './group-by.ts';
import type { TopicPartition } from './port.ts';

/** Partitions in the shape of most requests: by topic, each as `args` writes it. */
export function byTopic<T extends TopicPartition, P>(
  items: readonly T[],
  args: (item: T) => P,
): { topic: string; partitions: P[] }[] {
  return [...groupBy(items, ({ topic }) => topic)].map(([topic, list]) => ({
    topic,
    partitions: list.map(args),
  }));
}

/** The first error code of an answer by topic and partition. */
export function firstError(
  topics: readonly { readonly partitions: readonly { readonly errorCode: number }[] }[],
): number {
  for (const { partitions } of topics)
    for (const { errorCode } of partitions) if (errorCode !== 0) return errorCode;
  return 0;
}
