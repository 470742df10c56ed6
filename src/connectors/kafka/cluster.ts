import { SqlError } from '../../common/errors.ts';
import { printAddress, type Address } from './address.ts';
import { BrokerNode } from './broker-node.ts';
import type { ClientConfig } from './client-config.ts';
import { explainAdvertised, explainBootstrap, explainProtocol, explainSecurity } from './connect-error.ts';
import type { Guards } from './guards.ts';
import type { Kafkajs } from './kafkajs.ts';
import { CODE, ConnectionLost, isPassing, ProtocolError } from './protocol-error.ts';
import { pause } from './waiting.ts';

export interface PartitionInfo {
  readonly partition: number;
  /** undefined: none at the moment. */
  readonly leader: number | undefined;
}

export interface TopicInfo {
  /** Not 0: the topic cannot be used, e.g. does not exist. */
  readonly error: number;
  readonly name: string;
  readonly internal: boolean;
  readonly partitions: readonly PartitionInfo[];
}

interface MetadataAnswer {
  readonly clusterId: string | null;
  readonly brokers: readonly { nodeId: number; host: string; port: number }[];
  readonly controllerId: number;
  readonly topicMetadata: readonly {
    topicErrorCode: number;
    topic: string;
    isInternal: boolean;
    partitionMetadata: readonly { partitionErrorCode: number; partitionId: number; leader: number }[];
  }[];
}

interface CoordinatorAnswer {
  readonly errorCode: number;
  readonly coordinator: { nodeId: number; host: string; port: number };
}

/** A bootstrap broker gets a head start of this before the next is tried beside it. */
const NEXT_SEED_MS = 500;

/**
 * The brokers of one cluster, found from the bootstrap servers: who leads what, who coordinates whom. One per part of
 * a job, so a deleted topic or a slow broker of one part never touches another.
 */
export class Cluster {
  /** The cluster's own name, known after the first `topics`; undefined where the broker has none. */
  clusterId: string | undefined;
  readonly config: ClientConfig;
  readonly kafkajs: Kafkajs;
  readonly guards: Guards;
  readonly #notice: (text: string) => void;
  readonly #nodes = new Map<number, BrokerNode>();
  readonly #said = new Set<string>();
  /** Asked because all that are known are gone. */
  readonly #tried = new Set<BrokerNode>();
  #seed: BrokerNode | undefined;
  #seedAddress: Address | undefined;
  #controllerId = -1;
  #isClosed = false;

  constructor(config: ClientConfig, kafkajs: Kafkajs, guards: Guards, notice: (text: string) => void) {
    this.config = config;
    this.kafkajs = kafkajs;
    this.guards = guards;
    this.#notice = (text) => {
      if (this.#said.has(text)) return;
      this.#said.add(text);
      notice(text);
    };
  }

  /** Finds one bootstrap broker that answers. Throws a SqlError that says what to do, within about 4 s. */
  async connect(signal: AbortSignal): Promise<void> {
    const begun = Date.now();
    const tries = new AbortController();
    const both = AbortSignal.any([signal, tries.signal]);
    const attempts = this.config.bootstrap.map(async (address, i) => {
      if (i > 0) await pause(Math.min(i, 3) * NEXT_SEED_MS, both);
      const node = this.#newNode(address);
      try {
        await node.connect(both);
        await node.request(
          'Metadata',
          { topics: ['weir'], allowAutoTopicCreation: false },
          both,
          this.config.connectTimeoutMs,
        );
        return node;
      } catch (error) {
        node.close();
        throw Object.assign(new Error('seed'), { cause: error, address });
      }
    });
    try {
      const node = await Promise.any(attempts);
      this.#seed = node;
      this.#seedAddress = node.address;
      for (const other of attempts) void other.then((late) => late !== node && late.close()).catch(() => {});
    } catch (failure) {
      signal.throwIfAborted();
      const first = (failure as AggregateError).errors[0] as { cause: unknown; address: Address }; // made above
      if (!this.guards.explain) throw first.cause;
      throw await explainBootstrap(first.cause, first.address, this.config, Date.now() - begun);
    } finally {
      tries.abort();
    }
  }

