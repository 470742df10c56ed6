import { expect, test } from 'vitest';
import { MemoryCatalog } from '../../src/catalog/memory-catalog.ts';
import type { CatalogModel, CatalogTable, CatalogView, ObjectId } from '../../src/catalog/objects.ts';
import type { ObjectName } from '../../src/sql/ast/query.ts';

const PLAIN = { ifNotExists: false, replace: false };

function id(name: string, database = 'default_database'): ObjectId {
  return { catalog: 'default_catalog', database, name };
}

function table(name: string, temporary = false, database?: string): CatalogTable {
  return {
    kind: 'table',
    id: id(name, database),
    temporary,
    columns: [],
    watermark: undefined,
    primaryKey: undefined,
    partitionKeys: [],
    comment: undefined,
    options: new Map(),
  };
}

function view(name: string, temporary = false): CatalogView {
  const span = { start: 0, end: 0 };
  const query = { kind: 'values', rows: [], span } as const;
  const place = { catalog: 'default_catalog', database: 'default_database' };
  return { kind: 'view', id: id(name), temporary, columns: [], query, place, text: '', comment: undefined };
}

function model(name: string, temporary = false): CatalogModel {
  const options = new Map([['provider', 'mock']]);
  return { kind: 'model', id: id(name), temporary, input: [], output: [], comment: undefined, options };
}

function name(...parts: string[]): ObjectName {
  const span = { start: 0, end: 0 };
  return { parts: parts.map((part) => ({ name: part, span })), span };
}

function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return error instanceof Error && 'code' in error
      ? `${String(error.code)} ${error.message}`
      : String(error);
  }
  return 'no error';
}

test('a short name means the current catalog and database, four parts are refused', () => {
  const catalog = new MemoryCatalog();
  expect(catalog.resolve(name('t'))).toEqual(id('t'));
  expect(catalog.resolve(name('d', 't'))).toEqual(id('t', 'd'));
  expect(catalog.resolve(name('c', 'd', 't'))).toEqual({ catalog: 'c', database: 'd', name: 't' });
  expect(failure(() => catalog.resolve(name('a', 'b', 'c', 'd')))).toMatch(
    /^E_DEFINITION .*a\.b\.c\.d has 4/,
  );
});

test('names are case-sensitive and belong to tables and views together, models apart', () => {
  const catalog = new MemoryCatalog();
  catalog.create(table('a'), PLAIN);
  catalog.create(table('A'), PLAIN);
  catalog.create(model('a'), PLAIN);
  expect(failure(() => catalog.create(view('a'), PLAIN))).toMatch(/^E_EXISTS table .*a exists already/);
  expect(catalog.list('table').map((object) => object.id.name)).toEqual(['A', 'a']);
  expect(catalog.model(id('a'))?.kind).toBe('model');
});

test('IF NOT EXISTS changes nothing and says so, OR REPLACE replaces its own kind only', () => {
  const catalog = new MemoryCatalog();
  catalog.create(view('v'), PLAIN);
  expect(catalog.create({ ...view('v'), text: 'new' }, { ifNotExists: true, replace: false })).toBe(false);
  expect(catalog.table(id('v'))).toMatchObject({ text: '' });
  expect(catalog.create({ ...view('v'), text: 'new' }, { ifNotExists: false, replace: true })).toBe(true);
  expect(catalog.table(id('v'))).toMatchObject({ text: 'new' });
  catalog.create(table('t'), PLAIN);
  expect(failure(() => catalog.create(view('t'), { ifNotExists: false, replace: true }))).toMatch(
    /^E_EXISTS/,
  );
});

test('an unknown database is named together with the near one, except for temporary objects', () => {
  const catalog = new MemoryCatalog();
  expect(failure(() => catalog.create(table('t', false, 'nodb'), PLAIN))).toBe(
    'E_NOT_FOUND database nodb does not exist in catalog default_catalog',
  );
  expect(catalog.create(table('t', true, 'nodb'), PLAIN)).toBe(true);
  expect(catalog.table(id('t', 'nodb'))?.temporary).toBe(true);
  expect(failure(() => catalog.databases('nocat'))).toBe('E_NOT_FOUND catalog nocat does not exist');
});

test('a temporary table hides the permanent one and keeps it from being dropped', () => {
  const catalog = new MemoryCatalog();
  catalog.create(table('t'), PLAIN);
  catalog.create(table('t', true), PLAIN);
  expect(catalog.table(id('t'))?.temporary).toBe(true);
  expect(catalog.list('table')).toHaveLength(1);
  expect(failure(() => catalog.drop('table', id('t'), { temporary: false, ifExists: true }))).toMatch(
    /^E_EXISTS t is a temporary table/,
  );
  expect(catalog.drop('table', id('t'), { temporary: true, ifExists: false })).toBe(true);
  expect(catalog.table(id('t'))?.temporary).toBe(false);
});

test('DROP MODEL takes the permanent model although a temporary one hides it', () => {
  const catalog = new MemoryCatalog();
  catalog.create(model('m'), PLAIN);
  catalog.create(model('m', true), PLAIN);
  expect(catalog.list('model').map((object) => object.temporary)).toEqual([false]);
  expect(catalog.drop('model', id('m'), { temporary: false, ifExists: false })).toBe(true);
  expect(catalog.model(id('m'))?.temporary).toBe(true);
  expect(catalog.list('model')).toEqual([]);
  expect(catalog.drop('model', id('m'), { temporary: false, ifExists: true })).toBe(false);
  expect(failure(() => catalog.drop('model', id('m'), { temporary: false, ifExists: false }))).toMatch(
    /^E_NOT_FOUND model default_catalog\.default_database\.m does not exist/,
  );
});

test('DROP of the wrong kind or life time says what the name is', () => {
  const catalog = new MemoryCatalog();
  catalog.create(view('v'), PLAIN);
  catalog.create(table('t', true), PLAIN);
  const hints = (['table', 'view'] as const).flatMap((kind) =>
    [id('v'), id('t')].map((target) => {
      try {
        return catalog.drop(kind, target, { temporary: false, ifExists: false });
      } catch (error) {
        return error instanceof Error && 'hint' in error ? error.hint : error;
      }
    }),
  );
  expect(hints).toEqual(['DROP VIEW v; it is a view', 'DROP TEMPORARY TABLE t;', true, undefined]);
});

test('RENAME keeps the object and refuses a name that is taken', () => {
  const catalog = new MemoryCatalog();
  catalog.create(table('a'), PLAIN);
  catalog.create(table('b'), PLAIN);
  expect(failure(() => catalog.rename('table', id('a'), 'b'))).toMatch(/^E_EXISTS/);
  catalog.rename('table', id('a'), 'c');
  expect(catalog.list('table').map((object) => object.id.name)).toEqual(['b', 'c']);
  expect(catalog.table(id('c'))?.id.name).toBe('c');
});
