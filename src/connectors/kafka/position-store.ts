import { SqlError } from '../../common/errors.ts';
import type { CommittedPositions, ConnectorContext, Positions, PositionStore } from '../connector.ts';
import { printAddress } from './address.ts';
import type { ClientConfig } from './client-config.ts';
import type { OpenPort } from './open-port.ts';
import type { CommittedOffset, GroupOffsets, KafkaPort, Transaction, TopicPartition } from './port.ts';
import { CODE, ConnectionLost, isFenced, isPassing, ProtocolError } from './protocol-error.ts';
import { parseSplit, splitName } from './splits.ts';
import { attemptOf, judgeFenced, lookForOwner, type FencedJob } from './takeover.ts';
import { existingPartitions } from './topics.ts';

export interface StoreParts {
  readonly job: string;
  readonly groupId: string;
  readonly config: ClientConfig;
  readonly context: ConnectorContext;
  readonly openPort: OpenPort;
}

/** A sink whose rows become final with the positions. */
export interface JoinedSink {
  /** For messages. */
  readonly table: string;
  readonly topic: string;
  readonly prefix: string;
  readonly timeoutMs: number;
}

/**
 * The positions of one job in its consumer group, which it never joins. Commits are transactions of the id
 * `<prefix>-<job>`: whoever opens the store last shuts everyone before it out. Rows of exactly-once sinks join them. Can
 * be opened again after `close`.
 */
export class GroupPositionStore implements PositionStore {
  readonly id: string;
  readonly groupId: string;
  readonly #parts: StoreParts;
  readonly #topics = new Set<string>();
  readonly #sinks = new Map<string, JoinedSink>();
  /** The clusters of opened sinks, by table. */
  readonly #clusters = new Map<string, string>();
  /** Those of this process that may have committed. */
  readonly #attempts = new Set<string>();
  /** The marks that were there at the start. */
  #marks: ReadonlySet<string> = new Set();
  #marked: readonly TopicPartition[] = [];
  #port: KafkaPort | undefined;
  #group: GroupOffsets | undefined;

  constructor(parts: StoreParts) {
    this.#parts = parts;
    this.groupId = parts.groupId;
    this.id = `kafka:${serversOf(parts.config)}:${parts.groupId}`;
  }

  /** A source of the job says what it reads; before `open`. */
  include(topics: readonly string[]): void {
    for (const topic of topics) this.#topics.add(topic);
  }

  /** Whether a source of the job has its positions here. */
  get isRead(): boolean {
    return this.#topics.size > 0;
  }

  /** An exactly-once sink of the job says what it writes; before `open`. Throws E_OPTION where two contradict each other. */
  join(sink: JoinedSink): void {
    for (const { table, prefix } of this.#sinks.values()) {
      if (prefix === sink.prefix) continue;
      throw new SqlError(
        'E_OPTION',
        `tables ${table} and ${sink.table} of one job have different 'sink.transactional-id-prefix': '${prefix}' and '${sink.prefix}'`,
        { hint: 'a job writes all its exactly-once tables in one transaction' },
      );
    }
    this.#sinks.set(sink.table, sink);
  }

