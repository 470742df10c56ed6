import { expect, test } from 'vitest';
import { settle } from '../../../src/common/clock.ts';
import { values } from '../../../src/connectors/values/index.ts';
import type { ConnectorTable } from '../../../src/connectors/connector.ts';
import { insertBatch, type Row } from '../../../src/types/batch.ts';
import { INT, STRING } from '../../../src/types/type.ts';
import { fakeContext, readRows, tableOf, type FakeContext } from '../fake-context.ts';

const signal = new AbortController().signal;

function source(table: ConnectorTable, context: FakeContext) {
  const made = values.createSource?.(table, context);
  if (made === undefined) throw new Error('values has no source');
  return made;
}

async function insert(table: ConnectorTable, context: FakeContext, rows: Row[]): Promise<void> {
  const sink = values.createSink?.(table, context);
  if (sink === undefined) throw new Error('values has no sink');
  await sink.open(signal);
  await sink.write(insertBatch(rows));
  await sink.flush();
  await sink.close();
}

test('what was inserted is read again, and a bounded read ends with what was there', async () => {
  const context = fakeContext();
  const table = tableOf({ a: INT });
  await insert(table, context, [[1], [2]]);
  const reader = source(table, context);
  await reader.start(undefined, signal);
  await insert(table, context, [[3]]);
  expect((await reader.poll(10, signal))?.rows).toEqual([[1], [2]]);
  expect(await reader.poll(10, signal)).toBeUndefined();
  expect(await readRows(source(table, context))).toEqual([[1], [2], [3]]);
});

test('an unbounded read waits for the next insert and stops when cancelled', async () => {
  const context = fakeContext();
  const table = tableOf({ a: INT }, { bounded: 'false' });
  expect(values.sourceTraits?.(table, new Map()).bounded).toBe(false);
  const reader = source(table, context);
  await reader.start(undefined, signal);
  const abort = new AbortController();
  const first = reader.poll(10, abort.signal);
  await settle();
  await insert(table, context, [[1]]);
  expect((await first)?.rows).toEqual([[1]]);
  const second = reader.poll(10, abort.signal);
  abort.abort(new Error('stopped'));
  await expect(second).rejects.toThrow('stopped');
});

test('positions count the rows given out, and a source goes on from them', async () => {
  const context = fakeContext();
  const table = tableOf({ a: INT });
  await insert(table, context, [[1], [2], [3]]);
  const reader = source(table, context);
  await reader.start(undefined, signal);
  await reader.poll(2, signal);
  expect(reader.positions()).toEqual(new Map([['t', '2']]));
  expect(reader.lag()).toBe(1);
  const again = source(table, context);
  await again.start(reader.positions(), signal);
  expect((await again.poll(10, signal))?.rows).toEqual([[3]]);
  await expect(source(table, fakeContext()).start(reader.positions(), signal)).rejects.toMatchObject({
    code: 'E_JOB_STATE',
  });
});

test('after ALTER TABLE rows follow their columns by name', async () => {
  const context = fakeContext();
  await insert(tableOf({ a: INT, b: STRING }), context, [[1, 'x']]);
  expect(await readRows(source(tableOf({ b: STRING, c: INT, a: INT }), context))).toEqual([['x', null, 1]]);
  expect(await readRows(source(tableOf({ a: STRING, b: STRING }), context))).toEqual([[null, 'x']]);
});

test('rows follow a renamed table and are gone with a dropped one', async () => {
  const context = fakeContext();
  const table = tableOf({ a: INT });
  const renamed = { ...table, name: 'u' };
  await insert(table, context, [[1]]);
  values.moved?.(table, 'u', context.shared);
  expect(await readRows(source(table, context))).toEqual([]);
  expect(await readRows(source(renamed, context))).toEqual([[1]]);
  values.moved?.(renamed, undefined, context.shared);
  expect(await readRows(source(renamed, context))).toEqual([]);
});
