import { gunzipSync } from 'node:zlib';
import { Reader } from './reader.ts';
import { RECORDS } from './record-batch.ts';

/** What a record says of itself, as far as the broker cares. */
export interface RecordHead {
  readonly offsetDelta: number;
  readonly timestampDelta: number;
  readonly hasKey: boolean;
}

/** No batch within the size limit is worth unpacking beyond this. */
const MOST_UNPACKED = 64 * 1024 * 1024;

/**
 * The records of a batch; undefined where its codec is not known here (snappy, lz4, zstd) or its content is broken.
 * Walks every record: for the few questions that headers of batches cannot answer, not for each produce or fetch.
 */
export function recordHeads(bytes: Buffer, codec: number, count: number): RecordHead[] | undefined {
  try {
    const reader = new Reader(unpack(bytes.subarray(RECORDS), codec));
    const heads: RecordHead[] = [];
    for (let i = 0; i < count; i++) {
      const length = reader.varint();
      const left = reader.remaining;
      reader.int8();
      const timestampDelta = reader.varlong();
      const offsetDelta = reader.varint();
      heads.push({ offsetDelta, timestampDelta, hasKey: reader.varint() >= 0 && length > 0 });
      reader.skip(length - (left - reader.remaining));
    }
    return heads;
  } catch {
    return undefined; // a client's bytes: whoever asked decides what an unreadable batch means
  }
}

function unpack(bytes: Buffer, codec: number): Buffer {
  if (codec === 0) return bytes;
  if (codec === 1) return gunzipSync(bytes, { maxOutputLength: MOST_UNPACKED });
  throw new Error(`codec ${codec}`);
}
