import { SqlError } from '../../common/errors.ts';
import type { Cluster } from './cluster.ts';
import { groupBy } from './group-by.ts';
import { RefusedRow, type Producer, type ProducerOptions } from './port.ts';
import { CODE, ConnectionLost, isPassing } from './protocol-error.ts';
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
  readonly batch: Buffer;
  /** undefined until the first try. */
  sequence: number | undefined;
}

interface InitAnswer {
  readonly errorCode: number;
  readonly producerId: string;
  readonly producerEpoch: number;
}

/** See Producer. Idempotent: one request at a time, every batch numbered. */
export class ClusterProducer implements Producer {
  readonly #cluster: Cluster;
  readonly #options: ProducerOptions;
  readonly #crc: Crc32c;
  readonly #notice: (text: string) => void;
  readonly #open = new Map<number, RecordBatchWriter>();
  readonly #sealed: Outgoing[] = [];
  readonly #sequences = new Map<number, number>();
  readonly #leaders = new Map<number, number>();
  #id = -1;
  #epoch = -1;
  #bytes = 0;
  #rows = 0;
  #missingSince: number | undefined;

  constructor(cluster: Cluster, options: ProducerOptions, crc: Crc32c, notice: (text: string) => void) {
    this.#cluster = cluster;
    this.#options = options;
    this.#crc = crc;
    this.#notice = notice;
  }

  async open(signal: AbortSignal): Promise<void> {
    await this.#cluster.insist(10_000, signal, () => this.#lookUp(signal));
    const leaders = new Set(this.#leaders.values());
    for (const leader of leaders) {
      const node = this.#cluster.node(leader);
      if (node !== undefined) await this.#cluster.reach(node, signal);
    }
    await this.#cluster.insist(10_000, signal, () => this.#identify(signal));
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

  async send(signal: AbortSignal): Promise<void> {
    for (const [partition, writer] of this.#open) if (writer.count > 0) this.#seal(partition, writer);
    this.#bytes = 0;
    this.#rows = 0;
    const waiting = this.#sealed.splice(0);
    while (waiting.length > 0) await this.#deliver(this.#nextRequest(waiting), waiting, signal);
  }

  #seal(partition: number, writer: RecordBatchWriter): void {
    const rows = writer.count;
    this.#sealed.push({ partition, rows, batch: writer.seal(), sequence: undefined });
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
  async #deliver(request: Outgoing[], waiting: Outgoing[], signal: AbortSignal): Promise<void> {
    const deadline = Date.now() + this.#options.deliveryMs;
    let left = request;
    let renewed = false;
    for (let waitMs = 20; left.length > 0; waitMs = Math.min(500, waitMs * 2)) {
      const { again, failure, lostIdentity } = await this.#try(left, waiting, signal);
      left = again;
      if (left.length === 0) return;
      if (lostIdentity) {
        // The broker forgot this producer. With a new identity a batch whose answer was lost may be written twice:
        // allowed at least once, and once only.
        if (renewed) throw this.#cluster.explain(failure);
        renewed = true;
        await this.#cluster.insist(10_000, signal, () => this.#identify(signal));
        for (const outgoing of left) outgoing.sequence = undefined;
        continue;
      }
      if (Date.now() + waitMs > deadline) throw this.#cluster.explain(failure);
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
          answered = await this.#produce(leader, batches, signal);
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
    signal: AbortSignal,
  ): Promise<ProducedPartition[]> {
    const node = this.#cluster.node(leader);
    if (node === undefined)
      throw new ConnectionLost(`no leader for ${this.#options.topic}`, false, undefined);
    for (const outgoing of batches) {
      outgoing.sequence ??= this.#take(outgoing.partition, outgoing.rows);
      const { sequence, batch } = outgoing;
      stamp(batch, { id: this.#id, epoch: this.#epoch, sequence, transactional: false }, this.#crc);
    }
    const { topic } = this.#options;
    const body = encodeProduce(
      batches.map(({ partition, batch }) => ({ topic, partition, batch })),
      null,
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

  #halves({ partition, rows, batch, sequence }: Outgoing): Outgoing[] {
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
      const own = sequence === undefined ? undefined : wrap(sequence + first);
      halves.push({ partition, rows: writer.count, batch: writer.seal(), sequence: own });
    }
    return halves;
  }

  #take(partition: number, rows: number): number {
    const sequence = this.#sequences.get(partition) ?? 0;
    this.#sequences.set(partition, wrap(sequence + rows));
    return sequence;
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

  async #identify(signal: AbortSignal): Promise<void> {
    const node = this.#cluster.node(this.#leaders.get(0)) ?? (await this.#cluster.controller(signal));
    const answer = await node.request<InitAnswer>('InitProducerId', { transactionTimeout: 60_000 }, signal);
    this.#sequences.clear();
    if (answer.errorCode === CODE.CLUSTER_AUTHORIZATION_FAILED) {
      this.#id = -1;
      this.#epoch = -1;
      this.#notice(
        `the cluster gives this user no producer id: rows of ${this.#options.topic} may be written twice when a connection breaks`,
      );
      return;
    }
    if (answer.errorCode !== CODE.NONE) throw this.#cluster.error(answer.errorCode, 'a producer id');
    this.#id = Number(answer.producerId);
    this.#epoch = answer.producerEpoch;
  }
}

const GONE_MS = 5000;

const LOST_IDENTITY: ReadonlySet<number> = new Set([
  CODE.OUT_OF_ORDER_SEQUENCE_NUMBER,
  CODE.UNKNOWN_PRODUCER_ID,
  CODE.INVALID_PRODUCER_ID_MAPPING,
  CODE.INVALID_PRODUCER_EPOCH,
]);

/** Sequence numbers go on at 0 after the largest int32. */
function wrap(sequence: number): number {
  return sequence > 0x7fffffff ? sequence - 0x80000000 : sequence;
}
