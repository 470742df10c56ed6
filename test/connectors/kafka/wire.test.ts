import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { ByteReader } from '../../../src/connectors/kafka/wire/byte-reader.ts';
import { ByteWriter, varintSize } from '../../../src/connectors/kafka/wire/byte-writer.ts';
import { unpack } from '../../../src/connectors/kafka/wire/compression.ts';
import { createCrc32c } from '../../../src/connectors/kafka/wire/crc32c.ts';
import { readBatches, unpacked } from '../../../src/connectors/kafka/wire/record-batch.ts';
import { RecordBatchWriter, stamp } from '../../../src/connectors/kafka/wire/record-batch-writer.ts';
import { RecordCursor } from '../../../src/connectors/kafka/wire/record-cursor.ts';

const require = createRequire(import.meta.url);
const crc = createCrc32c();
const text = (value: string) => Buffer.from(value);

test('crc32c of the published check value and of every alignment is right', () => {
  expect(crc(text('123456789'), 0, 9)).toBe(0xe3069283);
  const reference = require('kafkajs/src/protocol/recordBatch/crc32C') as (bytes: Buffer) => number;
  const bytes = Buffer.from(Array.from({ length: 100 }, (_, i) => (i * 37) & 0xff));
  for (let start = 0; start < 9; start++)
    for (let end = start; end < bytes.length; end += 7)
      expect(crc(bytes, start, end)).toBe(reference(bytes.subarray(start, end)) >>> 0);
});

test('varints keep every number from small to 2^52 in both signs', () => {
  const values = [
    0,
    1,
    -1,
    63,
    64,
    -64,
    -65,
    127,
    128,
    300,
    -300,
    2 ** 31,
    -(2 ** 31),
    2 ** 40 + 5,
    -(2 ** 52) + 1,
  ];
  for (const value of values) {
    const writer = new RecordBatchWriter();
    writer.add(null, text('a'), 0, []);
    writer.add(null, text('b'), value, []);
    const [batch] = batchesOf(sealed(writer));
    const cursor = new RecordCursor(batch as NonNullable<typeof batch>);
    cursor.next();
    cursor.next();
    expect(cursor.timestamp).toBe(value);
    const bytes = new ByteWriter(1);
    bytes.varint(value);
    expect(bytes.size).toBe(varintSize(value));
  }
});

test('int64 keeps negative numbers and those past 32 bits', () => {
  for (const value of [0, -1, -2, 2 ** 31, 2 ** 32 + 7, -(2 ** 40), 2 ** 53 - 1]) {
    const bytes = new ByteWriter(1);
    bytes.int64(value);
    expect(new ByteReader(bytes.view()).int64()).toBe(value);
    expect(bytes.view().readBigInt64BE(0)).toBe(BigInt(value));
  }
});

test('a batch written here is read back record by record, with null and empty told apart', () => {
  const writer = new RecordBatchWriter();
  writer.add(text('k'), text('v'), 1000, []);
  writer.add(null, null, 990, [
    { name: 'h', value: text('1') },
    { name: 'h', value: null },
    { name: '', value: text('') },
  ]);
  writer.add(text(''), text(''), 1005, []);
  const [batch] = batchesOf(sealed(writer));
  expect(batch).toMatchObject({
    baseOffset: 0,
    lastOffset: 2,
    count: 3,
    baseTimestamp: 1000,
    maxTimestamp: 1005,
    producerId: 7,
  });
  expect(records(batch)).toEqual([
    { offset: 0, timestamp: 1000, key: 'k', value: 'v', headers: [] },
    {
      offset: 1,
      timestamp: 990,
      key: null,
      value: null,
      headers: [
        ['h', '1'],
        ['h', null],
        ['', ''],
      ],
    },
    { offset: 2, timestamp: 1005, key: '', value: '', headers: [] },
  ]);
});

test('a batch written here is the same to the decoder of kafkajs', async () => {
  const writer = new RecordBatchWriter();
  writer.add(text('key'), text('x'.repeat(300)), 1700000000000, [{ name: 'n', value: text('h') }]);
  writer.add(null, text('{"a":1}'), 1700000000123, []);
  const Decoder = require('kafkajs/src/protocol/decoder') as new (bytes: Buffer) => {
    readInt64(): { toString(): string };
  };
  const { default: decode } = {
    default: require('kafkajs/src/protocol/recordBatch/v0/decoder') as (
      d: object,
    ) => Promise<{ records: { key: Buffer | null; value: Buffer; timestamp: string; headers: object }[] }>,
  };
  const { records: read } = await decode(new Decoder(sealed(writer)));
  expect(
    read.map((r) => [r.key?.toString() ?? null, r.value.length, r.timestamp, Object.keys(r.headers)]),
  ).toEqual([
    ['key', 300, '1700000000000', ['n']],
    [null, 7, '1700000000123', []],
  ]);
});

