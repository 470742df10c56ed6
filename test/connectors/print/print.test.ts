import { expect, test } from 'vitest';
import { print } from '../../../src/connectors/print/index.ts';
import { INSERT, UPDATE_AFTER, UPDATE_BEFORE } from '../../../src/types/batch.ts';
import {
  BOOLEAN,
  BYTES,
  DATE,
  DOUBLE,
  INT,
  mapOf,
  STRING,
  timestampLtz,
  type SqlType,
} from '../../../src/types/type.ts';
import { fakeContext, tableOf } from '../fake-context.ts';

const signal = new AbortController().signal;

/** What Java prints for one value of the type. */
async function printed(type: SqlType, value: unknown): Promise<string | undefined> {
  const context = fakeContext();
  const sink = print.createSink?.(tableOf({ a: type }), context);
  await sink?.open(signal);
  await sink?.write({ rows: [[value]], kinds: undefined });
  return context.printed[0]?.slice('+I['.length, -1);
}

test('each row is a line with its kind, behind the identifier', async () => {
  const context = fakeContext();
  const table = tableOf({ a: INT, s: STRING }, { 'print-identifier': 'risk', 'standard-error': 'true' });
  const sink = print.createSink?.(table, context);
  await sink?.write({
    rows: [
      [1, 'a'],
      [1, 'a'],
      [1, null],
    ],
    kinds: Uint8Array.of(INSERT, UPDATE_BEFORE, UPDATE_AFTER),
  });
  expect(context.printed).toEqual(['risk> +I[1, a]', 'risk> -U[1, a]', 'risk> +U[1, null]']);
});

test('values read as Java prints them', async () => {
  expect(await printed(BOOLEAN, true)).toBe('true');
  expect(await printed(DOUBLE, 1e7)).toBe('1.0E7');
  expect(await printed(BYTES, Uint8Array.of(1, 255))).toBe('[1, -1]');
  expect(await printed({ kind: 'DECIMAL', precision: 5, scale: 2, nullable: true }, 1050)).toBe('10.50');
  expect(await printed(DATE, 20_119)).toBe('2025-01-31');
  const row: SqlType = {
    kind: 'ROW',
    nullable: true,
    fields: [
      { name: 'a', type: INT },
      { name: 'b', type: { kind: 'ARRAY', element: STRING, nullable: true } },
    ],
  };
  expect(await printed(row, [1, ['x', null]])).toBe('+I[1, [x, null]]');
  expect(await printed(mapOf(STRING, INT), new Map([['k', ['k', 1]]]))).toBe('{k=1}');
});

test('times leave out zero seconds and print fractions by three digits', async () => {
  const noon = Date.UTC(2025, 0, 31, 12, 30);
  const stamp = (precision: number): SqlType => ({ kind: 'TIMESTAMP', precision, nullable: true });
  expect(await printed(stamp(3), noon)).toBe('2025-01-31T12:30');
  expect(await printed(stamp(3), noon + 1000)).toBe('2025-01-31T12:30:01');
  expect(await printed(stamp(3), noon + 50)).toBe('2025-01-31T12:30:00.050');
  expect(await printed(stamp(6), noon * 1000 + 1)).toBe('2025-01-31T12:30:00.000001');
  expect(await printed(timestampLtz(3), noon)).toBe('2025-01-31T12:30:00Z');
  expect(await printed({ kind: 'TIME', precision: 0, nullable: true }, 3_600_000)).toBe('01:00');
});

test('intervals read as Duration and Period', async () => {
  const time: SqlType = { kind: 'INTERVAL_DAY_TIME', resolution: 'DAY TO SECOND(3)', nullable: true };
  const months: SqlType = { kind: 'INTERVAL_YEAR_MONTH', resolution: 'YEAR TO MONTH', nullable: true };
  expect(await printed(time, 93_784_500)).toBe('PT26H3M4.5S');
  expect(await printed(time, 0)).toBe('PT0S');
  expect(await printed(time, -90_000)).toBe('PT-1M-30S');
  expect(await printed(months, 14)).toBe('P1Y2M');
  expect(await printed(months, 0)).toBe('P0D');
});
