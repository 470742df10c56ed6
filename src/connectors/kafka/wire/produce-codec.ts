import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { topicRuns } from './topic-runs.ts';

/** One partition of a produce request: one sealed batch. */
export interface ProducePartition {
  readonly topic: string;
  readonly partition: number;
  readonly batch: Buffer;
}

export interface ProducedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly error: number;
  readonly baseOffset: number;
}

/** Produce request, version 7, acknowledged by all in-sync replicas. */
export function encodeProduce(
  partitions: readonly ProducePartition[],
  transactionalId: string | null,
  timeoutMs: number,
): Buffer {
  const out = new ByteWriter(
    partitions.reduce((size, p) => size + p.batch.length + 64 + p.topic.length * 3, 64),
  );
  out.string(transactionalId);
  out.int16(-1);
  out.int32(timeoutMs);
  const runs = topicRuns(partitions);
  out.int32(runs.length);
  for (const { topic, items } of runs) {
    out.string(topic);
    out.int32(items.length);
    for (const { partition, batch } of items) {
      out.int32(partition);
      out.int32(batch.length);
      out.raw(batch);
    }
  }
  return out.view();
}

/** Produce response, version 7. */
export function decodeProduce(payload: Buffer): { partitions: ProducedPartition[]; throttleMs: number } {
  const reader = new ByteReader(payload);
  const partitions = reader.array(() => {
    const topic = reader.string();
    return reader.array(() => {
      const produced = {
        topic,
        partition: reader.int32(),
        error: reader.int16(),
        baseOffset: reader.int64(),
      };
      reader.at += 16; // append time, log start
      return produced;
    });
  });
  return { partitions: partitions.flat(), throttleMs: reader.int32() };
}
