import type { Long } from '../types/long.ts';

/** Up to this a doubled number is still exact. */
const MAX_ZIGZAG = 2 ** 52 - 1;
/** Shorter texts are copied character by character: a native call costs more. */
const SHORT_TEXT = 40;

/** Builds bytes in a buffer that grows. One is reused for many records: `at = 0` starts the next. */
export class ByteWriter {
  bytes: Buffer;
  /** End of what is written. */
  at = 0;

  constructor(capacity = 1024) {
    this.bytes = Buffer.allocUnsafeSlow(capacity);
  }

  /** A copy of what was written since the last start. */
  copy(): Uint8Array {
    return new Uint8Array(this.bytes.subarray(0, this.at));
  }

  /** Makes room for `count` more bytes. */
  reserve(count: number): void {
    const needed = this.at + count;
    if (needed <= this.bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(grown, 0, 0, this.at);
    this.bytes = grown;
  }

  byte(value: number): void {
    this.reserve(1);
    this.bytes[this.at++] = value;
  }

  /** A whole number from 0 to 2^53, 7 bits a byte, lowest first. */
  varint(value: number): void {
    this.reserve(8);
    const bytes = this.bytes;
    let at = this.at;
    let rest = value;
    for (; rest > 0x7fffffff; rest = Math.floor(rest / 128)) bytes[at++] = (rest & 127) | 128;
    for (; rest > 127; rest >>>= 7) bytes[at++] = (rest & 127) | 128;
    bytes[at++] = rest;
    this.at = at;
  }

  /** A whole number of any size and sign; small ones are short. */
  long(value: Long): void {
    if (typeof value === 'number' && value <= MAX_ZIGZAG && value >= -MAX_ZIGZAG) {
      return this.varint(value >= 0 ? value * 2 : value * -2 - 1);
    }
    const wide = BigInt(value);
    let rest = wide >= 0n ? wide << 1n : (-wide << 1n) - 1n;
    for (; rest > 127n; rest >>= 7n) this.byte(Number(rest & 127n) | 128);
    this.byte(Number(rest));
  }

  float(value: number): void {
    this.reserve(4);
    // every NaN gets the same bytes
    if (Number.isNaN(value)) this.bytes.writeUInt32LE(0x7fc00000, this.at);
    else this.bytes.writeFloatLE(value, this.at);
    this.at += 4;
  }

  double(value: number): void {
    this.reserve(8);
    if (Number.isNaN(value)) {
      this.bytes.writeUInt32LE(0, this.at);
      this.bytes.writeUInt32LE(0x7ff80000, this.at + 4);
    } else {
      this.bytes.writeDoubleLE(value, this.at);
    }
    this.at += 8;
  }

  /** One byte a character where all are below U+0100, else two: UTF-8 would lose lone surrogates. */
  text(value: string): void {
    const { length } = value;
    this.reserve(length * 2 + 8);
    if (!isLatin1(value)) {
      this.varint(length * 2 + 1);
      this.at += this.bytes.write(value, this.at, 'utf16le');
      return;
    }
    this.varint(length * 2);
    if (length > SHORT_TEXT) {
      this.at += this.bytes.write(value, this.at, 'latin1');
      return;
    }
    const { bytes, at } = this;
    for (let i = 0; i < length; i++) bytes[at + i] = value.charCodeAt(i);
    this.at = at + length;
  }

  /** The bytes with their length in front. */
  blob(value: Uint8Array): void {
    this.varint(value.length);
    this.raw(value, 0, value.length);
  }

  /** Bytes `start` to `end` of another array, as they are. */
  raw(from: Uint8Array, start: number, end: number): void {
    this.reserve(end - start);
    copyBytes(from, start, this.bytes, this.at, end - start);
    this.at += end - start;
  }
}

/** Like `set` of a subarray, without making one for a few bytes. */
export function copyBytes(
  from: Uint8Array,
  fromAt: number,
  to: Uint8Array,
  toAt: number,
  length: number,
): void {
  if (length > 64) return to.set(from.subarray(fromAt, fromAt + length), toAt);
  for (let i = 0; i < length; i++) to[toAt + i] = from[fromAt + i] ?? 0;
}

function isLatin1(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 255) return false;
  return true;
}
