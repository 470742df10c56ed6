import { Offsets, type CommittedOffset } from '../offsets.ts';
import { ErrorCode } from '../wire/error-code.ts';
import type { Reader } from '../wire/reader.ts';
import type { Api } from './api.ts';
import { mapTopics, writeTopics, type TopicItems } from './topic-array.ts';

const NONE: CommittedOffset = { offset: -1n, leaderEpoch: -1, metadata: '' };

interface Position {
  readonly partition: number;
  readonly committed: CommittedOffset;
  readonly error: ErrorCode;
}

/**
 * Where a group stands: in the partitions asked for, or, with null for the topics, in all that it has. Who wants only
 * what is stable does not hear an offset that an open transaction may still change.
 */
export const offsetFetch: Api = {
  key: 9,
  name: 'OffsetFetch',
  min: 1,
  max: 7,
  flexible: 6,
  handle({ version, body }, state) {
    const groupId = body.string();
    const wanted = body.nullableArray(() => readWanted(body));
    const stableOnly = version >= 7 && body.boolean();
    const offsets = state.groups.get(groupId)?.offsets ?? new Offsets();
    const topics = mapTopics(wanted ?? all(offsets), (topic, partition) =>
      find(offsets, topic, partition, stableOnly),
    );
    return (response) => {
      if (version >= 3) response.int32(0);
      writeTopics(response, topics, ({ partition, committed, error }) => {
        response.int32(partition);
        response.bigint64(committed.offset);
        if (version >= 5) response.int32(committed.leaderEpoch);
        response.nullableString(committed.metadata);
        response.int16(error);
        response.tags();
      });
      if (version >= 2) response.int16(ErrorCode.none);
      response.tags();
    };
  },
};

function readWanted(body: Reader): TopicItems<number> {
  const wanted = { topic: body.string(), items: body.array(() => body.int32()) };
  body.tags();
  return wanted;
}

function find(offsets: Offsets, topic: string, partition: number, stableOnly: boolean): Position {
  if (stableOnly && offsets.isUnstable(topic, partition))
    return { partition, committed: NONE, error: ErrorCode.unstableOffsetCommit };
  return { partition, committed: offsets.get(topic, partition) ?? NONE, error: ErrorCode.none };
}

function all(offsets: Offsets): TopicItems<number>[] {
  return offsets.all().map(([topic, items]) => ({ topic, items }));
}
