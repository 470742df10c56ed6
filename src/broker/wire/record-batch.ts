import { crc32c } from './crc32c.ts';
import { ErrorCode } from './error-code.ts';

// Where the fields of a v2 record batch stand. The checksum covers everything from the attributes on.
const LENGTH = 8;
const MAGIC = 16;
const CRC = 17;
const ATTRIBUTES = 21;
const LAST_OFFSET_DELTA = 23;
const BASE_TIMESTAMP = 27;
const MAX_TIMESTAMP = 35;
const PRODUCER_ID = 43;
const PRODUCER_EPOCH = 51;
const BASE_SEQUENCE = 53;
const RECORD_COUNT = 57;
export const RECORDS = 61;

const APPEND_TIME = 0x08;
const TRANSACTIONAL = 0x10;
const CONTROL = 0x20;
const ZSTD = 4;

/** The header of a batch, and the bytes as the producer sent them. */
export interface RecordBatch {
  readonly bytes: Buffer;
  readonly codec: number;
  readonly count: number;
  readonly baseTimestamp: number;
  readonly maxTimestamp: number;
  readonly transactional: boolean;
  /** -1: the producer is not idempotent. */
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
}

/** The one batch of a produce request's partition, checked as Kafka checks it, or the error it answers. */
export function readRecordBatch(bytes: Buffer | undefined, produceVersion: number): RecordBatch | ErrorCode {
  if (bytes === undefined || bytes.length < RECORDS) return ErrorCode.invalidRecord;
  // One batch fills the field: Kafka refuses a second one since v3, and magic 0 and 1 are gone.
  if (bytes.readInt8(MAGIC) !== 2) return ErrorCode.invalidRecord;
  if (bytes.readInt32BE(LENGTH) !== bytes.length - 12) return ErrorCode.invalidRecord;
  if (bytes.readUInt32BE(CRC) !== crc32c(bytes, ATTRIBUTES)) return ErrorCode.corruptMessage;
  const attributes = bytes.readInt16BE(ATTRIBUTES);
  const codec = attributes & 7;
  const count = bytes.readInt32BE(RECORD_COUNT);
  const batch = {
    bytes,
    codec,
    count,
    baseTimestamp: int64(bytes, BASE_TIMESTAMP),
    maxTimestamp: int64(bytes, MAX_TIMESTAMP),
    transactional: (attributes & TRANSACTIONAL) !== 0,
    producerId: int64(bytes, PRODUCER_ID),
    producerEpoch: bytes.readInt16BE(PRODUCER_EPOCH),
    baseSequence: bytes.readInt32BE(BASE_SEQUENCE),
  };
  if (codec > ZSTD) return ErrorCode.invalidRecord;
  if (codec === ZSTD && produceVersion < 7) return ErrorCode.unsupportedCompressionType;
  if (attributes & CONTROL) return ErrorCode.invalidRecord;
  if (count <= 0 || count !== bytes.readInt32BE(LAST_OFFSET_DELTA) + 1) return ErrorCode.invalidRecord;
  if (batch.producerId < 0) return batch; // that it may be transactional none the less is the coordinator's to refuse
  if (batch.baseSequence < 0 || batch.producerEpoch < 0) return ErrorCode.invalidRecord;
  return batch;
}

/** Gives a batch its place in the log. The only byte change most batches see; the checksum does not cover it. */
export function setBaseOffset(bytes: Buffer, offset: number): void {
  bytes.writeInt32BE(Math.floor(offset / 0x1_0000_0000), 0);
  bytes.writeUInt32BE(offset >>> 0, 4);
}

/** Marks a batch as stamped by the broker: consumers then take `now` as the time of each record. */
export function stampAppendTime(bytes: Buffer, now: number): void {
  bytes.writeInt16BE(bytes.readInt16BE(ATTRIBUTES) | APPEND_TIME, ATTRIBUTES);
  bytes.writeBigInt64BE(BigInt(now), MAX_TIMESTAMP);
  bytes.writeUInt32BE(crc32c(bytes, ATTRIBUTES), CRC);
}

/** The one-record batch that ends a transaction in a partition. */
export function markerBatch(
  offset: number,
  producerId: number,
  producerEpoch: number,
  commit: boolean,
  now: number,
): Buffer {
  // length 16, attributes, two deltas of 0, key of 4 (version, type), value of 6 (version, coordinator epoch), no headers
  const record = [32, 0, 0, 0, 8, 0, 0, 0, commit ? 1 : 0, 12, 0, 0, 0, 0, 0, 0, 0];
  const bytes = Buffer.alloc(RECORDS + record.length);
  setBaseOffset(bytes, offset);
  bytes.writeInt32BE(bytes.length - 12, LENGTH);
  bytes.writeInt8(2, MAGIC);
  bytes.writeInt16BE(TRANSACTIONAL | CONTROL, ATTRIBUTES);
  bytes.writeBigInt64BE(BigInt(now), BASE_TIMESTAMP);
  bytes.writeBigInt64BE(BigInt(now), MAX_TIMESTAMP);
  bytes.writeBigInt64BE(BigInt(producerId), PRODUCER_ID);
  bytes.writeInt16BE(producerEpoch, PRODUCER_EPOCH);
  bytes.writeInt32BE(-1, BASE_SEQUENCE);
  bytes.writeInt32BE(1, RECORD_COUNT);
  bytes.set(record, RECORDS);
  bytes.writeUInt32BE(crc32c(bytes, ATTRIBUTES), CRC);
  return bytes;
}

function int64(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * 0x1_0000_0000 + bytes.readUInt32BE(at + 4);
}
