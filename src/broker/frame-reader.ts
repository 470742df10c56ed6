import { ProtocolError } from './wire/reader.ts';

/** Longest request: Kafka's socket.request.max.bytes. */
export const MOST_FRAME_BYTES = 100 * 1024 * 1024;
/** The shortest request header: key, version, correlation id, no client id. */
const LEAST_FRAME_BYTES = 10;

/** Cuts the bytes of a connection into frames. Memory grows with what has arrived, not with what a length claims. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #have = 0;

  /** The frames that are complete with this chunk, without their lengths. Throws ProtocolError. */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#have += chunk.length;
    const frames: Buffer[] = [];
    for (let end = this.#frameEnd(); end <= this.#have; end = this.#frameEnd()) {
      const bytes = this.#join();
      frames.push(bytes.subarray(4, end));
      this.#chunks = [bytes.subarray(end)];
      this.#have = bytes.length - end;
    }
    return frames;
  }

  /** Where the first frame ends; Infinity while its length has not arrived. */
  #frameEnd(): number {
    if (this.#have < 4) return Infinity;
    const first = this.#chunks[0];
    const length = (first && first.length >= 4 ? first : this.#join()).readInt32BE(0);
    if (length < LEAST_FRAME_BYTES || length > MOST_FRAME_BYTES)
      throw new ProtocolError(`a request of ${length} bytes`);
    return length + 4;
  }

  #join(): Buffer {
    const joined = this.#chunks.length === 1 ? this.#chunks[0] : undefined;
    const bytes = joined ?? Buffer.concat(this.#chunks, this.#have);
    this.#chunks = [bytes];
    return bytes;
  }
}
