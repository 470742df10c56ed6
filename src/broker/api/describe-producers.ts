import type { ProducerView } from '../producers.ts';
import { ErrorCode } from '../wire/error-code.ts';
import type { Api } from './api.ts';
import { mapTopics, readTopics, writeTopics } from './topic-array.ts';

/** What partitions know of their idempotent producers. */
export const describeProducers: Api = {
  key: 61,
  name: 'DescribeProducers',
  min: 0,
  max: 0,
  flexible: 0,
  handle({ body }, { topics, clock }) {
    const wanted = readTopics(body, () => body.int32());
    const now = clock.now();
    const found = mapTopics(wanted, (topic, partition) => ({
      partition,
      producers: topics.log(topic, partition)?.producers(now),
    }));
    return (response) => {
      response.int32(0);
      writeTopics(response, found, ({ partition, producers }) => {
        response.int32(partition);
        response.int16(producers ? ErrorCode.none : ErrorCode.unknownTopicOrPartition);
        response.nullableString(undefined);
        response.array<ProducerView>(producers ?? [], (producer) => {
          response.int64(producer.producerId);
          response.int32(producer.epoch);
          response.int32(producer.lastSequence);
          response.int64(producer.seenAt);
          response.int32(-1); // epoch of a coordinator that never changes
          response.int64(producer.openOffset);
          response.tags();
        });
        response.tags();
      });
      response.tags();
    };
  },
};
