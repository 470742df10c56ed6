import { expect, test } from 'vitest';
import { Pending } from '../../src/broker/pending.ts';
import { MOST_PARTITIONS } from '../../src/broker/topics.ts';
import { ErrorCode } from '../../src/broker/wire/error-code.ts';
import { ProtocolError, type Reader } from '../../src/broker/wire/reader.ts';
import type { Writer } from '../../src/broker/wire/writer.ts';
import { FakeClock, type Clock } from '../../src/common/clock.ts';
import {
  baseOffsets,
  fetchBody,
  produceBody,
  readFetched,
  recordBatch,
  request,
  seeded,
  TestBroker,
} from './frames.ts';

const record = recordBatch([{ value: 'a' }]);

function setUp(options = {}) {
  const clock = new FakeClock(1_700_000_000_000);
  return { clock, broker: new TestBroker(clock, options) };
}

function readVersions(answer: Reader): Map<number, [number, number]> {
  return new Map(
    answer
      .array(() => [answer.int16(), [answer.int16(), answer.int16()]] as const)
      .map(([k, v]) => [k, [...v]]),
  );
}

function readMetadata(answer: Reader) {
  answer.int32();
  const nodes = answer.array(() => {
    const node = { id: answer.int32(), host: answer.string(), port: answer.int32() };
    answer.nullableString();
    return node;
  });
  answer.nullableString();
  const controller = answer.int32();
  const topics = answer.array(() => {
    const topic = { error: answer.int16(), name: answer.string() };
    answer.int8();
    const partitions = answer.array(() => {
      answer.int16();
      const partition = { index: answer.int32(), leader: answer.int32() };
      answer.array(() => answer.int32());
      answer.array(() => answer.int32());
      answer.array(() => answer.int32());
      return partition;
    });
    return { ...topic, partitions: partitions.length };
  });
  return { nodes, controller, topics };
}

function metadata(broker: TestBroker, names: readonly string[] | undefined, mayCreate = false) {
  return readMetadata(
    broker.ask(3, 6, (w) => {
      if (names === undefined) w.int32(-1);
      else w.array(names, (name) => w.string(name));
      w.boolean(mayCreate);
    }),
  );
}

test('a client that asks for versions in a newer form is told so in the oldest, with the whole list', () => {
  const { broker } = setUp();
  const newer = broker.ask(18, 4, () => {});
  expect(newer.int16()).toBe(ErrorCode.unsupportedVersion);
  const list = readVersions(newer);
  expect(newer.remaining).toBe(0);
  const known = broker.ask(18, 2, () => {});
  expect(known.int16()).toBe(ErrorCode.none);
  expect(readVersions(known)).toEqual(list);
  expect(list.get(0)).toEqual([0, 7]);
  expect(list.get(1)).toEqual([4, 11]);
  expect(list.get(18)).toEqual([0, 2]);
});

test('an unknown API, a version that is not spoken and a frame that ends early are refused as protocol errors', () => {
  const { broker } = setUp();
  const ask = (key: number, version: number) => () => broker.ask(key, version, () => {});
  expect(ask(99, 0)).toThrow(ProtocolError);
  expect(ask(0, 2)).toThrow(ProtocolError);
  expect(ask(1, 12)).toThrow(ProtocolError);
  expect(ask(3, 6)).toThrow(ProtocolError);
  expect(() => broker.broker.handle(request(3, 6, () => {}).subarray(0, 7), '')).toThrow(ProtocolError);
});

test('metadata: null asks for all topics, an empty list for none, and one node leads everything', () => {
  const { broker } = setUp();
  broker.createTopic('a', 3);
  broker.createTopic('b');
  expect(metadata(broker, []).topics).toEqual([]);
  const all = metadata(broker, undefined);
  expect(all.nodes).toEqual([{ id: 1, host: '127.0.0.1', port: 1 }]);
  expect(all.controller).toBe(1);
  expect(all.topics).toEqual([
    { error: 0, name: 'a', partitions: 3 },
    { error: 0, name: 'b', partitions: 1 },
  ]);
});

