import { SqlError } from '../../common/errors.ts';
import { didYouMean } from '../../common/nearest.ts';
import { readOptions, type OptionSpecs } from '../../common/options.ts';
import type { Format, FormatField } from '../../formats/format.ts';
import type { SqlType } from '../../types/type.ts';
import { printType } from '../../types/type.ts';
import { chooseFormat, withoutPrefix, type ChosenFormat } from '../choose-format.ts';
import type { ConnectorTable, TableColumn } from '../connector.ts';
import { METADATA_COLUMNS, type MetadataKey } from './metadata-columns.ts';
import { milliseconds } from './properties.ts';
import { OPTIONS, type BoundedMode, type StartupMode } from './options.ts';

const OWNER = "connector 'kafka'";
const PREFIX = 'properties.';

export interface MetadataField {
  readonly key: MetadataKey;
  readonly name: string;
  /** As declared; values are cast from and to the key's own type. */
  readonly type: SqlType;
  readonly index: number;
}

/** Where reading starts or ends, as options say it. */
export interface Bound<M> {
  readonly mode: M;
  readonly timestamp: number | undefined;
  readonly offsets: ReadonlyMap<number, number> | undefined;
}

export type PartitionerName = 'default' | 'fixed' | 'round-robin';

/** 'none' is written like 'at-least-once': the acknowledgement that Flink then does not wait for costs nothing here. */
type Guarantee = 'at-least-once' | 'exactly-once' | 'none';

/** A table of this connector, checked as far as its text alone allows. */
export interface KafkaTable {
  readonly name: string;
  readonly width: number;
  readonly topics: readonly string[];
  /** undefined: rows have no key, or it is not looked at. */
  readonly key: (ChosenFormat & { readonly fields: readonly FormatField[] }) | undefined;
  readonly value: ChosenFormat & { readonly fields: readonly FormatField[] };
  readonly metadata: readonly MetadataField[];
  /** undefined: not written. */
  readonly startup: Bound<StartupMode> | undefined;
  readonly bounded: Bound<BoundedMode>;
  readonly discoverMs: number | undefined;
  /** Of transactions only those that were committed are read; Kafka's own default is all. */
  readonly readCommitted: boolean;
  readonly partitioner: PartitionerName;
  readonly guarantee: Guarantee;
  /** Flink: no default. Here the name of the job follows it, and that is unique on a cluster as its group must be. */
  readonly transactionalIdPrefix: string;
  /** undefined: as long as checkpoints need. */
  readonly transactionTimeoutMs: number | undefined;
  readonly login: { readonly username: string | undefined; readonly password: string | undefined };
  /** Without 'properties.'. */
  readonly properties: ReadonlyMap<string, string>;
}

/** Reads and checks a table's options and columns. Throws E_OPTION, E_DEFINITION, E_UNSUPPORTED. */
export function readKafkaTable(table: ConnectorTable, formats: ReadonlyMap<string, Format>): KafkaTable {
  const chosen = chooseFormats(table.options, formats);
  const specs = { ...OPTIONS, ...chosen.specs };
  const given = readOptions(specs, table.options, OWNER, [PREFIX]) as ReturnType<
    typeof readOptions<typeof OPTIONS>
  >; // the formats' own are read again by the format
  refuseUnsupported(table, given);
  const topics = (given.topic ?? '')
    .split(';')
    .map((topic) => topic.trim())
    .filter((topic) => topic !== '');
  if (topics.length === 0) throw new SqlError('E_OPTION', `${OWNER} needs 'topic'`);
  const properties = withoutPrefix(table.options, PREFIX);
  const { keyFields, valueFields } = divideColumns(table, given, chosen.key !== undefined);
  return {
    name: table.name,
    width: table.columns.length,
    topics,
    key: chosen.key && { ...chosen.key, fields: keyFields },
    value: { ...chosen.value, fields: valueFields },
    metadata: metadataFields(table.columns),
    startup: startup(given, topics),
    bounded: bounded(given, topics),
    discoverMs: given['scan.topic-partition-discovery.interval'] || undefined,
    readCommitted: isReadCommitted(properties),
    partitioner: partitioner(given['sink.partitioner'], keyFields.length > 0),
    guarantee: given['sink.delivery-guarantee'],
    transactionalIdPrefix: given['sink.transactional-id-prefix'],
    transactionTimeoutMs: milliseconds(properties, 'transaction.timeout.ms'),
    login: { username: given['sasl.username'], password: given['sasl.password'] },
    properties,
  };
}

