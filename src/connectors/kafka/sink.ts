import { kindAt, type Batch } from '../../types/batch.ts';
import type { ConnectorContext, PositionStore, Sink } from '../connector.ts';
import type { ClientConfig } from './client-config.ts';
import type { Delivery } from './delivery.ts';
import { EagerDelivery } from './eager-delivery.ts';
import type { KafkaTable } from './kafka-table.ts';
import type { OpenPort } from './open-port.ts';
import {
  defaultPartitioner,
  fixedPartitioner,
  roundRobinPartitioner,
  type Partitioner,
} from './partitioner.ts';
import { RefusedRow, type KafkaPort, type Producer } from './port.ts';
import type { GroupPositionStore } from './position-store.ts';
import { milliseconds, misspeltProperties } from './properties.ts';
import { RecordWriter } from './record-writer.ts';
import { explainRefusedRow } from './refused-row.ts';
import { ensureTopic } from './topics.ts';
import { TransactionDelivery } from './transaction-delivery.ts';

/** Fewer rows than are worth a request leave after this long. */
const LINGER_MS = 10;
const DELIVERY_MS = 120_000;

export interface KafkaSinkParts {
  readonly table: KafkaTable;
  readonly config: ClientConfig;
  readonly context: ConnectorContext;
  readonly openPort: OpenPort;
  /** Exactly once: where rows become final with the job's positions; asked for when all its sources were made. */
  readonly joinStore: (() => GroupPositionStore) | undefined;
}

/** Writes rows to one topic: at least once, or exactly once in its job's transaction. */
export class KafkaSink implements Sink {
  readonly #parts: KafkaSinkParts;
  readonly #writer: RecordWriter;
  readonly #partition: Partitioner;
  #store: GroupPositionStore | undefined;
  #port: KafkaPort | undefined;
  #open: { readonly producer: Producer; readonly delivery: Delivery } | undefined;

  constructor(parts: KafkaSinkParts) {
    this.#parts = parts;
    const { table, context } = parts;
    this.#writer = new RecordWriter(table, context.setting('table.local-time-zone') ?? 'UTC', context.clock);
    this.#partition = partitionerOf(table, context.random);
  }

  get store(): PositionStore | undefined {
    return this.#joined();
  }

  async open(signal: AbortSignal): Promise<void> {
    const { table, config, context, openPort } = this.#parts;
    const [topic = ''] = table.topics;
    for (const line of misspeltProperties(table.properties)) context.notice(`table ${table.name}: ${line}`);
    const port = await openPort(config, { notice: context.notice });
    this.#port = port;
    await port.connect(signal);
    await ensureTopic(
      port,
      topic,
      context.setting('weir.kafka.create-topics') !== 'false',
      context.notice,
      signal,
    );
    const store = this.#joined();
    store?.writesTo(table.name, port.clusterId, config);
    const producer = port.producer({
      topic,
      gzip: table.properties.get('compression.type') === 'gzip',
      deliveryMs: milliseconds(table.properties, 'delivery.timeout.ms') ?? DELIVERY_MS,
      transaction: store?.transaction,
    });
    await producer.open(signal);
    this.#open = { producer, delivery: this.#delivery(producer, store) };
  }

  write(batch: Batch): void | Promise<void> {
    if (this.#open === undefined) return;
    const { producer, delivery } = this.#open;
    delivery.check();
    const { rows } = batch;
    const { partitions } = producer;
    const writer = this.#writer;
    const partition = this.#partition;
    for (let i = 0; i < rows.length; i++) {
      writer.encode(rows[i] ?? [], kindAt(batch, i));
      const { key, value, timestamp, headers } = writer;
      producer.add(
        partition(key, (key?.length ?? 0) + (value?.length ?? 0), partitions),
        key,
        value,
        timestamp,
        headers,
      );
    }
    return delivery.added(rows.length);
  }

  async flush(): Promise<void> {
    await this.#open?.delivery.flush();
  }

  async close(): Promise<void> {
    await this.#open?.delivery.close();
    await this.#port?.close();
  }

  #joined(): GroupPositionStore | undefined {
    this.#store ??= this.#parts.joinStore?.();
    return this.#store;
  }

  #delivery(producer: Producer, store: GroupPositionStore | undefined): Delivery {
    const { table } = this.#parts;
    const refused = (error: unknown) =>
      error instanceof RefusedRow ? explainRefusedRow(error, table) : error;
    if (store === undefined) {
      const lingerMs = Math.min(milliseconds(table.properties, 'linger.ms') ?? LINGER_MS, 1000);
      return new EagerDelivery(producer, lingerMs, refused);
    }
    return new TransactionDelivery({
      producer,
      transaction: store.transaction,
      explain: (error) => store.explain(refused(error)),
    });
  }
}

function partitionerOf(table: KafkaTable, random: () => number): Partitioner {
  switch (table.partitioner) {
    case 'default':
      return defaultPartitioner(random);
    case 'fixed':
      return fixedPartitioner;
    case 'round-robin':
      return roundRobinPartitioner(random);
  }
}
