import { SqlError } from '../../common/errors.ts';
import { RingQueue } from '../../common/ring-queue.ts';
import type { BrokerNode } from './broker-node.ts';
import type { Cluster } from './cluster.ts';
import { groupBy } from './group-by.ts';
import type { FetchedBatch, Fetcher, FetcherOptions, FetchPosition, TopicPartition } from './port.ts';
import { Outage } from './outage.ts';
import { outOfRange } from './out-of-range.ts';
import { CODE, ConnectionLost, isPassing } from './protocol-error.ts';
import { VisibleBatches } from './visible-batches.ts';
import { abortable, pause } from './waiting.ts';
import type { Crc32c } from './wire/crc32c.ts';
import { decodeFetch, encodeFetch, type FetchedPartition } from './wire/fetch-codec.ts';

/** At most this much of one partition and of one answer: a whole answer is decoded in one go, longer ones delay keys. */
const PARTITION_BYTES = 256 << 10;
const ANSWER_BYTES = 1 << 20;
/** A broker holds an empty answer back this long; longer would keep new partitions and stops waiting. */
const MAX_WAIT_MS = 500;
/** Batches waiting to be taken; beyond it no further answer is asked for. */
const AHEAD_BYTES = 512 << 10;

interface PartitionState extends TopicPartition {
  /** The next offset to ask for. */
  position: number;
  readonly end: number | undefined;
  leader: number | undefined;
  highWatermark: number;
  /** Since when it cannot be read. */
  troubleSince: number | undefined;
  /** Since when the broker says there is no such topic. */
  missingSince: number | undefined;
}

interface Waiting {
  readonly fetched: FetchedBatch;
  readonly bytes: number;
}

/** See Fetcher. One request is open per broker; the answer's batches queue up here. */
export class ClusterFetcher implements Fetcher {
  readonly #cluster: Cluster;
  readonly #options: FetcherOptions;
  readonly #notice: (text: string) => void;
  readonly #visible: VisibleBatches;
  readonly #closed = new AbortController();
  readonly #partitions: PartitionState[] = [];
  readonly #busy = new Set<BrokerNode>();
  readonly #queue = new RingQueue<Waiting>();
  #queuedBytes = 0;
  #failure: unknown;
  #outage: Outage | undefined;
  #wake: (() => void) | undefined;
  #refreshing = false;
  #discoverAt = Infinity;

  constructor(cluster: Cluster, options: FetcherOptions, crc: Crc32c, notice: (text: string) => void) {
    this.#cluster = cluster;
    this.#options = options;
    this.#notice = notice;
    this.#visible = new VisibleBatches(options.readCommitted, crc, cluster.guards);
  }

