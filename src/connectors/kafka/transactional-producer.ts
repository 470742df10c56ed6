import { SqlError } from '../../common/errors.ts';
import { formatDuration } from '../../common/duration.ts';
import type { BrokerNode } from './broker-node.ts';
import { byTopic, firstError } from './by-topic.ts';
import type { Cluster } from './cluster.ts';
import { askCoordinator, COORDINATOR_FOR_MS, type CoordinatorStep } from './coordinator-step.ts';
import type { CommittedOffset, ProducerIdentity, Transaction } from './port.ts';
import { CODE, isFenced, ProtocolError } from './protocol-error.ts';
import { Sequences } from './sequences.ts';
import { abortable, pause } from './waiting.ts';

interface InitAnswer {
  readonly errorCode: number;
  readonly producerId: string;
  readonly producerEpoch: number;
}

interface CodeAnswer {
  readonly errorCode: number;
}

interface AddPartitionsAnswer {
  readonly errors: readonly { partitionErrors: readonly { partition: number; errorCode: number }[] }[];
}

interface TxnOffsetAnswer {
  readonly topics: readonly {
    topic: string;
    partitions: readonly { partition: number; errorCode: number }[];
  }[];
}

/** How long the end of an older owner's transaction is waited for. */
const OLDER_FOR_MS = 60_000;
/** How long leaving may take: what is left open is ended by the next owner, or by the broker. */
const ABANDON_MS = 2000;

/**
 * One transactional id of a cluster and its one open transaction, which holds rows of any number of writers and the
 * positions of one group. It begins with whatever comes first and ends with `commit`; the next begins by itself.
 * Whatever fails inside a transaction ends this object: the next owner of the id aborts what it left open.
 */