test('a missing topic is made only where the broker may and the client wants it', () => {
  const unknown = [{ error: ErrorCode.unknownTopicOrPartition, name: 'new', partitions: 0 }];
  const { broker: strict } = setUp();
  expect(metadata(strict, ['new'], true).topics).toEqual(unknown);
  const { broker } = setUp({ autoCreateTopics: true, defaultPartitions: 2 });
  expect(metadata(broker, ['new'], false).topics).toEqual(unknown);
  expect(metadata(broker, ['new'], true).topics).toEqual([{ error: 0, name: 'new', partitions: 2 }]);
  expect(metadata(broker, ['bad name'], true).topics[0]?.error).toBe(ErrorCode.invalidTopic);
});

test('topics: bad and colliding names, unknown configs and impossible layouts are refused', () => {
  const { broker } = setUp();
  expect(broker.createTopic('a.b', -1)).toBe(ErrorCode.none);
  expect(broker.createTopic('a.b')).toBe(ErrorCode.topicAlreadyExists);
  expect(broker.createTopic('a_b')).toBe(ErrorCode.invalidTopic);
  for (const name of ['', '.', '..', 'ä', 'a b', 'x'.repeat(250)])
    expect(broker.createTopic(name)).toBe(ErrorCode.invalidTopic);
  expect(broker.createTopic('x'.repeat(249))).toBe(ErrorCode.none);
  expect(broker.createTopic('c', 0)).toBe(ErrorCode.invalidPartitions);
  expect(broker.createTopic('c', MOST_PARTITIONS)).toBe(ErrorCode.invalidPartitions);
  expect(broker.createTopic('c', 1, { 'no.such': '1' })).toBe(ErrorCode.invalidConfig);
  expect(broker.createTopic('c', 1, { 'retention.ms': 'soon' })).toBe(ErrorCode.invalidConfig);
  expect(broker.createTopic('__proto__')).toBe(ErrorCode.none);
  expect(metadata(broker, undefined).topics.map(({ name }) => name)).toContain('__proto__');
  deleteTopic(broker, 'a.b');
  expect(broker.createTopic('a_b')).toBe(ErrorCode.none);
});

function deleteTopic(broker: TestBroker, topic: string) {
  broker.ask(20, 1, (w) => {
    w.array([topic], (name) => w.string(name));
    w.int32(1000);
  });
}

test('a waiting fetch is answered by the produce that fills it, once and with all of it', () => {
  const { broker } = setUp();
  broker.createTopic('t');
  const waiting = broker.later(1, 11, (w) => fetchBody(w, 't', 0, { maxWaitMs: 5000 }));
  expect(waiting.body).toBeUndefined();
  broker.produce('t', recordBatch([{ value: 'a' }]));
  expect(waiting.body).toBeDefined();
  if (waiting.body) expect(baseOffsets(readFetched(waiting.body).records)).toEqual([0]);
});

test('a fetch that wants more bytes waits for them or for its time', async () => {
  const { clock, broker } = setUp();
  broker.createTopic('t');
  const options = { maxWaitMs: 500, minBytes: record.length * 2 };
  const first = broker.later(1, 11, (w) => fetchBody(w, 't', 0, options));
  broker.produce('t', recordBatch([{ value: 'a' }]));
  expect(first.body).toBeUndefined();
  broker.produce('t', recordBatch([{ value: 'a' }]));
  expect(first.body).toBeDefined();
  const second = broker.later(1, 11, (w) => fetchBody(w, 't', 1, options));
  await clock.advance(499);
  expect(second.body).toBeUndefined();
  await clock.advance(1);
  expect(second.body).toBeDefined();
});

