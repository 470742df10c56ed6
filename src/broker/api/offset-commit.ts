import { ErrorCode } from '../wire/error-code.ts';
import type { Api } from './api.ts';
import { mapTopics, readTopics, writeTopics } from './topic-array.ts';

/** Longest note a client may keep with an offset: Kafka's offset.metadata.max.bytes. */
export const LONGEST_METADATA = 4096;

/** Keeps where a group stands. */
export const offsetCommit: Api = {
  key: 8,
  name: 'OffsetCommit',
  min: 2,
  max: 7,
  handle({ version, body }, state) {
    const groupId = body.string();
    const generation = body.int32();
    const memberId = body.string();
    const instanceId = version >= 7 ? body.nullableString() : undefined;
    if (version <= 4) body.int64(); // retention, ignored by Kafka too since it became a broker setting
    const topics = readTopics(body, () => ({
      partition: body.int32(),
      offset: body.bigint64(),
      leaderEpoch: version >= 6 ? body.int32() : -1,
      metadata: body.nullableString() ?? '',
    }));
    const opened = state.groups.openForCommit(groupId, { memberId, instanceId }, generation, false);
    const results = mapTopics(topics, (topic, item) => {
      const { partition } = item;
      if ('error' in opened) return { partition, error: opened.error };
      if (!state.topics.log(topic, partition)) return { partition, error: ErrorCode.unknownTopicOrPartition };
      if (Buffer.byteLength(item.metadata) > LONGEST_METADATA)
        return { partition, error: ErrorCode.offsetMetadataTooLarge };
      opened.group.offsets.commit({ topic, ...item });
      return { partition, error: ErrorCode.none };
    });
    return (response) => {
      if (version >= 3) response.int32(0);
      writeTopics(response, results, ({ partition, error }) => {
        response.int32(partition);
        response.int16(error);
      });
    };
  },
};
