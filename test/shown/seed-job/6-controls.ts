import { Kafka, logLevel, type Producer } from 'kafkajs';
import { createKafkajsPort } from '../../../src/connectors/kafka/kafkajs-port.ts';
import { ALL_GUARDS, type Guards } from '../../../src/connectors/kafka/guards.ts';
import type { CommitOutcome, KafkaPort, TopicPartition } from '../../../src/connectors/kafka/port.ts';
import { RecordCursor } from '../../../src/connectors/kafka/wire/record-cursor.ts';
import { API, Proxy, type Fate } from '../../kafka/support/proxy.ts';

/** One guard and the test that must hold with it and fail without it. Throws when it does not hold. */
export interface Control {
  /** The defect's number in the list of findings on kafkajs, or the rule that the guard stands for. */
  readonly finding: string;
  readonly guard: keyof Guards;
  readonly claim: string;
  run(world: World): Promise<void>;
}

const forever = new AbortController().signal;
const text = (value: string) => Buffer.from(value);
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export function check(holds: boolean, otherwise: string): void {
  if (!holds) throw new Error(otherwise);
}

/** A broker, ports with the guards of this run, and kafkajs as it comes. */
export class World {
  readonly brokers: string;
  readonly kafka: Kafka;
  readonly #guards: Guards;
  readonly #close: (() => unknown)[] = [];

  constructor(brokers: string, off: keyof Guards | undefined) {
    this.brokers = brokers;
    this.#guards = off === undefined ? ALL_GUARDS : { ...ALL_GUARDS, [off]: false };
    this.kafka = new Kafka({
      brokers: [brokers],
      clientId: 'stock',
      logLevel: logLevel.NOTHING,
      retry: { retries: 20, initialRetryTime: 50, maxRetryTime: 500 },
    });
  }

  /** A connected port; through the proxy if there is one. */
  async port(
    options: {
      readonly proxy?: Proxy;
      readonly readCommitted?: boolean;
      readonly address?: string;
      readonly tls?: boolean;
    } = {},
  ): Promise<KafkaPort> {
    const { proxy, readCommitted = false, address = this.brokers, tls = false } = options;
    const at = (place: string) => ({
      host: place.slice(0, place.lastIndexOf(':')),
      port: Number(place.slice(place.lastIndexOf(':') + 1)),
    });
    const [from, to] = (proxy?.hostMap ?? '').split('=');
    const port = await createKafkajsPort(
      {
        bootstrap: [at(address)],
        hostMap: new Map(from === undefined || to === undefined ? [] : [[from, at(to)]]),
        clientId: 'guarded',
        tls: tls ? {} : null,
        sasl: null,
        connectTimeoutMs: 2500,
        requestTimeoutMs: 30_000,
      },
      { notice: () => {}, readCommitted },
      this.#guards,
    );
    this.#close.push(() => port.close());
    await port.connect(forever);
    return port;
  }

  async proxy(): Promise<Proxy> {
    const proxy = new Proxy(this.brokers);
    await proxy.up();
    this.#close.push(() => proxy.down());
    return proxy;
  }

  async topic(partitions = 1, config: Record<string, string> = {}): Promise<string> {
    const topic = `guard-${Math.random().toString(36).slice(2)}`;
    const admin = this.kafka.admin();
    await admin.connect();
    const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
    await admin
      .createTopics({ topics: [{ topic, numPartitions: partitions, configEntries }] })
      .catch(() => {});
    for (let tries = 0; tries < 200; tries++) {
      if ((await admin.fetchTopicOffsets(topic).catch(() => [])).length === partitions) break;
      await sleep(50);
    }
    await admin.disconnect();
    return topic;
  }

  async transactional(): Promise<Producer> {
    const producer = this.kafka.producer({
      transactionalId: `tx-${Math.random()}`,
      idempotent: true,
      maxInFlightRequests: 1,
      retry: { retries: 50, initialRetryTime: 5, maxRetryTime: 100 },
    });
    await producer.connect();
    this.#close.push(() => producer.disconnect());
    return producer;
  }