  /** An opened sink says where it writes. Throws E_UNSUPPORTED, now or at `open`, if that is not where the positions are. */
  writesTo(table: string, clusterId: string | undefined, config: ClientConfig): void {
    this.#clusters.set(table, clusterId ?? serversOf(config));
    if (this.#port !== undefined) this.#checkClusters(this.#port);
  }

  /** The open transaction. Throws E_INTERNAL before `open`. */
  readonly transaction = (): Transaction => {
    const transaction = this.#group?.transaction;
    if (transaction === undefined) throw new SqlError('E_INTERNAL', 'rows before their store is open');
    return transaction;
  };

  async open(signal: AbortSignal): Promise<CommittedPositions> {
    const { config, context, openPort, groupId, job } = this.#parts;
    await this.close();
    const port = await openPort(config, { notice: context.notice });
    this.#port = port;
    await port.connect(signal);
    const sinks = [...this.#sinks.values()];
    const transactionalId = `${sinks[0]?.prefix ?? 'weir'}-${job}`;
    this.#marked = await this.#places(port, signal);
    this.#checkClusters(port);
    const transactionTimeoutMs = sinks.length > 0 ? Math.min(...sinks.map((s) => s.timeoutMs)) : undefined;
    const group = port.groupOffsets({ groupId, transactionalId, transactionTimeoutMs });
    this.#group = group;
    if (!(await group.fence(signal))) {
      if (sinks.length > 0) throw this.#idRefused(transactionalId, undefined);
      context.notice(
        `Job '${job}': the cluster does not let this user have the transactional id '${transactionalId}': two processes that run this job are not kept apart`,
      );
    }
    const members = new Set(await group.members(signal));
    if (members.size > 0) {
      context.notice(
        `Job '${job}': group ${groupId} has other consumers (${[...members].join(', ')}): they commit positions of their own`,
      );
    }
    const place = `${port.clusterId ?? this.id}/${groupId}`;
    const committed = await group.read(this.#marked, signal);
    this.#marks = new Set(committed.map(({ metadata }) => metadata));
    return { place, ...this.#describe(committed) };
  }

  async commit(positions: Positions, metadata: string): Promise<void> {
    const group = this.#group;
    if (group === undefined) throw new SqlError('E_INTERNAL', 'commit before open');
    this.#attempts.add(attemptOf(metadata));
    const offsets = [...positions].flatMap(([split, offset]) => {
      const at = parseSplit(split);
      return at === undefined ? [] : [{ ...at, offset: Number(offset), metadata }];
    });
    // Without a source of this cluster there is no position: the mark alone is kept, at one of the rows' topics.
    const isMarkOnly = offsets.length === 0 && !this.isRead;
    const outcome = await group.commit(
      isMarkOnly ? this.#marked.map((at) => ({ ...at, offset: 0, metadata })) : offsets,
    );
    switch (outcome.kind) {
      case 'done':
        return;
      case 'fenced':
        throw await this.#judge(group, outcome.error);
      case 'unknown':
        throw new SqlError(
          'E_KAFKA',
          `whether the positions of job '${this.#parts.job}' were committed is not known`,
          {
            hint: 'the job looks at what is committed and goes on from there',
            retry: 'backoff',
            cause: outcome.error,
          },
        );
      case 'refused':
        throw this.#refusal(outcome.error);
    }
  }

  async takenOver(signal: AbortSignal): Promise<SqlError | undefined> {
    return this.#group && lookForOwner(this.#group, this.#asFenced(), signal);
  }

  /** What a failed send of a joined sink means, as SqlError where it is of the transaction; others come back as they are. */
  async explain(thrown: unknown): Promise<unknown> {
    const group = this.#group;
    const error = await (group?.transaction?.failedBy(thrown) ?? thrown);
    const isOfTransaction = error instanceof ProtocolError || error instanceof ConnectionLost;
    if (!isOfTransaction || group === undefined) return error;
    if (isFenced(error)) return this.#judge(group, error);
    if (error instanceof ProtocolError && error.code === CODE.TRANSACTIONAL_ID_AUTHORIZATION_FAILED)
      return this.#idRefused(group.transaction?.transactionalId ?? '', error);
    const mayPass = isPassing(error) || (error instanceof ProtocolError && LOST.has(error.code));
    return new SqlError('E_KAFKA', `the transaction of job '${this.#parts.job}' failed: ${error.message}`, {
      hint: 'nothing of it was published',
      retry: mayPass ? 'backoff' : undefined,
      cause: error,
    });
  }

  async close(): Promise<void> {
    const port = this.#port;
    const group = this.#group;
    this.#port = undefined;
    this.#group = undefined;
    await group?.close();
    await port?.close();
  }

  /** Where the marks of the job's checkpoints are: at the splits of its sources, else at its sinks' first topic. */
  async #places(port: KafkaPort, signal: AbortSignal): Promise<TopicPartition[]> {
    if (this.isRead) return existingPartitions(port, [...this.#topics], signal);
    const [topic] = [...this.#sinks.values()].map((sink) => sink.topic).toSorted();
    if (topic === undefined) return [];
    await port.partitions([topic], signal); // for the cluster's id; the topic may not be made yet
    return [{ topic, partition: 0 }];
  }

  #checkClusters(port: KafkaPort): void {
    const own = port.clusterId ?? serversOf(this.#parts.config);
    for (const [table, cluster] of this.#clusters) {
      if (cluster === own) continue;
      throw new SqlError(
        'E_UNSUPPORTED',
        `table ${table} is written 'exactly-once' to another cluster than the job's other Kafka tables`,
        {
          hint: "one transaction holds rows and positions, and it cannot span clusters: 'sink.delivery-guarantee' = 'at-least-once' can",
        },
      );
    }
  }

  #judge(group: GroupOffsets, cause: unknown): Promise<SqlError> {
    return judgeFenced(group, this.#asFenced(), cause);
  }

  #asFenced(): FencedJob {
    const { job, groupId } = this.#parts;
    const isKnown = (mark: string) => this.#marks.has(mark) || this.#attempts.has(attemptOf(mark));
    return { job, groupId, at: this.#marked, isKnown };
  }

  #idRefused(transactionalId: string, cause: unknown): SqlError {
    return new SqlError(
      'E_KAFKA',
      `the cluster does not let this user have the transactional id '${transactionalId}'`,
      {
        hint: "'exactly-once' needs it (ACLs Write and Describe; another 'sink.transactional-id-prefix' names another id); 'at-least-once' does not",
        cause,
      },
    );
  }

  #refusal(cause: unknown): SqlError {
    if (cause instanceof SqlError) return cause;
    const code = cause instanceof ProtocolError ? cause.code : undefined;
    const hint =
      code === CODE.UNKNOWN_MEMBER_ID
        ? `other consumers are members of group ${this.groupId}: give the table a 'properties.group.id' of its own`
        : code === CODE.GROUP_AUTHORIZATION_FAILED
          ? `this user needs the ACL Read for group ${this.groupId}`
          : undefined;
    const why = cause instanceof Error ? cause.message : String(cause);
    return new SqlError('E_KAFKA', `the cluster refused the positions of job '${this.#parts.job}': ${why}`, {
      hint,
      retry: isPassing(cause) ? 'backoff' : undefined,
      cause,
    });
  }

  #describe(committed: readonly CommittedOffset[]): Omit<CommittedPositions, 'place'> {
    const positions = new Map(
      this.isRead ? committed.map((offset) => [splitName(offset), String(offset.offset)]) : [],
    );
    const marks = new Set(committed.map((offset) => offset.metadata));
    const [mark] = marks;
    if (marks.size > 1) {
      this.#parts.context.notice(
        `Job '${this.#parts.job}': another program changed some offsets of group ${this.groupId}: they are taken as they are`,
      );
      return { positions, metadata: undefined };
    }
    return { positions, metadata: mark === undefined || mark === '' ? undefined : mark };
  }
}

/** The broker forgot what it knew of the transaction, or did not get done with the one before: the next attempt begins anew. */
const LOST: ReadonlySet<number> = new Set([
  CODE.OUT_OF_ORDER_SEQUENCE_NUMBER,
  CODE.UNKNOWN_PRODUCER_ID,
  CODE.CONCURRENT_TRANSACTIONS,
]);

function serversOf({ bootstrap }: ClientConfig): string {
  return bootstrap.map(printAddress).toSorted().join(',');
}
