import type { BrokerState } from '../state.ts';
import { ErrorCode } from '../wire/error-code.ts';
import { ProtocolError } from '../wire/reader.ts';
import { readRecordBatch } from '../wire/record-batch.ts';
import type { Api } from './api.ts';
import { fencedFor } from './producer-key.ts';
import { mapTopics, readTopics, writeTopics } from './topic-array.ts';

interface Written {
  readonly partition: number;
  readonly error: ErrorCode;
  readonly baseOffset: number;
  readonly appendTime: number;
  readonly startOffset: number;
}

/** Appends record batches. Told as 0 to 7, since older librdkafka compresses only then; below 3 is refused, as by Kafka 4. */
export const produce: Api = {
  key: 0,
  name: 'Produce',
  min: 0,
  max: 7,
  oldest: 3,
  handle({ version, body }, state) {
    const transactionalId = body.nullableString() ?? '';
    const acks = body.int16();
    body.int32(); // how long to wait for replicas: there are none
    const topics = readTopics(body, (request) => ({
      partition: request.int32(),
      records: request.nullableBytes(),
    }));
    const isKnownAcks = acks === 0 || acks === 1 || acks === -1;
    const written = mapTopics(topics, (topic, { partition, records }) =>
      isKnownAcks
        ? write(state, version, transactionalId, topic, partition, records)
        : refused(partition, ErrorCode.invalidRequiredAcks),
    );
    if (acks === 0) {
      // Nobody reads an answer, so a lost batch shows as a lost connection, as in Kafka.
      const failed = written.some(({ items }) => items.some(({ error }) => error !== ErrorCode.none));
      if (failed) throw new ProtocolError('a batch sent without acknowledgement was refused');
      return undefined;
    }
    return (response) => {
      writeTopics(response, written, (partition) => {
        response.int32(partition.partition);
        response.int16(partition.error);
        response.int64(partition.baseOffset);
        response.int64(partition.appendTime);
        if (version >= 5) response.int64(partition.startOffset);
      });
      response.int32(0);
    };
  },
};

function write(
  state: BrokerState,
  version: number,
  transactionalId: string,
  name: string,
  partition: number,
  records: Buffer | undefined,
): Written {
  const topic = state.topics.get(name);
  const log = topic?.logs[partition];
  if (topic === undefined || log === undefined) return refused(partition, ErrorCode.unknownTopicOrPartition);
  const batch = readRecordBatch(records, version);
  if (typeof batch === 'number') return refused(partition, batch);
  if (batch.transactional) {
    const key = { transactionalId, producerId: batch.producerId, epoch: batch.producerEpoch };
    if (transactionalId !== '') log.tries(batch);
    const error = state.transactions.mayWrite(key, log);
    if (error !== ErrorCode.none) return refused(partition, fencedFor(version, Infinity, error));
  }
  const now = state.clock.now();
  const appended = state.topics.append(topic, log, batch, now);
  if (typeof appended === 'number') return refused(partition, appended);
  const { baseOffset, appendTime } = appended;
  return { partition, error: ErrorCode.none, baseOffset, appendTime, startOffset: log.startOffset };
}

function refused(partition: number, error: ErrorCode): Written {
  return { partition, error, baseOffset: -1, appendTime: -1, startOffset: -1 };
}
