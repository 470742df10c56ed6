import { expect, test } from 'vitest';
import { readKafkaTable } from '../../../src/connectors/kafka/kafka-table.ts';
import { transactionTimeout } from '../../../src/connectors/kafka/transaction-timeout.ts';
import { FORMATS } from '../../../src/formats/index.ts';
import { STRING } from '../../../src/types/type.ts';

function timeout(interval: string | undefined, written?: string): { ms: number; notices: string[] } {
  const options = new Map([
    ['topic', 't'],
    ['properties.bootstrap.servers', 'localhost:1'],
    ['format', 'json'],
    ...(written === undefined ? [] : [['properties.transaction.timeout.ms', written] as const]),
  ]);
  const columns = [{ name: 'a', type: STRING }];
  const formats = new Map(FORMATS.map((format) => [format.name, format]));
  const notices: string[] = [];
  const table = readKafkaTable({ name: 'd', columns, primaryKey: [], options }, formats);
  return { ms: transactionTimeout(table, interval, (text) => notices.push(text)), notices };
}

test('a transaction may last four checkpoint intervals, at least a minute and at most what brokers take', () => {
  expect(timeout('1 s')).toEqual({ ms: 60_000, notices: [] });
  expect(timeout(undefined)).toEqual({ ms: 60_000, notices: [] });
  expect(timeout('30 s')).toEqual({ ms: 120_000, notices: [] });
  expect(timeout('5 min')).toEqual({ ms: 900_000, notices: [] });
});

test('a written time-out counts as it is', () => {
  expect(timeout('1 s', '2500')).toEqual({ ms: 2500, notices: [] });
  expect(timeout('1 s', '3600000')).toEqual({ ms: 3_600_000, notices: [] });
});

test('one that checkpoints do not fit into is told', () => {
  expect(timeout('10 min').notices).toEqual([
    "table d: transactions are given up after 8 min, half of 'properties.transaction.timeout.ms', and checkpoints come every 10 min: one with more than 8 MB of rows would fail",
  ]);
  expect(timeout('1 s', '2000').notices).toHaveLength(1);
});
