import type { Broker } from '../../src/broker/broker.ts';
import { Pending } from '../../src/broker/pending.ts';
import { Reader } from '../../src/broker/wire/reader.ts';
import { Writer } from '../../src/broker/wire/writer.ts';
import { ALL_GUARDS } from '../../src/connectors/kafka/guards.ts';
import { VisibleBatches } from '../../src/connectors/kafka/visible-batches.ts';
import { createCrc32c } from '../../src/connectors/kafka/wire/crc32c.ts';
import { decodeFetch, encodeFetch } from '../../src/connectors/kafka/wire/fetch-codec.ts';
import { encodeProduce } from '../../src/connectors/kafka/wire/produce-codec.ts';
import { RecordBatchWriter, stamp } from '../../src/connectors/kafka/wire/record-batch-writer.ts';
import { RecordCursor } from '../../src/connectors/kafka/wire/record-cursor.ts';

interface Partition {
  readonly topic: string;
  readonly partition: number;
  next: number;
}

const NO_PRODUCER = { id: -1, epoch: -1, sequence: -1, transactional: false };
const API = { produce: 0, fetch: 1, offsetFetch: 9, createTopics: 19 };

/** Who looks at the broker from outside, at once and without a network: makes topics, adds rows, reads what is committed. */
export class Observer {
  readonly #broker: Broker;
  readonly #crc = createCrc32c();
  readonly #visible: VisibleBatches;
  readonly #now: () => number;
  readonly #partitions = new Map<string, Partition[]>();
  readonly #read = new Map<string, string[]>();

  constructor(broker: Broker, now: () => number) {
    this.#broker = broker;
    this.#now = now;
    this.#visible = new VisibleBatches(true, this.#crc, ALL_GUARDS);
  }

  createTopic(topic: string, partitions: number): void {
    this.#ask(API.createTopics, 2, (out) => {
      out.array([topic], (name) => {
        out.string(name);
        out.int32(partitions);
        out.int16(1);
        out.int32(0); // no assignments
        out.int32(0); // no configs
      });
      out.int32(0);
      out.boolean(false);
    });
    const all = Array.from({ length: partitions }, (_, partition) => ({ topic, partition, next: 0 }));
    this.#partitions.set(topic, all);
    this.#read.set(topic, []);
  }

  append(topic: string, partition: number, values: readonly string[]): void {
    const writer = new RecordBatchWriter();
    for (const value of values) writer.add(null, Buffer.from(value), this.#now(), []);
    const batch = writer.seal();
    stamp(batch, NO_PRODUCER, this.#crc);
    const body = encodeProduce([{ topic, partition, batch }], null, 1000);
    this.#ask(API.produce, 7, (out) => out.raw(body));
  }

  /** All rows of a topic that a reader of committed rows sees, as they stand there partition by partition. */
  rows(topic: string): readonly string[] {
    const read = this.#read.get(topic) ?? [];
    for (const at of this.#partitions.get(topic) ?? []) {
      const body = encodeFetch([{ ...at, offset: at.next }], {
        maxWaitMs: 0,
        maxBytes: 1 << 24,
        maxBytesPerPartition: 1 << 24,
        readCommitted: true,
      });
      const [fetched] = decodeFetch(this.#ask(API.fetch, 11, (out) => out.raw(body))).partitions;
      if (fetched === undefined) continue;
      for (const { batch, next } of this.#visible.take(
        { ...at, position: at.next, end: undefined },
        fetched,
      )) {
        const cursor = new RecordCursor(batch);
        while (cursor.next()) read.push(cursor.bytes.toString('utf8', cursor.valueStart, cursor.valueEnd));
        at.next = next;
      }
    }
    return read;
  }

  /** Where the group stands: 't-0' to the next offset; and what is said beside it. */
  committed(group: string): { readonly positions: ReadonlyMap<string, number>; readonly mark: string } {
    let mark = '';
    const answer = new Reader(
      this.#ask(API.offsetFetch, 2, (out) => {
        out.string(group);
        out.int32(-1); // all topics
      }),
    );
    const positions = new Map<string, number>();
    answer.array(() => {
      const topic = answer.string();
      answer.array(() => {
        const partition = answer.int32();
        positions.set(`${topic}-${partition}`, answer.int64());
        mark = answer.nullableString() ?? '';
        answer.int16();
      });
    });
    return { positions, mark };
  }

  #ask(apiKey: number, version: number, write: (out: Writer) => void): Buffer {
    const out = new Writer();
    out.int16(apiKey);
    out.int16(version);
    out.int32(0);
    out.string('observer');
    write(out);
    const frame = this.#broker.handle(Buffer.concat(out.frame()).subarray(4), '/observer');
    if (frame === undefined || frame instanceof Pending) throw new Error('the broker did not answer at once');
    return Buffer.concat(frame).subarray(8);
  }
}
