import type { Crc32c } from './crc32c.ts';
import { int64At } from './byte-reader.ts';
import { unpack, type Codec } from './compression.ts';

/** Bytes before the records of a version 2 batch. */
export const HEADER_BYTES = 61;
/** Of these, base offset and length are not counted by the length. */
export const LENGTH_END = 12;

/** One record batch as it lies in a response. `bytes[start, end)` are its records, still packed if `codec` is not 0. */
export interface RecordBatch {
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly leaderEpoch: number;
  readonly codec: number;
  readonly logAppendTime: boolean;
  readonly transactional: boolean;
  readonly control: boolean;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  readonly producerId: number;
  readonly count: number;
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
}

/** Bytes that are no record batch, with the offset where they stand. */
export class CorruptBatch extends Error {
  override readonly name = 'CorruptBatch';
}

/** The batches in `bytes[start, end)`; one cut off at the end is left out, as brokers cut there. Throws CorruptBatch. */
export function readBatches(
  bytes: Buffer,
  start: number,
  end: number,
  crc: Crc32c | undefined,
): RecordBatch[] {
  const batches: RecordBatch[] = [];
  let at = start;
  while (at + LENGTH_END <= end) {
    const next = at + LENGTH_END + bytes.readInt32BE(at + 8);
    if (next > end) break;
    batches.push(readBatch(bytes, at, next, crc));
    at = next;
  }
  return batches;
}

function readBatch(bytes: Buffer, at: number, next: number, crc: Crc32c | undefined): RecordBatch {
  const baseOffset = int64At(bytes, at);
  const magic = bytes[at + 16];
  if (magic !== 2) {
    throw new CorruptBatch(
      magic === 0 || magic === 1
        ? `offset ${baseOffset} is in message format ${magic}, older than Kafka 0.11, which weir does not read`
        : `offset ${baseOffset} is in unknown message format ${magic}`,
    );
  }
  if (next < at + HEADER_BYTES) throw new CorruptBatch(`the batch at offset ${baseOffset} is too short`);
  if (crc !== undefined && crc(bytes, at + 21, next) !== bytes.readUInt32BE(at + 17))
    throw new CorruptBatch(`the batch at offset ${baseOffset} does not match its checksum`);
  const attributes = bytes.readInt16BE(at + 21);
  return {
    baseOffset,
    lastOffset: baseOffset + bytes.readInt32BE(at + 23),
    leaderEpoch: bytes.readInt32BE(at + 12),
    codec: attributes & 7,
    logAppendTime: (attributes & 8) !== 0,
    transactional: (attributes & 16) !== 0,
    control: (attributes & 32) !== 0,
    baseTimestamp: int64At(bytes, at + 27),
    maxTimestamp: int64At(bytes, at + 35),
    producerId: int64At(bytes, at + 43),
    count: bytes.readInt32BE(at + 57),
    bytes,
    start: at + HEADER_BYTES,
    end: next,
  };
}

/** The batch with its records unpacked. Throws CodecError. */
export function unpacked(batch: RecordBatch, codecs?: readonly Codec[]): RecordBatch {
  if (batch.codec === 0) return batch;
  const bytes = unpack(batch.codec, batch.bytes.subarray(batch.start, batch.end), codecs);
  return { ...batch, bytes, start: 0, end: bytes.length };
}
