import { expect, test } from 'vitest';
import { FakeClock } from '../../src/common/clock.ts';
import { raw } from '../../src/formats/raw.ts';
import {
  BIGINT,
  BOOLEAN,
  BYTES,
  DATE,
  DOUBLE,
  FLOAT,
  INT,
  STRING,
  type SqlType,
} from '../../src/types/type.ts';

const TINYINT: SqlType = { kind: 'TINYINT', nullable: true };
const SMALLINT: SqlType = { kind: 'SMALLINT', nullable: true };
const context = (options: Record<string, string> = {}) => ({
  options: new Map(Object.entries(options)),
  timeZone: 'UTC',
  clock: new FakeClock(),
});
const field = (type: SqlType) => [{ name: 'v', type, index: 1 }];

function decode(type: SqlType, bytes: Uint8Array, options?: Record<string, string>): unknown {
  const rows: unknown[][] = [];
  const padded = Uint8Array.from([0, ...bytes, 0]);
  raw.decoder(field(type), 2, context(options)).decode(padded, 1, padded.length - 1, (row) => rows.push(row));
  expect(rows[0]?.[0]).toBe(null);
  return rows[0]?.[1];
}

function encode(type: SqlType, value: unknown, options?: Record<string, string>): Uint8Array | null {
  return raw.encoder(field(type), context(options)).encode([null, value], 0);
}

test.each<[SqlType, unknown]>([
  [STRING, 'é😀'],
  [BYTES, Uint8Array.of(1, 0, 255)],
  [BOOLEAN, true],
  [TINYINT, -2],
  [SMALLINT, 24930],
  [INT, -2147483648],
  [BIGINT, 7017280452245743464n],
  [FLOAT, 1.5],
  [DOUBLE, -0.1],
])('a $0.kind goes round', (type, value) => {
  for (const endianness of ['big-endian', 'little-endian'])
    expect(decode(type, encode(type, value, { endianness }) ?? new Uint8Array(), { endianness })).toEqual(
      value,
    );
});

test('numbers come with the high byte first unless the option says otherwise', () => {
  const bytes = new TextEncoder().encode('ab');
  expect(decode(SMALLINT, bytes)).toBe(24930);
  expect(decode(SMALLINT, bytes, { endianness: 'little-endian' })).toBe(25185);
});

test('text has the charset of the option', () => {
  expect(decode(STRING, new TextEncoder().encode('é'), { charset: 'ISO-8859-1' })).toBe('Ã©');
  expect(encode(STRING, 'é', { charset: 'iso-8859-1' })).toEqual(Buffer.from([0xe9]));
});

test('NULL has no bytes, and bytes of the wrong number are refused', () => {
  expect(encode(INT, null)).toBe(null);
  expect(() => decode(INT, Uint8Array.of(1, 2))).toThrow('2 bytes are no INT, which has 4');
});

test('there is one column of a type with a form', () => {
  expect(() => raw.decoder([...field(INT), ...field(INT)], 2, context())).toThrow('one column');
  expect(() => raw.encoder(field(DATE), context())).toThrow('no form for DATE');
});
