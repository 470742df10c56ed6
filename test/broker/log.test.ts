import { expect, test } from 'vitest';
import { PartitionLog } from '../../src/broker/log.ts';
import { readTopicConfig } from '../../src/broker/topic-config.ts';
import { ErrorCode } from '../../src/broker/wire/error-code.ts';
import { readRecordBatch, type RecordBatch } from '../../src/broker/wire/record-batch.ts';
import { baseOffsets, recordBatch, type BatchOptions, type TestRecord } from './frames.ts';

const NOW = 1_700_000_000_000;
const PLAIN = readTopicConfig(new Map());

function batch(records: readonly TestRecord[], options?: BatchOptions): RecordBatch {
  const read = readRecordBatch(recordBatch(records, options), 7);
  if (typeof read === 'number') throw new Error(`refused with ${read}`);
  return read;
}

function open(configs: Record<string, string> = {}) {
  const config = readTopicConfig(new Map(Object.entries(configs)));
  const log = new PartitionLog(() => {});
  return {
    log,
    append: (records: readonly TestRecord[], options?: BatchOptions, now = NOW) =>
      log.append(batch(records, options), config, now),
  };
}

const three = [{ value: 'a' }, { value: 'b' }, { value: 'c' }];
const idempotent = (sequence: number, epoch = 0) => ({ producerId: 9, epoch, sequence });

test('a batch takes the next offsets, and a read from its middle gives it whole', () => {
  const { log, append } = open();
  expect(append(three)).toEqual({ baseOffset: 0, appendTime: -1 });
  expect(append(three)).toEqual({ baseOffset: 3, appendTime: -1 });
  const { pieces, end } = log.read(4, log.endOffset, 1e6, false);
  expect(baseOffsets(Buffer.concat(pieces))).toEqual([3]);
  expect(end).toBe(6);
});

test('a read stays below its size, but for the first batch where one is due', () => {
  const { log, append } = open();
  for (let i = 0; i < 5; i++) append(three);
  const size = log.read(0, 3, 1e6, false).pieces[0]?.length ?? 0;
  expect(log.read(0, 15, size * 2 + 1, false).pieces).toHaveLength(2);
  expect(log.read(0, 15, 1, false).pieces).toHaveLength(0);
  expect(log.read(0, 15, 1, true).pieces).toHaveLength(1);
});

test('damaged bytes, old formats, control records and wrong counts are refused', () => {
  const good = recordBatch(three);
  const damaged = Buffer.from(good);
  damaged[70] = 0x7f;
  expect(readRecordBatch(damaged, 7)).toBe(ErrorCode.corruptMessage);
  const old = Buffer.from(good);
  old.writeInt8(1, 16);
  expect(readRecordBatch(old, 7)).toBe(ErrorCode.invalidRecord);
  expect(readRecordBatch(Buffer.concat([good, good]), 7)).toBe(ErrorCode.invalidRecord);
  expect(readRecordBatch(good.subarray(0, 60), 7)).toBe(ErrorCode.invalidRecord);
  expect(readRecordBatch(undefined, 7)).toBe(ErrorCode.invalidRecord);
  expect(readRecordBatch(recordBatch(three, { attributes: 0x20 }), 7)).toBe(ErrorCode.invalidRecord);
  expect(readRecordBatch(recordBatch(three, { attributes: 0x04 }), 3)).toBe(
    ErrorCode.unsupportedCompressionType,
  );
});

test('sequence numbers: the last five batches are recognised again, gaps and older ones are refused', () => {
  const { log, append } = open();
  for (let i = 0; i < 7; i++) append([{ value: `${i}` }], idempotent(i));
  expect(append([{ value: '6' }], idempotent(6))).toEqual({ baseOffset: 6, appendTime: -1 });
  expect(append([{ value: '2' }], idempotent(2))).toEqual({ baseOffset: 2, appendTime: -1 });
  expect(append([{ value: '1' }], idempotent(1))).toBe(ErrorCode.outOfOrderSequenceNumber);
  expect(append([{ value: '9' }], idempotent(9))).toBe(ErrorCode.outOfOrderSequenceNumber);
  expect(log.endOffset).toBe(7);
  expect(append([{ value: '7' }], idempotent(7))).toEqual({ baseOffset: 7, appendTime: -1 });
});

test('a new epoch starts at sequence 0 and shuts the old one out', () => {
  const { append } = open();
  append(three, idempotent(0, 0));
  expect(append(three, idempotent(3, 1))).toBe(ErrorCode.outOfOrderSequenceNumber);
  expect(append(three, idempotent(0, 1))).toEqual({ baseOffset: 3, appendTime: -1 });
  expect(append(three, idempotent(3, 0))).toBe(ErrorCode.invalidProducerEpoch);
});

test('sequence numbers start over at 0 behind the largest', () => {
  const { append } = open();
  append([{ value: 'a' }, { value: 'b' }], idempotent(0x7fff_fffe));
  expect(append([{ value: 'c' }], idempotent(0))).toEqual({ baseOffset: 2, appendTime: -1 });
});

