import { gzipSync } from 'node:zlib';
import { Broker } from '../../src/broker/broker.ts';
import { Pending } from '../../src/broker/pending.ts';
import type { BrokerOptions } from '../../src/broker/state.ts';
import { crc32c } from '../../src/broker/wire/crc32c.ts';
import { Reader } from '../../src/broker/wire/reader.ts';
import { Writer } from '../../src/broker/wire/writer.ts';
import type { Clock } from '../../src/common/clock.ts';

export interface TestRecord {
  readonly key?: string | null;
  readonly value?: string | null;
  readonly timestamp?: number;
}

export interface BatchOptions {
  readonly producerId?: number;
  readonly epoch?: number;
  readonly sequence?: number;
  readonly transactional?: boolean;
  readonly gzip?: boolean;
  readonly attributes?: number;
}

/** A record batch as a producer packs it. */
export function recordBatch(records: readonly TestRecord[], options: BatchOptions = {}): Buffer {
  const { producerId = -1, epoch = -1, sequence = -1 } = options;
  const base = records[0]?.timestamp ?? 0;
  const body = Buffer.concat(records.map((record, i) => encodeRecord(record, i, base)));
  const packed = options.gzip ? gzipSync(body) : body;
  const bytes = Buffer.alloc(61 + packed.length);
  bytes.writeInt32BE(bytes.length - 12, 8);
  bytes.writeInt8(2, 16);
  const attributes = (options.gzip ? 1 : 0) | (options.transactional ? 0x10 : 0) | (options.attributes ?? 0);
  bytes.writeInt16BE(attributes, 21);
  bytes.writeInt32BE(records.length - 1, 23);
  bytes.writeBigInt64BE(BigInt(base), 27);
  bytes.writeBigInt64BE(BigInt(Math.max(base, ...records.map((r) => r.timestamp ?? 0))), 35);
  bytes.writeBigInt64BE(BigInt(producerId), 43);
  bytes.writeInt16BE(epoch, 51);
  bytes.writeInt32BE(sequence, 53);
  bytes.writeInt32BE(records.length, 57);
  packed.copy(bytes, 61);
  bytes.writeUInt32BE(crc32c(bytes, 21), 17);
  return bytes;
}

function encodeRecord(
  { key = null, value = null, timestamp = 0 }: TestRecord,
  index: number,
  base: number,
): Buffer {
  const field = (text: string | null) =>
    text === null ? varint(-1) : Buffer.concat([varint(Buffer.byteLength(text)), Buffer.from(text)]);
  const body = Buffer.concat([
    Buffer.from([0]),
    varint(timestamp - base),
    varint(index),
    field(key),
    field(value),
    varint(0),
  ]);
  return Buffer.concat([varint(body.length), body]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, (BigInt(value) << 1n) ^ (BigInt(value) >> 63n));
  do {
    const byte = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? byte | 0x80 : byte);
  } while (rest > 0n);
  return Buffer.from(bytes);
}

/** First versions with compact lengths and tags, by API key; from Kafka's message definitions, not from the broker's code. */
const FLEXIBLE: ReadonlyMap<number, number> = new Map([
  [2, 6],
  [9, 6],
  [22, 2],
  [24, 3],
  [25, 3],
  [26, 3],
  [28, 3],
  [61, 0],
  [65, 0],
  [66, 0],
]);

export function isFlexible(key: number, version: number): boolean {
  return version >= (FLEXIBLE.get(key) ?? Infinity);
}

/** A request frame without its length, as the broker takes it. */
export function request(key: number, version: number, body: (writer: Writer) => void): Buffer {
  const writer = new Writer();
  writer.int16(key);
  writer.int16(version);
  writer.int32(7);
  writer.nullableString('test');
  if (isFlexible(key, version)) writer.useCompact();
  writer.tags();
  body(writer);
  return Buffer.concat(writer.frame()).subarray(4);
}

/** A broker without sockets, and shorthand for asking it. */
export class TestBroker {
  readonly broker: Broker;

  constructor(clock: Clock, options: Partial<BrokerOptions> = {}) {
    const random = seeded();
    this.broker = new Broker(
      { clock, random, maxBytes: 1 << 26, ...options },
      { host: '127.0.0.1', port: 1 },
    );
  }

  /** The body of an answer that is there at once. */
  ask(key: number, version: number, body: (writer: Writer) => void): Reader {
    const answer = this.broker.handle(request(key, version, body), '/127.0.0.1');
    if (answer === undefined || answer instanceof Pending) throw new Error('no answer at once');
    return open(answer, isFlexible(key, version));
  }

  /** An answer that may come later: `body` is undefined until then. */
  later(
    key: number,
    version: number,
    body: (writer: Writer) => void,
  ): { body: Reader | undefined; abandon(): void } {
    const pending = this.broker.handle(request(key, version, body), '/127.0.0.1');
    const result = { body: undefined as Reader | undefined, abandon: () => {} };
    if (pending instanceof Pending) {
      pending.onSettled((frame) => (result.body = open(frame, isFlexible(key, version))));
      result.abandon = () => pending.abandon();
    } else if (pending) result.body = open(pending, isFlexible(key, version));
    return result;
  }

