import { SqlError } from '../../common/errors.ts';
import { didYouMean } from '../../common/nearest.ts';
import { readOptions } from '../../common/options.ts';
import type { Format, FormatField } from '../../formats/format.ts';
import { canCast } from '../../types/coercion.ts';
import { printType, STRING, type SqlType } from '../../types/type.ts';
import { chooseFormat, type ChosenFormat } from '../choose-format.ts';
import type { ConnectorTable, TableColumn } from '../connector.ts';
import { METADATA_COLUMNS, type MetadataKey } from './metadata-columns.ts';
import { OPTIONS } from './options.ts';

const OWNER = "connector 'filesystem'";

/** A column whose value is the same in all rows of a file: metadata, or a part of the path. */
export interface FileColumn<K> {
  readonly key: K;
  readonly name: string;
  /** As declared; values are cast to it. */
  readonly type: SqlType;
  readonly index: number;
  /** Nobody reads it. */
  readonly unused?: boolean | undefined;
}

/** When an open part file is closed and shown before a checkpoint does it. */
export interface RollingPolicy {
  readonly bytes: number;
  readonly ageMs: number;
  readonly silenceMs: number;
  readonly checkMs: number;
}

/** A table of this connector, checked as far as its text alone allows. */
export interface FilesystemTable {
  readonly name: string;
  readonly width: number;
  /** As written; references are resolved. */
  readonly path: string;
  readonly format: ChosenFormat;
  readonly fields: readonly FormatField[];
  readonly metadata: readonly FileColumn<MetadataKey>[];
  /** In the order of PARTITIONED BY, which is the order of the folders. */
  readonly partitions: readonly FileColumn<string>[];
  readonly defaultPartition: string;
  /** Files whose whole path does not match are not read. */
  readonly pattern: RegExp | undefined;
  /** undefined: the table is bounded. */
  readonly monitorMs: number | undefined;
  readonly rolling: RollingPolicy;
}

/** Reads and checks a table's options and columns. Throws E_OPTION, E_DEFINITION, E_UNSUPPORTED. */
export function readFilesystemTable(
  table: ConnectorTable,
  formats: ReadonlyMap<string, Format>,
): FilesystemTable {
  const name = table.options.get('format');
  const format =
    name === undefined ? undefined : chooseFormat(OWNER, 'format', name, '', table.options, formats);
  const given = readOptions({ ...OPTIONS, ...format?.specs }, table.options, OWNER) as ReturnType<
    typeof readOptions<typeof OPTIONS>
  >; // the format's own are read again by the format
  if (format === undefined) throw new SqlError('E_INTERNAL', "'format' is required");
  refuseUnsupported(given);
  const monitorMs = given['source.monitor-interval'];
  if (monitorMs !== undefined && monitorMs < 1)
    throw new SqlError('E_UNSUPPORTED', `${OWNER}: 'source.monitor-interval' must be at least 1 ms`);
  const partitions = partitionColumns(table);
  const isPartition = new Set(partitions.map(({ index }) => index));
  return {
    name: table.name,
    width: table.columns.length,
    path: given.path,
    format,
    fields: table.columns.flatMap(({ name: column, type, metadataKey, unused }, index) =>
      metadataKey !== undefined || isPartition.has(index) ? [] : [{ name: column, type, index, unused }],
    ),
    metadata: metadataColumns(table.columns),
    partitions,
    defaultPartition: given['partition.default-name'],
    pattern: wholePath(given['source.path.regex-pattern']),
    monitorMs,
    rolling: {
      bytes: given['sink.rolling-policy.file-size'],
      ageMs: given['sink.rolling-policy.rollover-interval'],
      silenceMs: given['sink.rolling-policy.inactivity-interval'],
      checkMs: Math.max(1, given['sink.rolling-policy.check-interval']),
    },
  };
}

function refuseUnsupported(given: ReturnType<typeof readOptions<typeof OPTIONS>>): void {
  if (given['auto-compaction'])
    throw new SqlError('E_UNSUPPORTED', `${OWNER}: weir does not merge small files ('auto-compaction')`);
  if (given['sink.partition-commit.policy.kind'] !== undefined)
    throw new SqlError(
      'E_UNSUPPORTED',
      `${OWNER}: weir marks no partition as complete ('sink.partition-commit.policy.kind')`,
    );
}

function metadataColumns(columns: readonly TableColumn[]): FileColumn<MetadataKey>[] {
  return columns.flatMap(({ name, type, metadataKey, unused }, index) => {
    if (metadataKey === undefined) return [];
    const known = METADATA_COLUMNS.find(({ key }) => key === metadataKey);
    const column = `column ${name} ${printType(type)}`;
    if (known === undefined) {
      const keys = METADATA_COLUMNS.map(({ key }) => key);
      throw new SqlError('E_DEFINITION', `${column}: ${OWNER} has no metadata '${metadataKey}'`, {
        hint: didYouMean(metadataKey, keys) ?? `metadata: ${keys.join(', ')}`,
      });
    }
    if (!canCast(known.type, type))
      throw new SqlError(
        'E_DEFINITION',
        `${column}: metadata '${metadataKey}' is ${printType(known.type)}, which cannot be cast to it`,
      );
    return [{ key: known.key, name, type, index, unused }];
  });
}

function partitionColumns(table: ConnectorTable): FileColumn<string>[] {
  return (table.partitionKeys ?? []).map((key): FileColumn<string> => {
    const index = table.columns.findIndex(
      ({ name, metadataKey }) => name === key && metadataKey === undefined,
    );
    const column = table.columns[index];
    if (column === undefined)
      throw new SqlError(
        'E_DEFINITION',
        `partition column ${key} of ${table.name} must stand in the files' paths`,
        {
          hint: 'a computed or METADATA column cannot be in PARTITIONED BY',
        },
      );
    if (!canCast(STRING, column.type) || !canCast(column.type, STRING))
      throw new SqlError(
        'E_UNSUPPORTED',
        `partition column ${key} ${printType(column.type)}: a path cannot hold such values`,
      );
    return { key, name: key, type: column.type, index };
  });
}

function wholePath(pattern: string | undefined): RegExp | undefined {
  if (pattern === undefined) return undefined;
  try {
    return new RegExp(`^(?:${pattern})$`, 's');
  } catch (cause) {
    throw new SqlError(
      'E_OPTION',
      `${OWNER}: 'source.path.regex-pattern' = '${pattern}' is no regular expression`,
      { cause },
    );
  }
}
