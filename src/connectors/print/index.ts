import { booleanOr, int, readOptions, text } from '../../common/options.ts';
import { kindAt, ROW_KIND_NAMES, type Batch } from '../../types/batch.ts';
import type { Connector, ConnectorTable } from '../connector.ts';
import { refuseMetadata } from '../refuse-metadata.ts';
import { javaText } from '../../types/java-text.ts';

const options = {
  'print-identifier': text('Stands in front of each line: name> +I[...].'),
  'standard-error': booleanOr('Of no effect: the lines go where the session sends them.', false),
  'sink.parallelism': int('Of no effect: weir prints in one place.'),
};

/** A sink that prints each row as a line, with its kind: +I[1, a]. */
export const print: Connector = {
  name: 'print',
  doc: 'Prints each row written to it as a line.',
  options,
  prefixes: [],
  sinkTraits(table) {
    read(table);
    return { changelog: 'all', metadata: [] };
  },
  createSink(table, context) {
    const identifier = read(table)['print-identifier'];
    const prefix = identifier === undefined || identifier === '' ? '' : `${identifier}> `;
    const columns = table.columns.map((column) => javaText(column.type));
    return {
      async open() {},
      write(batch: Batch) {
        batch.rows.forEach((row, i) => {
          const cells = columns.map((column, c) => column(row[c]));
          context.print(`${prefix}${ROW_KIND_NAMES[kindAt(batch, i)]}[${cells.join(', ')}]`);
        });
      },
      async flush() {},
      async close() {},
    };
  },
};

function read(table: ConnectorTable) {
  refuseMetadata(table, 'print');
  return readOptions(options, table.options, "connector 'print'");
}
