import { ErrorCode } from '../wire/error-code.ts';
import type { Reader } from '../wire/reader.ts';
import type { Api } from './api.ts';
import { LONGEST_METADATA } from './offset-commit.ts';
import { fencedFor } from './producer-key.ts';
import { mapTopics, readTopics, writeTopics } from './topic-array.ts';

/** Before v3 no member is named: the epoch of the producer alone keeps a former owner out. */
const NO_MEMBER = { generation: -1, memberId: '', instanceId: undefined };

/** Offsets that count when the transaction commits. */
export const txnOffsetCommit: Api = {
  key: 28,
  name: 'TxnOffsetCommit',
  min: 0,
  max: 3,
  flexible: 3,
  handle({ version, body }, { groups, topics, transactions }) {
    const transactionalId = body.string();
    const groupId = body.string();
    const key = { transactionalId, producerId: body.int64(), epoch: body.int16() };
    const member = version >= 3 ? readMember(body) : NO_MEMBER;
    const offsets = readTopics(body, () => readOffset(version, body));
    const refused =
      groupId === ''
        ? ErrorCode.invalidGroupId
        : fencedFor(version, Infinity, transactions.mayCommitOffsets(key, groupId));
    const opened =
      refused === ErrorCode.none
        ? groups.openForCommit(groupId, member, member.generation, true)
        : { error: refused };
    const results = mapTopics(offsets, (topic, item) => {
      const { partition } = item;
      if ('error' in opened) return { partition, error: opened.error };
      if (!topics.log(topic, partition)) return { partition, error: ErrorCode.unknownTopicOrPartition };
      if (Buffer.byteLength(item.metadata) > LONGEST_METADATA)
        return { partition, error: ErrorCode.offsetMetadataTooLarge };
      opened.group.offsets.stage(key.producerId, { topic, ...item });
      return { partition, error: ErrorCode.none };
    });
    return (response) => {
      response.int32(0);
      writeTopics(response, results, ({ partition, error }) => {
        response.int32(partition);
        response.int16(error);
        response.tags();
      });
      response.tags();
    };
  },
};

function readMember(body: Reader) {
  return { generation: body.int32(), memberId: body.string(), instanceId: body.nullableString() };
}

function readOffset(version: number, body: Reader) {
  const offset = {
    partition: body.int32(),
    offset: body.bigint64(),
    leaderEpoch: version >= 2 ? body.int32() : -1,
    metadata: body.nullableString() ?? '',
  };
  body.tags();
  return offset;
}
