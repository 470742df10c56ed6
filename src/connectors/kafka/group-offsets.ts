import type { BrokerNode } from './broker-node.ts';
import type { Cluster } from './cluster.ts';
import { groupBy } from './group-by.ts';
import type {
  CommitOutcome,
  CommittedOffset,
  GroupOffsets,
  GroupOffsetsOptions,
  TopicPartition,
} from './port.ts';
import { CODE, ConnectionLost, isPassing, ProtocolError } from './protocol-error.ts';
import { pause } from './waiting.ts';

interface PartitionAnswer {
  readonly partition: number;
  readonly errorCode: number;
}

interface OffsetFetchAnswer {
  readonly errorCode?: number;
  readonly responses: readonly {
    topic: string;
    partitions: readonly (PartitionAnswer & { offset: string; metadata: string | null })[];
  }[];
}

interface InitAnswer {
  readonly errorCode: number;
  readonly producerId: string;
  readonly producerEpoch: number;
}

interface DescribeGroupsAnswer {
  readonly groups: readonly { errorCode: number; members: readonly { clientId: string }[] }[];
}

interface CodeAnswer {
  readonly errorCode: number;
}

interface TxnOffsetAnswer {
  readonly topics: readonly { topic: string; partitions: readonly PartitionAnswer[] }[];
}

interface OffsetCommitAnswer {
  readonly responses: readonly { topic: string; partitions: readonly PartitionAnswer[] }[];
}

/** A transaction that a process left open is ended by the broker after this. */
const TRANSACTION_TIMEOUT_MS = 60_000;
/** A transaction of the same id is still being ended: 5 ms is what it takes, kafkajs waits 300 ms. */
const CONCURRENT_WAIT_MS = 5;
const CONCURRENT_FOR_MS = 10_000;
/** Coordinators move and load: for this long that is no failure. */
const COORDINATOR_FOR_MS = 20_000;

/** See GroupOffsets. A commit is a transaction that holds nothing but the offsets. */
export class ClusterGroupOffsets implements GroupOffsets {
  readonly #cluster: Cluster;
  readonly #options: GroupOffsetsOptions;
  #producer: { readonly id: string; readonly epoch: number } | undefined;
  #plain = false;
  #broken: unknown;

  constructor(cluster: Cluster, options: GroupOffsetsOptions) {
    this.#cluster = cluster;
    this.#options = options;
    this.#plain = options.transactionalId === undefined;
  }

  async fence(signal: AbortSignal): Promise<boolean> {
    if (this.#plain) return false;
    if (!this.#cluster.guards.fenceBeforeRead) return true;
    return this.#initialise(signal);
  }

  async read(partitions: readonly TopicPartition[], signal: AbortSignal): Promise<CommittedOffset[]> {
    if (partitions.length === 0) return [];
    const topics = byTopic(partitions, ({ partition }) => ({ partition }));
    const { groupId } = this.#options;
    const answer = await this.#cluster.insist(COORDINATOR_FOR_MS, signal, async () => {
      const node = await this.#cluster.coordinator('group', groupId, signal);
      await this.#cluster.reach(node, signal);
      const fetched = await node.request<OffsetFetchAnswer>('OffsetFetch', { groupId, topics }, signal);
      this.#check(fetched.errorCode ?? 0, `group '${groupId}'`);
      for (const { topic, partitions: answers } of fetched.responses)
        for (const { partition, errorCode } of answers) {
          if (errorCode !== CODE.UNKNOWN_TOPIC_OR_PARTITION)
            this.#check(errorCode, `offset of ${topic} partition ${partition}`);
        }
      return fetched;
    });
    return answer.responses.flatMap(({ topic, partitions: answers }) =>
      answers
        .filter(({ offset }) => Number(offset) >= 0)
        .map(({ partition, offset, metadata }) => ({
          topic,
          partition,
          offset: Number(offset),
          metadata: metadata ?? '',
        })),
    );
  }

