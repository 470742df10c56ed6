import { expect, test } from 'vitest';
import { ErrorCode } from '../../src/broker/wire/error-code.ts';
import type { Writer } from '../../src/broker/wire/writer.ts';
import { FakeClock } from '../../src/common/clock.ts';
import { baseOffsets, fetchBody, readFetched, recordBatch, TestBroker } from './frames.ts';

const ID = 'tx';
const TIMEOUT = 60_000;
const DAY = 24 * 3_600_000;
const WEEK = 7 * DAY;

interface Producer {
  readonly producerId: number;
  readonly epoch: number;
}

function setUp(markerDelayMs = 0) {
  const clock = new FakeClock(1_700_000_000_000);
  const broker = new TestBroker(clock, { markerDelayMs });
  broker.createTopic('in');
  broker.createTopic('out', 2);
  return { clock, broker };
}

function init(
  broker: TestBroker,
  timeoutMs = TIMEOUT,
  id: string | undefined = ID,
  held: Producer = { producerId: -1, epoch: -1 },
) {
  const answer = broker.ask(22, 4, (w) => {
    w.nullableString(id);
    w.int32(timeoutMs);
    w.int64(held.producerId);
    w.int16(held.epoch);
    w.tags();
  });
  answer.int32();
  return { error: answer.int16(), producerId: answer.int64(), epoch: answer.int16() };
}

function key(writer: Writer, producer: Producer) {
  writer.string(ID);
  writer.int64(producer.producerId);
  writer.int16(producer.epoch);
}

function addPartitions(broker: TestBroker, producer: Producer, partitions: readonly number[], topic = 'out') {
  const answer = broker.ask(24, 1, (w) => {
    key(w, producer);
    w.array([topic], () => {
      w.string(topic);
      w.array(partitions, (p) => w.int32(p));
    });
  });
  answer.int32();
  const topics = answer.array(() => {
    answer.string();
    return answer.array(() => {
      answer.int32();
      return answer.int16();
    });
  });
  return topics[0] ?? [];
}

function end(broker: TestBroker, producer: Producer, commit: boolean) {
  const answer = broker.ask(26, 1, (w) => {
    key(w, producer);
    w.boolean(commit);
  });
  answer.int32();
  return answer.int16();
}

function addGroup(broker: TestBroker, producer: Producer, group = 'g') {
  const answer = broker.ask(25, 1, (w) => {
    key(w, producer);
    w.string(group);
  });
  answer.int32();
  return answer.int16();
}

function commitOffset(broker: TestBroker, producer: Producer, offset: bigint, metadata = 'note') {
  const answer = broker.ask(28, 1, (w) => {
    w.string(ID);
    w.string('g');
    w.int64(producer.producerId);
    w.int16(producer.epoch);
    w.array(['in'], (topic) => {
      w.string(topic);
      w.array([0], (partition) => {
        w.int32(partition);
        w.bigint64(offset);
        w.nullableString(metadata);
      });
    });
  });
  answer.int32();
  answer.int32();
  answer.string();
  answer.int32();
  answer.int32();
  return answer.int16();
}

function committed(broker: TestBroker): { offset: bigint; metadata: string | undefined } {
  const answer = broker.ask(9, 4, (w) => {
    w.string('g');
    w.array(['in'], (topic) => {
      w.string(topic);
      w.array([0], (partition) => w.int32(partition));
    });
  });
  answer.int32();
  answer.int32();
  answer.string();
  answer.int32();
  answer.int32();
  return { offset: answer.bigint64(), metadata: answer.nullableString() };
}

function write(broker: TestBroker, { producerId, epoch }: Producer, sequence: number, partition = 0) {
  const batch = recordBatch([{ value: 'a' }, { value: 'b' }], {
    producerId,
    epoch,
    sequence,
    transactional: true,
  });
  return broker.produce('out', batch, partition, ID);
}

/** Base offsets that a consumer of committed records is given. */
function visible(broker: TestBroker, from = 0): number[] {
  return baseOffsets(broker.fetch('out', from, { committed: true }).records);
}

