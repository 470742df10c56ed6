/** The bytes are not what the protocol says. The connection they came on is closed, as Kafka does. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/** More than any request of a real client names. */
const MOST_ITEMS = 1_000_000;
/** Compact strings could be longer, but not in the answers that have no such form. */
const LONGEST_STRING = 0x7fff;

/**
 * Reads Kafka's primitives one after another. Everything it gives out as bytes is a view on the frame.
 * Throws ProtocolError where the frame ends too early, so no count in a frame makes it allocate more than the frame holds.
 */
export class Reader {
  readonly #bytes: Buffer;
  #at: number;
  #compact = false;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** From here on lengths are short and structs end with tags, as in the versions of an API that are flexible. */
  useCompact(): void {
    this.#compact = true;
  }

  get remaining(): number {
    return this.#bytes.length - this.#at;
  }

  int8(): number {
    return this.#bytes.readInt8(this.#take(1));
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#take(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#take(4));
  }

  /** As a number: exact up to 2^53, which no offset or time of ours passes; larger ones are only compared. */
  int64(): number {
    const at = this.#take(8);
    return this.#bytes.readInt32BE(at) * 0x1_0000_0000 + this.#bytes.readUInt32BE(at + 4);
  }

  /** For what is kept for a client and must come back exactly. */
  bigint64(): bigint {
    return this.#bytes.readBigInt64BE(this.#take(8));
  }

  boolean(): boolean {
    return this.int8() !== 0;
  }

  string(): string {
    const value = this.nullableString();
    if (value === undefined) throw new ProtocolError('null where a string is needed');
    return value;
  }

  nullableString(): string | undefined {
    const length = this.#compact ? this.#uvarint() - 1 : this.int16();
    if (length === -1) return undefined;
    if (length > LONGEST_STRING) throw new ProtocolError(`a string of ${length} bytes`);
    const at = this.#take(length);
    const value = this.#bytes.toString('utf8', at, at + length);
    // Broken UTF-8 grows when it is written back, past the length that a string may have.
    if (Buffer.byteLength(value) !== length) throw new ProtocolError('a string that is not UTF-8');
    return value;
  }

  bytes(): Buffer {
    const value = this.nullableBytes();
    if (value === undefined) throw new ProtocolError('null where bytes are needed');
    return value;
  }

  nullableBytes(): Buffer | undefined {
    const length = this.#count();
    return length === -1 ? undefined : this.#slice(length);
  }

  array<T>(item: (reader: Reader) => T): T[] {
    const items = this.nullableArray(item);
    if (items === undefined) throw new ProtocolError('null where an array is needed');
    return items;
  }

  nullableArray<T>(item: (reader: Reader) => T): T[] | undefined {
    const count = this.#count();
    if (count === -1) return undefined;
    // Each item takes a byte at least: a count beyond the frame is refused before anything is built.
    if (count < 0 || count > Math.min(this.remaining, MOST_ITEMS))
      throw new ProtocolError(`an array of ${count} items`);
    const items: T[] = [];
    for (let i = 0; i < count; i++) items.push(item(this));
    return items;
  }

  /** Ends a struct: passes over fields that this broker does not know. Nothing stands there in versions that are not flexible. */
  tags(): void {
    if (!this.#compact) return;
    for (let left = this.#uvarint(); left > 0; left--) {
      this.#uvarint();
      this.skip(this.#uvarint());
    }
  }

  /** Zigzag, as inside record batches. */
  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 32; shift += 7) {
      const byte = this.#bytes[this.#take(1)] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return (value >>> 1) ^ -(value & 1);
    }
    throw new ProtocolError('a varint of more than five bytes');
  }

  /** Zigzag; as a number, exact up to 2^53. */
  varlong(): number {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#take(1)] ?? 0;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number((value >> 1n) ^ -(value & 1n));
    }
    throw new ProtocolError('a varlong of more than ten bytes');
  }

  skip(length: number): void {
    this.#take(length);
  }

  #count(): number {
    return this.#compact ? this.#uvarint() - 1 : this.int32();
  }

  #uvarint(): number {
    let value = 0;
    for (let shift = 0; shift < 32; shift += 7) {
      const byte = this.#bytes[this.#take(1)] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new ProtocolError('a length of more than five bytes');
  }

  #slice(length: number): Buffer {
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  #take(length: number): number {
    const at = this.#at;
    if (length < 0 || length > this.#bytes.length - at)
      throw new ProtocolError(`${length} bytes needed, ${this.#bytes.length - at} left`);
    this.#at = at + length;
    return at;
  }
}