test('a fetch whose client is gone leaves nothing behind, and one of a deleted topic is told at once', async () => {
  const clock = new FakeClock();
  const timers = new Set<object>();
  const counting: Clock = {
    now: () => clock.now(),
    after(ms, callback) {
      const timer = {};
      timers.add(timer);
      const cancel = clock.after(ms, callback);
      return () => {
        timers.delete(timer);
        cancel();
      };
    },
  };
  const broker = new TestBroker(counting);
  broker.createTopic('t');
  const gone = broker.later(1, 11, (w) => fetchBody(w, 't', 0, { maxWaitMs: 5000 }));
  const waiting = broker.later(1, 11, (w) => fetchBody(w, 't', 0, { maxWaitMs: 5000 }));
  expect(timers.size).toBe(2);
  gone.abandon();
  expect(timers.size).toBe(1);
  deleteTopic(broker, 't');
  expect(waiting.body && readFetched(waiting.body).error).toBe(ErrorCode.unknownTopicOrPartition);
  expect(timers.size).toBe(0);
  await clock.advance(10_000);
  expect(gone.body).toBeUndefined();
});

test('a fetch beyond the log, of another session, or of a partition that is not there fails at once', () => {
  const { broker } = setUp();
  broker.createTopic('t');
  broker.produce('t', recordBatch([{ value: 'a' }]));
  const wait = { maxWaitMs: 5000 };
  expect(broker.fetch('t', 2, wait).error).toBe(ErrorCode.offsetOutOfRange);
  expect(broker.fetch('t', -1, wait).error).toBe(ErrorCode.offsetOutOfRange);
  expect(broker.fetch('t', 0, { ...wait, partition: 1 }).error).toBe(ErrorCode.unknownTopicOrPartition);
  expect(broker.fetch('t', 0, { sessionId: 5, sessionEpoch: 3 }).error).toBe(
    ErrorCode.fetchSessionIdNotFound,
  );
});

test('produce without acknowledgement answers nothing, and a refused batch then ends the connection', () => {
  const { broker } = setUp();
  broker.createTopic('t');
  const send = (topic: string) =>
    broker.broker.handle(
      request(0, 7, (w) => produceBody(w, topic, 0, recordBatch([{ value: 'a' }]), 0)),
      '',
    );
  expect(send('t')).toBeUndefined();
  expect(broker.fetch('t', 0).highWatermark).toBe(1);
  expect(() => send('missing')).toThrow(ProtocolError);
  const bad = broker.ask(0, 7, (w) => produceBody(w, 't', 0, recordBatch([{ value: 'a' }]), 2));
  bad.skip(4 + 3 + 4 + 4);
  expect(bad.int16()).toBe(ErrorCode.invalidRequiredAcks);
});

test('memory stays within the bound, the largest partition pays, and small ones keep their records', () => {
  const maxBytes = 1_000_000;
  const { broker } = setUp({ maxBytes });
  broker.createTopic('small');
  broker.createTopic('large');
  broker.produce('small', recordBatch([{ value: 'kept' }]));
  for (let i = 0; i < 5000; i++) {
    const { error, offset } = broker.produce('large', recordBatch([{ value: 'x'.repeat(1000) }]));
    expect([error, offset]).toEqual([0, i]);
    expect(broker.broker.bytes).toBeLessThanOrEqual(maxBytes);
  }
  expect(broker.fetch('small', 0)).toMatchObject({ start: 0, highWatermark: 1 });
  const { start, highWatermark } = broker.fetch('large', 4999);
  expect(highWatermark).toBe(5000);
  expect(start).toBeGreaterThan(4000);
  expect(start).toBeLessThan(4300);
  expect(broker.fetch('large', 0).error).toBe(ErrorCode.offsetOutOfRange);
});

