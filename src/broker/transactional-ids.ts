import type { PartitionLog } from './log.ts';
import type { TopicPartition } from './topics.ts';

export type Outcome = 'commit' | 'abort';

/** A transactional id: who holds it, and what its transaction has touched so far. */
export interface Transactional {
  readonly id: string;
  producerId: number;
  epoch: number;
  /** Who held it before its epochs were used up; -1: none. */
  previousProducerId: number;
  /** Who held this epoch may ask for the present one, again too; -1: nobody. */
  lastEpoch: number;
  timeoutMs: number;
  /** 'ending': the outcome is decided, its markers are still to be written. */
  state: 'idle' | 'open' | 'ending';
  /** Of the last transaction, for an EndTxn that comes twice. */
  outcome: Outcome | undefined;
  /** When the last transaction began; -1: none since the id was taken. */
  begunAt: number;
  readonly logs: Map<PartitionLog, TopicPartition>;
  readonly groups: Set<string>;
  stopTimer: (() => void) | undefined;
  usedAt: number;
}

/** As Kafka forgets ids that nobody uses: transactional.id.expiration.ms. */
const EXPIRE_MS = 7 * 24 * 3_600_000;
/** Beyond it the id that was idle longest is forgotten. Ids with an open transaction are not: their time-out bounds them. */
const MOST_IDS = 10_000;

/** All transactional ids that are remembered, longest unused first. Whoever holds a forgotten one must start anew. */
export class TransactionalIds {
  readonly #byId = new Map<string, Transactional>();

  /** Does not count as a use. */
  get(id: string, now: number): Transactional | undefined {
    const entry = this.#byId.get(id);
    if (entry === undefined || !isExpired(entry, now)) return entry;
    this.#byId.delete(id);
    return undefined;
  }

  all(now: number): Transactional[] {
    return [...this.#byId.values()].filter((entry) => !isExpired(entry, now));
  }

  /** Adds the entry, or notes that it is used. */
  touch(entry: Transactional, now: number): void {
    entry.usedAt = now;
    this.#byId.delete(entry.id);
    this.#byId.set(entry.id, entry);
    for (const oldest of this.#byId.values()) {
      if (oldest === entry) return;
      if (oldest.state !== 'idle') continue;
      if (this.#byId.size <= MOST_IDS && !isExpired(oldest, now)) return;
      this.#byId.delete(oldest.id);
    }
  }
}

function isExpired({ state, usedAt }: Transactional, now: number): boolean {
  return state === 'idle' && now - usedAt >= EXPIRE_MS;
}
