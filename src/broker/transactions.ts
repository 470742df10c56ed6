import type { Clock } from '../common/clock.ts';
import type { Groups } from './groups.ts';
import type { PartitionLog } from './log.ts';
import type { TopicPartition, Topics } from './topics.ts';
import { TransactionalIds, type Outcome, type Transactional } from './transactional-ids.ts';
import { ErrorCode } from './wire/error-code.ts';

/** How a producer names itself in each request of a transaction. */
export interface ProducerKey {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly epoch: number;
}

/** A producer id and the epoch that it holds. */
export interface Producer {
  readonly producerId: number;
  readonly epoch: number;
}

export interface TransactionLimits {
  /** How long markers take after the outcome is decided; 0: written at once. Real brokers take some milliseconds. */
  readonly markerDelayMs: number;
}

/** Longest transaction a producer may ask for: Kafka's transaction.max.timeout.ms. */
const LONGEST_TIMEOUT_MS = 900_000;
const LAST_EPOCH = 32_766;
const NONE = -1;

/** The transaction coordinator: who produces under which id and epoch, what its open transaction touched, how it ends. */
export class Transactions {
  readonly #ids = new TransactionalIds();
  readonly #clock: Clock;
  readonly #topics: Topics;
  readonly #groups: Groups;
  readonly #limits: TransactionLimits;
  #nextProducerId = 0;

  constructor(clock: Clock, topics: Topics, groups: Groups, limits: TransactionLimits) {
    this.#clock = clock;
    this.#topics = topics;
    this.#groups = groups;
    this.#limits = limits;
  }

  /** A producer id without transactions. */
  newProducer(): Producer {
    return { producerId: this.#nextProducerId++, epoch: 0 };
  }

  get(transactionalId: string): Transactional | undefined {
    return this.#ids.get(transactionalId, this.#clock.now());
  }

  all(): Transactional[] {
    return this.#ids.all(this.#clock.now());
  }

  /**
   * Takes a transactional id over: the epoch moves on, which fences whoever held it, and its open transaction is
   * aborted. While that one ends: CONCURRENT_TRANSACTIONS, the client asks again. With `present`, what a producer
   * believes to hold, it moves on only if that is still so, else PRODUCER_FENCED; an open transaction is aborted either
   * way, as in Kafka.
   */
  init(transactionalId: string, timeoutMs: number, present: Producer | undefined): Producer | ErrorCode {
    if (transactionalId === '') return ErrorCode.invalidRequest;
    if (timeoutMs <= 0 || timeoutMs > LONGEST_TIMEOUT_MS) return ErrorCode.invalidTransactionTimeout;
    const entry = this.get(transactionalId);
    if (entry === undefined) return this.#add(transactionalId, timeoutMs);
    if (present !== undefined && !isHolder(entry, present)) return ErrorCode.producerFenced;
    if (entry.state === 'open') this.#fence(entry);
    if (entry.state === 'ending') return ErrorCode.concurrentTransactions;
    const isRepeated = present !== undefined && present.epoch === entry.lastEpoch;
    if (present !== undefined && present.epoch !== entry.epoch && !isRepeated)
      return ErrorCode.producerFenced;
    this.#ids.touch(entry, this.#clock.now());
    entry.outcome = undefined;
    entry.begunAt = NONE;
    entry.timeoutMs = timeoutMs;
    // Beyond the last epoch after a fence: that one is never given out.
    if (isRepeated && entry.epoch <= LAST_EPOCH) return entry;
    entry.lastEpoch = present?.epoch ?? NONE;
    if (entry.epoch < LAST_EPOCH) {
      entry.epoch++;
    } else {
      entry.previousProducerId = entry.producerId;
      Object.assign(entry, this.newProducer());
    }
    return entry;
  }

  addPartitions(key: ProducerKey, partitions: ReadonlyMap<PartitionLog, TopicPartition>): ErrorCode {
    const entry = this.#begin(key);
    if (typeof entry === 'number') return entry;
    for (const [log, name] of partitions) entry.logs.set(log, name);
    return ErrorCode.none;
  }

  addGroup(key: ProducerKey, groupId: string): ErrorCode {
    const entry = this.#begin(key);
    if (typeof entry === 'number') return entry;
    entry.groups.add(groupId);
    return ErrorCode.none;
  }

  /** Whether a batch of a transaction may be written to this partition now. */
  mayWrite(key: ProducerKey, log: PartitionLog): ErrorCode {
    if (key.transactionalId === '') return ErrorCode.transactionalIdAuthorizationFailed; // it named none
    const entry = this.#check(key);
    if (typeof entry === 'number') return entry;
    return entry.state === 'open' && entry.logs.has(log) ? ErrorCode.none : ErrorCode.invalidTxnState;
  }

  /** Whether offsets of this group may join the producer's transaction now. */
  mayCommitOffsets(key: ProducerKey, groupId: string): ErrorCode {
    const entry = this.#check(key);
    if (typeof entry === 'number') return entry;
    return entry.state === 'open' && entry.groups.has(groupId) ? ErrorCode.none : ErrorCode.invalidTxnState;
  }

  /** Decides the open transaction. The same decision may come again, the other one may not. */
  end(key: ProducerKey, outcome: Outcome): ErrorCode {
    const entry = this.#check(key);
    if (typeof entry === 'number') return entry;
    if (entry.state === 'open') {
      this.#decide(entry, outcome);
      return ErrorCode.none;
    }
    if (entry.outcome !== outcome) return ErrorCode.invalidTxnState;
    return entry.state === 'ending' ? ErrorCode.concurrentTransactions : ErrorCode.none;
  }

  #add(id: string, timeoutMs: number): Producer {
    const entry: Transactional = {
      id,
      ...this.newProducer(),
      previousProducerId: NONE,
      lastEpoch: NONE,
      timeoutMs,
      state: 'idle',
      outcome: undefined,
      begunAt: NONE,
      logs: new Map(),
      groups: new Set(),
      stopTimer: undefined,
      usedAt: 0,
    };
    this.#ids.touch(entry, this.#clock.now());
    return entry;
  }

