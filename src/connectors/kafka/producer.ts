import { SqlError } from '../../common/errors.ts';
import type { Cluster } from './cluster.ts';
import { groupBy } from './group-by.ts';
import { IdempotentIdentity } from './idempotent-identity.ts';
import { Outage } from './outage.ts';
import { RefusedRow, type Producer, type ProducerIdentity, type ProducerOptions } from './port.ts';
import { CODE, ConnectionLost, isPassing, ProtocolError } from './protocol-error.ts';
import { wrapSequence } from './sequences.ts';
import { pause } from './waiting.ts';
import type { Crc32c } from './wire/crc32c.ts';
import { decodeProduce, encodeProduce, type ProducedPartition } from './wire/produce-codec.ts';
import { unpacked, readBatches, HEADER_BYTES } from './wire/record-batch.ts';
import { RecordBatchWriter, stamp, type Header } from './wire/record-batch-writer.ts';
import { RecordCursor } from './wire/record-cursor.ts';

/** A batch stays below what brokers take by default (message.max.bytes 1,048,588); a longer row goes alone. */
const BATCH_BYTES = 900_000;
/** So do all batches of a request together. */
const REQUEST_BYTES = 1_000_000;

/** A sealed batch on its way; its sequence stays with it, so a broker that has it already says so. */
interface Outgoing {
  readonly partition: number;
  readonly rows: number;
  /** As it was counted while it was filled: unpacked. */
  readonly bytes: number;
  readonly batch: Buffer;
  /** undefined until the first try. */
  sequence: number | undefined;
}

/** See Producer. One request at a time, every batch numbered: by an id of its own, or by that of a transaction. */
export class ClusterProducer implements Producer {
  readonly #cluster: Cluster;
  readonly #options: ProducerOptions;
  readonly #crc: Crc32c;
  readonly #own: IdempotentIdentity | undefined;
  readonly #open = new Map<number, RecordBatchWriter>();
  readonly #sealed: Outgoing[] = [];
  readonly #leaders = new Map<number, number>();
  /** Bytes and rows not yet taken by a send. */
  #bytes = 0;
  #rows = 0;
  /** How many batches were taken by sends. */
  #taken = 0;
  #missingSince: number | undefined;
  readonly #outage: Outage;

