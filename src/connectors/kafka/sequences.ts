/** The number of each partition's next record: brokers know a batch that comes twice by it. */
export class Sequences {
  readonly #next = new Map<string, number>();

  /** Takes the numbers of `rows` records; gives the first. */
  take(topic: string, partition: number, rows: number): number {
    const key = `${topic}-${partition}`;
    const sequence = this.#next.get(key) ?? 0;
    this.#next.set(key, wrapSequence(sequence + rows));
    return sequence;
  }

  /** A new identity counts from 0. */
  reset(): void {
    this.#next.clear();
  }
}

/** Sequence numbers go on at 0 after the largest int32. */
export function wrapSequence(sequence: number): number {
  return sequence > 0x7fffffff ? sequence - 0x80000000 : sequence;
}
