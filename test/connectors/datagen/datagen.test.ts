import { expect, test } from 'vitest';
import { settle } from '../../../src/common/clock.ts';
import type { ConnectorTable } from '../../../src/connectors/connector.ts';
import { datagen } from '../../../src/connectors/datagen/index.ts';
import {
  BIGINT,
  BOOLEAN,
  BYTES,
  DATE,
  DOUBLE,
  FLOAT,
  INT,
  mapOf,
  STRING,
  timestampLtz,
  type SqlType,
} from '../../../src/types/type.ts';
import { fakeContext, readRows, tableOf } from '../fake-context.ts';

const signal = new AbortController().signal;

function open(table: ConnectorTable, context = fakeContext()) {
  const source = datagen.createSource?.(table, context);
  if (source === undefined) throw new Error('datagen has no source');
  return { source, context };
}

async function column(
  type: SqlType,
  options: Readonly<Record<string, string>> = {},
  settings: Readonly<Record<string, string>> = {},
): Promise<unknown[]> {
  const table = tableOf({ f: type }, { 'number-of-rows': '200', ...options });
  const rows = await readRows(open(table, fakeContext(settings)).source);
  expect(rows).toHaveLength(200);
  return rows.map(([value]) => value);
}

function optionError(columns: Readonly<Record<string, SqlType>>, options: Readonly<Record<string, string>>) {
  try {
    datagen.sourceTraits?.(tableOf(columns, options), new Map());
  } catch (error) {
    return error;
  }
  return undefined;
}

test('random values of every scalar type stay in their range and form', async () => {
  const ints = (await column(INT, { 'fields.f.min': '-3', 'fields.f.max': '3' })) as number[];
  expect([...new Set(ints)].sort((a, b) => a - b)).toEqual([-3, -2, -1, 0, 1, 2, 3]);
  const longs = (await column(BIGINT)) as (number | bigint)[];
  expect(longs.some((value) => typeof value === 'bigint')).toBe(true);
  for (const value of longs)
    expect(Number.isSafeInteger(Number(value)) === (typeof value === 'number')).toBe(true);
  for (const value of (await column(DOUBLE, { 'fields.f.max': '1.5' })) as number[]) {
    expect(value >= 0 && value < 1.5).toBe(true);
  }
  for (const value of (await column(FLOAT)) as number[]) expect(Math.fround(value)).toBe(value);
  for (const value of (await column({
    kind: 'DECIMAL',
    precision: 5,
    scale: 2,
    nullable: true,
  })) as number[]) {
    expect(Number.isInteger(value) && value >= 0 && value <= 99999).toBe(true);
  }
  expect(new Set(await column(BOOLEAN))).toEqual(new Set([true, false]));
});

test('texts are hexadecimal and as long as their type or option says', async () => {
  for (const value of (await column(STRING)) as string[]) expect(value).toMatch(/^[0-9a-f]{100}$/);
  const short: SqlType = { kind: 'VARCHAR', length: 7, nullable: true };
  for (const value of (await column(short)) as string[]) expect(value).toMatch(/^[0-9a-f]{7}$/);
  const lengths = ((await column(short, { 'fields.f.var-len': 'true' })) as string[]).map((s) => s.length);
  expect(new Set(lengths)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7]));
  const [bytes] = await column(BYTES, { 'fields.f.length': '4' });
  expect(bytes).toBeInstanceOf(Uint8Array);
  expect(bytes).toHaveLength(4);
});

test('dates and times are those of the injected clock in the zone of the session', async () => {
  const zone = { 'table.local-time-zone': 'Asia/Shanghai' };
  const noon = Date.UTC(2025, 0, 31, 12, 30);
  expect((await column(timestampLtz(3), {}, zone))[0]).toBe(noon);
  const local: SqlType = { kind: 'TIMESTAMP', precision: 3, nullable: true };
  expect((await column(local, {}, zone))[0]).toBe(noon + 8 * 3_600_000);
  expect((await column(DATE, {}, zone))[0]).toBe(Date.UTC(2025, 0, 31) / 86_400_000);
  expect((await column({ kind: 'TIME', precision: 0, nullable: true }, {}, zone))[0]).toBe(20.5 * 3_600_000);
  const past = (await column(timestampLtz(3), { 'fields.f.max-past': '1 h' }, zone)) as number[];
  expect(Math.min(...past)).toBeGreaterThanOrEqual(noon - 3_600_000);
  expect(Math.max(...past)).toBeLessThanOrEqual(noon);
  expect(new Set(past).size).toBeGreaterThan(100);
});

test('arrays, maps and rows are filled by the options of their parts', async () => {
  const array: SqlType = { kind: 'ARRAY', element: INT, nullable: true };
  const [three] = (await column(array, {
    'fields.f.element.max': '5',
    'fields.f.element.min': '5',
  })) as unknown[][];
  expect(three).toEqual([5, 5, 5]);
  const row: SqlType = {
    kind: 'ROW',
    fields: [
      { name: 'a', type: INT },
      { name: 's', type: STRING },
    ],
    nullable: true,
  };
  const [pair] = (await column(row, {
    'fields.f.a.min': '1',
    'fields.f.a.max': '1',
    'fields.f.s.length': '2',
  })) as unknown[][];
  expect(pair).toEqual([1, expect.stringMatching(/^[0-9a-f]{2}$/)]);
  const [map] = (await column(mapOf(STRING, BOOLEAN), {
    'fields.f.length': '2',
    'fields.f.key.length': '3',
  })) as Map<unknown, unknown>[];
  expect(map?.size).toBe(2);
});