test('records of a transaction are held back until it commits, and come with its marker', () => {
  const { broker } = setUp();
  const producer = init(broker);
  expect(producer).toEqual({ error: 0, producerId: 0, epoch: 0 });
  expect(addPartitions(broker, producer, [0])).toEqual([0]);
  expect(write(broker, producer, 0)).toEqual({ error: 0, offset: 0 });
  expect(visible(broker)).toEqual([]);
  expect(baseOffsets(broker.fetch('out', 0).records)).toEqual([0]);
  expect(end(broker, producer, true)).toBe(ErrorCode.none);
  const fetched = broker.fetch('out', 0, { committed: true });
  expect(baseOffsets(fetched.records)).toEqual([0, 2]);
  expect(fetched.aborted).toEqual([]);
  expect(broker.fetch('out', 0).aborted).toBeUndefined();
});

test('an aborted transaction is named to readers of committed records', () => {
  const { broker } = setUp();
  const producer = init(broker);
  addPartitions(broker, producer, [0, 1]);
  write(broker, producer, 0, 0);
  expect(end(broker, producer, false)).toBe(ErrorCode.none);
  expect(broker.fetch('out', 0, { committed: true }).aborted).toEqual([{ producerId: 0, firstOffset: 0 }]);
  // Partition 1 was announced but not written: a marker stands there, and nothing was aborted.
  expect(broker.fetch('out', 0, { committed: true, partition: 1 })).toMatchObject({
    highWatermark: 1,
    aborted: [],
  });
});

test('offsets count with the commit and not with the abort, metadata and all', () => {
  const { broker } = setUp();
  const producer = init(broker);
  expect(addGroup(broker, producer)).toBe(ErrorCode.none);
  expect(commitOffset(broker, producer, 5n)).toBe(ErrorCode.none);
  expect(committed(broker).offset).toBe(-1n);
  end(broker, producer, true);
  expect(committed(broker)).toEqual({ offset: 5n, metadata: 'note' });
  addGroup(broker, producer);
  commitOffset(broker, producer, 9n);
  end(broker, producer, false);
  expect(committed(broker).offset).toBe(5n);
});

test('whoever takes the id over fences the former owner and aborts its transaction', () => {
  const { broker } = setUp();
  const zombie = init(broker);
  addPartitions(broker, zombie, [0]);
  addGroup(broker, zombie);
  write(broker, zombie, 0);
  commitOffset(broker, zombie, 7n);
  const next = init(broker);
  expect(next.producerId).toBe(zombie.producerId);
  expect(next.epoch).toBeGreaterThan(zombie.epoch);
  expect(broker.fetch('out', 0, { committed: true }).aborted).toEqual([{ producerId: 0, firstOffset: 0 }]);
  expect(committed(broker).offset).toBe(-1n);
  expect(write(broker, zombie, 2).error).toBe(ErrorCode.invalidProducerEpoch);
  expect(addPartitions(broker, zombie, [0])).toEqual([ErrorCode.invalidProducerEpoch]);
  expect(addGroup(broker, zombie)).toBe(ErrorCode.invalidProducerEpoch);
  expect(commitOffset(broker, zombie, 8n)).toBe(ErrorCode.invalidProducerEpoch);
  expect(end(broker, zombie, true)).toBe(ErrorCode.invalidProducerEpoch);
  addPartitions(broker, next, [0]);
  expect(write(broker, next, 0)).toEqual({ error: 0, offset: 3 });
  expect(end(broker, next, true)).toBe(ErrorCode.none);
});

test('a transaction that outlives its time-out is aborted and its producer fenced', async () => {
  const { clock, broker } = setUp();
  const producer = init(broker, 5000);
  addPartitions(broker, producer, [0]);
  write(broker, producer, 0);
  await clock.advance(4999);
  expect(broker.fetch('out', 0, { committed: true }).stable).toBe(0);
  await clock.advance(1);
  expect(broker.fetch('out', 0, { committed: true })).toMatchObject({ stable: 3, highWatermark: 3 });
  expect(end(broker, producer, true)).toBe(ErrorCode.invalidProducerEpoch);
  expect(write(broker, producer, 2).error).toBe(ErrorCode.invalidProducerEpoch);
  expect(init(broker).error).toBe(ErrorCode.none);
});

test('a reader that waits for committed records is woken by the time-out that frees them', async () => {
  const { clock, broker } = setUp();
  const producer = init(broker, 5000);
  addPartitions(broker, producer, [0]);
  write(broker, producer, 0);
  const waiting = broker.later(1, 11, (w) => fetchBody(w, 'out', 0, { committed: true, maxWaitMs: 60_000 }));
  await clock.advance(4999);
  expect(waiting.body).toBeUndefined();
  await clock.advance(1);
  expect(waiting.body && baseOffsets(readFetched(waiting.body).records)).toEqual([0, 2]);
});

