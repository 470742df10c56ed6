import { kindAt, type Batch } from '../../types/batch.ts';
import type { ConnectorContext, Sink } from '../connector.ts';
import type { ClientConfig } from './client-config.ts';
import type { KafkaTable } from './kafka-table.ts';
import type { OpenPort } from './open-port.ts';
import {
  defaultPartitioner,
  fixedPartitioner,
  roundRobinPartitioner,
  type Partitioner,
} from './partitioner.ts';
import { RefusedRow, type KafkaPort, type Producer } from './port.ts';
import { milliseconds, misspeltProperties } from './properties.ts';
import { RecordWriter } from './record-writer.ts';
import { explainRefusedRow } from './refused-row.ts';
import { ensureTopic } from './topics.ts';

/** Rows leave together: single sends cost 8 to 14 times more. */
const SEND_ROWS = 500;
const SEND_BYTES = 256 << 10;
/** Fewer rows leave after this long. */
const LINGER_MS = 10;
/** Bytes not yet acknowledged; beyond it `write` makes its caller wait. */
const BUFFER_BYTES = 2 << 20;
const DELIVERY_MS = 120_000;

export interface KafkaSinkParts {
  readonly table: KafkaTable;
  readonly config: ClientConfig;
  readonly context: ConnectorContext;
  readonly openPort: OpenPort;
}

/** Writes rows to one topic, at least once. One request is on its way at a time; rows gather meanwhile, up to a bound. */
export class KafkaSink implements Sink {
  readonly #parts: KafkaSinkParts;
  readonly #writer: RecordWriter;
  readonly #partition: Partitioner;
  readonly #lingerMs: number;
  readonly #closed = new AbortController();
  #port: KafkaPort | undefined;
  #producer: Producer | undefined;
  #sending: Promise<void> | undefined;
  #sendingBytes = 0;
  /** Rows written, and of them those that are safe outside. */
  #written = 0;
  #acknowledged = 0;
  #stopTimer: (() => void) | undefined;
  #failure: unknown;

  constructor(parts: KafkaSinkParts) {
    this.#parts = parts;
    const { table, context } = parts;
    this.#writer = new RecordWriter(table, context.setting('table.local-time-zone') ?? 'UTC', context.clock);
    this.#partition = partitionerOf(table, context.random);
    this.#lingerMs = Math.min(milliseconds(table.properties, 'linger.ms') ?? LINGER_MS, 1000);
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
    const producer = port.producer({
      topic,
      gzip: table.properties.get('compression.type') === 'gzip',
      deliveryMs: milliseconds(table.properties, 'delivery.timeout.ms') ?? DELIVERY_MS,
    });
    await producer.open(signal);
    this.#producer = producer;
  }

  write(batch: Batch): void | Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const producer = this.#producer;
    if (producer === undefined) return;
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
    this.#written += rows.length;
    const { bytes, rows: waiting } = producer.pending;
    if (waiting >= SEND_ROWS || bytes >= SEND_BYTES) this.#send();
    else this.#sendSoon();
    if (bytes + this.#sendingBytes >= BUFFER_BYTES) return this.#room();
  }

  async flush(): Promise<void> {
    const before = this.#written; // rows that come meanwhile belong to the next flush
    while (this.#failure === undefined && this.#acknowledged < before) {
      this.#send();
      await this.#sending;
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  async close(): Promise<void> {
    this.#stopTimer?.();
    this.#closed.abort(new Error('closed'));
    await this.#sending;
    await this.#port?.close();
  }

  async #room(): Promise<void> {
    while (
      this.#failure === undefined &&
      (this.#producer?.pending.bytes ?? 0) + this.#sendingBytes >= BUFFER_BYTES
    ) {
      this.#send();
      await this.#sending;
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Real time, as all traffic with brokers. */
  #sendSoon(): void {
    if (this.#stopTimer !== undefined || this.#sending !== undefined) return;
    const timer = setTimeout(() => this.#send(), this.#lingerMs);
    this.#stopTimer = () => {
      clearTimeout(timer);
      this.#stopTimer = undefined;
    };
  }

  /** Never rejects: a failure waits for the next write or flush. */
  #send(): void {
    this.#stopTimer?.();
    const producer = this.#producer;
    if (producer === undefined || this.#sending !== undefined || this.#failure !== undefined) return;
    if (producer.pending.rows === 0) return;
    this.#sendingBytes = producer.pending.bytes;
    const written = this.#written;
    this.#sending = producer
      .send(this.#closed.signal)
      .then(() => void (this.#acknowledged = written))
      .catch((error: unknown) => {
        this.#failure = error instanceof RefusedRow ? explainRefusedRow(error, this.#parts.table) : error;
      })
      .finally(() => {
        this.#sending = undefined;
        this.#sendingBytes = 0;
        if ((this.#producer?.pending.rows ?? 0) > 0) this.#sendSoon();
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
