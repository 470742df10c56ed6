import type { BrokerState } from '../state.ts';
import { ErrorCode } from '../wire/error-code.ts';
import type { Api } from './api.ts';
import { mapTopics, readTopics, writeTopics } from './topic-array.ts';

const ALL = -1;

/** Moves the start of partitions up to an offset, or to the end with -1. */
export const deleteRecords: Api = {
  key: 21,
  name: 'DeleteRecords',
  min: 0,
  max: 1,
  handle({ body }, state) {
    const topics = readTopics(body, () => ({ partition: body.int32(), offset: body.int64() }));
    body.int32(); // time-out: it is done at once
    const results = mapTopics(topics, (topic, { partition, offset }) =>
      trim(state, topic, partition, offset),
    );
    return (response) => {
      response.int32(0);
      writeTopics(response, results, ({ partition, startOffset, error }) => {
        response.int32(partition);
        response.int64(startOffset);
        response.int16(error);
      });
    };
  },
};

function trim(state: BrokerState, topic: string, partition: number, offset: number) {
  const log = state.topics.log(topic, partition);
  if (log === undefined) return { partition, startOffset: -1, error: ErrorCode.unknownTopicOrPartition };
  if (offset > log.endOffset || offset < ALL)
    return { partition, startOffset: -1, error: ErrorCode.offsetOutOfRange };
  state.topics.trim(log, offset === ALL ? log.endOffset : offset);
  return { partition, startOffset: log.startOffset, error: ErrorCode.none };
}