  constructor(cluster: Cluster, options: ProducerOptions, crc: Crc32c, notice: (text: string) => void) {
    this.#cluster = cluster;
    this.#options = options;
    this.#crc = crc;
    this.#outage = new Outage(`topic ${options.topic}`, 'written', notice);
    if (options.transaction !== undefined) return;
    this.#own = new IdempotentIdentity(cluster, () =>
      notice(
        `the cluster gives this user no producer id: rows of ${options.topic} may be written twice when a connection breaks`,
      ),
    );
  }

  async open(signal: AbortSignal): Promise<void> {
    await this.#cluster.insist(10_000, signal, () => this.#lookUp(signal));
    const leaders = new Set(this.#leaders.values());
    for (const leader of leaders) {
      const node = this.#cluster.node(leader);
      if (node !== undefined) await this.#cluster.reach(node, signal);
    }
    await this.#own?.renew(this.#leaders.get(0), signal);
  }

  get partitions(): number {
    return this.#leaders.size;
  }

  get pending(): { readonly bytes: number; readonly rows: number } {
    return { bytes: this.#bytes, rows: this.#rows };
  }

  add(
    partition: number,
    key: Uint8Array | null,
    value: Uint8Array | null,
    timestamp: number,
    headers: readonly Header[],
  ): void {
    let writer = this.#open.get(partition);
    if (writer === undefined) {
      writer = new RecordBatchWriter(this.#options.gzip);
      this.#open.set(partition, writer);
    }
    const estimate = (key?.length ?? 0) + (value?.length ?? 0) + 32;
    const full = writer.count > 0 && writer.size + estimate > BATCH_BYTES;
    if (full && this.#cluster.guards.capRequests) this.#seal(partition, writer);
    const before = writer.size;
    writer.add(key, value, timestamp, headers);
    this.#bytes += writer.size - before;
    this.#rows++;
  }

  cut(): number {
    for (const [partition, writer] of this.#open) if (writer.count > 0) this.#seal(partition, writer);
    return this.#taken + this.#sealed.length;
  }

  send(signal: AbortSignal, cut = this.cut()): Promise<void> {
    const waiting = this.#sealed.splice(0, cut - this.#taken);
    this.#taken += waiting.length;
    for (const { rows, bytes } of waiting) {
      this.#rows -= rows;
      this.#bytes -= bytes;
    }
    if (waiting.length === 0) return Promise.resolve();
    const identity = this.#identity;
    return identity.exclusive(async () => {
      const partitions = waiting.map(({ partition }) => partition);
      await identity.begin(this.#options.topic, partitions, signal).catch((error: unknown) => {
        const isForbidden = error instanceof ProtocolError && error.code === CODE.TOPIC_AUTHORIZATION_FAILED;
        throw isForbidden ? new RefusedRow(error.message, error.code, 0, 0) : error;
      });
      while (waiting.length > 0) await this.#deliver(this.#nextRequest(waiting), waiting, identity, signal);
    });
  }

  get #identity(): ProducerIdentity {
    const identity = this.#own ?? this.#options.transaction?.();
    if (identity === undefined) throw new SqlError('E_INTERNAL', 'a producer without an identity');
    return identity;
  }

  #seal(partition: number, writer: RecordBatchWriter): void {
    const { count: rows } = writer;
    const bytes = writer.size - HEADER_BYTES;
    this.#sealed.push({ partition, rows, bytes, batch: writer.seal(), sequence: undefined });
  }

  /** The oldest batch of each partition, as many as fit; taken out of `waiting`. */
  #nextRequest(waiting: Outgoing[]): Outgoing[] {
    const seen = new Set<number>();
    const request: Outgoing[] = [];
    let bytes = 0;
    for (const outgoing of waiting) {
      if (seen.has(outgoing.partition)) continue;
      seen.add(outgoing.partition);
      if (bytes > 0 && bytes + outgoing.batch.length > REQUEST_BYTES && this.#cluster.guards.capRequests)
        break;
      bytes += outgoing.batch.length;
      request.push(outgoing);
    }
    for (const outgoing of request) waiting.splice(waiting.indexOf(outgoing), 1);
    return request;
  }

  /** Until all are acknowledged. What a broker finds too large is cut in two and put back to the front of `waiting`. */
  async #deliver(
    request: Outgoing[],
    waiting: Outgoing[],
    identity: ProducerIdentity,
    signal: AbortSignal,
  ): Promise<void> {
    identity.check();
    const deadline = Date.now() + this.#options.deliveryMs;
    let left = request;
    let renewed = false;
    for (let waitMs = 20; left.length > 0; waitMs = Math.min(500, waitMs * 2)) {
      const { again, failure, lostIdentity } = await this.#try(left, waiting, identity, signal);
      left = again;
      if (left.length === 0) return this.#outage.worked();
      this.#outage.failed(failure, Date.now());
      if (lostIdentity) {
        // The broker forgot this producer. With a new identity a batch whose answer was lost may be written twice:
        // allowed at least once, and once only;
        // never in a transaction, which is the old identity's.
        if (identity.renew === undefined) throw failure;
        if (renewed) throw this.#cluster.explain(failure);
        renewed = true;
        await identity.renew(this.#leaders.get(0), signal);
        for (const outgoing of left) outgoing.sequence = undefined;
        continue;
      }
      if (identity.isOver || Date.now() + waitMs > deadline) throw this.#cluster.explain(failure);
      await pause(waitMs, signal);
      try {
        await this.#lookUp(signal);
      } catch (error) {
        signal.throwIfAborted();
        if (!isPassing(error)) throw this.#cluster.explain(error);
      }
    }
  }

  async #try(
    outgoing: readonly Outgoing[],
    waiting: Outgoing[],
    identity: ProducerIdentity,
    signal: AbortSignal,
  ): Promise<{ again: Outgoing[]; failure: unknown; lostIdentity: boolean }> {
    const again: Outgoing[] = [];
    let failure: unknown;
    let lostIdentity = false;
    const byLeader = groupBy(outgoing, ({ partition }) => this.#leaders.get(partition));
    // All of them are waited for: a try must not begin while another is still on its way.
    await Promise.all(
      [...byLeader].map(async ([leader, batches]) => {
        let answered: readonly ProducedPartition[] = [];
        try {
          answered = await this.#produce(leader, batches, identity, signal);
        } catch (error) {
          if (!signal.aborted && !isPassing(error)) throw this.#cluster.explain(error);
          failure = error;
        }
        for (const batch of batches) {
          const answer = answered.find((a) => a.partition === batch.partition);
          const code = answer?.error;
          if (code === CODE.NONE || code === CODE.DUPLICATE_SEQUENCE_NUMBER) {
            this.#missingSince = undefined;
            continue;
          }
          if (code !== undefined) failure = this.#judge(code, batch, waiting);
          if (failure === undefined && code !== undefined) continue; // it was cut in two
          lostIdentity ||= code !== undefined && LOST_IDENTITY.has(code);
          if (!this.#cluster.guards.keepSequence) batch.sequence = undefined;
          again.push(batch);
        }
      }),
    );
    signal.throwIfAborted();
    return { again, failure, lostIdentity };
  }

  async #produce(
    leader: number | undefined,
    batches: readonly Outgoing[],
    identity: ProducerIdentity,
    signal: AbortSignal,
  ): Promise<ProducedPartition[]> {
    const node = this.#cluster.node(leader);
    if (node === undefined)
      throw new ConnectionLost(`no leader for ${this.#options.topic}`, false, undefined);
    const { topic } = this.#options;
    const { id, epoch, transactionalId } = identity;
    for (const outgoing of batches) {
      const { batch, partition, rows } = outgoing;
      const sequence = (outgoing.sequence ??= identity.take(topic, partition, rows));
      stamp(batch, { id, epoch, sequence, transactional: transactionalId !== null }, this.#crc);
    }
    const body = encodeProduce(
      batches.map(({ partition, batch }) => ({ topic, partition, batch })),
      transactionalId,
      this.#cluster.config.requestTimeoutMs,
    );
    const payload = await node.raw({ api: 'Produce', version: 7, body }, signal);
    return decodeProduce(payload).partitions;
  }

  /** The failure of one batch that may pass; undefined when it was cut in two. Throws when it will not pass. */
  #judge(code: number, outgoing: Outgoing, waiting: Outgoing[]): unknown {
    const { topic } = this.#options;
    const { partition, rows, batch } = outgoing;
    const error = this.#cluster.error(code, `${topic} partition ${partition}`);
    if (LOST_IDENTITY.has(code)) return error;
    if (code === CODE.TRANSACTIONAL_ID_AUTHORIZATION_FAILED) throw error;
    if (code === CODE.MESSAGE_TOO_LARGE || code === CODE.RECORD_LIST_TOO_LARGE) {
      if (rows === 1) throw new RefusedRow(error.message, code, partition, batch.length - HEADER_BYTES);
      waiting.unshift(...this.#halves(outgoing));
      return undefined;
    }
    if (code === CODE.UNKNOWN_TOPIC_OR_PARTITION) {
      this.#missingSince ??= Date.now();
      if (Date.now() - this.#missingSince > GONE_MS) {
        throw new SqlError('E_KAFKA_TOPIC', `topic ${topic} is gone: it was deleted while it was written`);
      }
    }
    if (isPassing(error)) return error;
    throw new RefusedRow(error.message, code, partition, 0);
  }

  #halves({ partition, rows, bytes, batch, sequence }: Outgoing): Outgoing[] {
    const [whole] = readBatches(batch, 0, batch.length, undefined);
    if (whole === undefined) return [];
    const cursor = new RecordCursor(unpacked(whole));
    const writer = new RecordBatchWriter(this.#options.gzip);
    const halves: Outgoing[] = [];
    const half = Math.ceil(rows / 2);
    for (let first = 0; first < rows; first += half) {
      for (let i = first; i < Math.min(rows, first + half) && cursor.next(); i++) {
        const key = cursor.keyStart < 0 ? null : cursor.bytes.subarray(cursor.keyStart, cursor.keyEnd);
        const value =
          cursor.valueStart < 0 ? null : cursor.bytes.subarray(cursor.valueStart, cursor.valueEnd);
        writer.add(key, value, cursor.timestamp, cursor.headers());
      }
      const own = sequence === undefined ? undefined : wrapSequence(sequence + first);
      halves.push({ partition, rows: writer.count, bytes: bytes / 2, batch: writer.seal(), sequence: own });
    }
    return halves;
  }

  async #lookUp(signal: AbortSignal): Promise<void> {
    const { topic } = this.#options;
    const [info] = await this.#cluster.topics([topic], signal);
    if (info === undefined || info.error !== CODE.NONE) {
      throw this.#cluster.error(info?.error ?? CODE.UNKNOWN_TOPIC_OR_PARTITION, `topic ${topic}`);
    }
    for (const { partition, leader } of info.partitions) {
      if (leader !== undefined) this.#leaders.set(partition, leader);
      else if (!this.#leaders.has(partition)) this.#leaders.set(partition, -1);
    }
  }
}

const GONE_MS = 5000;

const LOST_IDENTITY: ReadonlySet<number> = new Set([
  CODE.OUT_OF_ORDER_SEQUENCE_NUMBER,
  CODE.UNKNOWN_PRODUCER_ID,
  CODE.INVALID_PRODUCER_ID_MAPPING,
  CODE.INVALID_PRODUCER_EPOCH,
  CODE.PRODUCER_FENCED,
  CODE.INVALID_TXN_STATE,
]);