test('the stable offset waits for the oldest open transaction, and the aborted are listed as they ended', () => {
  const { log, append } = open();
  append(three);
  append(three, { producerId: 1, epoch: 0, sequence: 0, transactional: true });
  append(three, { producerId: 2, epoch: 0, sequence: 0, transactional: true });
  expect(log.stableOffset).toBe(3);
  log.appendMarker(2, 0, false, NOW);
  expect(log.stableOffset).toBe(3);
  log.appendMarker(1, 0, false, NOW);
  expect(log.stableOffset).toBe(11);
  // Kafka's order is that of the markers, not that of the first offsets.
  expect(log.aborted(0, 11).map(({ firstOffset }) => firstOffset)).toEqual([6, 3]);
  expect(log.aborted(0, 5).map(({ firstOffset }) => firstOffset)).toEqual([3]);
  expect(log.aborted(10, 11).map(({ firstOffset }) => firstOffset)).toEqual([3]);
});

test('a committed transaction and one that wrote nothing here are not listed as aborted', () => {
  const { log, append } = open();
  append(three, { producerId: 1, epoch: 0, sequence: 0, transactional: true });
  log.appendMarker(1, 0, true, NOW);
  log.appendMarker(2, 0, false, NOW);
  expect(log.aborted(0, 5)).toEqual([]);
  expect(log.endOffset).toBe(5);
});

test('the first record at or after a time is found inside plain and gzip batches', () => {
  for (const gzip of [false, true]) {
    const { log, append } = open();
    append([{ timestamp: 100 }, { timestamp: 200 }, { timestamp: 150 }], { gzip });
    append([{ timestamp: 300 }, { timestamp: 400 }], { gzip });
    expect(log.find(50)).toEqual({ offset: 0, timestamp: 100 });
    expect(log.find(101)).toEqual({ offset: 1, timestamp: 200 });
    expect(log.find(201)).toEqual({ offset: 3, timestamp: 300 });
    expect(log.find(350)).toEqual({ offset: 4, timestamp: 400 });
    expect(log.find(401)).toBeUndefined();
  }
});

test('in a codec that is not unpacked here a time is found by the batch, never too late', () => {
  const { log, append } = open();
  append([{ timestamp: 100 }, { timestamp: 200 }], { attributes: 2 });
  expect(log.find(150)).toEqual({ offset: 0, timestamp: 100 });
});

test('LogAppendTime puts the clock of the broker into the batch, and the checksum stays right', () => {
  const { log, append } = open({ 'message.timestamp.type': 'LogAppendTime' });
  expect(append([{ timestamp: 5 }], {}, NOW)).toEqual({ baseOffset: 0, appendTime: NOW });
  const bytes = log.read(0, 1, 1e6, true).pieces[0] ?? Buffer.alloc(0);
  expect(bytes.readBigInt64BE(35)).toBe(BigInt(NOW));
  expect(bytes.readInt16BE(21) & 8).toBe(8);
  expect(readRecordBatch(bytes, 7)).toBeTypeOf('object');
  expect(log.find(NOW)).toEqual({ offset: 0, timestamp: NOW });
});

test('times too far ahead, batches too large and records without a key in a compacted topic are refused', () => {
  const { append } = open();
  expect(append([{ timestamp: NOW + 3_600_001 }])).toBe(ErrorCode.invalidTimestamp);
  expect(append([{ timestamp: NOW + 3_599_999 }])).toBeTypeOf('object');
  expect(append([{ value: 'x'.repeat(1_048_588) }])).toBe(ErrorCode.messageTooLarge);
  const compacted = open({ 'cleanup.policy': 'compact' });
  expect(compacted.append([{ key: 'k', value: 'v' }, { value: 'v' }])).toBe(ErrorCode.invalidRecord);
  expect(compacted.append([{ key: 'k', value: null }])).toBeTypeOf('object');
});

test('deleting records moves the start; batches go when their last record is below it', () => {
  const { log, append } = open();
  append(three);
  append(three);
  const full = log.bytes;
  log.trim(2);
  expect(log.startOffset).toBe(2);
  expect(log.bytes).toBe(full);
  log.trim(3);
  expect(log.bytes).toBe(full / 2);
  expect(log.find(0)).toEqual({ offset: 3, timestamp: 0 });
  log.trim(4);
  expect(log.find(0)).toEqual({ offset: 4, timestamp: 0 });
});

test('retention by size and by age drops the oldest batches, whatever time the records carry', () => {
  const { log, append } = open();
  append(three, {}, NOW);
  append(three, {}, NOW + 60_000);
  const aged = readTopicConfig(new Map([['retention.ms', '100000']]));
  log.retain(aged, NOW + 90_000);
  expect(log.startOffset).toBe(0);
  log.retain(aged, NOW + 100_001);
  expect(log.startOffset).toBe(3);
  log.retain(readTopicConfig(new Map([['retention.bytes', '10']])), NOW);
  expect(log.startOffset).toBe(6);
  log.retain(PLAIN, NOW);
  expect(log.endOffset).toBe(6);
});

test('the record of the largest time is the first that has it, wherever its batch stands', () => {
  const { log, append } = open();
  expect(log.find(log.largestTime())).toBeUndefined();
  append([100, 500, 500].map((timestamp) => ({ value: 'a', timestamp })));
  append([{ value: 'b', timestamp: 300 }]);
  expect(log.find(log.largestTime())).toEqual({ offset: 1, timestamp: 500 });
  log.trim(3);
  expect(log.find(log.largestTime())).toEqual({ offset: 3, timestamp: 300 });
});
