const LEAST = 1024;
const MOST = 64 * 1024;

/**
 * Gives bytes a home of their own. A small part of a network frame would keep the whole frame in memory, and a buffer
 * of its own for each costs more than its content; so small ones are copied side by side into slabs.
 */
export class Slabs {
  #slab: Buffer = Buffer.alloc(0);
  #used = 0;

  /**
   * The same bytes, kept. Those that fill most of what they stand in are not copied. `around` is what the owner holds
   * already: a slab is a sixteenth of it, since its last part is only freed with all of it.
   */
  keep(bytes: Buffer, around: number): Buffer {
    if (bytes.length > MOST / 4 && bytes.length * 2 > bytes.buffer.byteLength) return bytes;
    if (this.#slab.length - this.#used < bytes.length) {
      const size = Math.min(MOST, Math.max(LEAST, around / 16));
      this.#slab = Buffer.allocUnsafeSlow(Math.max(bytes.length, Math.floor(size)));
      this.#used = 0;
    }
    const start = this.#used;
    this.#used += bytes.length;
    this.#slab.set(bytes, start);
    return this.#slab.subarray(start, this.#used);
  }
}