test('a byte turned over in flight is found by the checksum', () => {
  const writer = new RecordBatchWriter();
  writer.add(null, text('abc'), 0, []);
  const bytes = sealed(writer);
  bytes[bytes.length - 3] = (bytes[bytes.length - 3] ?? 0) ^ 1;
  expect(() => readBatches(bytes, 0, bytes.length, crc)).toThrow(/does not match its checksum/);
});

test('a batch cut off at the end of an answer is left for the next answer', () => {
  const writer = new RecordBatchWriter();
  writer.add(null, text('one'), 0, []);
  const first = sealed(writer);
  writer.add(null, text('two'), 0, []);
  const both = Buffer.concat([first, sealed(writer)]);
  expect(readBatches(both, 0, both.length - 1, crc)).toHaveLength(1);
  expect(readBatches(both, 0, both.length, crc)).toHaveLength(2);
});

test('a record longer than its batch is refused, not read past the end', () => {
  const writer = new RecordBatchWriter();
  writer.add(null, text('abc'), 0, []);
  const bytes = sealed(writer);
  bytes[61] = 0x7e; // its length: 63
  const [batch] = readBatches(bytes, 0, bytes.length, undefined);
  expect(() => records(batch)).toThrow(/longer than the batch/);
});

test('the message formats before Kafka 0.11 are named', () => {
  const bytes = Buffer.alloc(80);
  bytes.writeInt32BE(68, 8);
  bytes[16] = 1;
  expect(() => readBatches(bytes, 0, 80, crc)).toThrow(/message format 1, older than Kafka 0.11/);
});

test('a gzip batch is smaller on the wire and the same to a reader', () => {
  const writer = new RecordBatchWriter(true);
  for (let i = 0; i < 100; i++) writer.add(null, text('the same text again and again'), 5, []);
  const bytes = sealed(writer);
  expect(bytes.length).toBeLessThan(500);
  const [batch] = readBatches(bytes, 0, bytes.length, crc);
  expect(records(unpacked(batch as NonNullable<typeof batch>))).toHaveLength(100);
});

test('snappy, bare and in the frame of Java clients, is unpacked', () => {
  // literal "abcd", then a copy of 8 bytes from 4 back: abcdabcdabcd
  const bare = Buffer.from([12, 0x0c, 0x61, 0x62, 0x63, 0x64, 0x11, 0x04]);
  expect(unpack(2, bare).toString()).toBe('abcdabcdabcd');
  const frame = Buffer.concat([
    Buffer.from('82534e41505059000000000100000001', 'hex'),
    Buffer.from([0, 0, 0, bare.length]),
    bare,
    Buffer.from([0, 0, 0, bare.length]),
    bare,
  ]);
  expect(unpack(2, frame).toString()).toBe('abcdabcdabcdabcdabcdabcd');
  expect(() => unpack(2, Buffer.from([200, 1, 0x0c, 0x61]))).toThrow(/snappy, and cannot be unpacked/);
});

test('an lz4 frame is unpacked, with a block that was not worth packing', () => {
  const block = Buffer.from([0x44, 0x61, 0x62, 0x63, 0x64, 0x04, 0x00, 0x10, 0x21]); // abcd + 8 from 4 back + "!"
  const head = Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82]);
  const frame = Buffer.concat([head, le(block.length), block, le(0x80000000 + 2), text('xy'), le(0)]);
  expect(unpack(3, frame).toString()).toBe('abcdabcdabcd!xy');
  expect(() => unpack(3, text('nonsense'))).toThrow(/lz4, and cannot be unpacked/);
});

test('a codec that weir does not know is named, a gzip bomb is refused', () => {
  expect(() => unpack(6, text(''))).toThrow(/codec 6, which weir does not read/);
  expect(() => unpack(1, gzipSync(Buffer.alloc(300 << 20)))).toThrow(/gzip, and cannot be unpacked/);
});

function sealed(writer: RecordBatchWriter): Buffer {
  const batch = writer.seal();
  stamp(batch, { id: 7, epoch: 1, sequence: 42, transactional: false }, crc);
  return batch;
}

function batchesOf(bytes: Buffer) {
  return readBatches(bytes, 0, bytes.length, crc);
}

function le(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function records(batch: ReturnType<typeof readBatches>[number] | undefined) {
  if (batch === undefined) throw new Error('no batch');
  const cursor = new RecordCursor(batch);
  const found = [];
  while (cursor.next()) {
    const key = cursor.keyStart < 0 ? null : cursor.bytes.toString('utf8', cursor.keyStart, cursor.keyEnd);
    const value =
      cursor.valueStart < 0 ? null : cursor.bytes.toString('utf8', cursor.valueStart, cursor.valueEnd);
    const headers = cursor
      .headers()
      .map((h) => [h.name, h.value === null ? null : Buffer.from(h.value).toString()]);
    found.push({ offset: cursor.offset, timestamp: cursor.timestamp, key, value, headers });
  }
  return found;
}
