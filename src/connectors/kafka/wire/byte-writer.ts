/** Writes Kafka's primitives into a buffer that grows by itself. */
export class ByteWriter {
  #bytes: Buffer;
  #size = 0;

  constructor(capacity = 1024) {
    this.#bytes = Buffer.allocUnsafe(capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** What was written, not copied: valid until the next write or reset. */
  view(): Buffer {
    return this.#bytes.subarray(0, this.#size);
  }

  /** Forgets all but the first `size` bytes. */
  reset(size = 0): void {
    this.#size = size;
  }

  int8(value: number): void {
    this.#reserve(1);
    this.#size = this.#bytes.writeInt8(value, this.#size);
  }

  int16(value: number): void {
    this.#reserve(2);
    this.#size = this.#bytes.writeInt16BE(value, this.#size);
  }

  int32(value: number): void {
    this.#reserve(4);
    this.#size = this.#bytes.writeInt32BE(value, this.#size);
  }

  /** A safe integer as int64. */
  int64(value: number): void {
    this.#reserve(8);
    const high = Math.floor(value / 0x1_0000_0000);
    this.#bytes.writeInt32BE(high, this.#size);
    this.#size = this.#bytes.writeUInt32BE(value - high * 0x1_0000_0000, this.#size + 4);
  }

  /** A string with a 16-bit length; null as length -1. */
  string(value: string | null): void {
    if (value === null) return this.int16(-1);
    const length = Buffer.byteLength(value);
    this.int16(length);
    this.#reserve(length);
    this.#size += this.#bytes.write(value, this.#size, length, 'utf8');
  }

  raw(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#size);
    this.#size += value.length;
  }

  /** A zigzag varint of up to 53 bits. */
  varint(value: number): void {
    let rest = value >= 0 ? value * 2 : -value * 2 - 1;
    this.#reserve(8);
    while (rest >= 0x80) {
      this.#bytes[this.#size++] = (rest % 0x80) + 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes[this.#size++] = rest;
  }

  #reserve(more: number): void {
    const needed = this.#size + more;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#size);
    this.#bytes = larger;
  }
}

/** How many bytes `varint` writes for a value. */
export function varintSize(value: number): number {
  let rest = value >= 0 ? value * 2 : -value * 2 - 1;
  let size = 1;
  while (rest >= 0x80) {
    rest = Math.floor(rest / 0x80);
    size++;
  }
  return size;
}
