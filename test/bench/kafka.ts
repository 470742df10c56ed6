import { systemClock } from '../../src/common/clock.ts';
import type { ConnectorContext, ConnectorTable } from '../../src/connectors/connector.ts';
import { kafka } from '../../src/connectors/kafka/index.ts';
import { createKafkajsPort } from '../../src/connectors/kafka/kafkajs-port.ts';
import { RecordCursor } from '../../src/connectors/kafka/wire/record-cursor.ts';
import { FORMATS } from '../../src/formats/index.ts';
import { insertBatch } from '../../src/types/batch.ts';
import { BIGINT, DOUBLE, INT, STRING, type SqlType } from '../../src/types/type.ts';

// 200 bytes of JSON a row, 4 partitions, as the figures for other clients were taken.
const COLUMNS: readonly (readonly [string, SqlType])[] = [
  ['id', BIGINT],
  ['user', STRING],
  ['kind', STRING],
  ['price', DOUBLE],
  ['amount', INT],
  ['note', STRING],
];
const forever = new AbortController().signal;

export interface Figure {
  readonly rows: number;
  readonly wallMs: number;
  readonly cpuMs: number;
}

async function measured(rows: number, work: () => Promise<void>): Promise<Figure> {
  const cpu = process.cpuUsage();
  const begun = performance.now();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { rows, wallMs: performance.now() - begun, cpuMs: (user + system) / 1000 };
}

function context(purpose: ConnectorContext['purpose']): ConnectorContext {
  const shared = new Map<string, unknown>();
  return {
    purpose,
    clock: systemClock,
    environment: { variable: () => undefined, readFile: () => '' },
    random: Math.random,
    formats: new Map(FORMATS.map((format) => [format.name, format])),
    setting: () => undefined,
    notice: () => {},
    print: () => {},
    shared<T>(key: string, create: () => T): T {
      if (!shared.has(key)) shared.set(key, create());
      return shared.get(key) as T; // one key, one type
    },
  };
}

function table(brokers: string, topic: string, options: Record<string, string> = {}): ConnectorTable {
  return {
    name: 'bench',
    columns: COLUMNS.map(([name, type]) => ({ name, type })),
    primaryKey: [],
    options: new Map(
      Object.entries({ topic, 'properties.bootstrap.servers': brokers, format: 'json', ...options }),
    ),
  };
}

/** Rows into the topic through the sink. */
export function produce(brokers: string, topic: string, rows: number): Promise<Figure> {
  const sink = kafka.createSink?.(
    table(brokers, topic, { 'sink.partitioner': 'round-robin' }),
    context({ kind: 'query', preview: false }),
  );
  if (sink === undefined) throw new Error('no sink');
  const note = 'x'.repeat(88);
  return measured(rows, async () => {
    await sink.open(forever);
    for (let i = 0; i < rows; i += 1000) {
      const batch = Array.from({ length: 1000 }, (_, k) => [
        i + k,
        `user-${(i + k) % 1000}`,
        'purchase',
        (i + k) / 7,
        k,
        note,
      ]);
      await sink.write(insertBatch(batch));
    }
    await sink.flush();
    await sink.close();
  });
}

/** Rows out of the topic through the source, decoded to columns. */
export function consume(brokers: string, topic: string, rows: number): Promise<Figure> {
  const source = kafka.createSource?.(table(brokers, topic), context({ kind: 'query', preview: false }));
  if (source === undefined) throw new Error('no source');
  return measured(rows, async () => {
    await source.start(undefined, forever);
    for (let left = rows; left > 0;) left -= (await source.poll(1024, forever))?.rows.length ?? left;
    await source.close();
  });
}

/** Records out of the topic through the port, walked and not decoded. */
export async function fetch(brokers: string, topic: string, rows: number): Promise<Figure> {
  const [host = '', port] = brokers.split(':');
  const reader = await createKafkajsPort(
    {
      bootstrap: [{ host, port: Number(port) }],
      hostMap: new Map(),
      clientId: 'bench',
      tls: null,
      sasl: null,
      connectTimeoutMs: 2500,
      requestTimeoutMs: 30_000,
    },
    { notice: () => {} },
  );
  await reader.connect(forever);
  const partitions = (await reader.partitions([topic], forever)).get(topic) ?? [];
  const figure = await measured(rows, async () => {
    const fetcher = reader.fetcher({ readCommitted: false, discoverMs: undefined, patienceMs: 5000 });
    fetcher.assign(partitions.map((partition) => ({ topic, partition, offset: 0 })));
    let left = rows;
    while (left > 0) {
      await fetcher.arrival(forever);
      for (let batch = fetcher.poll(); batch !== undefined; batch = fetcher.poll())
        for (const cursor = new RecordCursor(batch.batch); cursor.next();) left--;
    }
    fetcher.close();
  });
  await reader.close();
  return figure;
}

/** A job's source, store and sink with nothing to do, for so long; `rows` is 0. */
export async function idle(brokers: string, topic: string, ms: number): Promise<Figure> {
  const job = context({ kind: 'job', name: `bench-${Math.random().toString(36).slice(2)}` });
  const source = kafka.createSource?.(table(brokers, topic, { 'scan.startup.mode': 'latest-offset' }), job);
  const sink = kafka.createSink?.(table(brokers, topic), job);
  if (source?.store === undefined || sink === undefined) throw new Error('no job');
  await sink.open(forever);
  await source.store.open(forever);
  await source.start(undefined, forever);
  const waiting = source.poll(1024, forever);
  waiting.catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 1000));
  const figure = await measured(0, () => new Promise((resolve) => setTimeout(resolve, ms)));
  await source.close();
  await source.store.close();
  await sink.close();
  return figure;
}