  async close(): Promise<void> {
    for (const close of this.#close.toReversed()) await close();
  }
}

/** Values of a topic from its start, until `count` were seen or `ms` are over. */
async function values(
  port: KafkaPort,
  partitions: readonly TopicPartition[],
  options: { readonly count?: number; readonly readCommitted?: boolean } = {},
): Promise<string[]> {
  const ends = await port.offsets(partitions, 'latest', forever);
  const fetcher = port.fetcher({
    readCommitted: options.readCommitted === true,
    discoverMs: undefined,
    patienceMs: 3000,
  });
  fetcher.assign(partitions.map((p, i) => ({ ...p, offset: 0, end: ends[i]?.offset ?? 0 })));
  const found: string[] = [];
  while (await fetcher.arrival(AbortSignal.timeout(15_000))) {
    for (let batch = fetcher.poll(); batch !== undefined; batch = fetcher.poll()) {
      for (const cursor = new RecordCursor(batch.batch); cursor.next();)
        found.push(cursor.bytes.toString('utf8', cursor.valueStart, cursor.valueEnd));
    }
  }
  fetcher.close();
  return found;
}

const only = (topic: string): TopicPartition[] => [{ topic, partition: 0 }];

function times(api: number, fate: Fate, count: number): (of: number) => Fate {
  let left = count;
  return (of) => (of === api && left-- > 0 ? fate : 'pass');
}

async function send(port: KafkaPort, topic: string, rows: readonly string[], partitions = 1): Promise<void> {
  const producer = port.producer({ topic, gzip: false, deliveryMs: 10_000 });
  await producer.open(forever);
  rows.forEach((row, i) => producer.add(i % partitions, null, text(row), Date.now(), []));
  await producer.send(forever);
}

async function failureOf(
  promise: Promise<unknown>,
): Promise<{ code?: string; message: string; hint?: string }> {
  try {
    await promise;
  } catch (error) {
    return error as { message: string };
  }
  throw new Error('it did not fail');
}

const done = (outcome: CommitOutcome) => outcome.kind === 'done';

export const CONTROLS: readonly Control[] = [
  {
    finding: 'W1',
    guard: 'abortedByOffset',
    claim: 'no row of an aborted transaction is read, whatever lies across it',
    async run(world) {
      const topic = await world.topic();
      const producers = await Promise.all(Array.from({ length: 5 }, () => world.transactional()));
      const committed: string[] = [];
      for (let round = 0; round < 4; round++) {
        const open = [];
        for (const [i, producer] of producers.entries()) {
          const transaction = await producer.transaction();
          await transaction.send({ topic, messages: [{ value: `${round}-${i}` }] });
          open.push(transaction);
        }
        for (const [i, transaction] of [...open.entries()].toReversed()) {
          if (i === 2) committed.push(`${round}-${i}`);
          await (i === 2 ? transaction.commit() : transaction.abort());
        }
      }
      const found = await values(await world.port({ readCommitted: true }), only(topic), {
        readCommitted: true,
      });
      check(
        found.toSorted().join() === committed.toSorted().join(),
        `${found.length - committed.length} aborted rows of 16 were read`,
      );
    },
  },
  {
    finding: 'W2',
    guard: 'fenceBeforeRead',
    claim: 'once a job has read its positions, an older owner commits nothing',
    async run(world) {
      const topic = await world.topic();
      const port = await world.port();
      const id = { groupId: `g-${topic}`, transactionalId: `weir-${topic}` };
      const [old, young] = [port.groupOffsets(id), port.groupOffsets(id)];
      await old.fence(forever);
      await old.commit([{ topic, partition: 0, offset: 1, metadata: '' }]);
      await young.fence(forever);
      const [before] = await young.read(only(topic), forever);
      await old.commit([{ topic, partition: 0, offset: 2, metadata: '' }]);
      const [after] = await young.read(only(topic), forever);
      check(
        before?.offset === after?.offset,
        `the new owner reads from ${before?.offset}, committed is ${after?.offset}`,
      );
    },
  },
  {
    finding: 'W3, W4',
    guard: 'waitForTransaction',
    claim: 'commits one right after another all succeed, in 100 ms each at most',
    async run(world) {
      const topic = await world.topic();
      const group = (await world.port()).groupOffsets({
        groupId: `g-${topic}`,
        transactionalId: `weir-${topic}`,
      });
      await group.fence(forever);
      let failed = 0;
      const begun = Date.now();
      for (let n = 0; n < 50; n++) {
        const outcome = await group.commit([{ topic, partition: 0, offset: n, metadata: '' }]);
        if (!done(outcome)) {
          failed++;
          break;
        }
      }
      check(failed === 0, 'a commit failed: CONCURRENT_TRANSACTIONS');
      check(Date.now() - begun < 5000, `50 commits took ${Date.now() - begun} ms`);
    },
  },
  {
    finding: 'W5',
    guard: 'renewAfterFailure',
    claim: 'a job whose transaction the broker ended commits again',
    async run(world) {
      const topic = await world.topic();
      const proxy = await world.proxy();
      const port = await world.port({ proxy });
      const id = { groupId: `g-${topic}`, transactionalId: `weir-${topic}`, transactionTimeoutMs: 1000 };
      let group = port.groupOffsets(id);
      await group.fence(forever);
      proxy.fate = times(API.endTxn, 'cut-before', 1);
      await group.commit([{ topic, partition: 0, offset: 1, metadata: '' }]);
      await sleep(12_500); // the broker looks for expired transactions every 10 s
      let last: CommitOutcome | undefined;
      for (let tries = 0; tries < 3; tries++) {
        last = await group.commit([{ topic, partition: 0, offset: 2, metadata: '' }]);
        if (done(last)) return;
        if (last.kind !== 'refused') continue; // without the guard it is tried on the same producer
        group = port.groupOffsets(id);
        await group.fence(forever);
      }
      throw new Error(`it is stuck: ${last?.kind}`);
    },
  },
  {
    finding: 'W6',
    guard: 'renewAfterFailure',
    claim: 'what a failed commit held is not committed later by another',
    async run(world) {
      const topic = await world.topic(2);
      const proxy = await world.proxy();
      const port = await world.port({ proxy });
      const id = { groupId: `g-${topic}`, transactionalId: `weir-${topic}` };
      let group = port.groupOffsets(id);
      await group.fence(forever);
      proxy.fate = times(API.endTxn, 'cut-before', 1);
      await group.commit([{ topic, partition: 0, offset: 66, metadata: '' }]);
      if (!done(await group.commit([{ topic, partition: 1, offset: 1, metadata: '' }]))) {
        group = port.groupOffsets(id);
        await group.fence(forever);
        check(
          done(await group.commit([{ topic, partition: 1, offset: 1, metadata: '' }])),
          'the new producer cannot commit',
        );
      }
      const found = await group.read([...only(topic), { topic, partition: 1 }], forever);
      check(
        found.every(({ offset }) => offset !== 66),
        'position 66 of the failed commit is committed',
      );
    },
  },
  {
    finding: 'W7',
    guard: 'awaitNewTopic',
    claim: 'a topic that was just made can be used at once',
    async run(world) {
      const port = await world.port();
      const names = Array.from(
        { length: 60 },
        (_, i) => `guard-new-${Math.random().toString(36).slice(2)}-${i}`,
      );
      // A client that does not try again sees how far the topic is.
      const impatient = new Kafka({
        brokers: [world.brokers],
        clientId: 'impatient',
        logLevel: logLevel.NOTHING,
        retry: { retries: 0 },
      }).admin();
      await impatient.connect();
      let early = 0;
      await Promise.all(
        names.map(async (topic) => {
          await port.createTopic(topic, forever);
          await impatient.fetchTopicOffsets(topic).catch(() => early++);
        }),
      );
      await impatient.deleteTopics({ topics: names }).catch(() => {});
      await impatient.disconnect();
      check(early === 0, `${early} of 60 topics were not there yet`);
    },
  },
  {
    finding: 'W9',
    guard: 'refuseOutOfRange',
    claim: 'a topic made anew under a reader ends it, it does not begin again by itself',
    async run(world) {
      const topic = await world.topic();
      const port = await world.port();
      await send(
        port,
        topic,
        Array.from({ length: 10 }, (_, i) => `old ${i}`),
      );
      const fetcher = port.fetcher({ readCommitted: false, discoverMs: undefined, patienceMs: 10_000 });
      fetcher.assign([{ topic, partition: 0, offset: 10 }]);
      const waiting = fetcher.arrival(AbortSignal.timeout(20_000));
      waiting.catch(() => {});
      const admin = world.kafka.admin();
      await admin.connect();
      await admin.deleteTopics({ topics: [topic] });
      await admin.createTopics({ topics: [{ topic }] }).catch(() => {});
      await admin.disconnect();
      await send(await world.port(), topic, ['new 0', 'new 1']);
      const outcome = await failureOf(waiting).catch(() => undefined);
      fetcher.close();
      check(outcome !== undefined, 'it went on with rows of another topic of the name');
      check(
        outcome?.code === 'E_JOB_STATE' || outcome?.code === 'E_KAFKA_TOPIC',
        `it ended with ${outcome?.code}`,
      );
    },
  },
  {
    finding: 'rule: no jump',
    guard: 'refuseOutOfRange',
    claim: 'a position that retention has deleted ends the job with its choices',
    async run(world) {
      const topic = await world.topic();
      const port = await world.port();
      await send(
        port,
        topic,
        Array.from({ length: 10 }, (_, i) => `row ${i}`),
      );
      const admin = world.kafka.admin();
      await admin.connect();
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '5' }] });
      await admin.disconnect();
      const fetcher = port.fetcher({ readCommitted: false, discoverMs: undefined, patienceMs: 5000 });
      fetcher.assign([{ topic, partition: 0, offset: 2 }]);
      const outcome = await failureOf(fetcher.arrival(AbortSignal.timeout(5000))).catch(() => undefined);
      fetcher.close();
      check(outcome?.code === 'E_JOB_STATE', 'it jumped over the deleted rows');
    },
  },
  {
    finding: 'W17',
    guard: 'capRequests',
    claim: '108 MB of rows arrive',
    async run(world) {
      const topic = await world.topic(12);
      const producer = (await world.port()).producer({ topic, gzip: false, deliveryMs: 4000 });
      await producer.open(forever);
      const row = Buffer.alloc(100_000, 'x');
      for (let i = 0; i < 1080; i++) producer.add(i % 12, null, row, Date.now(), []);
      await producer.send(forever);
    },
  },
  {
    finding: 'rule: one sequence',
    guard: 'keepSequence',
    claim: 'a send whose answer was lost is written once',
    async run(world) {
      const topic = await world.topic();
      const proxy = await world.proxy();
      const port = await world.port({ proxy });
      const producer = port.producer({ topic, gzip: false, deliveryMs: 10_000 });
      await producer.open(forever);
      proxy.fate = times(API.produce, 'cut-after', 2);
      for (let i = 0; i < 100; i++) producer.add(0, null, text(String(i)), Date.now(), []);
      await producer.send(forever);
      const found = await values(port, only(topic));
      check(new Set(found).size === 100, `${100 - new Set(found).size} rows are lost`);
      check(found.length === 100, `${found.length - 100} rows are doubled`);
    },
  },
  {
    finding: 'W8',
    guard: 'explain',
    claim: 'a failure is told in words with a way out: a dead port',
    async run(world) {
      const error = await failureOf(world.port({ address: '127.0.0.1:1' }));
      check(
        /^nothing listens on 127.0.0.1:1/.test(error.message) && (error.hint ?? '').includes('weir broker'),
        `it says: ${error.message}`,
      );
    },
  },
  {
    finding: 'W19',
    guard: 'explain',
    claim: 'TLS spoken to a plain port is told as that',
    async run(world) {
      const error = await failureOf(world.port({ tls: true }));
      check(
        /does not speak TLS$/.test(error.message) && (error.hint ?? '').includes("'PLAINTEXT'"),
        `it says: ${error.message}`,
      );
    },
  },
  {
    finding: 'idle CPU',
    guard: 'idleTimer',
    claim: 'an idle connection arms next to no timers',
    async run(world) {
      const port = await world.port();
      await port.topicNames(forever);
      const original = globalThis.setTimeout;
      let armed = 0;
      globalThis.setTimeout = ((...args: Parameters<typeof setTimeout>) => {
        armed++;
        return original(...args);
      }) as typeof setTimeout;
      await new Promise((resolve) => original(resolve, 2000));
      globalThis.setTimeout = original;
      check(armed < 50, `${armed} timers in 2 s`);
    },
  },
];
