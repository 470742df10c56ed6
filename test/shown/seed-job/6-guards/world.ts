import { Kafka, logLevel, type Producer } from 'kafkajs';
import { systemClock } from '../../../../src/common/clock.ts';
import type { ConnectorContext } from '../../../../src/connectors/connector.ts';
import { createKafkajsPort } from '../../../../src/connectors/kafka/kafkajs-port.ts';
import { ALL_GUARDS, type Guards } from '../../../../src/connectors/kafka/guards.ts';
import type { KafkaPort, TopicPartition } from '../../../../src/connectors/kafka/port.ts';
import { RecordCursor } from '../../../../src/connectors/kafka/wire/record-cursor.ts';
import { FORMATS } from '../../../../src/formats/index.ts';
import { Proxy, type Fate } from '../../../kafka/support/proxy.ts';

/** One guard and the test that must hold with it and fail without it. Throws when it does not hold. */
export interface Control {
  /** The defect's number in the list of findings on kafkajs, or the rule that the guard stands for. */
  readonly finding: string;
  readonly claim: string;
  run(world: World): Promise<void>;
  /** The switch that is turned off for the control. */
  readonly guard?: keyof Guards;
  /** The control where there is no switch, as weir does not go through that code at all: the same with kafkajs as it comes. */
  stock?(world: World): Promise<void>;
}

export const forever = new AbortController().signal;
export const text = (value: string) => Buffer.from(value);
export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

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

/** Values of a topic from its start to its end. */
export async function values(
  port: KafkaPort,
  partitions: readonly TopicPartition[],
  options: { readonly readCommitted?: boolean } = {},
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

export const only = (topic: string): TopicPartition[] => [{ topic, partition: 0 }];

export function times(api: number, fate: Fate, count: number): (of: number) => Fate {
  let left = count;
  return (of) => (of === api && left-- > 0 ? fate : 'pass');
}

export async function send(
  port: KafkaPort,
  topic: string,
  rows: readonly string[],
  partitions = 1,
): Promise<void> {
  const producer = port.producer({ topic, gzip: false, deliveryMs: 10_000 });
  await producer.open(forever);
  rows.forEach((row, i) => producer.add(i % partitions, null, text(row), Date.now(), []));
  await producer.send(forever);
}

export async function failureOf(
  promise: Promise<unknown>,
): Promise<{ code?: string; message: string; hint?: string }> {
  try {
    await promise;
  } catch (error) {
    return error as { message: string };
  }
  throw new Error('it did not fail');
}

export const context: ConnectorContext = {
  purpose: { kind: 'query', preview: false },
  clock: systemClock,
  environment: { variable: () => undefined, readFile: () => '' },
  random: Math.random,
  formats: new Map(FORMATS.map((format) => [format.name, format])),
  setting: () => undefined,
  notice: () => {},
  print: () => {},
  shared: (_key, create) => create(),
};
