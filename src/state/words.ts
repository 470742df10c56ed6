import type { ByteBudget } from './byte-budget.ts';

const CHUNK_BITS = 14;
const CHUNK = 1 << CHUNK_BITS;
const SMALLEST = 64;

/** A list of 32-bit numbers that grows without copying more than one chunk of it. Absent ones are 0. */
export class Words {
  readonly #budget: ByteBudget;
  readonly #chunks: Uint32Array[] = [];

  constructor(budget: ByteBudget) {
    this.#budget = budget;
  }

  get(index: number): number {
    return this.#chunks[index >>> CHUNK_BITS]?.[index & (CHUNK - 1)] ?? 0;
  }

  set(index: number, value: number): void {
    const at = index & (CHUNK - 1);
    const chunk = this.#chunks[index >>> CHUNK_BITS];
    if (chunk !== undefined && at < chunk.length) chunk[at] = value;
    else this.#room(index)[at] = value;
  }

  #room(index: number): Uint32Array {
    const wanted = index >>> CHUNK_BITS;
    const last = this.#chunks.length - 1;
    if (last >= 0 && last < wanted) this.#grow(last, CHUNK);
    while (this.#chunks.length < wanted) this.#grow(this.#chunks.length, CHUNK);
    let size = SMALLEST;
    if (wanted > 0) size = CHUNK;
    else while (size <= index) size *= 2;
    return this.#grow(wanted, size);
  }

  #grow(number: number, size: number): Uint32Array {
    const old = this.#chunks[number];
    if (old !== undefined && old.length >= size) return old;
    this.#budget.take((size - (old?.length ?? 0)) * 4);
    const chunk = new Uint32Array(size);
    if (old !== undefined) chunk.set(old);
    this.#chunks[number] = chunk;
    return chunk;
  }
}
