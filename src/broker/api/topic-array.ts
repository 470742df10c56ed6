import type { Reader } from '../wire/reader.ts';
import type { Writer } from '../wire/writer.ts';

/**
 * The shape that most requests and responses share: per topic a list, per partition as a rule. An item that is a struct
 * ends with its own tags.
 */
export interface TopicItems<T> {
  readonly topic: string;
  readonly items: readonly T[];
}

export function readTopics<T>(request: Reader, item: (request: Reader) => T): TopicItems<T>[] {
  return request.array(() => {
    const read = { topic: request.string(), items: request.array(item) };
    request.tags();
    return read;
  });
}

export function writeTopics<T>(
  response: Writer,
  topics: readonly TopicItems<T>[],
  item: (value: T) => void,
): void {
  response.array(topics, ({ topic, items }) => {
    response.string(topic);
    response.array(items, item);
    response.tags();
  });
}

/** The same topics with each item turned into its answer. */
export function mapTopics<T, R>(
  topics: readonly TopicItems<T>[],
  answer: (topic: string, item: T) => R,
): TopicItems<R>[] {
  return topics.map(({ topic, items }) => ({ topic, items: items.map((item) => answer(topic, item)) }));
}