test('null-rate makes that share of a column NULL', async () => {
  const values = await column(INT, { 'fields.f.null-rate': '0.5' });
  const nulls = values.filter((value) => value === null).length;
  expect(nulls).toBeGreaterThan(60);
  expect(nulls).toBeLessThan(140);
});

test('a sequence ends the table, and a restored position goes on behind the rows before it', async () => {
  const options = { 'fields.a.kind': 'sequence', 'fields.a.start': '5', 'fields.a.end': '8' };
  const table = tableOf({ a: INT, b: STRING }, { ...options, 'fields.b.length': '1' });
  expect(datagen.sourceTraits?.(table, new Map())).toEqual({
    bounded: true,
    changelog: 'insert',
    metadata: [],
  });
  const { source } = open(table);
  await source.start(new Map([['t', '2']]), signal);
  expect(source.lag()).toBe(2);
  const batch = await source.poll(10, signal);
  expect(batch?.rows.map(([value]) => value)).toEqual([7, 8]);
  expect(source.positions()).toEqual(new Map([['t', '4']]));
  expect(await source.poll(10, signal)).toBeUndefined();
});

test('sequences of texts and decimals count, the shortest one ends the table', async () => {
  const table = tableOf(
    { s: STRING, d: { kind: 'DECIMAL', precision: 10, scale: 2, nullable: true } },
    {
      'fields.s.kind': 'sequence',
      'fields.s.start': '9',
      'fields.s.end': '30',
      'fields.d.kind': 'sequence',
      'fields.d.start': '1',
      'fields.d.end': '3',
    },
  );
  expect(await readRows(open(table).source)).toEqual([
    ['9', 100],
    ['10', 200],
    ['11', 300],
  ]);
});

test('rows come at the asked rate of the clock, and no more than a second of them after a pause', async () => {
  const { source, context } = open(tableOf({ a: INT }, { 'rows-per-second': '5' }));
  await source.start(undefined, signal);
  let rows = 0;
  const pump = (async () => {
    for (;;) rows += (await source.poll(1024, signal))?.rows.length ?? 0;
  })();
  await settle();
  expect(rows).toBe(1);
  await context.clock.advance(1000);
  expect(rows).toBe(6);
  await context.clock.advance(2000);
  expect(rows).toBe(16);
  void pump;

  const slow = open(tableOf({ a: INT }, { 'rows-per-second': '100' }));
  await slow.source.start(undefined, signal);
  await slow.source.poll(1024, signal);
  await slow.context.clock.advance(60_000);
  const batch = await slow.source.poll(1024, signal);
  expect(batch?.rows.length).toBe(100);
});

test('a reader that waits stops at once when it is cancelled', async () => {
  const { source } = open(tableOf({ a: INT }, { 'rows-per-second': '1' }));
  const abort = new AbortController();
  await source.start(undefined, abort.signal);
  await source.poll(1, abort.signal);
  const waiting = source.poll(1, abort.signal);
  abort.abort(new Error('stopped'));
  await expect(waiting).rejects.toThrow('stopped');
});

test('options that do not exist or do not fit are named with what would', () => {
  expect(optionError({ x: INT }, { bogus: '1' })).toMatchObject({
    code: 'E_OPTION',
    message: "connector 'datagen' has no option 'bogus'",
  });
  expect(optionError({ x: INT }, { 'fields.x.mx': '1' })).toMatchObject({
    message: "connector 'datagen' has no option 'fields.x.mx' for this table",
    hint: expect.stringContaining("'fields.x.max'"),
  });
  expect(optionError({ x: INT }, { 'fields.y.min': '1' })).toMatchObject({ code: 'E_OPTION' });
  expect(optionError({ x: INT }, { 'number-of-rows': 'abc' })).toMatchObject({
    message: "connector 'datagen': 'number-of-rows' = 'abc': expected a whole number",
  });
  expect(optionError({ x: INT }, { 'fields.x.kind': 'sequence', 'fields.x.start': '1' })).toMatchObject({
    message: "a sequence needs 'fields.x.end'",
  });
  expect(optionError({ x: INT }, { 'fields.x.min': '3000000000' })).toMatchObject({
    message: "'fields.x.min' = '3000000000' does not fit the type of the column",
  });
  expect(optionError({ x: INT }, { 'fields.x.min': '5', 'fields.x.max': '4' })).toMatchObject({
    code: 'E_OPTION',
  });
  expect(
    optionError({ x: BOOLEAN }, { 'fields.x.kind': 'sequence', 'fields.x.start': '1', 'fields.x.end': '2' }),
  ).toMatchObject({ code: 'E_OPTION', message: expect.stringContaining('no sequence of BOOLEAN') });
  expect(optionError({ x: INT }, { 'rows-per-second': '0' })).toMatchObject({ code: 'E_OPTION' });
  expect(optionError({ x: INT }, { 'fields.x.null-rate': '2' })).toMatchObject({ code: 'E_OPTION' });
});
