import type { Transactional } from '../transactional-ids.ts';
import { ErrorCode } from '../wire/error-code.ts';
import type { Api } from './api.ts';
import { stateOf } from './list-transactions.ts';
import { writeTopics, type TopicItems } from './topic-array.ts';

/** Who holds transactional ids, and which partitions their transactions have touched. */
export const describeTransactions: Api = {
  key: 65,
  name: 'DescribeTransactions',
  min: 0,
  max: 0,
  flexible: 0,
  handle({ body }, { transactions }) {
    const ids = body.array(() => body.string());
    return (response) => {
      response.int32(0);
      response.array(ids, (id) => {
        const entry = transactions.get(id);
        response.int16(entry ? ErrorCode.none : ErrorCode.transactionalIdNotFound);
        response.string(id);
        response.string(entry ? stateOf(entry) : '');
        response.int32(entry?.timeoutMs ?? 0);
        response.int64(entry?.begunAt ?? 0);
        response.int64(entry?.producerId ?? 0);
        response.int16(entry?.epoch ?? 0);
        writeTopics(response, entry ? touched(entry) : [], (partition) => response.int32(partition));
        response.tags();
      });
      response.tags();
    };
  },
};

function touched({ logs }: Transactional): TopicItems<number>[] {
  const topics = new Map<string, number[]>();
  for (const { topic, partition } of logs.values())
    topics.set(topic, [...(topics.get(topic) ?? []), partition]);
  return Array.from(topics, ([topic, items]) => ({ topic, items }));
}