type Given = ReturnType<typeof readOptions<typeof OPTIONS>>;

function refuseUnsupported(table: ConnectorTable, given: Given): void {
  if (given['topic-pattern'] !== undefined) {
    throw new SqlError('E_UNSUPPORTED', `${OWNER}: weir has no 'topic-pattern'`, {
      hint: "name the topics: 'topic' = 'a;b'",
    });
  }
  if (table.primaryKey.length > 0) {
    throw new SqlError(
      'E_DEFINITION',
      `table ${table.name}: ${OWNER} keeps every row, so it can have no PRIMARY KEY`,
      {
        hint: 'drop the PRIMARY KEY; the key of the records is set by key.fields',
      },
    );
  }
}

interface ChosenFormats {
  readonly key: ChosenFormat | undefined;
  readonly value: ChosenFormat;
  /** The options of both, under the names they have in the table. */
  readonly specs: OptionSpecs;
}

function chooseFormats(
  options: ReadonlyMap<string, string>,
  formats: ReadonlyMap<string, Format>,
): ChosenFormats {
  const plain = options.get('format');
  const named = options.get('value.format');
  if (plain !== undefined && named !== undefined)
    throw new SqlError('E_OPTION', `'format' and 'value.format' are the same option of ${OWNER}`);
  const valueName = plain ?? named;
  if (valueName === undefined) {
    throw new SqlError('E_OPTION', `${OWNER} needs 'format' (or 'value.format')`, {
      hint: `formats: ${[...formats.keys()].join(', ')}`,
    });
  }
  const value = chooseFormat(
    OWNER,
    plain === undefined ? 'value.format' : 'format',
    valueName,
    plain === undefined ? 'value.' : '',
    options,
    formats,
  );
  const keyName = options.get('key.format');
  const key =
    keyName === undefined ? undefined : chooseFormat(OWNER, 'key.format', keyName, 'key.', options, formats);
  return { key, value, specs: { ...value.specs, ...key?.specs } };
}

function divideColumns(
  table: ConnectorTable,
  given: Given,
  hasKeyFormat: boolean,
): { keyFields: FormatField[]; valueFields: FormatField[] } {
  const payload = table.columns.flatMap((column, index) =>
    column.metadataKey === undefined ? [{ ...column, index }] : [],
  );
  const names = (given['key.fields'] ?? '')
    .split(';')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (hasKeyFormat && names.length === 0)
    throw new SqlError('E_OPTION', `${OWNER}: 'key.format' needs 'key.fields'`);
  if (!hasKeyFormat && names.length > 0) {
    throw new SqlError('E_OPTION', `${OWNER}: 'key.fields' needs 'key.format'`, {
      hint: "for example 'key.format' = 'json'",
    });
  }
  const prefix = given['key.fields-prefix'] ?? '';
  const exceptKey = given['value.fields-include'] === 'EXCEPT_KEY';
  if (prefix !== '' && !exceptKey) {
    throw new SqlError(
      'E_OPTION',
      `${OWNER}: 'key.fields-prefix' needs 'value.fields-include' = 'EXCEPT_KEY'`,
    );
  }
  const keyFields = names.map((name): FormatField => {
    const column = payload.find((c) => c.name === name);
    if (column === undefined) {
      throw new SqlError('E_OPTION', `${OWNER}: 'key.fields': table ${table.name} has no column '${name}'`, {
        hint: didYouMean(
          name,
          payload.map((c) => c.name),
        ),
      });
    }
    if (!name.startsWith(prefix)) {
      throw new SqlError(
        'E_OPTION',
        `${OWNER}: key column '${name}' does not begin with 'key.fields-prefix' = '${prefix}'`,
      );
    }
    return { ...column, name: name.slice(prefix.length) };
  });
  const isKey = new Set(keyFields.map((field) => field.index));
  const valueFields = payload
    .filter(({ index }) => !exceptKey || !isKey.has(index))
    .map(({ name, type, index, unused }) => ({ name, type, index, unused }));
  return { keyFields, valueFields };
}

