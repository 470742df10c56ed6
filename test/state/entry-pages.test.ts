import * as fc from '../support/fast-check.ts';
import { expect, test } from 'vitest';
import { ByteBudget } from '../../src/state/byte-budget.ts';
import { ByteReader } from '../../src/state/byte-reader.ts';
import { ByteWriter } from '../../src/state/byte-writer.ts';
import { emptyPlace, nextEntry } from '../../src/state/entry-list.ts';
import { EntryPages } from '../../src/state/entry-pages.ts';
import { hashBytes } from '../../src/state/slot-index.ts';
import { Slab } from '../../src/state/slab.ts';
import { StateTable } from '../../src/state/state-table.ts';
import { Table } from '../../src/state/table.ts';

const reader = new ByteReader();

function bytes(text: string): ByteWriter {
  const out = new ByteWriter(16);
  out.raw(Buffer.from(text), 0, text.length);
  return out;
}

function newPages() {
  const budget = new ByteBudget(Infinity, () => undefined);
  const table = new Table({ memory: { budget, slab: new Slab(budget) }, tracked: false });
  return { table, pages: new EntryPages(new StateTable(table)) };
}

function read(pages: EntryPages, key: string): [string, number][] {
  const place = emptyPlace();
  const all: [string, number][] = [];
  for (const page of pages.lists(key)) {
    const list = pages.open(key, page);
    while (nextEntry(list, place))
      all.push([list.bytes.toString('latin1', place.nameAt, place.nameEnd), place.end - place.valueAt]);
  }
  return all;
}

const changes = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant('put' as const), fc.nat(60), fc.nat(400)) },
  { weight: 2, arbitrary: fc.tuple(fc.constant('add' as const), fc.nat(60), fc.nat(400)) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('remove' as const), fc.nat(60), fc.constant(0)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('shift' as const), fc.constant(0), fc.constant(0)) },
);

test('entries are found and keep their order, in records of bounded size, and leave nothing behind', () => {
  fc.assert(
    fc.property(fc.array(changes, { maxLength: 250, size: 'max' }), fc.boolean(), (script, clears) => {
      const { table, pages } = newPages();
      const model = new Map<string, number>();
      for (const [kind, number, length] of script) {
        const name = `name${number}`;
        if (kind === 'put') {
          expect(pages.put('k', bytes(name), bytes('v'.repeat(length)))).toBe(!model.has(name));
          model.set(name, length);
        } else if (kind === 'add') {
          expect(pages.put('k', bytes(name), bytes('v'.repeat(length)), false)).toBe(!model.has(name));
          if (!model.has(name)) model.set(name, length);
        } else if (kind === 'remove') {
          pages.remove('k', bytes(name));
          model.delete(name);
        } else {
          const [first] = model.keys();
          const taken = new ByteWriter();
          expect(pages.shift('k', taken)).toBe(first !== undefined);
          if (first === undefined) continue;
          expect(Buffer.from(taken.copy()).toString()).toBe(first);
          model.delete(first);
        }
      }
      expect(read(pages, 'k')).toEqual([...model]);
      for (let number = 0; number <= 60; number++) {
        const isThere = pages.find('k', bytes(`name${number}`), reader);
        expect(isThere ? reader.limit - reader.at : undefined).toBe(model.get(`name${number}`));
      }
      table.scan(1, Infinity, (_, __, ___, valueLength) => expect(valueLength).toBeLessThan(2100));
      if (clears) pages.clear('k');
      else for (const name of [...model.keys()].toReversed()) pages.remove('k', bytes(name));
      expect(table.size).toBe(0);
    }),
    { numRuns: 150 },
  );
});

test('entries that grow do not make one large record', () => {
  const { table, pages } = newPages();
  const names = Array.from({ length: 100 }, (_, i) => `name${i}`);
  for (const name of names) pages.put('k', bytes(name), bytes('short'));
  for (const name of names) pages.put('k', bytes(name), bytes('v'.repeat(300)));
  table.scan(1, Infinity, (_, __, ___, valueLength) => expect(valueLength).toBeLessThan(2100));
  expect(read(pages, 'k')).toEqual(names.map((name) => [name, 300]));
});

test('names whose hashes are the same are kept apart', () => {
  const { table, pages } = newPages();
  const [one, other] = ['n512789', 'n749192']; // found by trying
  expect(hashBytes(Buffer.from(one), 0, one.length)).toBe(hashBytes(Buffer.from(other), 0, other.length));
  const filler = Array.from({ length: 100 }, (_, i) => `filler${i}`);
  for (const name of [one, ...filler, other]) pages.put('k', bytes(name), bytes('v'.repeat(40)));
  expect(pages.find('k', bytes(one), reader)).toBe(true);
  expect(pages.find('k', bytes(other), reader)).toBe(true);
  pages.remove('k', bytes(one));
  expect(pages.find('k', bytes(one), reader)).toBe(false);
  expect(pages.find('k', bytes(other), reader)).toBe(true);
  for (const name of [...filler, other]) pages.remove('k', bytes(name));
  expect(table.size).toBe(0);
});
