import { expect, test } from 'vitest';
import { crc32c } from '../../src/broker/wire/crc32c.ts';
import { ProtocolError, Reader } from '../../src/broker/wire/reader.ts';
import { Writer } from '../../src/broker/wire/writer.ts';

test('crc32c gives the published check value, at any alignment and length', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  const bytes = Buffer.from('..........a text of some length, 茅台 53度, to run over several words');
  const expected = crc32c(Buffer.from(bytes.subarray(10)));
  for (let shift = 0; shift < 9; shift++) {
    const moved = Buffer.concat([Buffer.alloc(shift), bytes.subarray(10), Buffer.alloc(5)]);
    expect(crc32c(moved, shift, moved.length - 5)).toBe(expected);
  }
  expect(crc32c(bytes, 3, 3)).toBe(0);
});

test('what is written is read back, over the borders of blocks and with long bytes in between', () => {
  const long = Buffer.alloc(9000, 7);
  const writer = new Writer();
  for (let i = 0; i < 3000; i++) {
    writer.int64(i % 2 === 0 ? -1 - i : 2 ** 40 + i);
    writer.string(`名${i}`);
    if (i % 1000 === 0) writer.bytes(long);
  }
  writer.bigint64(-(2n ** 63n));
  writer.nullableString(undefined);
  const frame = Buffer.concat(writer.frame());
  expect(frame.readInt32BE(0)).toBe(frame.length - 4);
  const reader = new Reader(frame, 4);
  for (let i = 0; i < 3000; i++) {
    expect(reader.int64()).toBe(i % 2 === 0 ? -1 - i : 2 ** 40 + i);
    expect(reader.string()).toBe(`名${i}`);
    if (i % 1000 === 0) expect(reader.bytes().equals(long)).toBe(true);
  }
  expect(reader.bigint64()).toBe(-(2n ** 63n));
  expect(reader.nullableString()).toBeUndefined();
  expect(reader.remaining).toBe(0);
});

test('a count or length that the frame cannot hold is refused before anything is allocated', () => {
  const huge = Buffer.from([0x7f, 0xff, 0xff, 0xff]);
  expect(() => new Reader(huge).array((r) => r.int8())).toThrow(ProtocolError);
  expect(() => new Reader(huge).bytes()).toThrow(ProtocolError);
  const negative = Buffer.from([0xff, 0xff, 0xff, 0xfe, 0, 0]);
  expect(() => new Reader(negative).array((r) => r.int8())).toThrow(ProtocolError);
  expect(() => new Reader(negative).bytes()).toThrow(ProtocolError);
  expect(() => new Reader(Buffer.from([0xff, 0xfe])).string()).toThrow(ProtocolError);
  expect(() => new Reader(Buffer.from([0, 0])).int32()).toThrow(ProtocolError);
});

test('a string that is not UTF-8 is refused', () => {
  expect(() => new Reader(Buffer.from([0, 2, 0xc3, 0x28])).string()).toThrow(ProtocolError);
});

test('compact lengths come back as they were written, and fields that are not known are passed over', () => {
  const writer = new Writer();
  writer.useCompact();
  const texts = ['', 'a', 'x'.repeat(126), 'x'.repeat(127), 'x'.repeat(128), 'ü'.repeat(10_000)];
  writer.array(texts, (text) => writer.string(text));
  writer.nullableString(undefined);
  writer.bytes(Buffer.from([1, 2, 3]));
  writer.tags();
  writer.raw(Buffer.from([2, 0, 1, 9, 0x81, 1, 2, 9, 9])); // two fields: number 0 of one byte, number 129 of two
  writer.int8(7);
  const reader = new Reader(Buffer.concat(writer.frame()), 4);
  reader.useCompact();
  expect(reader.array(() => reader.string())).toEqual(texts);
  expect(reader.nullableString()).toBeUndefined();
  expect([...reader.bytes()]).toEqual([1, 2, 3]);
  reader.tags();
  reader.tags();
  expect([reader.int8(), reader.remaining]).toEqual([7, 0]);
});

test('a compact length that claims too much is refused before anything is made of it', () => {
  const open = (...bytes: number[]) => {
    const reader = new Reader(Buffer.from(bytes));
    reader.useCompact();
    return reader;
  };
  expect(() => open(0xff, 0xff, 0xff, 0xff, 0x0f).string()).toThrow(ProtocolError);
  expect(() => open(0xff, 0xff, 0xff, 0xff, 0xff, 0xff).string()).toThrow(ProtocolError);
  expect(() => open(0xff, 0xff, 0xff, 0xff, 0x0f).array(() => 0)).toThrow(ProtocolError);
  expect(() => open(0).array(() => 0)).toThrow(ProtocolError);
  expect(() => open(1, 5, 100).tags()).toThrow(ProtocolError);
});
