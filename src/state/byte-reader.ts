import { fromBigInt, type Long } from '../types/long.ts';

/** Reads what ByteWriter wrote, from `at` up to `limit`. One is reused for many records. */
export class ByteReader {
  bytes: Buffer = Buffer.alloc(0);
  at = 0;
  limit = 0;

  /** Takes up `bytes` between the two offsets. */
  reset(bytes: Buffer, at = 0, limit = bytes.length): this {
    this.bytes = bytes;
    this.at = at;
    this.limit = limit;
    return this;
  }

  /** Nothing is left. */
  get isAtEnd(): boolean {
    return this.at >= this.limit;
  }

  byte(): number {
    return this.bytes[this.at++] ?? 0;
  }

  varint(): number {
    const { bytes } = this;
    let byte = bytes[this.at++] ?? 0;
    let value = byte & 127;
    for (let factor = 128; byte > 127; factor *= 128) {
      byte = bytes[this.at++] ?? 0;
      value += (byte & 127) * factor;
    }
    return value;
  }

  long(): Long {
    const start = this.at;
    const value = this.varint();
    if (value <= Number.MAX_SAFE_INTEGER) return value % 2 === 0 ? value / 2 : (value + 1) / -2;
    let wide = 0n;
    for (let i = this.at - 1; i >= start; i--) wide = (wide << 7n) | BigInt((this.bytes[i] ?? 0) & 127);
    return fromBigInt((wide & 1n) === 0n ? wide >> 1n : -((wide + 1n) >> 1n));
  }

  float(): number {
    const value = this.bytes.readFloatLE(this.at);
    this.at += 4;
    return value;
  }

  double(): number {
    const value = this.bytes.readDoubleLE(this.at);
    this.at += 8;
    return value;
  }

  text(): string {
    const header = this.varint();
    const wide = header % 2 === 1;
    const start = this.at;
    this.at += wide ? header - 1 : header / 2;
    return this.bytes.toString(wide ? 'utf16le' : 'latin1', start, this.at);
  }

  blob(): Uint8Array {
    const length = this.varint();
    this.at += length;
    return new Uint8Array(this.bytes.subarray(this.at - length, this.at));
  }
}
