import type { BrokerState } from '../state.ts';
import { ErrorCode } from '../wire/error-code.ts';
import type { Reader } from '../wire/reader.ts';
import type { Api } from './api.ts';
import { mapTopics, readTopics, writeTopics } from './topic-array.ts';

const LATEST = -1;
const EARLIEST = -2;
const LARGEST_TIME = -3;

const NOTHING = { timestamp: -1, offset: -1 };

interface Position {
  readonly partition: number;
  readonly error: ErrorCode;
  readonly timestamp: number;
  readonly offset: number;
}

/** Where a partition starts and ends, which record comes first at or after a time, and (v7) which has the largest time. */
export const listOffsets: Api = {
  key: 2,
  name: 'ListOffsets',
  min: 1,
  max: 7,
  flexible: 6,
  handle({ version, body }, state) {
    body.int32(); // replica id
    const committedOnly = version >= 2 && body.int8() === 1;
    const topics = readTopics(body, () => readWanted(version, body));
    const newest = version >= 7 ? LARGEST_TIME : EARLIEST;
    const positions = mapTopics(topics, (topic, { partition, timestamp }) =>
      timestamp < newest
        ? { partition, ...NOTHING, error: ErrorCode.unsupportedVersion }
        : find(state, topic, partition, timestamp, committedOnly),
    );
    return (response) => {
      if (version >= 2) response.int32(0);
      writeTopics(response, positions, (position) => {
        response.int32(position.partition);
        response.int16(position.error);
        response.int64(position.timestamp);
        response.int64(position.offset);
        if (version >= 4) response.int32(-1); // leader epoch: not told, there was never another leader
        response.tags();
      });
      response.tags();
    };
  },
};

function readWanted(version: number, body: Reader) {
  const partition = body.int32();
  if (version >= 4) body.int32(); // leader epoch
  const wanted = { partition, timestamp: body.int64() };
  body.tags();
  return wanted;
}

function find(
  state: BrokerState,
  name: string,
  partition: number,
  timestamp: number,
  committedOnly: boolean,
): Position {
  const none = { partition, error: ErrorCode.none, ...NOTHING };
  const topic = state.topics.get(name);
  const log = topic?.logs[partition];
  if (topic === undefined || log === undefined) return { ...none, error: ErrorCode.unknownTopicOrPartition };
  state.topics.retain(topic, state.clock.now());
  const end = committedOnly ? log.stableOffset : log.endOffset;
  if (timestamp === LATEST) return { ...none, offset: end };
  if (timestamp === EARLIEST) return { ...none, offset: log.startOffset };
  const found = log.find(timestamp === LARGEST_TIME ? log.largestTime() : timestamp);
  return found === undefined || found.offset >= end ? none : { ...none, ...found };
}
