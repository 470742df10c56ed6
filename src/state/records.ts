import type { ByteReader } from './byte-reader.ts';
import { copyBytes } from './byte-writer.ts';
import { wordOf, type Slab } from './slab.ts';

/** Length of the value of a record that says: deleted. */
const ABSENT = 0xffffffff;
/** The lengths of key and value stand in front of a record. */
const HEADER = 8;

/**
 * Takes a record: the key is `keyLength` bytes from `at`, the value follows; a `valueLength` of -1 says that the key was
 * deleted. The bytes are valid during the call only.
 */
export type RecordSink = (bytes: Buffer, at: number, keyLength: number, valueLength: number) => void;

/** Key and value as one piece of the slab. */
export class Records {
  readonly #slab: Slab;

  constructor(slab: Slab) {
    this.#slab = slab;
  }

  /** A record of `bytes` from `at`: the key and, unless `valueLength` is -1, the value. Throws E_STATE_FULL. */
  create(bytes: Uint8Array, at: number, keyLength: number, valueLength: number): number {
    const length = keyLength + Math.max(valueLength, 0);
    const ref = this.#slab.allocate(HEADER + length);
    const word = wordOf(ref);
    const words = this.#slab.words(ref);
    words[word] = keyLength;
    words[word + 1] = valueLength; // -1 becomes ABSENT
    copyBytes(bytes, at, this.#slab.bytes(ref), word * 4 + HEADER, length);
    return ref;
  }

  free(ref: number): void {
    this.#slab.free(ref);
  }

  /** Whether the record's key is the `keyLength` bytes from `at`. */
  hasKey(ref: number, bytes: Uint8Array, at: number, keyLength: number): boolean {
    const word = wordOf(ref);
    if (this.#slab.words(ref)[word] !== keyLength) return false;
    const own = this.#slab.bytes(ref);
    const start = word * 4 + HEADER;
    for (let i = 0; i < keyLength; i++) if (own[start + i] !== bytes[at + i]) return false;
    return true;
  }

  isAbsent(ref: number): boolean {
    return this.#slab.words(ref)[wordOf(ref) + 1] === ABSENT;
  }

  /** Bytes of key and value together. */
  length(ref: number): number {
    const word = wordOf(ref);
    const words = this.#slab.words(ref);
    const valueLength = words[word + 1] ?? ABSENT;
    return (words[word] ?? 0) + (valueLength === ABSENT ? 0 : valueLength);
  }

  /** Points `into` at the value; false when the record says deleted. */
  read(ref: number, into: ByteReader): boolean {
    const word = wordOf(ref);
    const words = this.#slab.words(ref);
    const valueLength = words[word + 1] ?? ABSENT;
    if (valueLength === ABSENT) return false;
    const start = word * 4 + HEADER + (words[word] ?? 0);
    into.reset(this.#slab.bytes(ref), start, start + valueLength);
    return true;
  }

  /**
   * Replaces the value by what follows the same key in `bytes` (-1: deleted); the record's place from now on is
   * returned. Throws E_STATE_FULL.
   */
  replace(ref: number, bytes: Uint8Array, at: number, keyLength: number, valueLength: number): number {
    const length = HEADER + keyLength + Math.max(valueLength, 0);
    const capacity = this.#slab.capacity(ref);
    if (length > capacity || length * 2 < capacity) {
      const moved = this.create(bytes, at, keyLength, valueLength);
      this.#slab.free(ref);
      return moved;
    }
    const word = wordOf(ref);
    this.#slab.words(ref)[word + 1] = valueLength;
    copyBytes(
      bytes,
      at + keyLength,
      this.#slab.bytes(ref),
      word * 4 + HEADER + keyLength,
      length - HEADER - keyLength,
    );
    return ref;
  }

  /** A copy for `showImage`. */
  image(ref: number): Buffer {
    const start = wordOf(ref) * 4;
    const bytes = this.#slab.bytes(ref);
    return Buffer.from(bytes.subarray(start, start + HEADER + this.length(ref)));
  }

  show(ref: number, sink: RecordSink): void {
    const word = wordOf(ref);
    const words = this.#slab.words(ref);
    sink(this.#slab.bytes(ref), word * 4 + HEADER, words[word] ?? 0, (words[word + 1] ?? ABSENT) | 0);
  }
}

/** Shows what `image` copied. */
export function showImage(image: Buffer, sink: RecordSink): void {
  sink(image, HEADER, image.readUInt32LE(0), image.readInt32LE(4));
}
