import type { Reader } from '../../../src/broker/wire/reader.ts';
import type { Writer } from '../../../src/broker/wire/writer.ts';
import { recordBatch, type Fetched, type FetchOptions } from '../../broker/frames.ts';
import { RawClient, type ProducerIdentity } from '../../broker/raw-client.ts';

/** What a coordinator says while it is busy or still reading its log; asked again. */
const PASSING = new Set([14, 15, 16, 51]);
const NO_PRODUCER = { producerId: -1, epoch: -1 };

export interface Held {
  readonly producerId: number;
  readonly epoch: number;
}

/** Who commits, as KIP-447 names it. */
export interface Member {
  readonly generation?: number;
  readonly memberId?: string;
  readonly instanceId?: string;
}

/** Transactions by hand, in any version of their requests; answers are error codes as they come. */
export class TransactionClient {
  readonly raw: RawClient;

  constructor(address: string) {
    this.raw = new RawClient(address);
  }

  close(): void {
    this.raw.close();
  }

  async init(
    transactionalId: string | undefined,
    more: { timeoutMs?: number; version?: number; held?: Held } = {},
  ): Promise<ProducerIdentity & { readonly error: number }> {
    const { timeoutMs = 60_000, version = 4, held = NO_PRODUCER } = more;
    return this.#whenFree(
      async () => {
        const answer = await this.#ask(22, version, (w) => {
          w.nullableString(transactionalId);
          w.int32(timeoutMs);
          if (version >= 3) {
            w.int64(held.producerId);
            w.int16(held.epoch);
          }
          w.tags();
        });
        answer.skip(4);
        const error = answer.int16();
        const producer = { producerId: answer.int64(), epoch: answer.int16() };
        return { error, transactionalId: transactionalId ?? '', ...producer };
      },
      ({ error }) => error,
    );
  }

  /** The first error among the partitions. */
  addPartitions(
    producer: ProducerIdentity,
    topic: string,
    partitions: readonly number[] = [0],
    version = 3,
  ): Promise<number> {
    return this.#code(async () => {
      const answer = await this.#ask(24, version, (w) => {
        identify(w, producer);
        w.array([topic], () => {
          w.string(topic);
          w.array(partitions, (partition) => w.int32(partition));
          w.tags();
        });
        w.tags();
      });
      answer.skip(4);
      const codes = answer.array(() => {
        answer.string();
        const ofTopic = answer.array(() => {
          answer.skip(4);
          const code = answer.int16();
          answer.tags();
          return code;
        });
        answer.tags();
        return ofTopic;
      });
      return codes.flat().find((code) => code !== 0) ?? 0;
    });
  }

  addGroup(producer: ProducerIdentity, group: string, version = 3): Promise<number> {
    return this.#code(async () => {
      const answer = await this.#ask(25, version, (w) => {
        identify(w, producer);
        w.string(group);
        w.tags();
      });
      answer.skip(4);
      return answer.int16();
    });
  }

  stageOffset(
    producer: ProducerIdentity,
    group: string,
    topic: string,
    offset: number,
    { generation = -1, memberId = '', instanceId }: Member = {},
    version = 3,
  ): Promise<number> {
    return this.#code(async () => {
      const answer = await this.#ask(28, version, (w) => {
        w.string(producer.transactionalId);
        w.string(group);
        w.int64(producer.producerId);
        w.int16(producer.epoch);
        if (version >= 3) {
          w.int32(generation);
          w.string(memberId);
          w.nullableString(instanceId);
        }
        oneItem(w, topic, 0, () => {
          w.int64(offset);
          if (version >= 2) w.int32(-1);
          w.nullableString('note');
        });
        w.tags();
      });
      return firstItem(answer).int16();
    });
  }

  end(producer: ProducerIdentity, commit: boolean, version = 3): Promise<number> {
    return this.#code(async () => {
      const answer = await this.#ask(26, version, (w) => {
        identify(w, producer);
        w.boolean(commit);
        w.tags();
      });
      answer.skip(4);
      return answer.int16();
    });
  }

  /** Writes `count` records under the producer; error code and offset. */
  async write(
    { transactionalId, producerId, epoch }: ProducerIdentity,
    topic: string,
    sequence: number,
    more: { partition?: number; count?: number; transactional?: boolean } = {},
  ): Promise<{ error: number; offset: number }> {
    const { partition = 0, count = 1, transactional = true } = more;
    const now = Date.now();
    const records = Array.from({ length: count }, (_, i) => ({ value: `${sequence + i}`, timestamp: now }));
    const batch = recordBatch(records, { producerId, epoch, sequence, transactional });
    const answer = await this.raw.produce(topic, batch, {
      partition,
      ...(transactionalId === '' ? {} : { id: transactionalId }),
    });
    if (answer === 'closed') throw new Error('the broker closed the connection on a batch');
    return answer;
  }

  fetch(topic: string, offset: number, options: FetchOptions = {}): Promise<Fetched> {
    return this.raw.fetch(topic, offset, { committed: true, ...options });
  }

  /** The end of a partition for readers of this isolation. */
  async latest(topic: string, committed: boolean, partition = 0): Promise<number> {
    const answer = await this.#ask(2, 3, (w) => {
      w.int32(-1);
      w.int8(committed ? 1 : 0);
      oneItem(w, topic, partition, () => w.int64(-1));
    });
    const found = firstItem(answer);
    found.skip(10);
    return found.int64();
  }

  /** A group's offset; v7 can ask for what is stable alone. `topic` undefined asks for all that the group has. */
  async committed(
    group: string,
    topic: string | undefined,
    stable: boolean,
  ): Promise<{ offset: number; error: number }> {
    const answer = await this.#ask(9, 7, (w) => {
      w.string(group);
      if (topic === undefined)
        w.raw(Buffer.from([0])); // null
      else
        w.array([topic], () => {
          w.string(topic);
          w.array([0], (partition) => w.int32(partition));
          w.tags();
        });
      w.boolean(stable);
      w.tags();
    });
    const found = firstItem(answer);
    const offset = Number(found.bigint64());
    found.skip(4);
    found.nullableString();
    return { offset, error: found.int16() };
  }

  async describe(transactionalId: string) {
    const answer = await this.#ask(65, 0, (w) => {
      w.array([transactionalId], (id) => w.string(id));
      w.tags();
    });
    answer.skip(4);
    const [found] = answer.array(() => {
      const described = {
        error: answer.int16(),
        id: answer.string(),
        state: answer.string(),
        timeoutMs: answer.int32(),
        begunAt: answer.int64(),
        producerId: answer.int64(),
        epoch: answer.int16(),
        topics: answer.array(() => {
          const touched = [answer.string(), answer.array(() => answer.int32()).toSorted()] as const;
          answer.tags();
          return touched;
        }),
      };
      answer.tags();
      return described;
    });
    if (found === undefined) throw new Error('an answer without the id');
    return found;
  }

  /** Ids and states of what matches. */
  async list(states: readonly string[], producerIds: readonly number[]) {
    const answer = await this.#ask(66, 0, (w) => {
      w.array(states, (state) => w.string(state));
      w.array(producerIds, (id) => w.int64(id));
      w.tags();
    });
    answer.skip(4);
    const error = answer.int16();
    const unknown = answer.array(() => answer.string());
    const found = answer.array(() => {
      const listed = { id: answer.string(), producerId: answer.int64(), state: answer.string() };
      answer.tags();
      return listed;
    });
    return { error, unknown, found };
  }

  async producers(topic: string, partition = 0) {
    const answer = await this.#ask(61, 0, (w) => {
      w.array([topic], () => {
        w.string(topic);
        w.array([partition], (each) => w.int32(each));
        w.tags();
      });
      w.tags();
    });
    const found = firstItem(answer);
    const error = found.int16();
    found.nullableString();
    const producers = found.array(() => {
      const producer = {
        producerId: found.int64(),
        epoch: found.int32(),
        lastSequence: found.int32(),
        seenAt: found.int64(),
        coordinatorEpoch: found.int32(),
        openOffset: found.int64(),
      };
      found.tags();
      return producer;
    });
    return { error, producers };
  }

  #code(ask: () => Promise<number>): Promise<number> {
    return this.#whenFree(ask, (error) => error);
  }

  async #whenFree<T>(ask: () => Promise<T>, errorOf: (answer: T) => number): Promise<T> {
    for (;;) {
      const answer = await ask();
      if (!PASSING.has(errorOf(answer))) return answer;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async #ask(key: number, version: number, body: (writer: Writer) => void): Promise<Reader> {
    const answer = await this.raw.ask(key, version, body);
    if (answer === undefined) throw new Error(`the broker closed the connection on API ${key} v${version}`);
    return answer;
  }
}

function identify(w: Writer, { transactionalId, producerId, epoch }: ProducerIdentity): void {
  w.string(transactionalId);
  w.int64(producerId);
  w.int16(epoch);
}

function oneItem(w: Writer, topic: string, partition: number, rest: () => void): void {
  w.array([topic], () => {
    w.string(topic);
    w.array([partition], () => {
      w.int32(partition);
      rest();
      w.tags();
    });
    w.tags();
  });
}

/** Behind the throttle time and the index of the only partition of the only topic. */
function firstItem(answer: Reader): Reader {
  answer.skip(4);
  answer.array(() => {
    answer.string();
    answer.array(() => answer.skip(4));
  });
  return answer;
}