test('offsets by time stay below what is committed', () => {
  const { clock, broker } = setUp();
  const producer = init(broker);
  const find = (committed: boolean) => {
    const answer = broker.ask(2, 3, (w) => {
      w.int32(-1);
      w.int8(committed ? 1 : 0);
      w.array(['out'], (topic) => {
        w.string(topic);
        w.array([0], (partition) => {
          w.int32(partition);
          w.int64(clock.now());
        });
      });
    });
    answer.skip(8);
    answer.string();
    answer.skip(18);
    return answer.int64();
  };
  const { producerId, epoch } = producer;
  const sent = { producerId, epoch, sequence: 0, transactional: true };
  const batch = recordBatch([{ value: 'a', timestamp: clock.now() }], sent);
  addPartitions(broker, producer, [0]);
  broker.produce('out', batch, 0, ID);
  expect([find(false), find(true)]).toEqual([0, -1]);
  end(broker, producer, true);
  expect([find(false), find(true)]).toEqual([0, 0]);
});

test('a transaction that ended in time is not touched by its time-out', async () => {
  const { clock, broker } = setUp();
  const producer = init(broker, 5000);
  addPartitions(broker, producer, [0]);
  end(broker, producer, true);
  await clock.advance(60_000);
  expect(addPartitions(broker, producer, [0])).toEqual([ErrorCode.none]);
});

test('nothing is written to a partition that the transaction did not announce', () => {
  const { broker } = setUp();
  const producer = init(broker);
  expect(write(broker, producer, 0).error).toBe(ErrorCode.invalidTxnState);
  addPartitions(broker, producer, [1]);
  expect(write(broker, producer, 0).error).toBe(ErrorCode.invalidTxnState);
  expect(commitOffset(broker, producer, 1n)).toBe(ErrorCode.invalidTxnState);
  const nameless = recordBatch([{ value: 'a' }], { ...producer, sequence: 0, transactional: true });
  expect(broker.produce('out', nameless).error).toBe(ErrorCode.transactionalIdAuthorizationFailed);
});

test('an unknown partition keeps the whole announcement out', () => {
  const { broker } = setUp();
  const producer = init(broker);
  expect(addPartitions(broker, producer, [0, 5])).toEqual([
    ErrorCode.operationNotAttempted,
    ErrorCode.unknownTopicOrPartition,
  ]);
  expect(write(broker, producer, 0).error).toBe(ErrorCode.invalidTxnState);
});

test('the same end may come twice, the opposite may not, and without a transaction there is none to end', () => {
  const { broker } = setUp();
  const producer = init(broker);
  expect(end(broker, producer, true)).toBe(ErrorCode.invalidTxnState);
  addPartitions(broker, producer, [0]);
  expect(end(broker, producer, true)).toBe(ErrorCode.none);
  expect(end(broker, producer, true)).toBe(ErrorCode.none);
  expect(end(broker, producer, false)).toBe(ErrorCode.invalidTxnState);
});

test('while markers are on their way the next transaction has to wait, as on a real broker', async () => {
  const { clock, broker } = setUp(20);
  const producer = init(broker);
  addPartitions(broker, producer, [0]);
  write(broker, producer, 0);
  expect(end(broker, producer, true)).toBe(ErrorCode.none);
  expect(visible(broker)).toEqual([]);
  expect(addPartitions(broker, producer, [0])).toEqual([ErrorCode.concurrentTransactions]);
  expect(addGroup(broker, producer)).toBe(ErrorCode.concurrentTransactions);
  expect(end(broker, producer, true)).toBe(ErrorCode.concurrentTransactions);
  expect(init(broker).error).toBe(ErrorCode.concurrentTransactions);
  await clock.advance(20);
  expect(visible(broker)).toEqual([0, 2]);
  expect(addPartitions(broker, producer, [0])).toEqual([ErrorCode.none]);
});

test('time-outs out of bounds, empty and unknown ids are refused', () => {
  const { broker } = setUp();
  expect(init(broker, 900_001).error).toBe(ErrorCode.invalidTransactionTimeout);
  expect(init(broker, 0).error).toBe(ErrorCode.invalidTransactionTimeout);
  expect(init(broker, TIMEOUT, '').error).toBe(ErrorCode.invalidRequest);
  expect(end(broker, { producerId: 3, epoch: 0 }, true)).toBe(ErrorCode.invalidProducerIdMapping);
  const producer = init(broker);
  expect(end(broker, { ...producer, producerId: 99 }, true)).toBe(ErrorCode.invalidProducerIdMapping);
});