  createTopic(name: string, partitions = 1, configs: Record<string, string> = {}): number {
    const answer = this.ask(19, 4, (writer) => {
      writer.array([name], () => {
        writer.string(name);
        writer.int32(partitions);
        writer.int16(1);
        writer.array([], () => {});
        writer.array(Object.entries(configs), ([key, value]) => {
          writer.string(key);
          writer.nullableString(value);
        });
      });
      writer.int32(1000);
      writer.boolean(false);
    });
    answer.int32();
    return (
      answer.array(() => ({
        name: answer.string(),
        error: answer.int16(),
        why: answer.nullableString(),
      }))[0]?.error ?? -1
    );
  }

  produce(
    topic: string,
    batch: Buffer,
    partition = 0,
    transactionalId?: string,
  ): { error: number; offset: number } {
    const answer = this.ask(0, 7, (writer) =>
      produceBody(writer, topic, partition, batch, -1, transactionalId),
    );
    const results = answer.array(() => {
      answer.string();
      return answer.array(() => {
        answer.int32();
        const result = { error: answer.int16(), offset: answer.int64() };
        answer.skip(16);
        return result;
      });
    });
    const result = results[0]?.[0];
    if (result === undefined) throw new Error('an answer without the partition');
    return result;
  }

  fetch(topic: string, offset: number, options: FetchOptions = {}): Fetched {
    return readFetched(this.ask(1, 11, (writer) => fetchBody(writer, topic, offset, options)));
  }
}

export interface FetchOptions {
  readonly partition?: number;
  readonly maxWaitMs?: number;
  readonly minBytes?: number;
  readonly maxBytes?: number;
  readonly committed?: boolean;
  readonly sessionId?: number;
  readonly sessionEpoch?: number;
}

export interface Fetched {
  readonly error: number;
  readonly highWatermark: number;
  readonly stable: number;
  readonly start: number;
  readonly aborted: { producerId: number; firstOffset: number }[] | undefined;
  readonly records: Buffer;
}

export function produceBody(
  writer: Writer,
  topic: string,
  partition: number,
  batch: Buffer,
  acks: number,
  transactionalId?: string,
): void {
  writer.nullableString(transactionalId);
  writer.int16(acks);
  writer.int32(1000);
  writer.array([topic], () => {
    writer.string(topic);
    writer.array([partition], () => {
      writer.int32(partition);
      writer.bytes(batch);
    });
  });
}

export function fetchBody(writer: Writer, topic: string, offset: number, options: FetchOptions = {}): void {
  writer.int32(-1);
  writer.int32(options.maxWaitMs ?? 0);
  writer.int32(options.minBytes ?? 1);
  writer.int32(options.maxBytes ?? 1 << 20);
  writer.int8(options.committed ? 1 : 0);
  writer.int32(options.sessionId ?? 0);
  writer.int32(options.sessionEpoch ?? -1);
  writer.array([topic], () => {
    writer.string(topic);
    writer.array([options.partition ?? 0], (partition) => {
      writer.int32(partition);
      writer.int32(-1);
      writer.int64(offset);
      writer.int64(-1);
      writer.int32(options.maxBytes ?? 1 << 20);
    });
  });
  writer.array([], () => {});
  writer.string('');
}

export function readFetched(answer: Reader): Fetched {
  answer.int32();
  const whole = answer.int16();
  answer.int32();
  const topics = answer.array(() => {
    answer.string();
    return answer.array(() => {
      answer.int32();
      const error = answer.int16();
      const highWatermark = answer.int64();
      const stable = answer.int64();
      const start = answer.int64();
      const aborted = answer.nullableArray(() => ({
        producerId: answer.int64(),
        firstOffset: answer.int64(),
      }));
      answer.int32();
      return { error, highWatermark, stable, start, aborted, records: Buffer.from(answer.bytes()) };
    });
  });
  const none = { highWatermark: -1, stable: -1, start: -1, aborted: undefined, records: Buffer.alloc(0) };
  return topics[0]?.[0] ?? { ...none, error: whole };
}

/** Base offsets of the batches in what a fetch returned. */
export function baseOffsets(records: Buffer): number[] {
  const offsets: number[] = [];
  for (let at = 0; at < records.length; at += 12 + records.readInt32BE(at + 8))
    offsets.push(Number(records.readBigInt64BE(at)));
  return offsets;
}

/** Numbers in [0, 1) that are the same in each run. */
export function seeded(seed = 1): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 0x1_0000_0000;
  };
}

function open(frame: readonly Buffer[], flexible: boolean): Reader {
  const bytes = Buffer.concat(frame);
  if (bytes.readInt32BE(0) !== bytes.length - 4) throw new Error('the length of the frame is wrong');
  if (bytes.readInt32BE(4) !== 7) throw new Error('the answer is to another request');
  return answerReader(bytes, 8, flexible);
}

/** A reader of an answer's body, which begins at `at` or, in flexible versions, behind the tags there. */
export function answerReader(bytes: Buffer, at: number, flexible: boolean): Reader {
  const reader = new Reader(bytes, at);
  if (flexible) reader.useCompact();
  reader.tags();
  return reader;
}
