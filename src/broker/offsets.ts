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

/** An offset and when it was said, counted in requests: what was said last counts. */
interface Said<T extends CommittedOffset> {
  readonly offset: T;
  readonly turn: number;
}

/** The committed offsets of a group, and those that wait for the end of a transaction. */
export class Offsets {
  readonly #committed = new Map<string, Map<number, Said<CommittedOffset>>>();
  /** By producer id, then by partition. */
  readonly #staged = new Map<number, Map<string, Said<PartitionOffset>>>();
  #turn = 0;

  get(topic: string, partition: number): CommittedOffset | undefined {
    return this.#committed.get(topic)?.get(partition)?.offset;
  }

  /** Every partition that has an offset, by topic. */
  all(): (readonly [topic: string, partitions: number[]])[] {
    return Array.from(this.#committed, ([topic, partitions]) => [topic, [...partitions.keys()]] as const);
  }

  /** Whether an open transaction may change the offset of this partition. */
  isUnstable(topic: string, partition: number): boolean {
    const name = nameOf(topic, partition);
    for (const staged of this.#staged.values()) if (staged.has(name)) return true;
    return false;
  }

  commit(offset: PartitionOffset): void {
    this.#commit(offset, ++this.#turn);
  }

  /** Keeps an offset until the producer's transaction ends. */
  stage(producerId: number, offset: PartitionOffset): void {
    let staged = this.#staged.get(producerId);
    if (staged === undefined) this.#staged.set(producerId, (staged = new Map()));
    staged.set(nameOf(offset.topic, offset.partition), { offset, turn: ++this.#turn });
  }

  /**
   * The producer's transaction ended: its offsets count now, or never did. One that was committed without a
   * transaction after them stays, as in Kafka.
   */
  settle(producerId: number, commit: boolean): void {
    if (commit)
      for (const { offset, turn } of this.#staged.get(producerId)?.values() ?? []) this.#commit(offset, turn);
    this.#staged.delete(producerId);
  }

  /** The topic was deleted: a new one of this name starts without offsets. */
  forget(topic: string): void {
    this.#committed.delete(topic);
    for (const staged of this.#staged.values())
      for (const [name, { offset }] of staged) if (offset.topic === topic) staged.delete(name);
  }

  #commit({ topic, partition, offset, leaderEpoch, metadata }: PartitionOffset, turn: number): void {
    let partitions = this.#committed.get(topic);
    if (partitions === undefined) this.#committed.set(topic, (partitions = new Map()));
    if ((partitions.get(partition)?.turn ?? 0) < turn)
      partitions.set(partition, { offset: { offset, leaderEpoch, metadata }, turn });
  }
}

/** No topic has a slash in its name. */
function nameOf(topic: string, partition: number): string {
  return `${topic}/${partition}`;
}