export class TransactionalProducer implements ProducerIdentity, Transaction {
  readonly transactionalId: string;
  readonly #cluster: Cluster;
  readonly #timeoutMs: number;
  readonly #sequences = new Sequences();
  readonly #partitions = new Set<string>();
  readonly #closed = new AbortController();
  #producer: { readonly id: string; readonly epoch: number } | undefined;
  #round = 0;
  #roundEnds: PromiseWithResolvers;
  #begunAt: number | undefined;
  #expiry: NodeJS.Timeout | undefined;
  /** What was asked for last was not answered: nothing may be aborted, the next owner finds out. */
  #isUncertain = false;
  #failure: unknown;
  /** Of a transaction that got too old: the error, and when it is known whether it still was this owner's. */
  #expired: { readonly error: unknown; readonly known: Promise<void> } | undefined;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(cluster: Cluster, transactionalId: string, timeoutMs: number) {
    this.#cluster = cluster;
    this.transactionalId = transactionalId;
    this.#timeoutMs = timeoutMs;
    this.#roundEnds = promiseWithResolvers();
  }

  get id(): number {
    return Number(this.#producer?.id ?? -1);
  }

  get epoch(): number {
    return this.#producer?.epoch ?? -1;
  }

  get round(): number {
    return this.#round;
  }

  async committed(round: number, signal: AbortSignal): Promise<void> {
    while (this.#round <= round) {
      this.check();
      await abortable(this.#roundEnds.promise, signal);
    }
  }

  /**
   * Gets the id and with it an epoch that shuts older owners out; what they left open is aborted first. False where this
   * user may not have it, or the cluster has no transactions.
   */
  async initialise(signal: AbortSignal): Promise<boolean> {
    const cluster = this.#cluster;
    try {
      const answer = await cluster.insist(COORDINATOR_FOR_MS, signal, async () => {
        const node = await cluster.coordinator('transaction', this.transactionalId, signal);
        await cluster.reach(node, signal);
        return (await node.offers('AddOffsetsToTxn', signal)) ? this.#initProducer(node, signal) : undefined;
      });
      if (answer === undefined) return false;
      this.#producer = { id: answer.producerId, epoch: answer.producerEpoch };
      this.#sequences.reset();
      return true;
    } catch (error) {
      const cause = error instanceof SqlError ? error.cause : error;
      const code = cause instanceof ProtocolError ? cause.code : undefined;
      if (code === CODE.TRANSACTIONAL_ID_AUTHORIZATION_FAILED) return false;
      if (code === CODE.INVALID_TRANSACTION_TIMEOUT) throw this.#timeoutRefused(error);
      throw error;
    }
  }

  take(topic: string, partition: number, rows: number): number {
    return this.#sequences.take(topic, partition, rows);
  }

  get isOver(): boolean {
    return this.#failure !== undefined && this.#cluster.guards.renewAfterFailure;
  }

  check(): void {
    if (this.isOver) throw this.#failure;
  }

  async failedBy(error: unknown): Promise<unknown> {
    if (error !== this.#expired?.error) return error;
    await this.#expired?.known;
    return this.#failure;
  }

  /** One request of this id at a time: sequences arrive in order, and nothing is ended while rows are on their way. */
  exclusive<T>(task: () => Promise<T>): Promise<T> {
    const run = this.#tail.then(async () => {
      this.check();
      try {
        return await task();
      } catch (error) {
        if (error !== this.#expired?.error) this.#fail(error); // else nothing is on its way
        throw error;
      }
    });
    this.#tail = run.catch(() => undefined);
    return run;
  }

  /** Tells the coordinator which partitions the transaction writes to; it begins with the first. */
  async begin(topic: string, partitions: readonly number[], signal: AbortSignal): Promise<void> {
    const fresh = [...new Set(partitions)].filter((p) => !this.#partitions.has(`${topic}-${p}`));
    if (fresh.length === 0) return;
    this.#startClock();
    const topics = [{ topic, partitions: fresh }];
    // What was added is added: asked for twice is the same as once.
    await this.#ask({ kind: 'transaction', repeatable: true }, signal, async (node) => {
      const args = { ...this.#names(), topics };
      const { errors } = await node.request<AddPartitionsAnswer>('AddPartitionsToTxn', args, signal);
      const codes = errors.flatMap(({ partitionErrors }) =>
        partitionErrors.map(({ errorCode }) => errorCode),
      );
      const failed = codes.filter((code) => code !== CODE.NONE);
      // One wrong partition keeps the others from being tried.
      return failed.find((code) => code !== CODE.OPERATION_NOT_ATTEMPTED) ?? failed[0] ?? CODE.NONE;
    });
    for (const partition of fresh) this.#partitions.add(`${topic}-${partition}`);
  }

  /** The positions join the transaction, and it becomes final. Throws what the outcome must be judged by. */
  commit(groupId: string, offsets: readonly CommittedOffset[]): Promise<void> {
    return this.exclusive(async () => {
      this.#startClock();
      clearTimeout(this.#expiry); // from here on the signal watches the time
      const spent = Date.now() - (this.#begunAt ?? Date.now());
      const signal = AbortSignal.timeout(Math.max(1, this.#timeoutMs / 2 - spent));
      await this.#ask({ kind: 'transaction' }, signal, async (node) => {
        const args = { ...this.#names(), groupId };
        return (await node.request<CodeAnswer>('AddOffsetsToTxn', args, signal)).errorCode;
      });
      await this.#ask({ kind: 'group', key: groupId }, signal, async (node) => {
        const args = { ...this.#names(), groupId, topics: byTopic(offsets, offsetArgs) };
        return firstError((await node.request<TxnOffsetAnswer>('TxnOffsetCommit', args, signal)).topics);
      });
      await this.#end(true, signal);
    });
  }

  /** Leaves: an open transaction is aborted if that is quickly done, so that readers need not wait for its time-out. */
  async close(): Promise<void> {
    this.#closed.abort();
    this.#failure ??= new Error('closed');
    const signal = AbortSignal.timeout(ABANDON_MS);
    await abortable(this.#tail, signal).catch(() => undefined);
    await this.#abort(signal);
    this.#stopClock();
    this.#roundEnds.reject(this.#failure);
  }

  /** Of an unknown or older-epoch state nothing is aborted: the next owner does that, and it alone knows that it may. */
  async #abort(signal: AbortSignal): Promise<void> {
    if (this.#begunAt === undefined || this.#isUncertain) return;
    await this.#end(false, signal).catch((error: unknown) => {
      if (isFenced(error)) this.#failure = error;
      this.#isUncertain = true;
    });
  }

  async #end(commit: boolean, signal: AbortSignal): Promise<void> {
    await this.#ask({ kind: 'transaction' }, signal, async (node) => {
      const args = { ...this.#names(), transactionResult: commit };
      return (await node.request<CodeAnswer>('EndTxn', args, signal)).errorCode;
    });
    this.#stopClock();
    this.#partitions.clear();
    if (!commit) return;
    this.#round++;
    const { resolve } = this.#roundEnds;
    this.#roundEnds = promiseWithResolvers();
    resolve();
  }

  #ask(
    step: { readonly kind: 'group' | 'transaction'; readonly key?: string; readonly repeatable?: boolean },
    signal: AbortSignal,
    ask: CoordinatorStep['ask'],
  ): Promise<void> {
    const { kind, key = this.transactionalId, repeatable = false } = step;
    return askCoordinator(
      this.#cluster,
      { kind, key, what: `commit of ${kind} '${key}'`, repeatable, ask },
      signal,
    );
  }

  #names(): { transactionalId: string; producerId: string; producerEpoch: number } {
    const { id: producerId, epoch: producerEpoch } = this.#producer ?? { id: '-1', epoch: -1 };
    return { transactionalId: this.transactionalId, producerId, producerEpoch };
  }

  #fail(error: unknown): void {
    this.#isUncertain = true;
    this.#failure ??= error;
    this.#stopClock();
    this.#roundEnds.reject(this.#failure);
  }

  /** Real time, as the broker's. */
  #startClock(): void {
    if (this.#begunAt !== undefined) return;
    this.#begunAt = Date.now();
    this.#expiry = setTimeout(() => this.#expire(), this.#timeoutMs / 2);
  }

  #stopClock(): void {
    clearTimeout(this.#expiry);
    this.#begunAt = undefined;
  }

  /** Too old: a broker that ends it in the middle of a commit would leave no one knowing what became of it. */
  #expire(): void {
    if (this.#failure !== undefined) return;
    const after = formatDuration(this.#timeoutMs / 2);
    const error = new SqlError(
      'E_KAFKA',
      `transaction '${this.transactionalId}' was open for ${after}, half of its time-out: it was aborted`,
      {
        hint: "shorter checkpoints (SET 'execution.checkpointing.interval'), or a longer 'properties.transaction.timeout.ms' of the sink",
        retry: 'backoff',
      },
    );
    this.#failure = error;
    const signal = AbortSignal.any([this.#closed.signal, AbortSignal.timeout(this.#timeoutMs / 4)]);
    // A process that slept meanwhile learns here that another has taken over.
    const known = this.#tail.then(() => this.#abort(signal));
    this.#expired = { error, known };
    void known.then(() => this.#roundEnds.reject(this.#failure));
  }

  /** The broker ends what an older owner left open first; until then it says CONCURRENT_TRANSACTIONS. */
  async #initProducer(node: BrokerNode, signal: AbortSignal): Promise<InitAnswer> {
    const args = { transactionalId: this.transactionalId, transactionTimeout: this.#timeoutMs };
    for (const deadline = Date.now() + OLDER_FOR_MS; ;) {
      const answer = await node.request<InitAnswer>('InitProducerId', args, signal);
      if (answer.errorCode === CODE.NONE) return answer;
      if (answer.errorCode !== CODE.CONCURRENT_TRANSACTIONS || Date.now() > deadline)
        throw this.#cluster.error(answer.errorCode, `transactional id '${this.transactionalId}'`);
      await pause(20, signal);
    }
  }

  #timeoutRefused(cause: unknown): SqlError {
    return new SqlError(
      'E_OPTION',
      `the cluster takes no transactions of ${formatDuration(this.#timeoutMs)} ('properties.transaction.timeout.ms' = '${this.#timeoutMs}')`,
      { hint: "its brokers' transaction.max.timeout.ms is the longest: 15 min (900000) unless set", cause },
    );
  }
}

interface PromiseWithResolvers {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Nobody may be waiting when it is rejected. */
function promiseWithResolvers(): PromiseWithResolvers {
  let resolve: () => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

function offsetArgs({ partition, offset, metadata }: CommittedOffset): object {
  return { partition, offset: String(offset), metadata };
}
