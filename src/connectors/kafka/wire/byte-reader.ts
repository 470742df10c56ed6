/** Reads Kafka's fixed-width primitives from a response, front to back. Throws RangeError past the end. */
export class ByteReader {
  readonly bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  int8(): number {
    const value = this.bytes.readInt8(this.at);
    this.at += 1;
    return value;
  }

  int16(): number {
    const value = this.bytes.readInt16BE(this.at);
    this.at += 2;
    return value;
  }

  int32(): number {
    const value = this.bytes.readInt32BE(this.at);
    this.at += 4;
    return value;
  }

  /** An int64 as a number: offsets, times and ids stay far below 2^53. */
  int64(): number {
    const value = int64At(this.bytes, this.at);
    this.at += 8;
    return value;
  }

  string(): string {
    const length = this.int16();
    if (length < 0) return '';
    const value = this.bytes.toString('utf8', this.at, this.at + length);
    this.at += length;
    return value;
  }

  /** Calls `item` for each entry of an array; a null array is empty. */
  array<T>(item: () => T): T[] {
    const length = this.int32();
    const items: T[] = [];
    for (let i = 0; i < length; i++) items.push(item());
    return items;
  }
}

/** The int64 at `at` as a number. */
export function int64At(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * 0x1_0000_0000 + bytes.readUInt32BE(at + 4);
}
