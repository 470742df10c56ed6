import * as fc from '../support/fast-check.ts';
import { expect, test } from 'vitest';
import { ByteBudget } from '../../src/state/byte-budget.ts';
import { ByteReader } from '../../src/state/byte-reader.ts';
import { ByteWriter } from '../../src/state/byte-writer.ts';
import { Slab } from '../../src/state/slab.ts';
import { Table } from '../../src/state/table.ts';
import { randomNumbers } from './random.ts';

function newTable(limit = Infinity) {
  const budget = new ByteBudget(limit, () => undefined);
  const slab = new Slab(budget);
  return { budget, slab, table: new Table({ memory: { budget, slab }, tracked: false }) };
}

const record = new ByteWriter();
const reader = new ByteReader();

function write(table: Table, key: string, value: Uint8Array): void {
  record.at = 0;
  record.text(key);
  const keyEnd = record.at;
  record.raw(value, 0, value.length);
  table.write(record, keyEnd);
}

function remove(table: Table, key: string): void {
  record.at = 0;
  record.text(key);
  table.remove(record);
}

function read(table: Table, key: string): Buffer | undefined {
  record.at = 0;
  record.text(key);
  if (!table.read(record, reader)) return undefined;
  return Buffer.from(reader.bytes.subarray(reader.at, reader.limit));
}

test('values of any length come back, and all memory of deleted ones is given back', () => {
  const lengths = fc.oneof(fc.nat(40), fc.nat(2000), fc.nat(200_000));
  const changes = fc.tuple(fc.nat(30), fc.option(lengths));
  fc.assert(
    fc.property(fc.array(changes, { maxLength: 300, size: 'max' }), (script) => {
      const { table, slab } = newTable();
      const model = new Map<string, Buffer>();
      for (const [i, [number, length]] of script.entries()) {
        const key = `key${number}`;
        if (length === null) {
          remove(table, key);
          model.delete(key);
        } else {
          const value = Buffer.alloc(length, i);
          write(table, key, value);
          model.set(key, value);
        }
      }
      for (let number = 0; number <= 30; number++)
        expect(read(table, `key${number}`)?.toString('latin1')).toBe(
          model.get(`key${number}`)?.toString('latin1'),
        );
      expect(table.size).toBe(model.size);
      let bytes = 0;
      for (const [key, value] of model) bytes += 1 + key.length + value.length;
      expect(table.liveBytes).toBe(bytes);
      for (const key of model.keys()) remove(table, key);
      expect(slab.used).toBe(0);
      expect(table.liveBytes).toBe(0);
    }),
    { numRuns: 100 },
  );
});

test('a hundred thousand keys take less than 70 bytes each, and their memory serves others later', () => {
  const { table, budget } = newTable();
  const value = Buffer.alloc(16, 1);
  for (let i = 0; i < 100_000; i++) write(table, `user-${i}`, value);
  const full = budget.used;
  expect(full / 100_000).toBeLessThan(70);
  for (let i = 0; i < 100_000; i++) remove(table, `user-${i}`);
  for (let i = 0; i < 100_000; i++) write(table, `other${i}`, value);
  expect(budget.used).toBeLessThanOrEqual(full);
  for (let i = 0; i < 100_000; i += 997) expect(read(table, `other${i}`)).toEqual(value);
});

test('pages without records are given back', () => {
  const { table, budget } = newTable();
  for (let i = 0; i < 5000; i++) write(table, `user-${i}`, Buffer.alloc(1000));
  const full = budget.used;
  for (let i = 0; i < 5000; i++) remove(table, `user-${i}`);
  expect(budget.used).toBeLessThan(full / 10);
});

test('keys whose hashes fall together are kept apart', () => {
  const { table } = newTable();
  const random = randomNumbers(3);
  const model = new Map<string, number>();
  for (let i = 0; i < 50_000; i++) {
    const key = String(random(30_000));
    write(table, key, Buffer.of(i & 255));
    model.set(key, i & 255);
    const gone = String(random(30_000));
    remove(table, gone);
    model.delete(gone);
  }
  for (let i = 0; i < 30_000; i++) expect(read(table, String(i))?.[0]).toBe(model.get(String(i)));
});

test('what does not fit is refused, and what is there stays readable', () => {
  const { table } = newTable(1024 * 1024);
  let count = 0;
  expect(() => {
    for (; ; count++) write(table, `user-${count}`, Buffer.alloc(1000, count));
  }).toThrow(expect.objectContaining({ code: 'E_STATE_FULL' }));
  expect(count).toBeGreaterThan(700);
  for (let i = 0; i < count; i++) expect(read(table, `user-${i}`)?.[0]).toBe(i & 255);
});

test('saying how many records there will be changes nothing but where they lie', () => {
  const steps = fc.oneof(
    fc.record({ key: fc.nat(400), value: fc.option(fc.nat(20)) }),
    fc.record({ expected: fc.nat(2000) }),
  );
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 400, size: 'max' }), (script) => {
      const { table } = newTable();
      const model = new Map<string, string>();
      for (const step of script) {
        if ('expected' in step) {
          table.expect(step.expected);
          continue;
        }
        const key = `key${step.key}`;
        if (step.value === null) {
          remove(table, key);
          model.delete(key);
        } else {
          write(table, key, Buffer.from(`${step.value}`));
          model.set(key, `${step.value}`);
        }
      }
      expect(table.size).toBe(model.size);
      for (let key = 0; key <= 400; key++)
        expect(read(table, `key${key}`)?.toString()).toBe(model.get(`key${key}`));
    }),
  );
});

test('a table that was told its size takes no more memory for that than one that grew', () => {
  const grown = newTable();
  const told = newTable();
  for (let i = 0; i < 2000; i++) write(told.table, `key${i}`, Buffer.from('v'));
  told.table.expect(100_000);
  for (let i = 0; i < 100_000; i++) {
    write(grown.table, `key${i}`, Buffer.from('v'));
    write(told.table, `key${i}`, Buffer.from('v'));
  }
  expect(told.budget.used).toBe(grown.budget.used);
});
