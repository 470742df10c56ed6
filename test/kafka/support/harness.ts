import { readFileSync } from 'node:fs';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { afterAll } from 'vitest';
import { systemClock } from '../../../src/common/clock.ts';
import type {
  ConnectorContext,
  ConnectorTable,
  Purpose,
  Sink,
  Source,
} from '../../../src/connectors/connector.ts';
import { createKafkajsPort } from '../../../src/connectors/kafka/kafkajs-port.ts';
import { kafka } from '../../../src/connectors/kafka/index.ts';
import { FORMATS } from '../../../src/formats/index.ts';
import { insertBatch, type Row } from '../../../src/types/batch.ts';
import { STRING, type SqlType } from '../../../src/types/type.ts';

// The suite's other side is kafkajs as it comes: what it writes weir must read, and the other way round.

/** Addresses of the broker under test; the secured ones only where it has them. */
export interface Brokers {
  readonly plain: string;
  readonly sasl?: string;
  readonly saslTls?: string;
  readonly tls?: string;
  /** PEM file of the authority behind the TLS listeners. */
  readonly ca?: string;
}

export const forever = new AbortController().signal;

let count = 0;

/** A name that nothing else uses. */
export function unique(what: string): string {
  return `${what}-${Math.random().toString(36).slice(2, 10)}-${count++}`;
}

export interface Message {
  readonly partition?: number;
  readonly key?: string | null;
  readonly value: string | Buffer | null;
  readonly timestamp?: string;
  readonly headers?: Record<string, string | Buffer | string[]>;
}

