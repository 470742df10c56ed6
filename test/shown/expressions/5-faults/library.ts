import { CONNECTORS } from '../../../../src/connectors/index.ts';
import type { Connector, Sink, Source } from '../../../../src/connectors/connector.ts';

export { openSession, SqlError, formatValue } from '../../../../src/index.ts';
export { splitStatements } from '../../../../src/sql/splitter.ts';
export { Chance } from '../../../simulation/chance.ts';

const nothing: Source = {
  start: async () => {},
  poll: async () => undefined,
  positions: () => new Map(),
  lag: () => 0,
  close: async () => {},
};
const nowhere: Sink = { open: async () => {}, write: () => {}, flush: async () => {}, close: async () => {} };

/** The connectors; Kafka's knows its options, but its topics are empty and it connects to nothing. */
export const WITHOUT_BROKER: readonly Connector[] = CONNECTORS.map((connector) =>
  connector.name === 'kafka'
    ? { ...connector, createSource: () => nothing, createSink: () => nowhere }
    : connector,
);