test('when the epochs of a producer id are used up it gets another id', () => {
  const { broker } = setUp();
  const first = init(broker);
  let last = first;
  for (let i = 0; i < 32_766; i++) last = init(broker);
  expect(last).toMatchObject({ producerId: first.producerId, epoch: 32_766 });
  const next = init(broker, TIMEOUT, ID, last);
  expect(next).toMatchObject({ error: 0, epoch: 0 });
  expect(next.producerId).not.toBe(first.producerId);
  // The answer may have been lost: who held the last epoch asks again.
  expect(init(broker, TIMEOUT, ID, last)).toEqual(next);
  expect(init(broker, TIMEOUT, ID, { ...last, epoch: 7 }).error).toBe(ErrorCode.producerFenced);
  expect(init(broker)).toMatchObject({ producerId: next.producerId, epoch: 1 });
  expect(init(broker, TIMEOUT, ID, last).error).toBe(ErrorCode.producerFenced);
});

test('a transaction under the last epoch can be aborted, and its holder goes on under another id', () => {
  const { broker } = setUp();
  let last = init(broker);
  for (let i = 0; i < 32_766; i++) last = init(broker);
  addPartitions(broker, last, [0]);
  write(broker, last, 0);
  const next = init(broker, TIMEOUT, ID, last);
  expect(next).toMatchObject({ error: 0, epoch: 0 });
  expect(next.producerId).not.toBe(last.producerId);
  expect(init(broker, TIMEOUT, ID, last)).toEqual(next);
  expect(addPartitions(broker, last, [0])).toEqual([ErrorCode.invalidProducerIdMapping]);
  expect(addPartitions(broker, next, [0])).toEqual([ErrorCode.none]);
});

test('an id that nobody uses for a week is forgotten, and its holder has to start anew', async () => {
  const { clock, broker } = setUp();
  const producer = init(broker);
  await clock.advance(WEEK - 1);
  expect(addPartitions(broker, producer, [0])).toEqual([ErrorCode.none]);
  end(broker, producer, true);
  await clock.advance(WEEK);
  expect(addPartitions(broker, producer, [0])).toEqual([ErrorCode.invalidProducerIdMapping]);
  expect(init(broker)).toMatchObject({ error: 0, epoch: 0 });
});

test('beyond 10,000 ids the one that was idle longest is forgotten, but never one with an open transaction', () => {
  const { broker } = setUp();
  const open = init(broker);
  const idle = init(broker, TIMEOUT, 'idle');
  addPartitions(broker, open, [0]);
  for (let i = 0; i < 10_000; i++) init(broker, TIMEOUT, `other-${i}`);
  expect(end(broker, open, true)).toBe(ErrorCode.none);
  expect(init(broker, TIMEOUT, 'idle')).not.toMatchObject({ producerId: idle.producerId });
  expect(init(broker, TIMEOUT, 'other-9999')).toMatchObject({ epoch: 1 });
});

test('a producer that was silent for a day may begin with any sequence, as one that is not known', async () => {
  const { clock, broker } = setUp();
  const { producerId } = init(broker, TIMEOUT, 'plain');
  const send = (sequence: number) =>
    broker.produce('out', recordBatch([{ value: 'x' }], { producerId, epoch: 0, sequence })).error;
  expect(send(0)).toBe(0);
  await clock.advance(DAY - 1);
  expect(send(5)).toBe(ErrorCode.outOfOrderSequenceNumber);
  expect(send(1)).toBe(0);
  await clock.advance(DAY);
  expect(send(5)).toBe(0);
  expect(send(5)).toBe(0); // again: the same batch
  expect(send(7)).toBe(ErrorCode.outOfOrderSequenceNumber);
});

test('a plain producer with the id of an open transaction cannot write into the middle of it', () => {
  const { broker } = setUp();
  const producer = init(broker);
  addPartitions(broker, producer, [0]);
  write(broker, producer, 0);
  const batch = recordBatch([{ value: 'x' }], { ...producer, sequence: 2 });
  expect(broker.produce('out', batch).error).toBe(ErrorCode.invalidTxnState);
});
