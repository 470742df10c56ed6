import { ErrorCode } from '../wire/error-code.ts';
import type { Api } from './api.ts';
import { readProducerKey } from './producer-key.ts';
import { mapTopics, readTopics, writeTopics } from './topic-array.ts';

/** Announces what a transaction will write to. All partitions are added or none. */
export const addPartitionsToTxn: Api = {
  key: 24,
  name: 'AddPartitionsToTxn',
  min: 0,
  max: 1,
  handle({ body }, { topics, transactions }) {
    const key = readProducerKey(body);
    const wanted = mapTopics(
      readTopics(body, () => body.int32()),
      (topic, partition) => ({ partition, log: topics.log(topic, partition) }),
    );
    const logs = wanted
      .flatMap(({ items }) => items.map(({ log }) => log))
      .filter((log) => log !== undefined);
    const areAllHere = wanted.every(({ items }) => items.every(({ log }) => log !== undefined));
    const error = areAllHere ? transactions.addPartitions(key, logs) : ErrorCode.operationNotAttempted;
    return (response) => {
      response.int32(0);
      writeTopics(response, wanted, ({ partition, log }) => {
        response.int32(partition);
        response.int16(log === undefined ? ErrorCode.unknownTopicOrPartition : error);
      });
    };
  },
};