  async members(signal: AbortSignal): Promise<string[]> {
    const { groupId } = this.#options;
    const { groups } = await this.#cluster.insist(COORDINATOR_FOR_MS, signal, async () => {
      const node = await this.#cluster.coordinator('group', groupId, signal);
      return node.request<DescribeGroupsAnswer>('DescribeGroups', { groupIds: [groupId] }, signal);
    });
    // A group that is not there, or not to be looked at, has none that matter here.
    return groups.flatMap(({ errorCode, members }) =>
      errorCode === CODE.NONE ? members.map(({ clientId }) => clientId) : [],
    );
  }

  async commit(offsets: readonly CommittedOffset[]): Promise<CommitOutcome> {
    if (this.#broken !== undefined && this.#cluster.guards.renewAfterFailure) {
      return { kind: 'refused', error: this.#broken };
    }
    const signal = AbortSignal.timeout(TRANSACTION_TIMEOUT_MS / 2); // an older transaction is given up, engine rule
    try {
      if (this.#plain) await this.#commitPlain(offsets, signal);
      else await this.#commitInTransaction(offsets, signal);
      return { kind: 'done' };
    } catch (error) {
      this.#broken = error;
      return { kind: outcomeOf(error), error };
    }
  }

  async #commitInTransaction(offsets: readonly CommittedOffset[], signal: AbortSignal): Promise<void> {
    if (this.#producer === undefined && !(await this.#initialise(signal)))
      return this.#commitPlain(offsets, signal);
    const { groupId, transactionalId = '' } = this.#options;
    const { id: producerId, epoch: producerEpoch } = this.#producer ?? { id: '-1', epoch: -1 };
    const producer = { transactionalId, producerId, producerEpoch };
    await this.#onCoordinator('transaction', transactionalId, signal, async (node) => {
      const { errorCode } = await node.request<CodeAnswer>(
        'AddOffsetsToTxn',
        { ...producer, groupId },
        signal,
      );
      return errorCode;
    });
    await this.#onCoordinator('group', groupId, signal, async (node) => {
      const args = { ...producer, groupId, topics: byTopic(offsets, offsetArgs) };
      return firstError((await node.request<TxnOffsetAnswer>('TxnOffsetCommit', args, signal)).topics);
    });
    await this.#onCoordinator('transaction', transactionalId, signal, async (node) => {
      const { errorCode } = await node.request<CodeAnswer>(
        'EndTxn',
        { ...producer, transactionResult: true },
        signal,
      );
      return errorCode;
    });
  }

  async #commitPlain(offsets: readonly CommittedOffset[], signal: AbortSignal): Promise<void> {
    const { groupId } = this.#options;
    await this.#onCoordinator('group', groupId, signal, async (node) => {
      const args = { groupId, groupGenerationId: -1, memberId: '', topics: byTopic(offsets, offsetArgs) };
      return firstError((await node.request<OffsetCommitAnswer>('OffsetCommit', args, signal)).responses);
    });
  }

  /** Gets the transactional id and with it an epoch that shuts older owners out. False where this user may not have it. */
  async #initialise(signal: AbortSignal): Promise<boolean> {
    const { transactionalId = '' } = this.#options;
    try {
      const answer = await this.#cluster.insist(COORDINATOR_FOR_MS, signal, async () => {
        const node = await this.#cluster.coordinator('transaction', transactionalId, signal);
        await this.#cluster.reach(node, signal);
        if (!(await node.offers('AddOffsetsToTxn', signal))) return undefined;
        return this.#initProducer(node, transactionalId, signal);
      });
      if (answer !== undefined) {
        this.#producer = { id: answer.producerId, epoch: answer.producerEpoch };
        return true;
      }
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      const code =
        error instanceof ProtocolError ? error.code : cause instanceof ProtocolError ? cause.code : undefined;
      if (code !== CODE.TRANSACTIONAL_ID_AUTHORIZATION_FAILED) throw error;
    }
    this.#plain = true;
    return false;
  }

  /** The broker ends what an older owner left open first; until then it says CONCURRENT_TRANSACTIONS. */
  async #initProducer(node: BrokerNode, transactionalId: string, signal: AbortSignal): Promise<InitAnswer> {
    const transactionTimeout = this.#options.transactionTimeoutMs ?? TRANSACTION_TIMEOUT_MS;
    const args = { transactionalId, transactionTimeout };
    for (const deadline = Date.now() + TRANSACTION_TIMEOUT_MS; ;) {
      const answer = await node.request<InitAnswer>('InitProducerId', args, signal);
      if (answer.errorCode !== CODE.CONCURRENT_TRANSACTIONS || Date.now() > deadline) {
        this.#check(answer.errorCode, `transactional id '${transactionalId}'`);
        return answer;
      }
      await pause(20, signal);
    }
  }

  /**
   * One step of a commit. Repeated only where the broker surely did not do it: it is not the coordinator, is loading,
   * or still ends this id's last transaction. A lost answer is never asked for again.
   */
  async #onCoordinator(
    kind: 'group' | 'transaction',
    key: string,
    signal: AbortSignal,
    step: (node: BrokerNode) => Promise<number>,
  ): Promise<void> {
    const begun = Date.now();
    for (;;) {
      let asked = false;
      let code: number;
      try {
        const node = await this.#cluster.coordinator(kind, key, signal);
        asked = true;
        code = await step(node);
      } catch (error) {
        const surelyNotDone = asked ? error instanceof ConnectionLost && !error.sent : isPassing(error);
        if (!surelyNotDone || Date.now() - begun > COORDINATOR_FOR_MS) throw error;
        await pause(100, signal);
        continue;
      }
      if (code === CODE.NONE) return;
      const waited = Date.now() - begun;
      if (
        code === CODE.CONCURRENT_TRANSACTIONS &&
        this.#cluster.guards.waitForTransaction &&
        waited < CONCURRENT_FOR_MS
      ) {
        await pause(CONCURRENT_WAIT_MS, signal);
        continue;
      }
      const error = this.#cluster.error(code, `commit of ${kind} '${key}'`);
      if (!error.passing || waited > COORDINATOR_FOR_MS) throw error;
      await pause(100, signal);
    }
  }

  #check(code: number, subject: string): void {
    if (code !== CODE.NONE) throw this.#cluster.error(code, subject);
  }
}

/** Errors that mean another process took this job's id, or that the broker ended the transaction itself. */
const FENCED: ReadonlySet<number> = new Set([
  CODE.INVALID_PRODUCER_EPOCH,
  CODE.PRODUCER_FENCED,
  CODE.INVALID_PRODUCER_ID_MAPPING,
  CODE.INVALID_TXN_STATE,
]);

function outcomeOf(error: unknown): 'fenced' | 'unknown' | 'refused' {
  if (!(error instanceof ProtocolError)) return 'unknown';
  if (FENCED.has(error.code)) return 'fenced';
  return error.passing ? 'unknown' : 'refused';
}

function byTopic<T extends TopicPartition, P>(
  items: readonly T[],
  args: (item: T) => P,
): { topic: string; partitions: P[] }[] {
  return [...groupBy(items, ({ topic }) => topic)].map(([topic, list]) => ({
    topic,
    partitions: list.map(args),
  }));
}

function offsetArgs({ partition, offset, metadata }: CommittedOffset): object {
  return { partition, offset: String(offset), metadata };
}

function firstError(topics: readonly { readonly partitions: readonly PartitionAnswer[] }[]): number {
  for (const { partitions } of topics)
    for (const { errorCode } of partitions) if (errorCode !== CODE.NONE) return errorCode;
  return CODE.NONE;
}
