import { ByteReader } from './byte-reader.ts';
import { ByteWriter } from './byte-writer.ts';
import { topicRuns } from './topic-runs.ts';

/** One partition of a fetch request: the next offset wanted. */
export interface FetchPartition {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

export interface FetchLimits {
  readonly maxWaitMs: number;
  readonly maxBytes: number;
  readonly maxBytesPerPartition: number;
  readonly readCommitted: boolean;
}

/** A transaction that was aborted: from here on this producer's records are void, up to its abort marker. */
export interface AbortedTransaction {
  readonly producerId: number;
  readonly firstOffset: number;
}

/** One partition of a fetch response; its batches lie in `bytes[start, end)`. */
export interface FetchedPartition {
  readonly topic: string;
  readonly partition: number;
  readonly error: number;
  readonly highWatermark: number;
  readonly lastStableOffset: number;
  readonly logStartOffset: number;
  readonly aborted: readonly AbortedTransaction[];
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** Fetch request, version 11, without a fetch session. */
export function encodeFetch(partitions: readonly FetchPartition[], limits: FetchLimits): Buffer {
  const out = new ByteWriter(256);
  out.int32(-1); // no replica
  out.int32(limits.maxWaitMs);
  out.int32(1); // answer as soon as there is a byte
  out.int32(limits.maxBytes);
  out.int8(limits.readCommitted ? 1 : 0);
  out.int32(0);
  out.int32(-1);
  const runs = topicRuns(partitions); // the broker fills its answer in this order
  out.int32(runs.length);
  for (const { topic, items } of runs) {
    out.string(topic);
    out.int32(items.length);
    for (const { partition, offset } of items) {
      out.int32(partition);
      out.int32(-1); // any leader epoch
      out.int64(offset);
      out.int64(-1);
      out.int32(limits.maxBytesPerPartition);
    }
  }
  out.int32(0);
  out.string('');
  return out.view();
}

/** Fetch response, version 11: the request's error code and its partitions. */
export function decodeFetch(payload: Buffer): {
  error: number;
  throttleMs: number;
  partitions: FetchedPartition[];
} {
  const reader = new ByteReader(payload);
  const throttleMs = reader.int32();
  const error = reader.int16();
  reader.int32(); // session
  const partitions = reader.array(() => {
    const topic = reader.string();
    return reader.array(() => decodePartition(reader, topic));
  });
  return { error, throttleMs, partitions: partitions.flat() };
}

function decodePartition(reader: ByteReader, topic: string): FetchedPartition {
  const partition = reader.int32();
  const error = reader.int16();
  const highWatermark = reader.int64();
  const lastStableOffset = reader.int64();
  const logStartOffset = reader.int64();
  const aborted = reader.array(() => ({ producerId: reader.int64(), firstOffset: reader.int64() }));
  reader.int32(); // preferred replica
  const length = Math.max(0, reader.int32());
  const start = reader.at;
  reader.at += length;
  return {
    topic,
    partition,
    error,
    highWatermark,
    lastStableOffset,
    logStartOffset,
    aborted,
    bytes: reader.bytes,
    start,
    end: start + length,
  };
}
