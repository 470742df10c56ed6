import { readOptions } from '../../common/options.ts';
import type { Connector } from '../connector.ts';
import { refuseMetadata } from '../refuse-metadata.ts';

/** A sink that forgets every row: for measuring, and for trying an INSERT. */
export const blackhole: Connector = {
  name: 'blackhole',
  doc: 'Forgets every row written to it.',
  options: {},
  prefixes: [],
  sinkTraits(table) {
    refuseMetadata(table, 'blackhole');
    readOptions({}, table.options, "connector 'blackhole'");
    return { changelog: 'upsert', metadata: [] };
  },
  createSink: () => ({
    async open() {},
    write() {},
    async flush() {},
    async close() {},
  }),
};
