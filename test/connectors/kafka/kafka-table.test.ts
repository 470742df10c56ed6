import { describe, expect, test } from 'vitest';
import { SqlError } from '../../../src/common/errors.ts';
import type { ConnectorTable, TableColumn } from '../../../src/connectors/connector.ts';
import { kafka } from '../../../src/connectors/kafka/index.ts';
import { readKafkaTable } from '../../../src/connectors/kafka/kafka-table.ts';
import { BIGINT, BOOLEAN, INT, STRING, timestampLtz } from '../../../src/types/type.ts';
import { FORMATS } from '../../../src/formats/index.ts';

const formats = new Map(FORMATS.map((format) => [format.name, format]));
const TITLES: readonly TableColumn[] = [
  { name: 'id', type: STRING },
  { name: 'title', type: STRING },
];

function table(options: Record<string, string>, columns = TITLES, primaryKey: string[] = []): ConnectorTable {
  const all = { topic: 't', 'properties.bootstrap.servers': 'localhost:9092', format: 'json', ...options };
  return {
    name: 'product_source',
    columns,
    primaryKey,
    options: new Map(Object.entries(all).filter(([, value]) => value !== '-')),
  };
}

function refusal(read: () => unknown): SqlError {
  try {
    read();
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

const refused = (options: Record<string, string>, columns = TITLES, primaryKey: string[] = []) =>
  refusal(() => readKafkaTable(table(options, columns, primaryKey), formats));

describe('options', () => {
  test('of a plain table are the defaults', () => {
    expect(readKafkaTable(table({}), formats)).toMatchObject({
      topics: ['t'],
      key: undefined,
      startup: undefined,
      bounded: { mode: 'unbounded' },
      discoverMs: 300_000,
      partitioner: 'default',
    });
  });

  test('that are misspelt are refused with the nearest name, those of the format too', () => {
    expect(refused({ 'scan.startup.mod': 'earliest-offset' })).toMatchObject({
      code: 'E_OPTION',
      message: "connector 'kafka' has no option 'scan.startup.mod'",
      hint: "did you mean 'scan.startup.mode'?",
    });
    expect(refused({ 'json.ignore-parse-erors': 'true' }).hint).toBe(
      "did you mean 'json.ignore-parse-errors'?",
    );
    expect(refused({ 'value.json.ignore-parse-errors': 'true' }).hint).toContain('json.ignore-parse-errors');
  });

  test('that miss are named', () => {
    expect(refused({ 'properties.bootstrap.servers': '-' }).message).toContain(
      "'properties.bootstrap.servers'",
    );
    expect(refused({ topic: '-' }).message).toBe("connector 'kafka' needs 'topic'");
    expect(refused({ format: '-' })).toMatchObject({
      message: "connector 'kafka' needs 'format' (or 'value.format')",
      hint: expect.stringMatching(/^formats: .*json/),
    });
  });

  test('any property of Java clients is taken', () => {
    expect(
      readKafkaTable(table({ 'properties.max.poll.records': '5' }), formats).properties.get(
        'max.poll.records',
      ),
    ).toBe('5');
  });

  test('with a value outside their list are refused with the list', () => {
    expect(refused({ 'scan.startup.mode': 'earliest' }).message).toContain(
      'expected one of earliest-offset, latest-offset',
    );
    expect(refused({ format: 'jsn' })).toMatchObject({ hint: "did you mean 'json'?" });
    expect(refused({ 'value.format': 'json' }).message).toContain('the same option');
  });

  test('of modes that need another option say which', () => {
    expect(refused({ 'scan.startup.mode': 'timestamp' }).message).toContain(
      "needs 'scan.startup.timestamp-millis'",
    );
    expect(refused({ 'scan.bounded.mode': 'specific-offsets' }).message).toContain(
      "needs 'scan.bounded.specific-offsets'",
    );
    expect(
      refused({
        'scan.startup.mode': 'specific-offsets',
        'scan.startup.specific-offsets': 'partition:0;offset:4',
      }).message,
    ).toContain("'partition:0' cannot be read");
    expect(
      refused({
        topic: 'a;b',
        'scan.startup.mode': 'specific-offsets',
        'scan.startup.specific-offsets': 'partition:0,offset:4',
      }).message,
    ).toContain('one topic');
  });

  test('that weir does not have are refused by name', () => {
    expect(refused({ topic: '-', 'topic-pattern': 'a.*' })).toMatchObject({ code: 'E_UNSUPPORTED' });
    expect(refused({ 'sink.partitioner': 'org.example.Mine' })).toMatchObject({ code: 'E_UNSUPPORTED' });
  });

  test('a PRIMARY KEY is refused, as in Flink', () => {
    expect(refused({}, TITLES, ['id'])).toMatchObject({ code: 'E_DEFINITION' });
  });
});

describe('key columns', () => {
  const keyed = { 'key.format': 'json', 'key.fields': 'id' };

  test('stand in the value too, unless it is said otherwise', () => {
    const all = readKafkaTable(table(keyed), formats);
    expect(all.key?.fields).toEqual([{ name: 'id', type: STRING, index: 0 }]);
    expect(all.value.fields.map((field) => field.name)).toEqual(['id', 'title']);
    const except = readKafkaTable(table({ ...keyed, 'value.fields-include': 'EXCEPT_KEY' }), formats);
    expect(except.value.fields.map((field) => field.name)).toEqual(['title']);
  });

  test('lose their prefix inside the key', () => {
    const columns = [{ name: 'k_id', type: STRING }, ...TITLES];
    const options = {
      'key.format': 'json',
      'key.fields': 'k_id',
      'key.fields-prefix': 'k_',
      'value.fields-include': 'EXCEPT_KEY',
    };
    expect(readKafkaTable(table(options, columns), formats).key?.fields).toEqual([
      { name: 'id', type: STRING, index: 0 },
    ]);
  });

  test('that do not fit are refused', () => {
    expect(refused({ 'key.fields': 'id' }).message).toContain("needs 'key.format'");
    expect(refused({ 'key.format': 'json' }).message).toContain("needs 'key.fields'");
    expect(refused({ ...keyed, 'key.fields': 'idd' })).toMatchObject({ hint: "did you mean 'id'?" });
    expect(refused({ ...keyed, 'key.fields-prefix': 'k_' }).message).toContain('EXCEPT_KEY');
    expect(
      refused({ ...keyed, 'key.fields-prefix': 'k_', 'value.fields-include': 'EXCEPT_KEY' }).message,
    ).toContain('does not begin with');
    expect(refused({ ...keyed, 'sink.partitioner': 'round-robin' }).message).toContain(
      "'round-robin' is for tables without 'key.fields'",
    );
  });
});

describe('metadata columns', () => {
  const meta = (key: string, type = STRING): TableColumn[] => [
    ...TITLES,
    { name: 'm', type, metadataKey: key },
  ];

  test('of unknown keys are refused with the nearest key', () => {
    expect(refused({}, meta('offst'))).toMatchObject({
      code: 'E_DEFINITION',
      hint: "did you mean 'offset'?",
    });
  });

  test('are read in every type they can be cast to, and no other', () => {
    expect(kafka.sourceTraits?.(table({}, meta('offset', BIGINT)), formats).changelog).toBe('insert');
    expect(kafka.sourceTraits?.(table({}, meta('timestamp', STRING)), formats).bounded).toBe(false);
    expect(refusal(() => kafka.sourceTraits?.(table({}, meta('headers', INT)), formats))).toMatchObject({
      code: 'E_DEFINITION',
    });
  });

  test('that a record does not take are refused in a table that is written', () => {
    expect(refusal(() => kafka.sinkTraits?.(table({}, meta('offset', BIGINT)), formats)).hint).toContain(
      "METADATA FROM 'offset' VIRTUAL",
    );
    expect(kafka.sinkTraits?.(table({}, meta('timestamp', timestampLtz(3))), formats).changelog).toBe(
      'insert',
    );
    expect(refusal(() => kafka.sinkTraits?.(table({}, meta('timestamp', BOOLEAN)), formats))).toMatchObject({
      code: 'E_DEFINITION',
    });
  });
});

test('a table of several topics can be read and not be written', () => {
  expect(readKafkaTable(table({ topic: 'a; b' }), formats).topics).toEqual(['a', 'b']);
  expect(refusal(() => kafka.sinkTraits?.(table({ topic: 'a;b' }), formats))).toMatchObject({
    code: 'E_OPTION',
  });
});

test('a bounded mode makes a bounded table', () => {
  expect(kafka.sourceTraits?.(table({ 'scan.bounded.mode': 'latest-offset' }), formats).bounded).toBe(true);
});
