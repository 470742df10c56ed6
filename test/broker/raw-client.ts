import { connect, type Socket } from 'node:net';
import { FrameReader } from '../../src/broker/frame-reader.ts';
import type { Reader } from '../../src/broker/wire/reader.ts';
import type { Writer } from '../../src/broker/wire/writer.ts';
import {
  answerReader,
  fetchBody,
  isFlexible,
  produceBody,
  readFetched,
  request,
  type Fetched,
  type FetchOptions,
} from './frames.ts';

type Body = (writer: Writer) => void;

export interface ProducerIdentity {
  readonly transactionalId: string;
  readonly producerId: number;
  readonly epoch: number;
}

export interface Joined {
  readonly error: number;
  readonly generation: number;
  readonly protocol: string | undefined;
  readonly leaderId: string;
  readonly memberId: string;
  readonly members: number;
}

const AGAIN = 51; // CONCURRENT_TRANSACTIONS
const LOADING = new Set([14, 15, 16]); // coordinator loading, not available, elsewhere

/** Speaks the protocol by hand, one request at a time, and gives error codes as they come. */
export class RawClient {
  readonly #port: number;
  #socket: Socket | undefined;
  #answer: ((frame: Buffer | undefined) => void) | undefined;

  constructor(address: string) {
    this.#port = Number(address.split(':')[1]);
  }

  /** The body of the answer, from behind the correlation id; undefined if the broker closed the connection. */
  async ask(key: number, version: number, body: Body): Promise<Reader | undefined> {
    this.#socket ??= await this.#open();
    const frame = request(key, version, body);
    const length = Buffer.alloc(4);
    length.writeInt32BE(frame.length);
    const answer = new Promise<Buffer | undefined>((resolve) => (this.#answer = resolve));
    this.#socket.write(Buffer.concat([length, frame]));
    const bytes = await answer;
    return bytes && answerReader(bytes, 4, isFlexible(key, version));
  }

  close(): void {
    this.#socket?.destroy();
  }

  async createTopic(name: string, partitions = 1, replicas = 1, configs: Record<string, string> = {}) {
    const answer = await this.#must(19, 4, (w) => {
      w.array([name], () => {
        w.string(name);
        w.int32(partitions);
        w.int16(replicas);
        w.array([], () => {});
        w.array(Object.entries(configs), ([key, value]) => {
          w.string(key);
          w.nullableString(value);
        });
      });
      w.int32(5000);
      w.boolean(false);
    });
    answer.skip(8);
    answer.string();
    return answer.int16();
  }