  /** What the cluster knows of these topics; of all topics for an empty list. Topics that do not exist have an error. */
  async topics(names: readonly string[], signal: AbortSignal): Promise<TopicInfo[]> {
    const answer = await this.#anyNode(signal, (node) =>
      node.request<MetadataAnswer>('Metadata', { topics: names, allowAutoTopicCreation: false }, signal),
    );
    this.#controllerId = answer.controllerId;
    this.clusterId = answer.clusterId ?? undefined;
    for (const { nodeId, host, port } of answer.brokers) this.#learn(nodeId, { host, port });
    return answer.topicMetadata.map((topic) => ({
      error: topic.topicErrorCode,
      name: topic.topic,
      internal: topic.isInternal,
      partitions: topic.partitionMetadata
        .map(({ partitionErrorCode, partitionId, leader }) => ({
          partition: partitionId,
          leader: partitionErrorCode === CODE.LEADER_NOT_AVAILABLE || leader < 0 ? undefined : leader,
        }))
        .toSorted((a, b) => a.partition - b.partition),
    }));
  }

  /** A broker by the id that metadata named, not yet connected; undefined when there is none at the moment. */
  node(id: number | undefined): BrokerNode | undefined {
    return id === undefined ? undefined : this.#nodes.get(id);
  }

  /** The broker that creates topics. */
  async controller(signal: AbortSignal): Promise<BrokerNode> {
    if (!this.#nodes.has(this.#controllerId)) await this.topics(['weir'], signal);
    const node = this.node(this.#controllerId);
    if (node === undefined)
      throw new ConnectionLost('the cluster has no controller at the moment', false, undefined);
    return node;
  }

  /** The broker that keeps a group's offsets or a producer's transactions, asked anew each time. */
  async coordinator(kind: 'group' | 'transaction', key: string, signal: AbortSignal): Promise<BrokerNode> {
    const args = { coordinatorKey: key, groupId: key, coordinatorType: kind === 'group' ? 0 : 1 };
    const answer = await this.#anyNode(signal, (node) =>
      node.request<CoordinatorAnswer>('GroupCoordinator', args, signal),
    );
    if (answer.errorCode !== 0) throw this.error(answer.errorCode, `${kind} '${key}'`);
    const { nodeId, host, port } = answer.coordinator;
    return this.#learn(nodeId, { host, port });
  }

  error(code: number, subject: string): ProtocolError {
    return new ProtocolError(code, this.kafkajs.errorName(code), subject);
  }

  /**
   * Runs `attempt` until it works, it fails for good, or `forMs` are over; waits 20 ms and then longer between tries.
   * Throws SqlError; with `retry: 'backoff'` when time was over.
   */
  async insist<T>(forMs: number, signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
    const deadline = Date.now() + forMs;
    for (let waitMs = 20; ; waitMs = Math.min(500, waitMs * 2)) {
      try {
        return await attempt();
      } catch (error) {
        signal.throwIfAborted();
        if (!isPassing(error) || Date.now() + waitMs > deadline) throw this.explain(error);
      }
      await pause(waitMs, signal);
    }
  }

  /** Connects to a broker as the cluster names it, so that an address that does not work from here is told early. */
  async reach(node: BrokerNode, signal: AbortSignal): Promise<void> {
    try {
      await node.connect(signal);
    } catch (error) {
      signal.throwIfAborted();
      if (!this.guards.explain) throw error;
      throw await this.#explainNode(error, node);
    }
  }

  /** Any failure of this folder as a SqlError. */
  explain(error: unknown): unknown {
    if (!this.guards.explain || error instanceof SqlError) return error;
    if (error instanceof ProtocolError) return explainProtocol(error);
    const where = this.config.bootstrap.map(printAddress).join(',');
    const security = explainSecurity(error, where, this.config);
    if (security !== undefined) return security;
    if (error instanceof ConnectionLost) {
      return new SqlError(
        'E_KAFKA_UNREACHABLE',
        `the connection to Kafka (${where}) was lost: ${error.message}`,
        {
          cause: error,
          retry: 'backoff',
        },
      );
    }
    return error;
  }

  close(): void {
    this.#isClosed = true;
    this.#seed?.close();
    for (const node of [...this.#nodes.values(), ...this.#tried]) node.close();
    this.#nodes.clear();
  }

  async #explainNode(error: unknown, node: BrokerNode): Promise<unknown> {
    const seed = this.#seedAddress ?? node.address;
    const isBootstrap = this.config.bootstrap.some(
      (address) => printAddress(address) === printAddress(node.address),
    );
    return isBootstrap
      ? await explainBootstrap(error, node.address, this.config, this.config.connectTimeoutMs)
      : explainAdvertised(error, node.address, seed, this.config);
  }

  /** Asks the brokers one after another, known ones first, until one answers. */
  async #anyNode<T>(signal: AbortSignal, ask: (node: BrokerNode) => Promise<T>): Promise<T> {
    let failure: unknown;
    const nodes = new Set([...this.#nodes.values(), ...(this.#seed === undefined ? [] : [this.#seed])]);
    for (const node of nodes) {
      try {
        return await ask(node);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof ConnectionLost)) throw error;
        failure = error;
      }
    }
    // All that were known are gone: the bootstrap servers are asked again.
    for (const address of this.config.bootstrap) {
      const node = this.#newNode(address);
      this.#tried.add(node);
      try {
        const answer = await ask(node);
        this.#seed?.drop(); // it may be one of the nodes, too
        this.#seed = node;
        return answer;
      } catch (error) {
        node.close();
        signal.throwIfAborted();
        failure = error;
      } finally {
        this.#tried.delete(node);
      }
    }
    throw failure;
  }

  #learn(id: number, address: Address): BrokerNode {
    const known = this.#nodes.get(id);
    if (known !== undefined && printAddress(known.address) === printAddress(address)) return known;
    known?.close();
    const seed = this.#seed;
    const isSeed = seed !== undefined && printAddress(seed.address) === printAddress(address);
    const node = isSeed ? seed : this.#newNode(address);
    this.#nodes.set(id, node);
    return node;
  }

  #newNode(address: Address): BrokerNode {
    const node = new BrokerNode(address, this.config, this.kafkajs, this.guards, this.#notice);
    if (this.#isClosed) node.close();
    return node;
  }
}
