import { ErrorCode } from '../wire/error-code.ts';
import type { Api } from './api.ts';
import { fencedFor, readProducerKey } from './producer-key.ts';
import { mapTopics, readTopics, writeTopics } from './topic-array.ts';

/** Announces what a transaction will write to. All partitions are added or none. */
export const addPartitionsToTxn: Api = {
  key: 24,
  name: 'AddPartitionsToTxn',
  min: 0,
  max: 3,
  flexible: 3,
  handle({ version, body }, { topics, transactions }) {
    const key = readProducerKey(body);
    const wanted = mapTopics(
      readTopics(body, () => body.int32()),
      (topic, partition) => ({ topic, partition, log: topics.log(topic, partition) }),
    );
    const all = wanted.flatMap(({ items }) => items);
    const found = new Map(
      all.flatMap(({ topic, partition, log }) => (log ? [[log, { topic, partition }] as const] : [])),
    );
    const areAllHere = all.every(({ log }) => log !== undefined);
    const error = areAllHere ? transactions.addPartitions(key, found) : ErrorCode.operationNotAttempted;
    return (response) => {
      response.int32(0);
      writeTopics(response, wanted, ({ partition, log }) => {
        response.int32(partition);
        response.int16(log === undefined ? ErrorCode.unknownTopicOrPartition : fencedFor(version, 2, error));
        response.tags();
      });
      response.tags();
    };
  },
};
