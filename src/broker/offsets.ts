/** Where a group stands in a partition, exactly as a client said it. */
export interface CommittedOffset {
  readonly offset: bigint;
  readonly leaderEpoch: number;
  readonly metadata: string;
}

export interface PartitionOffset extends CommittedOffset {
  readonly topic: string;
  readonly partition: number;
}

/** The committed offsets of a group, and those that wait for the end of a transaction. */
export class Offsets {
  readonly #committed = new Map<string, Map<number, CommittedOffset>>();
  readonly #staged = new Map<number, PartitionOffset[]>();

  get isEmpty(): boolean {
    return this.#committed.size === 0 && this.#staged.size === 0;
  }

  get(topic: string, partition: number): CommittedOffset | undefined {
    return this.#committed.get(topic)?.get(partition);
  }

  /** Every topic that has an offset, with its partitions. */
  all(): Iterable<readonly [string, ReadonlyMap<number, CommittedOffset>]> {
    return this.#committed;
  }

  commit({ topic, partition, offset, leaderEpoch, metadata }: PartitionOffset): void {
    let partitions = this.#committed.get(topic);
    if (partitions === undefined) this.#committed.set(topic, (partitions = new Map()));
    partitions.set(partition, { offset, leaderEpoch, metadata });
  }

  /** Keeps an offset until the producer's transaction ends. */
  stage(producerId: number, offset: PartitionOffset): void {
    const staged = this.#staged.get(producerId);
    if (staged) staged.push(offset);
    else this.#staged.set(producerId, [offset]);
  }

  /** The producer's transaction ended: its offsets count now, or never did. */
  settle(producerId: number, commit: boolean): void {
    if (commit) for (const offset of this.#staged.get(producerId) ?? []) this.commit(offset);
    this.#staged.delete(producerId);
  }

  /** The topic was deleted: a new one of this name starts without offsets. */
  forget(topic: string): void {
    this.#committed.delete(topic);
    for (const [producerId, offsets] of this.#staged) {
      this.#staged.set(
        producerId,
        offsets.filter((offset) => offset.topic !== topic),
      );
    }
  }
}
