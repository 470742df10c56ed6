import type { SinkTraits, SourceTraits } from '../../catalog/traits.ts';
import { resolveReferences } from '../../common/environment.ts';
import { SqlError } from '../../common/errors.ts';
import type { Format } from '../../formats/format.ts';
import { canCast } from '../../types/coercion.ts';
import { printType } from '../../types/type.ts';
import type { Connector, ConnectorContext, ConnectorTable } from '../connector.ts';
import type { ClientConfig } from './client-config.ts';
import { JobStores } from './job-stores.ts';
import { readKafkaTable, type KafkaTable } from './kafka-table.ts';
import { METADATA_COLUMNS } from './metadata-columns.ts';
import { openPort, type OpenPort } from './open-port.ts';
import { OPTIONS } from './options.ts';
import type { GroupPositionStore } from './position-store.ts';
import { clientConfig } from './properties.ts';
import { KafkaSink } from './sink.ts';
import { KafkaSource } from './source.ts';
import { transactionTimeout } from './transaction-timeout.ts';

/** Topics of a Kafka cluster as tables: rows in, rows out, positions in a consumer group. */
export const kafka: Connector = kafkaConnector(openPort);

/** The connector with another way to Kafka; tests alone need one. */
export function kafkaConnector(open: OpenPort): Connector {
  return {
    name: 'kafka',
    doc: 'Reads and writes topics of Apache Kafka.',
    options: OPTIONS,
    prefixes: ['properties.'],
    sourceTraits: (table, formats) => sourceTraits(table, formats),
    sinkTraits: (table, formats) => sinkTraits(table, formats),
    createSource(written, context) {
      const { table, config } = opened(written, context);
      const store = JobStores.of(context)?.forSource(table, config, context, open);
      return new KafkaSource({ table, config, context, openPort: open, store });
    },
    createSink(written, context) {
      const { table, config } = opened(written, context);
      const joinStore =
        table.guarantee === 'exactly-once' ? () => joinedStore(table, config, context, open) : undefined;
      return new KafkaSink({ table, config, context, openPort: open, joinStore });
    },
  };
}

function sourceTraits(written: ConnectorTable, formats: ReadonlyMap<string, Format>): SourceTraits {
  const table = readKafkaTable(written, formats);
  for (const { key, name, type } of table.metadata) {
    const own = METADATA_COLUMNS.find((column) => column.key === key)?.type ?? type;
    if (canCast(own, type)) continue;
    throw new SqlError(
      'E_DEFINITION',
      `column ${name} ${printType(type)}: metadata '${key}' is ${printType(own)}, which cannot be cast to it`,
    );
  }
  return {
    bounded: table.bounded.mode !== 'unbounded',
    changelog: table.value.format.changelog === 'all' ? 'all' : 'insert',
    metadata: METADATA_COLUMNS,
  };
}

function sinkTraits(written: ConnectorTable, formats: ReadonlyMap<string, Format>): SinkTraits {
  const table = readKafkaTable(written, formats);
  if (table.topics.length > 1) {
    throw new SqlError('E_OPTION', `table ${table.name} has several topics and can only be read`, {
      hint: "a table that is written has one 'topic'",
    });
  }
  for (const { key, name, type } of table.metadata) {
    const column = METADATA_COLUMNS.find((metadata) => metadata.key === key);
    if (column === undefined) continue;
    if (!column.writable) {
      throw new SqlError('E_DEFINITION', `column ${name}: metadata '${key}' cannot be written`, {
        hint: `declare it VIRTUAL: ${name} ${printType(type)} METADATA FROM '${key}' VIRTUAL`,
      });
    }
    if (!canCast(type, column.type)) {
      throw new SqlError(
        'E_DEFINITION',
        `column ${name} ${printType(type)} cannot be cast to ${printType(column.type)} of metadata '${key}'`,
      );
    }
  }
  return { changelog: table.value.format.changelog === 'all' ? 'all' : 'insert', metadata: METADATA_COLUMNS };
}

/** The table with its references resolved, and how to reach its cluster. */
function opened(
  written: ConnectorTable,
  context: ConnectorContext,
): { table: KafkaTable; config: ClientConfig } {
  const options = new Map(
    [...written.options].map(([key, value]) => [key, resolveReferences(value, context.environment)]),
  );
  const table = readKafkaTable({ ...written, options }, context.formats);
  const hostMap = context.setting('weir.kafka.host-map');
  return { table, config: clientConfig(table.properties, table.login, hostMap, context.environment) };
}

/** Where the rows of an exactly-once table become final. */
function joinedStore(
  table: KafkaTable,
  config: ClientConfig,
  context: ConnectorContext,
  open: OpenPort,
): GroupPositionStore {
  const stores = JobStores.of(context);
  if (stores === undefined) throw new SqlError('E_INTERNAL', 'an exactly-once sink without a job');
  const interval = context.setting('execution.checkpointing.interval');
  const timeoutMs = transactionTimeout(table, interval, context.notice);
  const [topic = ''] = table.topics;
  const joined = { table: table.name, topic, prefix: table.transactionalIdPrefix, timeoutMs };
  return stores.forSink(table, joined, config, context, open);
}
