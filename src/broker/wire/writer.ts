const FIRST_BLOCK = 512;
const BLOCK = 16_384;
/** Shorter byte strings are copied next to their neighbours: one piece of a writev costs more than copying this much. */
const COPY_BELOW = 4096;
const LONGEST_MESSAGE = 1000;

/** Writes Kafka's primitives into a frame that is a list of pieces; long byte strings stand in it uncopied. */
export class Writer {
  readonly #pieces: Buffer[] = [];
  readonly #head: Buffer;
  #block: Buffer;
  #from = 0;
  #at = 4;
  #length = 0;
  #compact = false;

  constructor() {
    this.#block = Buffer.allocUnsafe(FIRST_BLOCK);
    this.#head = this.#block;
  }

  /** From here on lengths are short and structs end with tags, as in the versions of an API that are flexible. */
  useCompact(): void {
    this.#compact = true;
  }

  int8(value: number): void {
    this.#room(1);
    this.#at = this.#block.writeInt8(value, this.#at);
  }

  int16(value: number): void {
    this.#room(2);
    this.#at = this.#block.writeInt16BE(value, this.#at);
  }

  int32(value: number): void {
    this.#room(4);
    this.#at = this.#block.writeInt32BE(value, this.#at);
  }

  /** Exact up to 2^53. */
  int64(value: number): void {
    this.#room(8);
    this.#at = this.#block.writeInt32BE(Math.floor(value / 0x1_0000_0000), this.#at);
    this.#at = this.#block.writeUInt32BE(value >>> 0, this.#at);
  }

  bigint64(value: bigint): void {
    this.#room(8);
    this.#at = this.#block.writeBigInt64BE(value, this.#at);
  }

  boolean(value: boolean): void {
    this.int8(value ? 1 : 0);
  }

  string(value: string): void {
    const length = Buffer.byteLength(value);
    if (this.#compact) this.#uvarint(length + 1);
    else this.int16(length);
    this.#room(length);
    this.#at += this.#block.write(value, this.#at, length);
  }

  nullableString(value: string | undefined): void {
    if (value !== undefined) this.string(value);
    else if (this.#compact) this.#uvarint(0);
    else this.int16(-1);
  }

  /** A text for people; a long name in it may be cut. */
  message(value: string | undefined): void {
    this.nullableString(value?.slice(0, LONGEST_MESSAGE));
  }

  bytes(value: Uint8Array): void {
    this.#count(value.length);
    this.raw(value);
  }

  /** Pieces that are one byte string for the reader. */
  joined(pieces: readonly Buffer[]): void {
    let length = 0;
    for (const piece of pieces) length += piece.length;
    this.#count(length);
    for (const piece of pieces) this.raw(piece);
  }

  /** Bytes without a length. Long ones are not copied: they must not change any more. */
  raw(value: Uint8Array): void {
    if (value.length < COPY_BELOW) {
      this.#room(value.length);
      this.#block.set(value, this.#at);
      this.#at += value.length;
      return;
    }
    this.#cut();
    this.#pieces.push(Buffer.from(value.buffer, value.byteOffset, value.length));
    this.#length += value.length;
  }

  array<T>(items: readonly T[], item: (value: T) => void): void {
    this.#count(items.length);
    for (const value of items) item(value);
  }

  /** Ends a struct, without fields beyond those of its version. Writes nothing in versions that are not flexible. */
  tags(): void {
    if (this.#compact) this.int8(0);
  }

  /** The frame, its length in front. The writer is not used after. */
  frame(): Buffer[] {
    this.#cut();
    this.#head.writeInt32BE(this.#length - 4, 0);
    return this.#pieces;
  }

  #count(value: number): void {
    if (this.#compact) this.#uvarint(value + 1);
    else this.int32(value);
  }

  #uvarint(value: number): void {
    let rest = value;
    this.#room(5);
    for (; rest >= 0x80; rest >>>= 7) this.#block[this.#at++] = (rest & 0x7f) | 0x80;
    this.#block[this.#at++] = rest;
  }

  #room(length: number): void {
    if (this.#block.length - this.#at >= length) return;
    this.#cut();
    this.#block = Buffer.allocUnsafe(Math.max(BLOCK, length));
    this.#from = 0;
    this.#at = 0;
  }

  #cut(): void {
    if (this.#at === this.#from) return;
    this.#pieces.push(this.#block.subarray(this.#from, this.#at));
    this.#length += this.#at - this.#from;
    this.#from = this.#at;
  }
}
