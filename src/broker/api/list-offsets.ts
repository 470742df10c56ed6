import type { BrokerState } from '../state.ts';
import { ErrorCode } from '../wire/error-code.ts';
import type { Api } from './api.ts';
import { mapTopics, readTopics, writeTopics } from './topic-array.ts';

const LATEST = -1;
const EARLIEST = -2;

interface Position {
  readonly partition: number;
  readonly error: ErrorCode;
  readonly timestamp: number;
  readonly offset: number;
}

/** Where a partition starts and ends, and which record comes first at or after a time. */
export const listOffsets: Api = {
  key: 2,
  name: 'ListOffsets',
  min: 1,
  max: 3,
  handle({ version, body }, state) {
    body.int32(); // replica id
    const committedOnly = version >= 2 && body.int8() === 1;
    const topics = readTopics(body, () => ({ partition: body.int32(), timestamp: body.int64() }));
    const positions = mapTopics(topics, (topic, { partition, timestamp }) =>
      find(state, topic, partition, timestamp, committedOnly),
    );
    return (response) => {
      if (version >= 2) response.int32(0);
      writeTopics(response, positions, (position) => {
        response.int32(position.partition);
        response.int16(position.error);
        response.int64(position.timestamp);
        response.int64(position.offset);
      });
    };
  },
};

function find(
  state: BrokerState,
  name: string,
  partition: number,
  timestamp: number,
  committedOnly: boolean,
): Position {
  const none = { partition, error: ErrorCode.none, timestamp: -1, offset: -1 };
  const topic = state.topics.get(name);
  const log = topic?.logs[partition];
  if (topic === undefined || log === undefined) return { ...none, error: ErrorCode.unknownTopicOrPartition };
  state.topics.retain(topic, state.clock.now());
  const end = committedOnly ? log.stableOffset : log.endOffset;
  if (timestamp === LATEST) return { ...none, offset: end };
  if (timestamp === EARLIEST) return { ...none, offset: log.startOffset };
  // Other negative numbers are questions of newer versions, as -3 for the record of the largest time.
  if (timestamp < 0) return { ...none, error: ErrorCode.unsupportedVersion };
  const found = log.find(timestamp);
  return found === undefined || found.offset >= end ? none : { ...none, ...found };
}
