import { appendFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { filesystem } from '../../../src/connectors/filesystem/index.ts';
import { BIGINT, BYTES, DATE, INT, STRING, timestampLtz } from '../../../src/types/type.ts';
import {
  changesOf,
  contextOf,
  folderWith,
  FORMAT_MAP,
  forever,
  offsetOf,
  read,
  rowsOf,
  sourceOf,
  table,
} from './support.ts';

const CSV = { format: 'csv' };
const RAW = { format: 'raw' };

describe('records', () => {
  test('are lines; those without a byte are no JSON', async () => {
    const folder = folderWith({
      'lf.json': '{"a":1}\n\n{"a":2}\n\n\n',
      'crlf.json': '{"a":1}\r\n\r\n{"a":2}\r\n',
      'open.json': '\ufeff{"a":1}\n\ufeff{"a":2}',
      'open-cr.json': '{"a":1}\n{"a":2}\r',
    });
    for (const name of ['lf.json', 'crlf.json', 'open.json', 'open-cr.json'])
      expect(await read(join(folder, name)), name).toEqual([[1], [2]]);
  });

  test('a line may hold a list of rows, a file none', async () => {
    const folder = folderWith({ 'a.json': '[{"a":1},{"a":2}]\n[]\n{"a":3}\n', 'b.json': '', 'c.json': '\n' });
    expect(await read(folder)).toEqual([[1], [2], [3]]);
  });

  test('of raw files an empty line is a value, and a byte order mark is kept', async () => {
    const folder = folderWith({ 'x.txt': '\ufeffx\ny\r\n\nz' });
    expect(await read(folder, RAW, { line: STRING })).toEqual([['\ufeffx'], ['y'], [''], ['z']]);
    expect(await read(folder, RAW, { line: BYTES })).toHaveLength(4);
  });

  test('of CSV files go over line breaks in quotes, and end at a CR too', async () => {
    const columns = { a: INT, b: STRING };
    const folder = folderWith({
      'q.csv': '1,"x\ny"\n2,z\n',
      'bom.csv': '\ufeff1,x\r\n2,y\r\n',
      'cr.csv': '1,x\r2,y\r',
    });
    expect(await read(join(folder, 'q.csv'), CSV, columns)).toEqual([
      [1, 'x\ny'],
      [2, 'z'],
    ]);
    for (const name of ['bom.csv', 'cr.csv'])
      expect(await read(join(folder, name), CSV, columns), name).toEqual([
        [1, 'x'],
        [2, 'y'],
      ]);
    expect(
      await read(join(folder, 'q.csv'), { ...CSV, 'csv.ignore-parse-errors': 'true' }, { a: INT }),
    ).toEqual([]);
  });

  test('longer than what is read at once come whole, wherever they are cut', async () => {
    const texts = Array.from({ length: 40 }, (_, i) => 'ä'.repeat(i * 7919));
    const folder = folderWith({ 'long.json': texts.map((a) => `${JSON.stringify({ a })}\r\n`).join('') });
    const rows = await read(folder, {}, { a: STRING });
    expect(rows.map(([a]) => (a as string).length)).toEqual(texts.map((text) => text.length));
  });

  test('of change events are updates', async () => {
    const folder = folderWith({
      'c.json': '{"data":[{"a":1}],"type":"INSERT"}\n{"data":[{"a":2}],"old":[{"a":1}],"type":"UPDATE"}\n',
    });
    const written = table(folder, { format: 'canal-json' });
    expect(filesystem.sourceTraits?.(written, FORMAT_MAP).changelog).toBe('all');
    const source = sourceOf(written);
    await source.start(undefined, forever);
    expect(await changesOf(source)).toEqual(['+I 1', '-U 1', '+U 2']);
  });
});

test('a batch holds no more than a piece of a file, however many rows may be in it', async () => {
  const line = `${JSON.stringify({ a: 'x'.repeat(10_000) })}\n`;
  const source = sourceOf(table(folderWith({ 'a.json': line.repeat(200) }), {}, { a: STRING }));
  await source.start(undefined, forever);
  const sizes: number[] = [];
  for (;;) {
    const batch = await source.poll(1024, forever);
    if (batch === undefined) break;
    sizes.push(batch.rows.length);
  }
  expect(Math.max(...sizes)).toBeLessThan(60);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(200);
});

test('small files share a batch', async () => {
  const files = Array.from({ length: 20 }, (_, i) => [`${i}.json`, `{"a":${i}}`]);
  const source = sourceOf(table(folderWith(Object.fromEntries(files))));
  await source.start(undefined, forever);
  const batch = await source.poll(1024, forever);
  expect(batch?.rows.map(([a]) => a)).toEqual(files.map((_, i) => i));
});

describe('places', () => {
  test('a folder is read with its folders, by path, without hidden ones', async () => {
    const folder = folderWith({
      b: '{"a":2}\n',
      'a/x.json.tmp': '{"a":1}\n',
      'c/d/~e': '{"a":3}\n',
      '.hidden': '{"a":90}\n',
      _SUCCESS: '{"a":91}\n',
      '_in/x': '{"a":92}\n',
      '.git/x': '{"a":93}\n',
    });
    expect(await read(folder)).toEqual([[1], [2], [3]]);
    expect(await read(`${folder}/`)).toEqual([[1], [2], [3]]);
  });

  // Flink reads nothing of it, without a word.
  test('a hidden file that the table names is read', async () => {
    const folder = folderWith({ '_x.json': '{"a":1}\n' });
    expect(await read(join(folder, '_x.json'))).toEqual([[1]]);
  });

  test('a file: URL is a path, taken as it is written', async () => {
    const folder = folderWith({ 'sp ace/é%20.json': '{"a":1}\n' });
    const path = join(folder, 'sp ace/é%20.json');
    for (const written of [path, `file:${path}`, `file://${path}`, relative('.', path)])
      expect(await read(written), written).toEqual([[1]]);
  });

  test('links are followed, but not in circles', async () => {
    const folder = folderWith({
      'd/x.json': '{"a":1}\n',
      'd/e/z.json': '{"a":0}\n',
      'other/y.json': '{"a":2}\n',
    });
    symlinkSync('..', join(folder, 'd/e/back'));
    symlinkSync('.', join(folder, 'd/here'));
    symlinkSync('nowhere', join(folder, 'd/broken'));
    symlinkSync('../other', join(folder, 'd/other'));
    expect(await read(join(folder, 'd'))).toEqual([[0], [2], [1]]);
  });

  test('source.path.regex-pattern must match the whole path', async () => {
    const folder = folderWith({ 'a.json': '{"a":1}\n', 'b.json': '{"a":2}\n', 'c.txt': '{"a":3}\n' });
    const matching = (pattern: string) => read(folder, { 'source.path.regex-pattern': pattern });
    expect(await matching('.*/[ac]\\..*')).toEqual([[1], [3]]);
    expect(await matching('[ac]\\..*')).toEqual([]);
  });

  test('packed files are unpacked by their names', async () => {
    const folder = folderWith({
      'a.json.gz': Buffer.concat([gzipSync('{"a":1}\n{"a"'), gzipSync(':2}\n')]),
      'b.GZIP': gzipSync('{"a":3}\n'),
      'c.deflate': deflateSync('{"a":4}'),
      'd.json': '{"a":5}',
    });
    expect(await read(folder)).toEqual([[1], [2], [3], [4], [5]]);
  });
});

describe('columns that are not in the files', () => {
  test('metadata say which file a row is from', async () => {
    const folder = folderWith({ 'x.json': '{"a":1}\n{"a":2}\n' });
    const path = join(folder, 'x.json');
    utimesSync(path, 1_700_000_000, 1_700_000_000.5);
    const written = table(
      folder,
      {},
      { a: INT, p: STRING, n: STRING, s: BIGINT, t: STRING, m: timestampLtz(3) },
    );
    const keys = [undefined, 'file.path', 'file.name', 'file.size', 'file.size', 'file.modification-time'];
    const columns = written.columns.map((column, i) => ({ ...column, metadataKey: keys[i] }));
    const source = sourceOf({ ...written, columns });
    await source.start(undefined, forever);
    const [first, second] = await rowsOf(source);
    expect(first).toEqual([1, path, 'x.json', 16, '16', 1_700_000_000_500]);
    expect(second).toEqual([2, path, 'x.json', 16, '16', 1_700_000_000_500]);
  });

  test('partitions are in the path, whatever the file says', async () => {
    const folder = folderWith({
      'd=2024-01-31/k=a%3Ab%2Fc/x.json': '{"a":1,"k":"no"}\n',
      'd=__DEFAULT_PARTITION__/k=c=d/deep/y.json': '{"a":2}\n',
      'd=2024-02-01/k=/_SUCCESS': '',
    });
    const written = table(folder, {}, { k: STRING, a: INT, d: DATE });
    const source = sourceOf({ ...written, partitionKeys: ['d', 'k'] });
    await source.start(undefined, forever);
    expect(await rowsOf(source)).toEqual([
      ['a:b/c', 1, 19753],
      ['c=d', 2, null],
    ]);
  });
});

describe('positions', () => {
  const files = {
    'a.json': '{"a":1}\n{"a":2}\n',
    'b.json': '{"a":3}\r\n\n{"a":4}',
    'c.gz': gzipSync('{"a":5}\n{"a":6}'),
  };

  test.each([1, 2, 3, 1024])(
    'a source goes on where one stood, after batches of %i rows',
    async (maxRows) => {
      const folder = folderWith(files);
      const rows: unknown[] = [];
      let restored: ReadonlyMap<string, string> | undefined;
      for (;;) {
        const source = sourceOf(table(folder));
        await source.start(restored, forever);
        const batch = await source.poll(maxRows, forever);
        restored = new Map(source.positions());
        await source.close();
        if (batch === undefined) break;
        rows.push(...batch.rows.map(([a]) => a));
      }
      expect(rows).toEqual([1, 2, 3, 4, 5, 6]);
      const named = [...restored].map(([path, at]) => [basename(path), offsetOf(at)]);
      expect(named).toEqual([
        ['a.json', '16'],
        ['b.json', '17'],
        ['c.gz', '15'],
      ]);
    },
  );

  test('count what was given out, not what was read', async () => {
    const source = sourceOf(table(folderWith(files)));
    await source.start(undefined, forever);
    expect([...source.positions().values()]).toEqual([]);
    await source.poll(1, forever);
    const first = source.positions();
    await source.poll(2, forever);
    expect([...first.values()].map(offsetOf)).toEqual(['8']);
    expect([...source.positions().values()].map(offsetOf)).toEqual(['16', '9']);
    expect(source.lag()).toBe(undefined);
    await rowsOf(source);
    expect(source.lag()).toBe(0);
  });

  test('a bounded source ends where the file ended at its start', async () => {
    const folder = folderWith({ 'a.json': '{"a":1}\n{"a":2}\n' });
    const source = sourceOf(table(folder));
    await source.start(undefined, forever);
    appendFileSync(join(folder, 'a.json'), '{"a":3}\n');
    expect(await rowsOf(source)).toEqual([[1], [2]]);
    const later = sourceOf(table(folder));
    await later.start(source.positions(), forever);
    expect(await rowsOf(later)).toEqual([[3]]);
  });

  test('a longer file that took the name meanwhile is read from its start, and that is told', async () => {
    const folder = folderWith({ 'a.json': '{"a":1}\n{"a":2}\n' });
    const source = sourceOf(table(folder));
    await source.start(undefined, forever);
    await rowsOf(source);
    rmSync(join(folder, 'a.json'));
    writeFileSync(join(folder, 'a.json'), '{"a":5}\n{"a":6}\n{"a":7}\n');
    const context = contextOf();
    const later = sourceOf(table(folder), context);
    await later.start(source.positions(), forever);
    expect(await rowsOf(later)).toEqual([[5], [6], [7]]);
    expect(context.notices).toEqual([
      `table t: ${folder}/a.json was replaced or cut: it is read from its start`,
    ]);
  });

  test('a position of an earlier version, an offset alone, is gone on from', async () => {
    const folder = folderWith({ 'a.json': '{"a":1}\n{"a":2}\n' });
    const source = sourceOf(table(folder));
    await source.start(new Map([[join(folder, 'a.json'), '8']]), forever);
    expect(await rowsOf(source)).toEqual([[2]]);
  });

  test('a file that is shorter than it was is read from its start, and that is told', async () => {
    const folder = folderWith({ 'a.json': '{"a":1}\n' });
    const context = contextOf();
    const source = sourceOf(table(folder), context);
    await source.start(new Map([[join(folder, 'a.json'), '80']]), forever);
    expect(await rowsOf(source)).toEqual([[1]]);
    expect(context.notices).toEqual([
      `table t: ${folder}/a.json was replaced or cut: it is read from its start`,
    ]);
  });
});
