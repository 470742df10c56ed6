import type { SinkTraits, SourceTraits } from '../../catalog/traits.ts';
import { resolveReferences } from '../../common/environment.ts';
import { SqlError } from '../../common/errors.ts';
import type { Format } from '../../formats/format.ts';
import { printType } from '../../types/type.ts';
import type { Connector, ConnectorContext, ConnectorTable } from '../connector.ts';
import { readFilesystemTable, type FilesystemTable } from './filesystem-table.ts';
import { locate, type Location } from './location.ts';
import { METADATA_COLUMNS } from './metadata-columns.ts';
import { OPTIONS } from './options.ts';
import { FilesystemSink } from './sink.ts';
import { FilesystemSource } from './source.ts';

/** Files of this machine as tables: one record a line, a file or all files below a folder. */
export const filesystem: Connector = {
  name: 'filesystem',
  doc: 'Reads files and folders, to their end or as they grow; writes new files into a folder.',
  options: OPTIONS,
  prefixes: [],
  sourceTraits,
  sinkTraits,
  createSource(written, context) {
    const { table, root } = opened(written, context);
    return new FilesystemSource(table, root, context);
  },
  createSink(written, context) {
    const { table, root } = opened(written, context);
    return new FilesystemSink(table, root, context);
  },
};

function sourceTraits(written: ConnectorTable, formats: ReadonlyMap<string, Format>): SourceTraits {
  const table = readFilesystemTable(written, formats);
  checkPath(table);
  return {
    bounded: table.monitorMs === undefined,
    changelog: table.format.format.changelog,
    metadata: METADATA_COLUMNS,
  };
}

function sinkTraits(written: ConnectorTable, formats: ReadonlyMap<string, Format>): SinkTraits {
  const table = readFilesystemTable(written, formats);
  checkPath(table);
  const [column] = table.metadata;
  if (column !== undefined) {
    throw new SqlError('E_DEFINITION', `column ${column.name}: metadata '${column.key}' cannot be written`, {
      hint: `declare it VIRTUAL: ${column.name} ${printType(column.type)} METADATA FROM '${column.key}' VIRTUAL`,
    });
  }
  return { changelog: table.format.format.changelog, metadata: METADATA_COLUMNS };
}

/** What holds a reference is known only when the table is opened. */
function checkPath({ path }: FilesystemTable): void {
  if (!path.includes('${')) locate(path);
}

/** The table with its references resolved, and where its files are. */
function opened(
  written: ConnectorTable,
  context: ConnectorContext,
): { table: FilesystemTable; root: Location } {
  const options = new Map(
    [...written.options].map(([key, value]) => [key, resolveReferences(value, context.environment)]),
  );
  const table = readFilesystemTable({ ...written, options }, context.formats);
  return { table, root: locate(table.path) };
}
