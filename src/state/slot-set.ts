const FIRST_WORDS = 64;

/** A set of slots, a bit for each: it is walked in their order, which is about the order of their records in memory. */
export class SlotSet {
  #words = new Uint32Array(FIRST_WORDS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The slot is not in the set yet. */
  add(slot: number): void {
    const word = slot >>> 5;
    if (word >= this.#words.length) this.#grow(word);
    this.#words[word] = (this.#words[word] ?? 0) | (1 << (slot & 31));
    this.#size++;
  }

  /** The first slot from `from` on; undefined at the end. */
  next(from: number): number | undefined {
    const words = this.#words;
    let word = from >>> 5;
    let bits = (words[word] ?? 0) & (-1 << (from & 31));
    while (bits === 0) {
      word++;
      if (word >= words.length) return undefined;
      bits = words[word] ?? 0;
    }
    return word * 32 + 31 - Math.clz32(bits & -bits);
  }

  #grow(word: number): void {
    const longer = new Uint32Array(Math.max(word + 1, this.#words.length * 2));
    longer.set(this.#words);
    this.#words = longer;
  }
}
