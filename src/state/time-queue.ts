/** Which times have timers, and in which of up to 32 shards: the earliest is always at hand. */
export class TimeQueue {
  /** A binary heap of the times in `#shards`. */
  readonly #heap: number[] = [];
  /** A bit for each shard. */
  readonly #shards = new Map<number, number>();

  get earliest(): number | undefined {
    return this.#heap[0];
  }

  /** The lowest shard of the earliest time. */
  get shard(): number {
    const bits = this.#shards.get(this.#heap[0] ?? 0) ?? 0;
    return 31 - Math.clz32(bits & -bits);
  }

  add(time: number, shard: number): void {
    const bits = this.#shards.get(time);
    this.#shards.set(time, (bits ?? 0) | (1 << shard));
    if (bits === undefined) this.#push(time);
  }

  /** Forgets the lowest shard of the earliest time, and the time when it was the last. */
  drop(): void {
    const time = this.#heap[0];
    if (time === undefined) return;
    const bits = this.#shards.get(time) ?? 0;
    const left = bits & (bits - 1);
    if (left !== 0) {
      this.#shards.set(time, left);
      return;
    }
    this.#shards.delete(time);
    const last = this.#heap.pop();
    if (this.#heap.length > 0 && last !== undefined) this.#sink(last);
  }

  #push(time: number): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(time);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] ?? 0;
      if (above <= time) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = time;
  }

  /** Puts `time` at the top and lets it down to its place. */
  #sink(time: number): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && (heap[child + 1] ?? 0) < (heap[child] ?? 0)) child++;
      const below = heap[child] ?? 0;
      if (below >= time) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = time;
  }
}
