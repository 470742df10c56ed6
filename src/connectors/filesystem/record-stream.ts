import { SqlError } from '../../common/errors.ts';
import type { Framing } from '../../formats/format.ts';
import type { ByteStream } from './byte-stream.ts';

const LF = 10;
const CR = 13;

/** A record longer than this is taken for bytes that are no text, or a quote that is never closed. */
const LONGEST_RECORD = 64 << 20;

/** Each line is a record. */
export const LINES: Framing = { recordEnd: (bytes, start) => bytes.indexOf(LF, start) };

/**
 * The records of one file in order. `next` finds them in what is there, `fill` brings more. `bytes` from `start` to
 * `end` hold the record that `next` found last, without its line break, until `fill` is called.
 */
export class RecordStream {
  bytes: Buffer;
  start = 0;
  end = 0;
  readonly #shown: string;
  readonly #source: ByteStream;
  readonly #framing: Framing;
  #buffer: Buffer;
  /** Offset in the file of the buffer's first byte. */
  #base: number;
  /** The next record begins here. */
  #at = 0;
  #isEnded = false;
  #giveRest = false;

  /** Reads `source`, which stands at `offset` of the file, through `buffer`; a longer record makes a buffer of its own. */
  constructor(shown: string, source: ByteStream, offset: number, framing: Framing, buffer: Buffer) {
    this.#shown = shown;
    this.#source = source;
    this.#base = offset;
    this.#framing = framing;
    this.#buffer = buffer;
    this.bytes = buffer.subarray(0, 0);
  }

  /** Offset in the file behind the record that `next` found last. */
  get offset(): number {
    return this.#base + this.#at;
  }

  /** Offset in the file of the record that `next` found last. */
  get recordOffset(): number {
    return this.#base + this.start;
  }

  /** Bytes behind the last record that are none yet. */
  get rest(): number {
    return this.bytes.length - this.#at;
  }

  /** What there is of so many bytes before an offset of the file that was passed since the last `fill`. */
  before(offset: number, count: number): Buffer {
    const at = offset - this.#base;
    return this.bytes.subarray(Math.max(0, at - count), at);
  }

  /** Finds the next record; false when it is not there as a whole. */
  next(): boolean {
    const { bytes } = this;
    const start = this.#at;
    if (start === bytes.length) return false;
    let end = this.#framing.recordEnd(bytes, start);
    if (end < 0) {
      if (!this.#giveRest) return false;
      end = bytes.length;
    }
    this.#at = Math.min(end + 1, bytes.length);
    // CR LF, or CR at the end of a file: Flink takes it away too
    if (end > start && bytes[end - 1] === CR && bytes[end] !== CR) end--;
    this.start = start;
    this.end = end;
    return true;
  }

  /** Reads on; false at the end of the file. */
  async fill(): Promise<boolean> {
    if (this.#isEnded) return false;
    const rest = this.rest;
    if (this.#at > 0) {
      this.#buffer.copyWithin(0, this.#at, this.bytes.length);
      this.#base += this.#at;
      this.#at = 0;
    }
    if (rest > this.#buffer.length / 2) this.#grow(rest);
    const count = await this.#source.read(this.#buffer, rest);
    this.#isEnded = count === 0;
    this.bytes = this.#buffer.subarray(0, rest + count);
    return count > 0;
  }

  /** At the end of the file: what is left is the next record. */
  giveRest(): void {
    this.#giveRest = true;
  }

  /**
   * For a stream that was opened one byte before the place to read on: passes over the line break that is there, or
   * comes next where the record before had none. false: that record goes on, it was taken too early.
   */
  passLineBreak(): boolean {
    const { bytes } = this;
    const at = isBreak(bytes[0]) ? 0 : 1;
    if (at < bytes.length && !isBreak(bytes[at])) return false;
    this.#at = Math.min(bytes.length, at + (bytes[at] === CR && bytes[at + 1] === LF ? 2 : 1));
    return true;
  }

  close(): Promise<void> {
    return this.#source.close();
  }

  #grow(rest: number): void {
    if (rest > LONGEST_RECORD)
      throw new SqlError(
        'E_FORMAT',
        `${this.#shown}, byte ${this.#base}: a record goes on for more than ${LONGEST_RECORD >> 20} MB`,
        { hint: 'is it a text file, one record a line?' },
      );
    const buffer = Buffer.allocUnsafeSlow(this.#buffer.length * 2);
    this.#buffer.copy(buffer, 0, 0, rest);
    this.#buffer = buffer;
  }
}

function isBreak(byte: number | undefined): boolean {
  return byte === LF || byte === CR;
}
