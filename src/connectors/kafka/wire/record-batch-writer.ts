import { gzipSync } from 'node:zlib';
import { ByteWriter, varintSize } from './byte-writer.ts';
import type { Crc32c } from './crc32c.ts';
import { HEADER_BYTES, LENGTH_END } from './record-batch.ts';

export interface Header {
  readonly name: string;
  readonly value: Uint8Array | null;
}

/** Who sends a batch: id and epoch that the broker gave, and the number of the batch's first record. */
export interface ProducerState {
  readonly id: number;
  readonly epoch: number;
  readonly sequence: number;
  readonly transactional: boolean;
}

/** A record batch being filled. `seal` makes its bytes; the writer is then empty again. */
export class RecordBatchWriter {
  readonly #gzip: boolean;
  readonly #out = new ByteWriter(4096);
  #count = 0;
  #baseTimestamp = 0;
  #maxTimestamp = 0;

  constructor(gzip = false) {
    this.#gzip = gzip;
    this.#out.raw(Buffer.alloc(HEADER_BYTES));
  }

  get count(): number {
    return this.#count;
  }

  /** Bytes of the batch so far, unpacked. */
  get size(): number {
    return this.#out.size;
  }

  add(key: Uint8Array | null, value: Uint8Array | null, timestamp: number, headers: readonly Header[]): void {
    if (this.#count === 0) {
      this.#baseTimestamp = timestamp;
      this.#maxTimestamp = timestamp;
    } else if (timestamp > this.#maxTimestamp) {
      this.#maxTimestamp = timestamp;
    }
    const out = this.#out;
    const delta = timestamp - this.#baseTimestamp;
    const length =
      1 +
      varintSize(delta) +
      varintSize(this.#count) +
      sizeOf(key) +
      sizeOf(value) +
      varintSize(headers.length) +
      (headers.length === 0 ? 0 : sizeOfHeaders(headers));
    out.varint(length);
    out.int8(0);
    out.varint(delta);
    out.varint(this.#count);
    writeBytes(out, key);
    writeBytes(out, value);
    out.varint(headers.length);
    for (const { name, value: content } of headers) {
      writeBytes(out, Buffer.from(name));
      writeBytes(out, content);
    }
    this.#count++;
  }

  /** The finished batch in a buffer of its own; it lacks its producer and checksum, see `stamp`. */
  seal(): Buffer {
    const view = this.#out.view();
    const records = view.subarray(HEADER_BYTES);
    const body = this.#gzip ? gzipSync(records) : records;
    const batch = Buffer.allocUnsafe(HEADER_BYTES + body.length);
    batch.set(body, HEADER_BYTES);
    batch.writeBigInt64BE(0n, 0); // the broker gives the offset
    batch.writeInt32BE(batch.length - LENGTH_END, 8);
    batch.writeInt32BE(-1, 12);
    batch.writeInt8(2, 16);
    batch.writeInt16BE(this.#gzip ? 1 : 0, 21);
    batch.writeInt32BE(this.#count - 1, 23);
    batch.writeBigInt64BE(BigInt(this.#baseTimestamp), 27);
    batch.writeBigInt64BE(BigInt(this.#maxTimestamp), 35);
    batch.writeInt32BE(this.#count, 57);
    this.#out.reset(HEADER_BYTES);
    this.#count = 0;
    return batch;
  }
}

/** Puts producer and checksum into a sealed batch; may be done again. */
export function stamp(batch: Buffer, producer: ProducerState, crc: Crc32c): void {
  batch.writeInt16BE((batch.readInt16BE(21) & 7) | (producer.transactional ? 16 : 0), 21);
  batch.writeBigInt64BE(BigInt(producer.id), 43);
  batch.writeInt16BE(producer.epoch, 51);
  batch.writeInt32BE(producer.sequence, 53);
  batch.writeUInt32BE(crc(batch, 21, batch.length), 17);
}

function sizeOf(bytes: Uint8Array | null): number {
  return bytes === null ? 1 : varintSize(bytes.length) + bytes.length;
}

function sizeOfHeaders(headers: readonly Header[]): number {
  let size = 0;
  for (const { name, value } of headers) {
    const length = Buffer.byteLength(name);
    size += varintSize(length) + length + sizeOf(value);
  }
  return size;
}

function writeBytes(out: ByteWriter, bytes: Uint8Array | null): void {
  if (bytes === null) return out.varint(-1);
  out.varint(bytes.length);
  out.raw(bytes);
}