  async deleteTopic(name: string) {
    const answer = await this.#must(20, 1, (w) => {
      w.array([name], (each) => w.string(each));
      w.int32(5000);
    });
    answer.skip(8);
    answer.string();
    return answer.int16();
  }

  async createPartitions(name: string, count: number, assignments?: readonly number[][]) {
    const answer = await this.#must(37, 1, (w) => {
      w.array([name], () => {
        w.string(name);
        w.int32(count);
        if (assignments) w.array(assignments, (nodes) => w.array(nodes, (node) => w.int32(node)));
        else w.int32(-1);
      });
      w.int32(5000);
      w.boolean(false);
    });
    answer.skip(8);
    answer.string();
    return answer.int16();
  }

  async alterConfig(topic: string, operation: number, name: string, value: string | undefined) {
    const answer = await this.#must(44, 0, (w) => {
      w.array([topic], () => {
        w.int8(2);
        w.string(topic);
        w.array([name], () => {
          w.string(name);
          w.int8(operation);
          w.nullableString(value);
        });
      });
      w.boolean(false);
    });
    answer.skip(8);
    return answer.int16();
  }

  /** Error and offset; 'closed' where the broker ends the connection instead. */
  async produce(topic: string, batch: Buffer, more: { partition?: number; acks?: number; id?: string } = {}) {
    const answer = await this.ask(0, 7, (w) =>
      produceBody(w, topic, more.partition ?? 0, batch, more.acks ?? -1, more.id),
    );
    if (answer === undefined) return 'closed';
    const partition = this.#first(answer);
    return { error: partition.int16(), offset: partition.int64() };
  }

  async fetch(topic: string, offset: number, options: FetchOptions = {}): Promise<Fetched> {
    return readFetched(await this.#must(1, 11, (w) => fetchBody(w, topic, offset, options)));
  }

  async listOffset(topic: string, timestamp: number, partition = 0) {
    const answer = await this.#must(2, 3, (w) => {
      w.int32(-1);
      w.int8(0);
      this.#one(w, topic, partition, () => w.int64(timestamp));
    });
    answer.skip(4);
    const found = this.#first(answer);
    const error = found.int16();
    found.int64();
    return { error, offset: found.int64() };
  }

  async deleteRecords(topic: string, offset: number) {
    const answer = await this.#must(21, 1, (w) => {
      this.#one(w, topic, 0, () => w.int64(offset));
      w.int32(5000);
    });
    answer.skip(4);
    const result = this.#first(answer);
    return { start: result.int64(), error: result.int16() };
  }

  async join(
    group: string,
    more: {
      member?: string;
      instance?: string;
      sessionMs?: number;
      protocols?: string[];
      type?: string;
    } = {},
  ): Promise<Joined> {
    const answer = await this.#must(11, 5, (w) => {
      w.string(group);
      w.int32(more.sessionMs ?? 10_000);
      w.int32(3000);
      w.string(more.member ?? '');
      w.nullableString(more.instance);
      w.string(more.type ?? 'consumer');
      w.array(more.protocols ?? ['range'], (name) => {
        w.string(name);
        w.bytes(Buffer.from('m'));
      });
    });
    answer.skip(4);
    return {
      error: answer.int16(),
      generation: answer.int32(),
      protocol: answer.nullableString(),
      leaderId: answer.string(),
      memberId: answer.string(),
      members: answer.int32(),
    };
  }

  async sync(
    group: string,
    { generation, memberId }: Joined,
    parts: Record<string, string> = {},
    instance?: string,
  ) {
    const answer = await this.#must(14, 3, (w) => {
      w.string(group);
      w.int32(generation);
      w.string(memberId);
      w.nullableString(instance);
      w.array(Object.entries(parts), ([id, part]) => {
        w.string(id);
        w.bytes(Buffer.from(part));
      });
    });
    answer.skip(4);
    return { error: answer.int16(), part: answer.bytes().toString() };
  }

  async heartbeat(group: string, generation: number, memberId: string, instance?: string) {
    const answer = await this.#must(12, 3, (w) => {
      w.string(group);
      w.int32(generation);
      w.string(memberId);
      w.nullableString(instance);
    });
    answer.skip(4);
    return answer.int16();
  }

  async leave(group: string, memberId: string, instance?: string) {
    const answer = await this.#must(13, 3, (w) => {
      w.string(group);
      w.array([memberId], (id) => {
        w.string(id);
        w.nullableString(instance);
      });
    });
    answer.skip(4);
    return [
      answer.int16(),
      ...answer.array(() => [answer.string(), answer.nullableString(), answer.int16()][2]),
    ];
  }

  async describe(group: string) {
    const answer = await this.#must(15, 2, (w) => w.array([group], (id) => w.string(id)));
    answer.skip(8);
    const error = answer.int16();
    answer.string();
    return { error, state: answer.string(), type: answer.string(), protocol: answer.string() };
  }

  async deleteGroup(group: string) {
    const answer = await this.#must(42, 1, (w) => w.array([group], (id) => w.string(id)));
    answer.skip(8);
    answer.string();
    return answer.int16();
  }

  async commit(
    group: string,
    topic: string,
    more: {
      generation?: number;
      member?: string;
      instance?: string;
      partition?: number;
      metadata?: string | undefined;
    } = {},
  ) {
    const answer = await this.#must(8, 7, (w) => {
      w.string(group);
      w.int32(more.generation ?? -1);
      w.string(more.member ?? '');
      w.nullableString(more.instance);
      this.#one(w, topic, more.partition ?? 0, () => {
        w.bigint64(1n);
        w.int32(-1);
        w.nullableString('metadata' in more ? more.metadata : 'm');
      });
    });
    answer.skip(4);
    return this.#first(answer).int16();
  }

  async committed(group: string, topic: string, partition = 0) {
    const answer = await this.#must(9, 5, (w) => {
      w.string(group);
      w.array([topic], () => {
        w.string(topic);
        w.array([partition], (each) => w.int32(each));
      });
    });
    answer.skip(4);
    const found = this.#first(answer);
    const offset = Number(found.bigint64());
    found.skip(4);
    return { offset, metadata: found.nullableString(), error: found.int16() };
  }

  /** Asks again while the coordinator is busy with the last transaction of the id. */
  async init(
    transactionalId: string | undefined,
    timeoutMs = 60_000,
  ): Promise<ProducerIdentity & { error: number }> {
    for (;;) {
      const answer = await this.#must(22, 1, (w) => {
        w.nullableString(transactionalId);
        w.int32(timeoutMs);
      });
      answer.skip(4);
      const error = answer.int16();
      const producer = { producerId: answer.int64(), epoch: answer.int16() };
      if (error !== AGAIN && !LOADING.has(error))
        return { error, transactionalId: transactionalId ?? '', ...producer };
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  addPartitions(producer: ProducerIdentity, topic: string, partition: number) {
    return this.#whenFree(async () => {
      const answer = await this.#must(24, 1, (w) => {
        this.#identify(w, producer);
        w.array([topic], () => {
          w.string(topic);
          w.array([partition], (each) => w.int32(each));
        });
      });
      answer.skip(4);
      return this.#first(answer).int16();
    });
  }

  addGroup(producer: ProducerIdentity, group: string) {
    return this.#whenFree(async () => {
      const answer = await this.#must(25, 1, (w) => {
        this.#identify(w, producer);
        w.string(group);
      });
      answer.skip(4);
      return answer.int16();
    });
  }

  async commitInTransaction(producer: ProducerIdentity, group: string, topic: string) {
    const answer = await this.#must(28, 2, (w) => {
      w.string(producer.transactionalId);
      w.string(group);
      w.int64(producer.producerId);
      w.int16(producer.epoch);
      this.#one(w, topic, 0, () => {
        w.bigint64(4n);
        w.int32(-1);
        w.nullableString('t');
      });
    });
    answer.skip(4);
    return this.#first(answer).int16();
  }

  end(producer: ProducerIdentity, commit: boolean) {
    return this.#whenFree(async () => {
      const answer = await this.#must(26, 1, (w) => {
        this.#identify(w, producer);
        w.boolean(commit);
      });
      answer.skip(4);
      return answer.int16();
    });
  }

  async #whenFree(ask: () => Promise<number>): Promise<number> {
    for (;;) {
      const error = await ask();
      if (error !== AGAIN) return error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async #must(key: number, version: number, body: Body): Promise<Reader> {
    const answer = await this.ask(key, version, body);
    if (answer === undefined) throw new Error(`the broker closed the connection on API ${key}`);
    return answer;
  }

  #identify(w: Writer, { transactionalId, producerId, epoch }: ProducerIdentity): void {
    w.string(transactionalId);
    w.int64(producerId);
    w.int16(epoch);
  }

  #one(w: Writer, topic: string, partition: number, rest: () => void): void {
    w.array([topic], () => {
      w.string(topic);
      w.array([partition], () => {
        w.int32(partition);
        rest();
      });
    });
  }

  /** Behind the index of the only partition of the only topic. */
  #first(answer: Reader): Reader {
    answer.skip(4);
    answer.string();
    answer.skip(8);
    return answer;
  }

  async #open(): Promise<Socket> {
    const socket = connect(this.#port, '127.0.0.1');
    const reader = new FrameReader();
    const settle = (frame: Buffer | undefined) => {
      this.#answer?.(frame);
      this.#answer = undefined;
    };
    socket.on('data', (chunk) => reader.push(chunk).forEach(settle));
    socket.on('error', () => {}); // 'close' follows and tells
    socket.on('close', () => {
      this.#socket = undefined;
      settle(undefined);
    });
    await new Promise((resolve) => socket.once('connect', resolve));
    return socket;
  }
}