test('committed offsets come back exactly, and all of them when no topic is named', () => {
  const { broker } = setUp();
  broker.createTopic('t', 2);
  const largest = 2n ** 63n - 1n;
  broker.ask(8, 7, (w) => {
    w.string('g');
    w.int32(-1);
    w.string('');
    w.nullableString(undefined);
    w.array(['t', 'missing'], (topic) => {
      w.string(topic);
      w.array([1], (partition) => {
        w.int32(partition);
        w.bigint64(largest);
        w.int32(-1);
        w.nullableString('weir:1:é');
      });
    });
  });
  const read = (topics: (w: Parameters<Parameters<TestBroker['ask']>[2]>[0]) => void) => {
    const answer = broker.ask(9, 5, (w) => {
      w.string('g');
      topics(w);
    });
    answer.int32();
    return answer.array(() => ({
      topic: answer.string(),
      partitions: answer.array(() => {
        const [partition, offset, epoch] = [answer.int32(), answer.bigint64(), answer.int32()];
        return { partition, offset, epoch, metadata: answer.nullableString(), error: answer.int16() };
      }),
    }));
  };
  const kept = { partition: 1, offset: largest, epoch: -1, metadata: 'weir:1:é', error: 0 };
  expect(read((w) => w.int32(-1))).toEqual([{ topic: 't', partitions: [kept] }]);
  expect(read((w) => w.int32(0))).toEqual([]);
  const asked = read((w) =>
    w.array(['t'], (topic) => {
      w.string(topic);
      w.array([0, 1], (partition) => w.int32(partition));
    }),
  );
  expect(asked[0]?.partitions).toEqual([{ ...kept, partition: 0, offset: -1n, metadata: '' }, kept]);
  deleteTopic(broker, 't');
  broker.createTopic('t', 2);
  expect(read((w) => w.int32(-1))).toEqual([]);
});

const PRODUCER = (w: Writer) => {
  w.string('tx');
  w.int64(0);
  w.int16(0);
};

/** Of the newest versions, which have compact lengths and tags. */
const TRANSACTION_REQUESTS = [
  request(22, 4, (w) => {
    w.nullableString('tx');
    w.int32(60_000);
    w.int64(-1);
    w.int16(-1);
    w.tags();
  }),
  request(24, 3, (w) => {
    PRODUCER(w);
    w.array(['t'], (topic) => {
      w.string(topic);
      w.array([0], (partition) => w.int32(partition));
      w.tags();
    });
    w.tags();
  }),
  request(26, 3, (w) => {
    PRODUCER(w);
    w.boolean(true);
    w.tags();
  }),
  ...[65, 66].map((key) =>
    request(key, 0, (w) => {
      w.array(['tx'], (id) => w.string(id));
      w.array([], () => {});
      w.tags();
    }),
  ),
];

test('whatever a frame holds, the broker answers or calls it a protocol error, and goes on', async () => {
  const { clock, broker } = setUp({ autoCreateTopics: true });
  broker.createTopic('t');
  const random = seeded(7);
  const below = (n: number) => Math.floor(random() * n);
  const group = (w: Writer) => ['g', 'm', 't'].forEach((text) => w.string(text));
  const good = [
    request(0, 7, (w) => produceBody(w, 't', 0, recordBatch([{ key: 'k', value: 'v' }]), -1)),
    request(1, 11, (w) => fetchBody(w, 't', 0)),
    request(11, 5, group),
    ...TRANSACTION_REQUESTS,
    ...Array.from({ length: 67 }, (_, key) => request(key, below(6), (w) => w.raw(Buffer.alloc(below(60))))),
  ];
  let refused = 0;
  for (let round = 0; round < 20_000; round++) {
    const frame = Buffer.from(good[below(good.length)] ?? Buffer.alloc(0));
    for (let i = below(8); i >= 0; i--)
      frame[2 + below(frame.length - 2)] = [0, 255, 1, below(256)][below(4)] ?? 0;
    try {
      const answer = broker.broker.handle(
        frame.subarray(0, below(3) ? frame.length : below(frame.length)),
        '',
      );
      if (answer instanceof Pending && below(2)) answer.abandon();
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      refused++;
    }
  }
  await clock.advance(3_000_000);
  expect(refused).toBeGreaterThan(1000);
  expect(refused).toBeLessThan(19_000);
  expect(broker.produce('t', recordBatch([{ value: 'still here' }])).error).toBe(0);
});

test('each broker is a cluster of its own', () => {
  const clusterOf = (random: () => number) => {
    const { broker } = setUp({ random });
    const answer = broker.ask(3, 6, (w) => {
      w.int32(0);
      w.boolean(false);
    });
    answer.skip(4 + 4 + 4);
    answer.string();
    answer.skip(6);
    return answer.nullableString();
  };
  const first = clusterOf(seeded(1));
  expect(first).toMatch(/^weir-[0-9a-f-]{36}$/);
  expect(clusterOf(seeded(2))).not.toBe(first);
});
