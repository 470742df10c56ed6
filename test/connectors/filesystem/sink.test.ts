import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ConnectorTable, Sink } from '../../../src/connectors/connector.ts';
import { filesystem } from '../../../src/connectors/filesystem/index.ts';
import { insertBatch, type Batch } from '../../../src/types/batch.ts';
import { DATE, INT, STRING } from '../../../src/types/type.ts';
import {
  contents,
  contextOf,
  failure,
  folderWith,
  FORMAT_MAP,
  forever,
  put,
  read,
  table,
  type Context,
} from './support.ts';

const HIDDEN = /^\.part-[0-9a-f-]{36}-0-\d+\.inprogress\.[0-9a-f-]{36}$/;
const SHOWN = /^part-[0-9a-f-]{36}-0-\d+$/;

async function sinkOf(written: ConnectorTable, context: Context = contextOf()): Promise<Sink> {
  filesystem.sinkTraits?.(written, FORMAT_MAP);
  const sink = filesystem.createSink?.(written, context);
  if (sink === undefined) throw new Error('the filesystem connector writes');
  onTestFinished(() => sink.close());
  await sink.open(forever);
  return sink;
}

const rows = (...values: readonly unknown[]): Batch => insertBatch(values.map((value) => [value]));

describe('files', () => {
  test('are hidden until a flush shows them as a whole, with names as Flink gives them', async () => {
    const folder = folderWith();
    const sink = await sinkOf(table(join(folder, 'new/out')));
    await sink.write(rows(1, 2));
    expect(contents(folder)).toEqual({});
    await sink.write(rows('x'.repeat(300 << 10)));
    const [hidden] = readdirSync(join(folder, 'new/out'));
    expect(hidden).toMatch(HIDDEN);
    expect(await read(folder)).toEqual([]);
    await sink.flush();
    const [shown] = readdirSync(join(folder, 'new/out'));
    expect(shown).toMatch(SHOWN);
    expect(contents(folder)['new/out/part-0']).toMatch(/^\{"a":1\}\n\{"a":2\}\n\{"a":x+\}\n$/);
  });

  test('are made only for rows, one for each flush that had some', async () => {
    const folder = folderWith();
    const sink = await sinkOf(table(folder));
    await sink.flush();
    await sink.write(rows(1));
    await sink.flush();
    await sink.flush();
    await sink.write(rows(2));
    await sink.write(rows(3));
    await sink.flush();
    expect(contents(folder)).toEqual({ 'part-0': '{"a":1}\n', 'part-1': '{"a":2}\n{"a":3}\n' });
  });

  test('rows that come while a flush is on its way belong to the next file', async () => {
    const folder = folderWith();
    const sink = await sinkOf(table(folder));
    await sink.write(rows(1));
    const flushed = sink.flush();
    await sink.write(rows(2));
    await flushed;
    expect(contents(folder)).toEqual({ 'part-0': '{"a":1}\n' });
  });

  test('of rows that nobody was promised are gone when the sink is closed', async () => {
    const folder = folderWith();
    const sink = await sinkOf(table(folder));
    await sink.write(rows('x'.repeat(300 << 10)));
    await sink.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('are shown without a flush when they are large, old, or nothing comes any more', async () => {
    const folder = folderWith();
    const context = contextOf();
    const sink = await sinkOf(
      table(folder, {
        'sink.rolling-policy.file-size': '20b',
        'sink.rolling-policy.rollover-interval': '6 min',
        'sink.rolling-policy.inactivity-interval': '3 min',
      }),
      context,
    );
    const shown = () => Object.keys(contents(folder)).filter((name) => name.startsWith('part'));
    await sink.write(rows(1, 2, 3));
    expect(shown()).toEqual(['part-0']);
    await sink.write(rows(4));
    await context.clock.advance(2 * 60_000);
    expect(shown()).toEqual(['part-0']);
    await context.clock.advance(2 * 60_000);
    await expect.poll(shown).toEqual(['part-0', 'part-1']);
    for (const minute of [5, 6]) {
      await sink.write(rows(minute));
      await context.clock.advance(2 * 60_000);
    }
    expect(shown()).toEqual(['part-0', 'part-1']);
    await context.clock.advance(3 * 60_000);
    await expect.poll(shown).toEqual(['part-0', 'part-1', 'part-2']);
    expect(contents(folder)).toEqual({
      'part-0': '{"a":1}\n{"a":2}\n{"a":3}\n',
      'part-1': '{"a":4}\n',
      'part-2': '{"a":5}\n{"a":6}\n',
    });
  });

  test('what a raw row has no bytes for is left out', async () => {
    const folder = folderWith();
    const sink = await sinkOf(table(folder, { format: 'raw' }, { line: STRING }));
    await sink.write(rows('x', null, 'y'));
    await sink.flush();
    expect(contents(folder)).toEqual({ 'part-0': 'x\ny\n' });
  });

  test('changes are taken only by a format that has them', async () => {
    const traits = (format: string) => filesystem.sinkTraits?.(table('x', { format }), FORMAT_MAP).changelog;
    expect([traits('json'), traits('csv'), traits('canal-json')]).toEqual(['insert', 'insert', 'all']);
    const folder = folderWith();
    const sink = await sinkOf(table(folder, { format: 'canal-json' }));
    await sink.write({ rows: [[1], [1], [2]], kinds: Uint8Array.of(0, 1, 2) });
    await sink.flush();
    expect(contents(folder)['part-0']).toBe(
      '{"data":[{"a":1}],"type":"INSERT"}\n{"data":[{"a":1}],"type":"DELETE"}\n{"data":[{"a":2}],"type":"INSERT"}\n',
    );
  });
});

describe('partitions', () => {
  const columns = { a: INT, k: STRING, d: DATE };

  test('are folders; what is written is read again', async () => {
    const folder = folderWith();
    const written = { ...table(folder, {}, columns), partitionKeys: ['k', 'd'] };
    const sink = await sinkOf(written);
    const all = [
      [1, 'x', 19723],
      [2, 'y:z/ w%=é', 19724],
      [3, null, null],
      [4, '', 19723],
      [5, 'x', 19723],
    ];
    await sink.write(insertBatch(all));
    await sink.flush();
    expect(contents(folder)).toEqual({
      'k=__DEFAULT_PARTITION__/d=2024-01-01/part-3': '{"a":4}\n',
      'k=__DEFAULT_PARTITION__/d=__DEFAULT_PARTITION__/part-2': '{"a":3}\n',
      'k=x/d=2024-01-01/part-0': '{"a":1}\n{"a":5}\n',
      'k=y%3Az%2F w%25%3Dé/d=2024-01-02/part-1': '{"a":2}\n',
    });
    const source = filesystem.createSource?.(written, contextOf());
    await source?.start(undefined, forever);
    const again = (await source?.poll(10, forever))?.rows.toSorted((a, b) => Number(a[0]) - Number(b[0]));
    expect(again).toEqual(all.map((row) => (row[1] === '' ? [row[0], null, row[2]] : row)));
    await source?.close();
  });

  test('any number can be written at once', async () => {
    const folder = folderWith();
    const written = { ...table(folder, {}, { a: INT, k: INT }), partitionKeys: ['k'] };
    const sink = await sinkOf(written);
    await sink.write(insertBatch(Array.from({ length: 250 }, (_, k) => [1, k])));
    await sink.flush();
    expect(Object.values(contents(folder))).toEqual(Array.from({ length: 250 }, () => '{"a":1}\n'));
  });
});

describe('failures', () => {
  test('a place where no folder can be is told at the start', async () => {
    const folder = folderWith({ file: 'x' });
    expect(await failure(() => sinkOf(table(join(folder, 'file'))))).toBe(
      `E_IO ${folder}/file cannot be written: a part of its path is a file (a table that is written needs a folder)`,
    );
    expect(await failure(() => sinkOf(table(join(folder, 'file/below'))))).toMatch(/^E_IO .* is a file/);
  });

  test('a write that fails is told by the flush, and nothing is shown of it', async () => {
    const folder = folderWith();
    const written = { ...table(folder, {}, { a: INT, k: STRING }), partitionKeys: ['k'] };
    const sink = await sinkOf(written);
    put(join(folder, 'k=x'), 'a file where the folder should be');
    await sink.write(insertBatch([[1, 'x']]));
    expect(await failure(() => sink.flush())).toMatch(
      /^E_IO .*k=x\/part-.* cannot be written: a part of its path/,
    );
    expect(await failure(() => sink.write(insertBatch([[2, 'y']])))).toMatch(/^E_IO/);
    expect(Object.keys(contents(folder))).toEqual(['k=x']);
  });
});