  assign(positions: readonly FetchPosition[]): void {
    for (const { topic, partition, offset, end } of positions) this.#add(topic, partition, offset, end);
    if (this.#options.discoverMs !== undefined) this.#discoverAt = Date.now() + this.#options.discoverMs;
  }

  poll(): FetchedBatch | undefined {
    const waiting = this.#queue.shift();
    if (waiting === undefined) return undefined;
    this.#queuedBytes -= waiting.bytes;
    this.#fetchMore();
    return waiting.fetched;
  }

  async arrival(signal: AbortSignal): Promise<boolean> {
    for (;;) {
      signal.throwIfAborted();
      if (this.#queue.size > 0) return true;
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#partitions.every((p) => p.end !== undefined && p.position >= p.end)) return false;
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      this.#fetchMore();
      await abortable(woken, signal);
    }
  }

  ends(): readonly (TopicPartition & { readonly end: number })[] {
    return this.#partitions.map(({ topic, partition, highWatermark, end }) => ({
      topic,
      partition,
      end: end ?? highWatermark,
    }));
  }

  close(): void {
    this.#closed.abort(new Error('closed'));
  }

  #add(topic: string, partition: number, position: number, end: number | undefined): void {
    this.#partitions.push({
      topic,
      partition,
      position,
      end,
      leader: undefined,
      highWatermark: position,
      troubleSince: undefined,
      missingSince: undefined,
    });
  }

  /** Opens a request to each broker that has none, while there is room for its answer. */
  #fetchMore(): void {
    if (this.#closed.signal.aborted || this.#failure !== undefined || this.#queuedBytes >= AHEAD_BYTES)
      return;
    const wanted = this.#partitions.filter((p) => p.end === undefined || p.position < p.end);
    if (wanted.some((p) => p.leader === undefined) || Date.now() >= this.#discoverAt) this.#refresh();
    const byLeader = groupBy(wanted, (p) => p.leader);
    for (const [leader, partitions] of byLeader) {
      const node = leader === undefined ? undefined : this.#cluster.node(leader);
      if (node === undefined || this.#busy.has(node)) continue;
      this.#busy.add(node);
      void this.#fetch(node, partitions);
    }
  }

  async #fetch(node: BrokerNode, partitions: readonly PartitionState[]): Promise<void> {
    const asked = new Map(
      partitions.map((p) => [`${p.topic}-${p.partition}`, { state: p, offset: p.position }]),
    );
    const body = encodeFetch(
      partitions.map((p) => ({ topic: p.topic, partition: p.partition, offset: p.position })),
      {
        maxWaitMs: MAX_WAIT_MS,
        maxBytes: ANSWER_BYTES,
        maxBytesPerPartition: PARTITION_BYTES,
        readCommitted: this.#options.readCommitted,
      },
    );
    try {
      const payload = await node.raw({ api: 'Fetch', version: 11, body }, this.#closed.signal);
      const answer = decodeFetch(payload);
      if (answer.error !== CODE.NONE) throw this.#cluster.error(answer.error, 'a fetch');
      for (const fetched of answer.partitions) {
        const entry = asked.get(`${fetched.topic}-${fetched.partition}`);
        if (entry?.state.position === entry?.offset && entry !== undefined) this.#take(entry.state, fetched);
      }
    } catch (error) {
      if (this.#closed.signal.aborted) return;
      if (isPassing(error)) this.#trouble(partitions, error);
      else this.#failure ??= this.#cluster.explain(error);
    } finally {
      this.#busy.delete(node);
      if (!this.#closed.signal.aborted) {
        this.#fetchMore();
        this.#wakeUp();
      }
    }
  }

  #take(state: PartitionState, fetched: FetchedPartition): void {
    if (fetched.error !== CODE.NONE) return this.#refused(state, fetched);
    state.missingSince = undefined;
    if (state.troubleSince !== undefined) {
      state.troubleSince = undefined;
      if (this.#partitions.every((p) => p.troubleSince === undefined)) this.#outage?.worked();
    }
    state.highWatermark = this.#options.readCommitted ? fetched.lastStableOffset : fetched.highWatermark;
    const before = state.position;
    for (const taken of this.#visible.take(state, fetched)) {
      state.position = taken.next;
      this.#queuedBytes += taken.batch.end - taken.batch.start;
      this.#queue.push({ fetched: taken, bytes: taken.batch.end - taken.batch.start });
    }
    if (state.position === before) return;
    // To the end of the line: the broker fills its answer in the order asked.
    this.#partitions.splice(this.#partitions.indexOf(state), 1);
    this.#partitions.push(state);
  }

  #refused(state: PartitionState, { error, logStartOffset, highWatermark }: FetchedPartition): void {
    const where = `${state.topic} partition ${state.partition}`;
    switch (error) {
      case CODE.OFFSET_OUT_OF_RANGE:
        if (!this.#cluster.guards.refuseOutOfRange) {
          state.position = Math.max(0, logStartOffset);
          return;
        }
        this.#failure ??= outOfRange(where, state.position, logStartOffset, highWatermark);
        return;
      case CODE.TOPIC_AUTHORIZATION_FAILED:
        this.#failure ??= new SqlError('E_KAFKA_TOPIC', `this user may not read topic ${state.topic}`, {
          hint: 'the topic needs the ACLs Read and Describe for it',
        });
        return;
      case CODE.UNKNOWN_TOPIC_OR_PARTITION:
        state.missingSince ??= Date.now();
        break;
    }
    const failure = this.#cluster.error(error, where);
    if (isPassing(failure)) this.#trouble([state], failure);
    else this.#failure ??= this.#cluster.explain(failure);
  }

  /** Leaders are looked up anew; too long without an answer ends the reading. */
  #trouble(partitions: readonly PartitionState[], error: unknown): void {
    const now = Date.now();
    for (const partition of partitions) {
      partition.leader = undefined;
      partition.troubleSince ??= now;
      this.#outage ??= new Outage(`topic ${partition.topic}`, 'read', this.#notice);
    }
    this.#outage?.failed(error, now);
    const gone = partitions.find((p) => p.missingSince !== undefined && now - p.missingSince > GONE_MS);
    if (gone !== undefined) {
      this.#failure ??= new SqlError(
        'E_KAFKA_TOPIC',
        `topic ${gone.topic} is gone: it was deleted while it was read`,
        {
          hint: 'make it again and start anew, or drop the job',
        },
      );
    } else if (partitions.some((p) => now - (p.troubleSince ?? now) > this.#options.patienceMs)) {
      this.#failure ??= this.#cluster.explain(error);
    }
  }

  /** Leaders and, from time to time, new partitions. One at a time; after a failure it waits before it ends. */
  #refresh(): void {
    if (this.#refreshing) return;
    this.#refreshing = true;
    void this.#lookUp()
      .catch((error: unknown) => {
        if (!isPassing(error)) this.#failure ??= this.#cluster.explain(error);
        else this.#trouble(this.#partitions, error);
      })
      .then(() => this.#pauseInTrouble())
      .catch(() => {}) // closed meanwhile
      .finally(() => {
        this.#refreshing = false;
        if (this.#closed.signal.aborted) return;
        this.#fetchMore();
        this.#wakeUp();
      });
  }

  async #lookUp(): Promise<void> {
    const names = [...new Set(this.#partitions.map((p) => p.topic))];
    const infos = await this.#cluster.topics(names, this.#closed.signal);
    for (const info of infos) {
      if (info.error === CODE.TOPIC_AUTHORIZATION_FAILED) throw this.#cluster.error(info.error, info.name);
      for (const { partition, leader } of info.partitions) {
        const state = this.#partitions.find((p) => p.topic === info.name && p.partition === partition);
        if (state !== undefined) {
          state.leader = this.#cluster.node(leader) === undefined ? undefined : leader;
        } else if (info.error === CODE.NONE && this.#options.discoverMs !== undefined) {
          this.#notice(`topic ${info.name} has a new partition ${partition}: reading it from its start`);
          this.#add(info.name, partition, 0, undefined);
        }
      }
    }
    if (this.#options.discoverMs !== undefined) this.#discoverAt = Date.now() + this.#options.discoverMs;
    const lost = this.#partitions.filter((p) => p.leader === undefined);
    if (lost.length === 0) return;
    const unknown = infos.find((info) => info.error === CODE.UNKNOWN_TOPIC_OR_PARTITION)?.name;
    for (const p of lost) if (p.topic === unknown) p.missingSince ??= Date.now();
    this.#trouble(
      lost,
      new ConnectionLost(`no leader for ${lost[0]?.topic} partition ${lost[0]?.partition}`, false, undefined),
    );
  }

  async #pauseInTrouble(): Promise<void> {
    const now = Date.now();
    const longest = Math.max(
      -1,
      ...this.#partitions.map((p) => (p.troubleSince === undefined ? -1 : now - p.troubleSince)),
    );
    if (longest >= 0) await pause(Math.min(500, 20 + longest / 4), this.#closed.signal);
  }

  #wakeUp(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

/** A deleted topic stays unknown; one that is just being made or moved does not for this long. */
const GONE_MS = 5000;
