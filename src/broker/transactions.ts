import type { Clock } from '../common/clock.ts';
import type { Groups } from './groups.ts';
import type { PartitionLog } from './log.ts';
import type { Topics } from './topics.ts';
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

type Outcome = 'commit' | 'abort';

interface Transactional {
  producerId: number;
  epoch: number;
  timeoutMs: number;
  /** 'ending': the outcome is decided, its markers are still to be written. */
  state: 'idle' | 'open' | 'ending';
  /** Of the last transaction, for an EndTxn that comes twice. */
  outcome: Outcome | undefined;
  readonly logs: Set<PartitionLog>;
  readonly groups: Set<string>;
  stopTimer: (() => void) | undefined;
}

export interface TransactionLimits {
  /** How long markers take after the outcome is decided; 0: written at once. Real brokers take some milliseconds. */
  readonly markerDelayMs: number;
}

/** Longest transaction a producer may ask for: Kafka's transaction.max.timeout.ms. */
const LONGEST_TIMEOUT_MS = 900_000;
const LAST_EPOCH = 32_766;

/** The transaction coordinator: who produces under which id and epoch, what its open transaction touched, how it ends. */
export class Transactions {
  readonly #byId = new Map<string, Transactional>();
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

  /**
   * Takes a transactional id over: the epoch moves on, which fences whoever held it, and its open transaction is
   * aborted. While that one ends: CONCURRENT_TRANSACTIONS, the client asks again.
   */
  init(transactionalId: string, timeoutMs: number): Producer | ErrorCode {
    if (transactionalId === '') return ErrorCode.invalidRequest;
    if (timeoutMs <= 0 || timeoutMs > LONGEST_TIMEOUT_MS) return ErrorCode.invalidTransactionTimeout;
    let entry = this.#byId.get(transactionalId);
    if (entry === undefined) {
      entry = { ...this.newProducer(), timeoutMs, ...fresh() };
      this.#byId.set(transactionalId, entry);
      return entry;
    }
    if (entry.state === 'open') this.#fence(entry);
    if (entry.state === 'ending') return ErrorCode.concurrentTransactions;
    entry.outcome = undefined;
    entry.timeoutMs = timeoutMs;
    if (entry.epoch >= LAST_EPOCH) Object.assign(entry, this.newProducer());
    else entry.epoch++;
    return entry;
  }

  addPartitions(key: ProducerKey, logs: readonly PartitionLog[]): ErrorCode {
    const entry = this.#begin(key);
    if (typeof entry === 'number') return entry;
    for (const log of logs) entry.logs.add(log);
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

  #check({ transactionalId, producerId, epoch }: ProducerKey): Transactional | ErrorCode {
    if (transactionalId === '') return ErrorCode.invalidRequest;
    const entry = this.#byId.get(transactionalId);
    if (entry === undefined || entry.producerId !== producerId) return ErrorCode.invalidProducerIdMapping;
    // Kafka names it PRODUCER_FENCED from newer versions on than are spoken here.
    return entry.epoch === epoch ? entry : ErrorCode.invalidProducerEpoch;
  }

  #begin(key: ProducerKey): Transactional | ErrorCode {
    const entry = this.#check(key);
    if (typeof entry === 'number') return entry;
    if (entry.state === 'ending') return ErrorCode.concurrentTransactions;
    if (entry.state === 'idle') {
      entry.state = 'open';
      entry.outcome = undefined;
      entry.stopTimer = this.#clock.after(entry.timeoutMs, () => this.#fence(entry));
    }
    return entry;
  }

  /** Aborts under a new epoch: the producer that began it is not heard any more. */
  #fence(entry: Transactional): void {
    entry.epoch++;
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
    for (const log of entry.logs)
      if (!log.closed) this.#topics.appendMarker(log, entry.producerId, entry.epoch, commit, now);
    for (const group of entry.groups) this.#groups.get(group)?.offsets.settle(entry.producerId, commit);
    entry.logs.clear();
    entry.groups.clear();
    entry.state = 'idle';
  }
}

function fresh(): Omit<Transactional, 'producerId' | 'epoch' | 'timeoutMs'> {
  return { state: 'idle', outcome: undefined, logs: new Set(), groups: new Set(), stopTimer: undefined };
}
