import type { Clock } from '../common/clock.ts';
import type { ByteReader } from './byte-reader.ts';
import type { ByteWriter } from './byte-writer.ts';

const STAMP_BYTES = 6;

/** Time to live of a state's values: counted from the last write, by the clock. An expired value is never seen again. */
export class Age {
  readonly #clock: Clock;
  readonly #ttlMs: number;

  constructor(clock: Clock, ttlMs: number) {
    this.#clock = clock;
    this.#ttlMs = ttlMs;
  }

  /** Goes in front of a value that is written now. */
  stamp(out: ByteWriter): void {
    out.reserve(STAMP_BYTES);
    out.bytes.writeUIntLE(Math.max(0, this.#clock.now()), out.at, STAMP_BYTES);
    out.at += STAMP_BYTES;
  }

  /** Reads a stamp: whether the value behind it is too old. */
  isOver(from: ByteReader): boolean {
    const writtenAt = from.bytes.readUIntLE(from.at, STAMP_BYTES);
    from.at += STAMP_BYTES;
    return this.#clock.now() - writtenAt >= this.#ttlMs;
  }
}
