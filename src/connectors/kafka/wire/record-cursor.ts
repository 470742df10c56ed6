import { CorruptBatch, type RecordBatch } from './record-batch.ts';

/**
 * Walks the records of one unpacked batch without making an object for any: `next()` moves on, the fields say where
 * the record's key, value and headers stand in `bytes`. A null key or value has a negative start.
 */
export class RecordCursor {
  readonly batch: RecordBatch;
  readonly bytes: Buffer;
  offset = -1;
  timestamp = 0;
  keyStart = -1;
  keyEnd = -1;
  valueStart = -1;
  valueEnd = -1;
  headerCount = 0;
  #headersAt = 0;
  #at: number;
  #left: number;
  readonly #end: number;

  constructor(batch: RecordBatch) {
    this.batch = batch;
    this.bytes = batch.bytes;
    this.#at = batch.start;
    this.#end = batch.end;
    this.#left = batch.count;
  }

  /** False when the batch is over. Throws CorruptBatch. */
  next(): boolean {
    if (this.#left === 0) return false;
    this.#left--;
    const length = this.#varint();
    const end = this.#at + length;
    if (length < 0 || end > this.#end) throw this.#corrupt();
    this.#at++; // attributes, unused
    const delta = this.#varint();
    this.timestamp = this.batch.logAppendTime ? this.batch.maxTimestamp : this.batch.baseTimestamp + delta;
    this.offset = this.batch.baseOffset + this.#varint();
    const keyLength = this.#varint();
    this.keyStart = keyLength < 0 ? -1 : this.#at;
    if (keyLength > 0) this.#at += keyLength;
    this.keyEnd = keyLength < 0 ? -1 : this.#at;
    const valueLength = this.#varint();
    this.valueStart = valueLength < 0 ? -1 : this.#at;
    if (valueLength > 0) this.#at += valueLength;
    this.valueEnd = valueLength < 0 ? -1 : this.#at;
    if (this.#at > end) throw this.#corrupt();
    this.headerCount = this.#at < end ? this.#varint() : 0;
    this.#headersAt = this.#at;
    this.#at = end;
    return true;
  }

  /** The record's headers in order, names may repeat; values are views into `bytes`, or null. */
  headers(): { readonly name: string; readonly value: Uint8Array | null }[] {
    const headers: { name: string; value: Uint8Array | null }[] = [];
    const back = this.#at;
    this.#at = this.#headersAt;
    for (let i = 0; i < this.headerCount; i++) {
      const nameLength = this.#varint();
      const name = this.bytes.toString('utf8', this.#at, this.#at + nameLength);
      this.#at += nameLength;
      const length = this.#varint();
      headers.push({ name, value: length < 0 ? null : this.bytes.subarray(this.#at, this.#at + length) });
      if (length > 0) this.#at += length;
      if (this.#at > back) throw this.#corrupt();
    }
    this.#at = back;
    return headers;
  }

  #varint(): number {
    const bytes = this.bytes;
    let byte = bytes[this.#at++] ?? 0;
    if (byte < 0x80) return (byte >>> 1) ^ -(byte & 1); // nearly all of them
    let value = byte & 0x7f;
    let scale = 0x80;
    do {
      byte = bytes[this.#at++] ?? 0;
      value += (byte & 0x7f) * scale;
      scale *= 0x80;
    } while (byte >= 0x80 && this.#at < this.#end);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  #corrupt(): CorruptBatch {
    return new CorruptBatch(
      `a record of the batch at offset ${this.batch.baseOffset} is longer than the batch`,
    );
  }
}