/** kafkajs beside the broker under test; closed with the test file. */
export function outside(brokers: Brokers) {
  const client = new Kafka({
    brokers: [brokers.plain],
    clientId: 'outside',
    logLevel: logLevel.NOTHING,
    retry: { retries: 20, initialRetryTime: 50, maxRetryTime: 500 },
  });
  const admin = client.admin();
  const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  const opened = Promise.all([admin.connect(), producer.connect()]);
  afterAll(async () => {
    await opened;
    await admin.disconnect();
    await producer.disconnect();
  });
  return {
    client,
    admin: async () => {
      await opened;
      return admin;
    },
    /** Makes a topic and waits until it can be used. */
    async topic(partitions = 1, config: Record<string, string> = {}): Promise<string> {
      await opened;
      const topic = unique('t');
      const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
      await admin
        .createTopics({ topics: [{ topic, numPartitions: partitions, configEntries }] })
        .catch(() => {});
      for (let tries = 0; ; tries++) {
        const offsets = await admin.fetchTopicOffsets(topic).catch(() => []);
        if (offsets.length === partitions) return topic;
        if (tries > 400) throw new Error(`topic ${topic} was not made`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    /** Commits offsets as another program would: without joining the group, without a mark. */
    async commit(groupId: string, topic: string, offsets: readonly number[]): Promise<void> {
      const [host = '', port] = brokers.plain.split(':');
      const config = {
        bootstrap: [{ host, port: Number(port) }],
        hostMap: new Map<string, never>(),
        clientId: 'outside',
        tls: null,
        sasl: null,
        connectTimeoutMs: 2500,
        requestTimeoutMs: 30_000,
      };
      const direct = await createKafkajsPort(config, { notice: () => {} });
      try {
        await direct.connect(forever);
        const group = direct.groupOffsets({ groupId, transactionalId: undefined });
        const outcome = await group.commit(
          offsets.map((offset, partition) => ({ topic, partition, offset, metadata: '' })),
        );
        if (outcome.kind !== 'done') throw outcome.error;
      } finally {
        await direct.close();
      }
    },
    async send(topic: string, messages: readonly Message[]): Promise<void> {
      await opened;
      await producer.send({
        topic,
        messages: messages.map((message) => ({ ...message, key: message.key ?? null })),
      });
    },
    /** All records of a topic as kafkajs sees them, in order of partition and offset. */
    async read(topic: string): Promise<
      {
        partition: number;
        offset: number;
        key: string | null;
        value: string | null;
        timestamp: number;
        headers: Record<string, unknown>;
      }[]
    > {
      await opened;
      const ends = await admin.fetchTopicOffsets(topic);
      const wanted = ends.reduce((sum, { low, high }) => sum + Number(high) - Number(low), 0);
      const found: Awaited<ReturnType<typeof this.read>> = [];
      if (wanted === 0) return found;
      const consumer = client.consumer({ groupId: unique('reader'), maxWaitTimeInMs: 100 });
      await consumer.connect();
      await consumer.subscribe({ topics: [topic], fromBeginning: true });
      await new Promise<void>((resolve) => {
        void consumer.run({
          eachMessage: async ({ partition, message }) => {
            found.push({
              partition,
              offset: Number(message.offset),
              key: message.key?.toString() ?? null,
              value: message.value?.toString() ?? null,
              timestamp: Number(message.timestamp),
              headers: Object.fromEntries(
                Object.entries(message.headers ?? {}).map(([name, value]) => [
                  name,
                  value?.toString() ?? null,
                ]),
              ),
            });
            if (found.length >= wanted) resolve();
          },
        });
      });
      await consumer.disconnect();
      return found.sort((a, b) => a.partition - b.partition || a.offset - b.offset);
    },
  };
}

export interface TestContext extends ConnectorContext {
  readonly notices: string[];
}

export function testContext(
  purpose: Purpose = { kind: 'query', preview: false },
  settings: Record<string, string> = {},
): TestContext {
  const shared = new Map<string, unknown>();
  const notices: string[] = [];
  return {
    purpose,
    clock: systemClock,
    environment: {
      variable: (name) => (name === 'WEIR_TEST' ? 'from-env' : undefined),
      readFile: (path) => readFileSync(path, 'utf8'),
    },
    random: Math.random,
    formats: new Map(FORMATS.map((format) => [format.name, format])),
    setting: (key) => settings[key],
    notice: (text) => void notices.push(text),
    print: () => {},
    shared<T>(key: string, create: () => T): T {
      if (!shared.has(key)) shared.set(key, create());
      return shared.get(key) as T;
    },
    notices,
  };
}

export type Column = readonly [name: string, type: SqlType, metadataKey?: string];

const TITLES: readonly Column[] = [
  ['id', STRING],
  ['title', STRING],
];

/** A table of the connector; JSON and the plain listener if nothing else is said. */
export function kafkaTable(
  brokers: Brokers,
  topic: string,
  options: Record<string, string> = {},
  columns: readonly Column[] = TITLES,
): ConnectorTable {
  return {
    name: 'product_source',
    columns: columns.map(([name, type, metadataKey]) => ({ name, type, metadataKey })),
    primaryKey: [],
    options: new Map(
      Object.entries({ topic, 'properties.bootstrap.servers': brokers.plain, format: 'json', ...options }),
    ),
  };
}

/** A source of the table, with the same checks before it as a statement makes. */
export function sourceOf(table: ConnectorTable, context: ConnectorContext): Source {
  kafka.sourceTraits?.(table, context.formats);
  const source = kafka.createSource?.(table, context);
  if (source === undefined) throw new Error('no source');
  return source;
}

export function sinkOf(table: ConnectorTable, context: ConnectorContext): Sink {
  kafka.sinkTraits?.(table, context.formats);
  const sink = kafka.createSink?.(table, context);
  if (sink === undefined) throw new Error('no sink');
  return sink;
}

/** The next `count` rows, or fewer where the source ends. */
export async function take(
  source: Source,
  count: number,
  signal = AbortSignal.timeout(50_000),
): Promise<Row[]> {
  const rows: Row[] = [];
  while (rows.length < count) {
    const batch = await source.poll(count - rows.length, signal);
    if (batch === undefined) break;
    rows.push(...batch.rows);
  }
  return rows;
}

/** Starts a source, takes rows, closes it. */
export async function readRows(
  table: ConnectorTable,
  count: number,
  context: ConnectorContext = testContext(),
): Promise<Row[]> {
  const source = sourceOf(table, context);
  try {
    await source.start(undefined, forever);
    return await take(source, count);
  } finally {
    await source.close();
  }
}

export async function writeRows(
  table: ConnectorTable,
  rows: readonly Row[],
  context: ConnectorContext = testContext(),
): Promise<void> {
  const sink = sinkOf(table, context);
  try {
    await sink.open(forever);
    await sink.write(insertBatch(rows));
    await sink.flush();
  } finally {
    await sink.close();
  }
}

/** What a promise rejects with; fails the test if it does not. */
export async function failure(
  promise: Promise<unknown>,
): Promise<Error & { code?: string; hint?: string; retry?: string }> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not fail');
}

/** What it fails with within 5 s; where the machine was held up meanwhile it is tried again, twice at most. */
export async function failureInTime(attempt: () => Promise<unknown>): ReturnType<typeof failure> {
  for (let tries = 1; ; tries++) {
    const begun = performance.now();
    const error = await failure(attempt());
    const ms = performance.now() - begun;
    if (ms < 5000) return error;
    if (tries === 3)
      throw new Error(`three times it took long, at last ${Math.round(ms)} ms`, { cause: error });
  }
}