function metadataFields(columns: readonly TableColumn[]): MetadataField[] {
  return columns.flatMap(({ name, type, metadataKey }, index) => {
    if (metadataKey === undefined) return [];
    const known = METADATA_COLUMNS.find(({ key }) => key === metadataKey);
    if (known !== undefined) return [{ key: known.key, name, type, index }];
    const keys = METADATA_COLUMNS.map(({ key }) => key);
    throw new SqlError(
      'E_DEFINITION',
      `column ${name} ${printType(type)}: ${OWNER} has no metadata '${metadataKey}'`,
      {
        hint: didYouMean(metadataKey, keys) ?? `metadata: ${keys.join(', ')}`,
      },
    );
  });
}

function startup(given: Given, topics: readonly string[]): Bound<StartupMode> | undefined {
  const mode = given['scan.startup.mode'];
  const timestamp = given['scan.startup.timestamp-millis'];
  const offsets = given['scan.startup.specific-offsets'];
  return mode === undefined ? undefined : bound('scan.startup', mode, timestamp, offsets, topics);
}

function bounded(given: Given, topics: readonly string[]): Bound<BoundedMode> {
  const timestamp = given['scan.bounded.timestamp-millis'];
  const offsets = given['scan.bounded.specific-offsets'];
  return bound('scan.bounded', given['scan.bounded.mode'], timestamp, offsets, topics);
}

function bound<M extends StartupMode | BoundedMode>(
  option: string,
  mode: M,
  timestamp: number | undefined,
  offsets: string | undefined,
  topics: readonly string[],
): Bound<M> {
  if (mode === 'timestamp' && timestamp === undefined)
    throw new SqlError(
      'E_OPTION',
      `${OWNER}: '${option}.mode' = 'timestamp' needs '${option}.timestamp-millis'`,
    );
  if (mode !== 'specific-offsets') return { mode, timestamp, offsets: undefined };
  if (offsets === undefined)
    throw new SqlError(
      'E_OPTION',
      `${OWNER}: '${option}.mode' = 'specific-offsets' needs '${option}.specific-offsets'`,
    );
  if (topics.length > 1)
    throw new SqlError('E_OPTION', `${OWNER}: '${option}.specific-offsets' is for a table of one topic`);
  return { mode, timestamp, offsets: parseOffsets(`${option}.specific-offsets`, offsets) };
}

function isReadCommitted(properties: ReadonlyMap<string, string>): boolean {
  const level = properties.get('isolation.level')?.trim() ?? 'read_uncommitted';
  if (level === 'read_committed' || level === 'read_uncommitted') return level === 'read_committed';
  throw new SqlError(
    'E_OPTION',
    `'properties.isolation.level' = '${level}': expected read_committed or read_uncommitted`,
  );
}

function parseOffsets(option: string, text: string): ReadonlyMap<number, number> {
  const offsets = new Map<number, number>();
  for (const part of text.split(';')) {
    if (part.trim() === '') continue;
    const match = /^\s*partition\s*:\s*(\d+)\s*,\s*offset\s*:\s*(\d+)\s*$/.exec(part);
    if (match === null) {
      throw new SqlError('E_OPTION', `${OWNER}: '${option}' = '${text}': '${part.trim()}' cannot be read`, {
        hint: "write 'partition:0,offset:42;partition:1,offset:300'",
      });
    }
    offsets.set(Number(match[1]), Number(match[2]));
  }
  return offsets;
}

function partitioner(text: string | undefined, hasKey: boolean): PartitionerName {
  const name = (text ?? 'default').trim();
  if (name === 'round-robin' && hasKey)
    throw new SqlError(
      'E_OPTION',
      `${OWNER}: 'sink.partitioner' = 'round-robin' is for tables without 'key.fields'`,
    );
  if (name === 'default' || name === 'fixed' || name === 'round-robin') return name;
  throw new SqlError(
    'E_UNSUPPORTED',
    `${OWNER}: 'sink.partitioner' = '${name}': weir has no such partitioner`,
    {
      hint:
        didYouMean(name, ['default', 'fixed', 'round-robin']) ??
        "'default', 'fixed' and 'round-robin' are there",
    },
  );
}
