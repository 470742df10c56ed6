import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openBytes } from '../../../src/connectors/filesystem/byte-stream.ts';
import { filesystem } from '../../../src/connectors/filesystem/index.ts';
import { locate } from '../../../src/connectors/filesystem/location.ts';
import { INT, STRING } from '../../../src/types/type.ts';
import {
  contextOf,
  failure,
  folderWith,
  FORMAT_MAP,
  forever,
  offsetOf,
  read,
  rowsOf,
  sourceOf,
  table,
} from './support.ts';

const told = (path: string, options?: Record<string, string>, columns?: Parameters<typeof read>[2]) =>
  failure(() => read(path, options, columns));

describe('a bad record', () => {
  test('is told with file and line, after the rows before it', async () => {
    const folder = folderWith({ 'a.json': '{"a":0}\n', 'b.json': '{"a":1}\n\n{"a":x\u001b[2J}\n{"a":4}\n' });
    const source = sourceOf(table(folder));
    await source.start(undefined, forever);
    expect((await source.poll(1024, forever))?.rows).toEqual([[0], [1]]);
    const message = await failure(() => source.poll(1024, forever));
    expect(message).toBe(
      `E_FORMAT ${folder}/b.json, line 3: '{"a":x\\u001b[2J}' is no JSON document ('json.ignore-parse-errors' = 'true' skips such records)`,
    );
    expect(await failure(() => source.poll(1024, forever))).toBe(message);
    expect([...source.positions().values()].map(offsetOf)).toEqual(['8', '9']);
  });

  test('is told by its line also where reading went on in the middle, and in a packed file', async () => {
    const folder = folderWith({ 'b.json': '{"a":1}\n{"a":2}\nx\n', 'c.gz': gzipSync('{"a":1}\n\ny\n') });
    const source = sourceOf(table(join(folder, 'b.json')));
    await source.start(new Map([[join(folder, 'b.json'), '8']]), forever);
    expect(await failure(() => rowsOf(source))).toMatch(/b\.json, line 3: 'x' is no JSON document/);
    expect(await told(join(folder, 'c.gz'))).toMatch(/c\.gz, line 3: 'y' is no JSON document/);
  });

  test('of CSV stands at its first line, and is shown', async () => {
    const folder = folderWith({ 'a.csv': '1,"x\ny"\nq,z\n', 'b.csv': '1,x\n2,"y\n3,z\n' });
    const columns = { a: INT, b: STRING };
    expect(await told(join(folder, 'a.csv'), { format: 'csv' }, columns)).toBe(
      `E_FORMAT ${folder}/a.csv, line 3: field 'a' INT: 'q' is no INT: 'q,z'`,
    );
    expect(await told(join(folder, 'b.csv'), { format: 'csv' }, columns)).toBe(
      `E_FORMAT ${folder}/b.csv, line 2: '2,"y\\u000a3,z\\u000a' is no CSV line: a quote is not closed`,
    );
  });

  test('says what the file may be', async () => {
    const folder = folderWith({
      'list.json': '[\n  {"a":1}\n]\n',
      'packed.json': gzipSync('{"a":1}\n'),
      'parquet.json': 'PAR1\u0015\u0004\n',
      'zeros.json': Buffer.from([123, 0, 0, 10]),
      'utf8.json': Buffer.from([0x7b, 0x22, 0xff, 0x22, 10]),
    });
    const hint = async (name: string) => (await told(join(folder, name))).replace(/^.*?line 1: /, '');
    expect(await hint('list.json')).toMatch(/a document stands on one line each; jq -c/);
    expect(await hint('packed.json')).toMatch(/it is packed by gzip: rename it to \.gz/);
    expect(await hint('parquet.json')).toMatch(/it is a Parquet file, which weir does not read/);
    expect(await hint('zeros.json')).toMatch(/'\{\\u0000\\u0000' is no JSON document \(there are zero bytes/);
    expect(await hint('utf8.json')).toMatch(/^the bytes are no UTF-8 text/);
  });

  test('and a packed file that is damaged', async () => {
    const folder = folderWith({
      'a.gz': 'no gzip',
      'b.gz': gzipSync('{"a":1}\n').subarray(0, 20),
      'c.zst': '',
    });
    expect(await told(join(folder, 'a.gz'))).toBe(
      `E_FORMAT ${folder}/a.gz cannot be unpacked: it is damaged, or not packed as its name says`,
    );
    expect(await told(join(folder, 'b.gz'))).toBe(
      `E_FORMAT ${folder}/b.gz cannot be unpacked: its end is missing`,
    );
    expect(await read(join(folder, 'c.zst'))).toEqual([]);
  });
});

describe('a place', () => {
  test('that is not there', async () => {
    const folder = folderWith({ 'events.json': '' });
    expect(await told(join(folder, 'x.json'))).toBe(`E_IO there is no file or folder '${folder}/x.json'`);
    expect(await told(join(folder, 'event.json'))).toBe(
      `E_IO there is no file or folder '${folder}/event.json' (did you mean 'events.json'?)`,
    );
    expect(await told(join(folder, 'events.json/x'))).toBe(
      `E_IO ${folder}/events.json/x cannot be read: a part of its path is a file`,
    );
    expect(await told('no/such.json')).toBe(
      `E_IO there is no file or folder 'no/such.json' (weir looked for ${join(process.cwd(), 'no/such.json')})`,
    );
  });

  test.skipIf(process.getuid?.() === 0)('that may not be read', async () => {
    const folder = folderWith({ 'x.json': '{"a":1}\n' });
    chmodSync(join(folder, 'x.json'), 0);
    expect(await told(folder)).toMatch(/^E_IO .*x\.json cannot be read: this user may not/);
  });

  test('that is no file', async () => {
    expect(await told('/dev/null')).toBe('E_IO /dev/null is neither a file nor a folder');
  });

  test('on another machine', async () => {
    expect(await failure(() => locate('s3://bucket/x'))).toBe(
      "E_UNSUPPORTED connector 'filesystem': 'path' = 's3://bucket/x': weir reads no s3: addresses (name a file or folder of this machine)",
    );
    expect(await failure(() => locate('file://host/x'))).toBe(
      "E_OPTION connector 'filesystem': 'path' = 'file://host/x' names a machine, 'host' (with three slashes it is a folder of this one: 'file:///host/x')",
    );
    expect(await failure(() => locate(' '))).toBe("E_OPTION connector 'filesystem': 'path' is empty");
    expect(locate('/').path).toBe('/');
  });

  test('outside the partitions', async () => {
    const folder = folderWith({ 'k=1/x.json': '{"a":1}\n', 'loose.json': '{"a":2}\n' });
    const written = { ...table(folder, {}, { a: INT, k: INT }), partitionKeys: ['k'] };
    const source = sourceOf(written);
    await source.start(undefined, forever);
    expect((await source.poll(1024, forever))?.rows).toEqual([[1, 1]]);
    expect(await failure(() => rowsOf(source))).toBe(
      `E_FORMAT ${folder}/loose.json lies in no folder of partition 'k' (PARTITIONED BY wants ${folder}/k=.../file)`,
    );
  });
});

describe('options', () => {
  const refused = (options: Record<string, string>, columns?: Parameters<typeof table>[2]) =>
    failure(() => filesystem.sourceTraits?.(table('x', options, columns), FORMAT_MAP));

  test('are checked before anything is opened', async () => {
    expect(await refused({ format: 'jsno' })).toMatch(
      /^E_OPTION .*weir has no such format \(did you mean 'json'\?\)/,
    );
    expect(await refused({ 'json.ignore-parse-error': '1' })).toMatch(
      /did you mean 'json.ignore-parse-errors'/,
    );
    expect(await refused({ 'source.monitor-interval': '0 s' })).toMatch(/^E_UNSUPPORTED .*at least 1 ms/);
    expect(await refused({ 'source.path.regex-pattern': '(' })).toMatch(
      /^E_OPTION .*is no regular expression/,
    );
    expect(await refused({ 'auto-compaction': 'true' })).toMatch(/^E_UNSUPPORTED/);
    expect(await refused({ 'sink.partition-commit.policy.kind': 'success-file' })).toMatch(/^E_UNSUPPORTED/);
    expect(await refused({ path: 's3://x/y' })).toMatch(/^E_UNSUPPORTED/);
    expect(await refused({ path: '${env:BUCKET}/y' })).toBe('no error');
    const missing = { ...table('x'), options: new Map([['format', 'json']]) };
    expect(await failure(() => filesystem.sourceTraits?.(missing, FORMAT_MAP))).toBe(
      "E_OPTION connector 'filesystem' needs 'path'",
    );
  });

  test('references are resolved when the table is opened', async () => {
    const folder = folderWith({ 'a.json': '{"a":1}\n' });
    const environment = {
      variable: (name: string) => (name === 'DATA' ? folder : undefined),
      readFile: () => '',
    };
    const context = { ...contextOf(), environment };
    const source = sourceOf(table('${env:DATA}/a.json'), context);
    await source.start(undefined, forever);
    expect(await rowsOf(source)).toEqual([[1]]);
    expect(await failure(() => sourceOf(table('${env:OTHER}/a.json'), context))).toMatch(/^E_REFERENCE/);
  });

  test('metadata and partitions must exist and fit', async () => {
    const column = (metadataKey: string, type = STRING) => ({
      ...table('x'),
      columns: [{ name: 'm', type, metadataKey }],
    });
    const traits = (written: ReturnType<typeof table>) =>
      failure(() => filesystem.sourceTraits?.(written, FORMAT_MAP));
    expect(await traits(column('file.nam'))).toBe(
      "E_DEFINITION column m STRING: connector 'filesystem' has no metadata 'file.nam' (did you mean 'file.name'?)",
    );
    expect(await traits(column('file.modification-time', INT))).toMatch(/cannot be cast to it$/);
    expect(await traits({ ...table('x'), partitionKeys: ['b'] })).toMatch(
      /^E_DEFINITION partition column b of t/,
    );
    const sink = failure(() => filesystem.sinkTraits?.(column('file.name'), FORMAT_MAP));
    expect(await sink).toBe(
      "E_DEFINITION column m: metadata 'file.name' cannot be written (declare it VIRTUAL: m STRING METADATA FROM 'file.name' VIRTUAL)",
    );
  });
});

test('a packed file that goes before it is read is told by the read alone', async () => {
  const file = { path: '/nowhere/a.gz', shown: 'a.gz', size: 1, modifiedMs: 0, inode: 1 };
  const bytes = await openBytes(file, 0);
  await new Promise((resolve) => setTimeout(resolve, 20)); // the system has answered
  await expect(bytes.read(Buffer.alloc(10), 0)).rejects.toMatchObject({ code: 'E_IO' });
  await bytes.close();
});
