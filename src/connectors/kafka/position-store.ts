import { SqlError } from '../../common/errors.ts';
import type { CommittedPositions, ConnectorContext, Positions, PositionStore } from '../connector.ts';
import type { ClientConfig } from './client-config.ts';
import type { OpenPort } from './open-port.ts';
import type { CommittedOffset, GroupOffsets, KafkaPort, TopicPartition } from './port.ts';
import { CODE, ProtocolError } from './protocol-error.ts';
import { parseSplit, splitName } from './splits.ts';
import { existingPartitions } from './topics.ts';
import { pause } from './waiting.ts';

export interface StoreParts {
  readonly job: string;
  readonly groupId: string;
  readonly config: ClientConfig;
  readonly context: ConnectorContext;
  readonly openPort: OpenPort;
}

/** How long a new owner has to put its mark on the offsets before a fenced commit counts as expired. */
const JUDGE_MS = 10_000;
const JUDGE_STEP_MS = 500;

/**
 * The positions of one job in its consumer group, which it never joins. Commits are transactions of the id
 * `weir-<job>`: whoever opens the store last shuts everyone before it out. Can be opened again after `close`.
 */
export class GroupPositionStore implements PositionStore {
  readonly id: string;
  readonly groupId: string;
  readonly #parts: StoreParts;
  readonly #topics = new Set<string>();
  #port: KafkaPort | undefined;
  #group: GroupOffsets | undefined;

  constructor(parts: StoreParts) {
    this.#parts = parts;
    this.groupId = parts.groupId;
    const servers = parts.config.bootstrap.map(({ host, port }) => `${host}:${port}`).toSorted();
    this.id = `kafka:${servers.join(',')}:${parts.groupId}`;
  }

  /** A source of the job says what it reads; before `open`. */
  include(topics: readonly string[]): void {
    for (const topic of topics) this.#topics.add(topic);
  }

  async open(signal: AbortSignal): Promise<CommittedPositions> {
    const { config, context, openPort, groupId, job } = this.#parts;
    await this.close();
    const port = await openPort(config, { notice: context.notice });
    this.#port = port;
    await port.connect(signal);
    const partitions = await existingPartitions(port, [...this.#topics], signal);
    const group = port.groupOffsets({ groupId, transactionalId: `weir-${job}` });
    if (!(await group.fence(signal))) {
      context.notice(
        `Job '${job}': the cluster does not let this user have the transactional id 'weir-${job}': two processes that run this job are not kept apart`,
      );
    }
    this.#group = group;
    const members = new Set(await group.members(signal));
    if (members.size > 0) {
      context.notice(
        `Job '${job}': group ${groupId} has other consumers (${[...members].join(', ')}): they commit positions of their own`,
      );
    }
    const place = `${port.clusterId ?? this.id}/${groupId}`;
    return { place, ...this.#describe(await group.read(partitions, signal)) };
  }

  async commit(positions: Positions, metadata: string): Promise<void> {
    const group = this.#group;
    if (group === undefined) throw new SqlError('E_INTERNAL', 'commit before open');
    const offsets = [...positions].flatMap(([split, offset]) => {
      const at = parseSplit(split);
      return at === undefined ? [] : [{ ...at, offset: Number(offset), metadata }];
    });
    const outcome = await group.commit(offsets);
    switch (outcome.kind) {
      case 'done':
        return;
      case 'fenced':
        throw await this.#judge(group, offsets, metadata, outcome.error);
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

  async close(): Promise<void> {
    const port = this.#port;
    this.#port = undefined;
    this.#group = undefined;
    await port?.close();
  }

  /**
   * Either another process runs this job, or the broker ended the transaction itself. The offsets' mark tells: two
   * processes that restarted each other would never stop.
   */
  async #judge(
    group: GroupOffsets,
    at: readonly TopicPartition[],
    metadata: string,
    cause: unknown,
  ): Promise<SqlError> {
    const { job } = this.#parts;
    const signal = AbortSignal.timeout(3 * JUDGE_MS);
    for (let waited = 0; waited < JUDGE_MS; waited += JUDGE_STEP_MS) {
      await pause(JUDGE_STEP_MS, signal);
      const committed = await group.read(at, signal);
      if (committed.every((offset) => attemptOf(offset.metadata) === attemptOf(metadata))) continue;
      return new SqlError('E_JOB_LOCKED', `job '${job}' was taken over by another process`, {
        hint: `it goes on there (group ${this.groupId}); this one has stopped and lost nothing`,
        cause,
      });
    }
    return new SqlError('E_KAFKA', `the broker ended a commit of job '${job}' before it was complete`, {
      retry: 'backoff',
      cause,
    });
  }

  #refusal(cause: unknown): SqlError {
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
      cause,
    });
  }

  #describe(committed: readonly CommittedOffset[]): Omit<CommittedPositions, 'place'> {
    const positions = new Map(committed.map((offset) => [splitName(offset), String(offset.offset)]));
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

/** `weir:<n>:<attempt>:<fingerprint>`: the attempt, or the whole text where it is no mark of ours. */
function attemptOf(metadata: string): string {
  const parts = metadata.split(':');
  return parts[0] === 'weir' && parts.length >= 3 ? (parts[2] ?? '') : metadata;
}
