import { SqlError, toSqlError } from '../../common/errors.ts';
import { booleanOr, readOptions, text } from '../../common/options.ts';
import type { Row } from '../../types/batch.ts';
import type { Connector, ConnectorContext, ConnectorTable } from '../connector.ts';
import { refuseMetadata } from '../refuse-metadata.ts';
import { ValuesSource } from './source.ts';
import { ValuesStore } from './store.ts';

const options = {
  rows: text('Rows of the table as JSON objects, one a line. INSERT adds to them.', { weirOnly: true }),
  bounded: booleanOr(
    'true: a query reads what is there and ends; false: it follows what is inserted.',
    true,
    {
      weirOnly: true,
    },
  ),
};

/** A table in the memory of the session: rows written into its definition, and rows that INSERT brings. */
export const values: Connector = {
  name: 'values',
  doc: 'Rows in the memory of the session: written in the definition, inserted, read again. Gone at its end.',
  options,
  prefixes: ['json.'],
  sourceTraits: (table) => ({ bounded: read(table).bounded, changelog: 'insert', metadata: [] }),
  sinkTraits(table) {
    read(table);
    return { changelog: 'insert', metadata: [] };
  },
  createSource(table, context) {
    const { rows, bounded } = read(table);
    const inline = () => (rows === undefined ? [] : decode(rows, table, context));
    return new ValuesSource(table.name, storeOf(table, context), bounded, inline);
  },
  createSink(table, context) {
    const store = storeOf(table, context);
    return {
      async open() {},
      write: (batch) => store.append(batch.rows),
      async flush() {},
      async close() {},
    };
  },
  moved(table, to, shared) {
    const stores = storesOf(shared);
    const store = stores.get(table.name);
    stores.delete(table.name);
    if (store !== undefined && to !== undefined) stores.set(to, store);
  },
};

function read(table: ConnectorTable) {
  refuseMetadata(table, 'values');
  return readOptions(options, table.options, "connector 'values'", values.prefixes);
}

function storesOf(shared: ConnectorContext['shared']): Map<string, ValuesStore> {
  return shared('connector values', () => new Map<string, ValuesStore>());
}

function storeOf(table: ConnectorTable, context: ConnectorContext): ValuesStore {
  const stores = storesOf(context.shared);
  const store = stores.get(table.name) ?? new ValuesStore(table.columns);
  store.fit(table.columns);
  stores.set(table.name, store);
  return store;
}

/** Throws E_FORMAT with the number of the line. */
function decode(lines: string, table: ConnectorTable, context: ConnectorContext): Row[] {
  const json = context.formats.get('json');
  if (json === undefined) throw new SqlError('E_INTERNAL', 'the json format is missing');
  const formatOptions = [...table.options].flatMap(([key, value]): [string, string][] =>
    key.startsWith('json.') ? [[key.slice('json.'.length), value]] : [],
  );
  const fields = table.columns.map((column, index) => ({ ...column, index }));
  const decoder = json.decoder(fields, fields.length, {
    options: new Map(formatOptions),
    timeZone: context.setting('table.local-time-zone') ?? 'UTC',
    clock: context.clock,
  });
  const rows: Row[] = [];
  lines.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    const bytes = Buffer.from(line);
    try {
      decoder.decode(bytes, 0, bytes.length, (row) => rows.push(row));
    } catch (error) {
      const cause = toSqlError(error);
      throw cause.with({ message: `rows of ${table.name}, line ${index + 1}: ${cause.message}`, cause });
    }
  });
  return rows;
}
