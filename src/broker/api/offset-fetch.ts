import { Offsets, type CommittedOffset } from '../offsets.ts';
import { ErrorCode } from '../wire/error-code.ts';
import type { Api } from './api.ts';
import { mapTopics, writeTopics, type TopicItems } from './topic-array.ts';

const NONE: CommittedOffset = { offset: -1n, leaderEpoch: -1, metadata: '' };

interface Position {
  readonly partition: number;
  readonly committed: CommittedOffset;
}

/** Where a group stands: in the partitions asked for, or, with null for the topics, in all that it has. */
export const offsetFetch: Api = {
  key: 9,
  name: 'OffsetFetch',
  min: 1,
  max: 5,
  handle({ version, body }, state) {
    const groupId = body.string();
    const wanted = body.nullableArray(() => ({
      topic: body.string(),
      items: body.array(() => body.int32()),
    }));
    const offsets = state.groups.get(groupId)?.offsets ?? new Offsets();
    const topics = wanted ? pick(offsets, wanted) : all(offsets);
    return (response) => {
      if (version >= 3) response.int32(0);
      writeTopics(response, topics, ({ partition, committed }) => {
        response.int32(partition);
        response.bigint64(committed.offset);
        if (version >= 5) response.int32(committed.leaderEpoch);
        response.nullableString(committed.metadata);
        response.int16(ErrorCode.none);
      });
      if (version >= 2) response.int16(ErrorCode.none);
    };
  },
};

function pick(offsets: Offsets, wanted: readonly TopicItems<number>[]): TopicItems<Position>[] {
  return mapTopics(wanted, (topic, partition) => ({
    partition,
    committed: offsets.get(topic, partition) ?? NONE,
  }));
}

function all(offsets: Offsets): TopicItems<Position>[] {
  return Array.from(offsets.all(), ([topic, partitions]) => ({
    topic,
    items: Array.from(partitions, ([partition, committed]) => ({ partition, committed })),
  }));
}
