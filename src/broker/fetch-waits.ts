import type { PartitionLog } from './log.ts';

/** A long poll: `look` reads again and answers if it now has enough. */
export interface FetchWait {
  readonly logs: readonly PartitionLog[];
  look(): void;
}

/**
 * Fetches that wait for records. `flush` runs once behind each request or timer, so a produce into many partitions
 * answers a waiting consumer once and with all of it.
 */
export class FetchWaits {
  readonly #waits = new Map<PartitionLog, Set<FetchWait>>();
  readonly #touched = new Set<FetchWait>();

  add(wait: FetchWait): void {
    for (const log of wait.logs) {
      const waits = this.#waits.get(log);
      if (waits) waits.add(wait);
      else this.#waits.set(log, new Set([wait]));
    }
  }

  remove(wait: FetchWait): void {
    this.#touched.delete(wait);
    for (const log of wait.logs) {
      const waits = this.#waits.get(log);
      waits?.delete(wait);
      if (waits?.size === 0) this.#waits.delete(log);
    }
  }

  touch(log: PartitionLog): void {
    for (const wait of this.#waits.get(log) ?? []) this.#touched.add(wait);
  }

  flush(): void {
    if (this.#touched.size === 0) return;
    const touched = [...this.#touched];
    this.#touched.clear();
    for (const wait of touched) wait.look();
  }
}
