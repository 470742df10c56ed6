import { SqlError } from '../../common/errors.ts';
import type { BrokerNode } from './broker-node.ts';
import { byTopic, firstError } from './by-topic.ts';
import type { Cluster } from './cluster.ts';
import { askCoordinator, COORDINATOR_FOR_MS } from './coordinator-step.ts';
import type {
  CommitOutcome,
  CommittedOffset,
  GroupOffsets,
  GroupOffsetsOptions,
  TopicPartition,
  Transaction,
} from './port.ts';
import { CODE, isFenced, ProtocolError } from './protocol-error.ts';
import { TransactionalProducer } from './transactional-producer.ts';

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

interface DescribeGroupsAnswer {
  readonly groups: readonly { errorCode: number; members: readonly { clientId: string }[] }[];
}

interface OffsetCommitAnswer {
  readonly responses: readonly { topic: string; partitions: readonly PartitionAnswer[] }[];
}

/** A transaction that a process left open is ended by the broker after this. */
const TRANSACTION_TIMEOUT_MS = 60_000;
/** How long a plain commit may take. */
const PLAIN_MS = 30_000;

/** See GroupOffsets. */
export class ClusterGroupOffsets implements GroupOffsets {
  readonly #cluster: Cluster;
  readonly #options: GroupOffsetsOptions;
  #transaction: TransactionalProducer | undefined;
  #hasIdentity = false;
  #broken: unknown;

  constructor(cluster: Cluster, options: GroupOffsetsOptions) {
    this.#cluster = cluster;
    this.#options = options;
    const { transactionalId, transactionTimeoutMs = TRANSACTION_TIMEOUT_MS } = options;
    if (transactionalId !== undefined)
      this.#transaction = new TransactionalProducer(cluster, transactionalId, transactionTimeoutMs);
  }

  get transaction(): Transaction | undefined {
    return this.#transaction;
  }

  async fence(signal: AbortSignal): Promise<boolean> {
    if (this.#transaction === undefined) return false;
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
    const { groupId } = this.#options;
    try {
      this.#transaction?.check();
    } catch (thrown) {
      const error = await this.#transaction?.failedBy(thrown);
      return { kind: isFenced(error) ? 'fenced' : 'refused', error }; // surely not committed
    }
    try {
      if (!this.#hasIdentity && this.#transaction !== undefined)
        await this.#initialise(AbortSignal.timeout(PLAIN_MS));
      if (this.#transaction === undefined) await this.#commitPlain(offsets, AbortSignal.timeout(PLAIN_MS));
      else await this.#transaction.commit(groupId, offsets);
      return { kind: 'done' };
    } catch (error) {
      this.#broken = error;
      return { kind: outcomeOf(error), error };
    }
  }

  async close(): Promise<void> {
    await this.#transaction?.close();
  }

  async #commitPlain(offsets: readonly CommittedOffset[], signal: AbortSignal): Promise<void> {
    const { groupId } = this.#options;
    const ask = async (node: BrokerNode) => {
      const args = { groupId, groupGenerationId: -1, memberId: '', topics: byTopic(offsets, offsetArgs) };
      return firstError((await node.request<OffsetCommitAnswer>('OffsetCommit', args, signal)).responses);
    };
    const step = { kind: 'group', key: groupId, what: `commit of group '${groupId}'`, ask } as const;
    await askCoordinator(this.#cluster, step, signal);
  }

  /** Where this user may not have the id, commits are plain. */
  async #initialise(signal: AbortSignal): Promise<boolean> {
    this.#hasIdentity = (await this.#transaction?.initialise(signal)) === true;
    if (!this.#hasIdentity) this.#transaction = undefined;
    return this.#hasIdentity;
  }

  #check(code: number, subject: string): void {
    if (code !== CODE.NONE) throw this.#cluster.error(code, subject);
  }
}

function outcomeOf(error: unknown): 'fenced' | 'unknown' | 'refused' {
  if (error instanceof SqlError) return 'refused';
  if (!(error instanceof ProtocolError)) return 'unknown';
  if (isFenced(error)) return 'fenced';
  return error.passing ? 'unknown' : 'refused';
}

function offsetArgs({ partition, offset, metadata }: CommittedOffset): object {
  return { partition, offset: String(offset), metadata };
}
