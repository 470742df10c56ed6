import type { ByteBudget } from './byte-budget.ts';
import { Words } from './words.ts';

/** Numbers of one slot, side by side so that one cache line holds them. */
const REF = 0;
const HASH = 1;
const NEXT = 2;
const MARK = 3;
const FIRST_BUCKETS = 16;

/**
 * Slots found by hash. Linear hashing: each insert that is one too many splits one bucket, so that it never stops to
 * rehash (a JavaScript Map of a million keys does, for 100 ms). Slot 0 means none.
 */
export class SlotIndex {
  readonly #slots: Words;
  readonly #buckets: Words;
  /** First of the slots given back; they are linked by NEXT. */
  #free = 0;
  #end = 1;
  #size = 0;
  #mask = FIRST_BUCKETS - 1;
  /** Buckets below it are split already. */
  #split = 0;

  constructor(budget: ByteBudget) {
    this.#slots = new Words(budget);
    this.#buckets = new Words(budget);
  }

  /** Slots in use. */
  get size(): number {
    return this.#size;
  }

  /** Every slot ever used is below it. */
  get end(): number {
    return this.#end;
  }

  /** Has room for so many in one go: cheaper than one split after the other. Throws E_STATE_FULL, changing nothing. */
  reserve(count: number): void {
    if (count <= this.#mask + 1 + this.#split) return;
    this.#buckets.set(count - 1, 0); // what takes memory comes first: it may remove slots
    let mask = this.#mask;
    while (mask * 2 + 1 < count) mask = mask * 2 + 1;
    this.#mask = mask;
    this.#split = count - mask - 1;
    for (let bucket = 0; bucket < count; bucket++) this.#buckets.set(bucket, 0);
    for (let slot = 1; slot < this.#end; slot++) {
      if (this.ref(slot) === 0) continue;
      const bucket = this.#bucket(this.hash(slot));
      this.#slots.set(slot * 4 + NEXT, this.#buckets.get(bucket));
      this.#buckets.set(bucket, slot);
    }
  }

  /** First slot that may have the hash. */
  first(hash: number): number {
    return this.#buckets.get(this.#bucket(hash));
  }

  next(slot: number): number {
    return this.#slots.get(slot * 4 + NEXT);
  }

  /** The slot's record; 0 when the slot is free. */
  ref(slot: number): number {
    return this.#slots.get(slot * 4 + REF);
  }

  setRef(slot: number, ref: number): void {
    this.#slots.set(slot * 4 + REF, ref);
  }

  hash(slot: number): number {
    return this.#slots.get(slot * 4 + HASH);
  }

  mark(slot: number): number {
    return this.#slots.get(slot * 4 + MARK);
  }

  setMark(slot: number, mark: number): void {
    this.#slots.set(slot * 4 + MARK, mark);
  }

  add(hash: number, ref: number): number {
    let slot = this.#free;
    if (slot !== 0) this.#free = this.next(slot);
    else slot = this.#end++;
    const bucket = this.#bucket(hash);
    const slots = this.#slots;
    slots.set(slot * 4 + REF, ref);
    slots.set(slot * 4 + HASH, hash);
    slots.set(slot * 4 + NEXT, this.#buckets.get(bucket));
    slots.set(slot * 4 + MARK, 0);
    this.#buckets.set(bucket, slot);
    if (++this.#size > this.#mask + 1 + this.#split) this.#splitOne();
    return slot;
  }

  remove(slot: number): void {
    const bucket = this.#bucket(this.hash(slot));
    const next = this.next(slot);
    let before = this.#buckets.get(bucket);
    if (before === slot) {
      this.#buckets.set(bucket, next);
    } else {
      while (this.next(before) !== slot) before = this.next(before);
      this.#slots.set(before * 4 + NEXT, next);
    }
    this.setRef(slot, 0);
    this.#slots.set(slot * 4 + NEXT, this.#free);
    this.#free = slot;
    this.#size--;
  }

  #bucket(hash: number): number {
    const bucket = hash & this.#mask;
    return bucket < this.#split ? hash & (this.#mask * 2 + 1) : bucket;
  }

  #splitOne(): void {
    const bucket = this.#split;
    const added = bucket + this.#mask + 1;
    const wide = this.#mask * 2 + 1;
    this.#buckets.set(added, 0); // what takes memory comes first: it may remove slots
    let stay = 0;
    let move = 0;
    for (let slot = this.#buckets.get(bucket); slot !== 0;) {
      const next = this.next(slot);
      const moves = (this.hash(slot) & wide) === added;
      this.#slots.set(slot * 4 + NEXT, moves ? move : stay);
      if (moves) move = slot;
      else stay = slot;
      slot = next;
    }
    this.#buckets.set(bucket, stay);
    this.#buckets.set(added, move);
    this.#split++;
    if (this.#split > this.#mask) {
      this.#mask = wide;
      this.#split = 0;
    }
  }
}

/** Spreads any bytes over 32 bits; all of them, so that low bits choose buckets and high bits groups. */
export function hashBytes(bytes: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