  #check({ transactionalId, producerId, epoch }: ProducerKey): Transactional | ErrorCode {
    if (transactionalId === '') return ErrorCode.invalidRequest;
    const entry = this.get(transactionalId);
    if (entry === undefined || entry.producerId !== producerId) return ErrorCode.invalidProducerIdMapping;
    return entry.epoch === epoch ? entry : ErrorCode.producerFenced;
  }

  #begin(key: ProducerKey): Transactional | ErrorCode {
    const entry = this.#check(key);
    if (typeof entry === 'number') return entry;
    if (entry.state === 'ending') return ErrorCode.concurrentTransactions;
    if (entry.state === 'idle') {
      entry.state = 'open';
      entry.outcome = undefined;
      entry.begunAt = this.#clock.now();
      entry.stopTimer = this.#clock.after(entry.timeoutMs, () => this.#fence(entry));
    }
    this.#ids.touch(entry, this.#clock.now());
    return entry;
  }

  /** Aborts under a new epoch: who began it is not heard any more, but may ask for that epoch while nobody took over. */
  #fence(entry: Transactional): void {
    entry.lastEpoch = entry.epoch++;
    this.#decide(entry, 'abort');
  }

  #decide(entry: Transactional, outcome: Outcome): void {
    entry.stopTimer?.();
    entry.state = 'ending';
    entry.outcome = outcome;
    if (this.#limits.markerDelayMs === 0) this.#finish(entry, outcome);
    else this.#clock.after(this.#limits.markerDelayMs, () => this.#finish(entry, outcome));
  }

  #finish(entry: Transactional, outcome: Outcome): void {
    const commit = outcome === 'commit';
    const now = this.#clock.now();
    for (const log of entry.logs.keys())
      if (!log.closed) this.#topics.appendMarker(log, entry.producerId, entry.epoch, commit, now);
    for (const group of entry.groups) this.#groups.get(group)?.offsets.settle(entry.producerId, commit);
    entry.logs.clear();
    entry.groups.clear();
    entry.state = 'idle';
    this.#ids.touch(entry, now);
  }
}

/** Whether a producer is the one that holds the id, or held it until its epochs were used up. */
function isHolder(entry: Transactional, { producerId, epoch }: Producer): boolean {
  return producerId === entry.producerId || (producerId === entry.previousProducerId && epoch >= LAST_EPOCH);
}
