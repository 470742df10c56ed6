import { describe, expect, test } from 'vitest';
import { FakeClock } from '../../src/common/clock.ts';
import { SqlError } from '../../src/common/errors.ts';
import { canalJson } from '../../src/formats/canal-json/index.ts';
import { ROW_KIND_NAMES, type RowKind } from '../../src/types/batch.ts';
import { INT, STRING, type SqlType } from '../../src/types/type.ts';

type Options = Record<string, string>;
const KV = { k: STRING, v: INT };
const NESTED: SqlType = {
  kind: 'ROW',
  fields: [
    { name: 'x', type: INT },
    { name: 'v', type: INT },
  ],
  nullable: true,
};

const context = (options: Options) => ({
  options: new Map(Object.entries(options)),
  timeZone: 'UTC',
  clock: new FakeClock(),
});
const fieldsOf = (columns: Record<string, SqlType>) =>
  Object.entries(columns).map(([name, type], index) => ({ name, type, index }));

/** `+I a 1` for each row. */
function decode(
  message: unknown,
  options: Options = {},
  columns: Record<string, SqlType> = KV,
): { rows: string[]; skipped: number } {
  const text = typeof message === 'string' ? message : JSON.stringify(message);
  const fields = fieldsOf(columns);
  const decoder = canalJson.decoder(fields, fields.length, context(options));
  const rows: string[] = [];
  const bytes = Buffer.from(`[${text}]`);
  decoder.decode(bytes, 1, bytes.length - 1, (row, kind) =>
    rows.push([ROW_KIND_NAMES[kind], ...row.map((cell) => JSON.stringify(cell))].join(' ')),
  );
  return { rows, skipped: decoder.skipped };
}

function failure(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof SqlError) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'no error';
}

test('each element of data is a row that came or went', () => {
  const data = [
    { k: 'a', v: '1' },
    { k: 'b', v: 2 },
  ];
  expect(decode({ data, type: 'INSERT' }).rows).toEqual(['+I "a" 1', '+I "b" 2']);
  expect(decode({ data, type: 'DELETE' }).rows).toEqual(['-D "a" 1', '-D "b" 2']);
  expect(decode({ data: [], type: 'INSERT' }).rows).toEqual([]);
  expect(decode('').rows).toEqual([]);
});

test('an update is the row before, where old has what changed, and the row after', () => {
  const update = (data: unknown[], old: unknown[]) => decode({ data, old, type: 'UPDATE' }).rows;
  expect(update([{ k: 'a', v: '11' }], [{ v: '10' }])).toEqual(['-U "a" 10', '+U "a" 11']);
  expect(update([{ k: 'a', v: '11' }], [{ v: null }])).toEqual(['-U "a" null', '+U "a" 11']);
  expect(update([{ k: 'a', v: '11' }], [{}, { v: 4 }])).toEqual(['-U "a" 11', '+U "a" 11']);
});

// Flink gives -U NULL 10 and -U "3" NULL here, rows that never were.
test('of several updated rows each has its own unchanged fields', () => {
  const data = [
    { k: 'a', v: '11' },
    { k: 'b', v: '22' },
  ];
  expect(decode({ data, old: [{ v: '10' }, { k: 'c' }], type: 'UPDATE' }).rows).toEqual([
    '-U "a" 10',
    '+U "a" 11',
    '-U "c" 22',
    '+U "b" 22',
  ]);
});

test('a name inside a nested row says nothing about the column of that name', () => {
  const columns = { o: NESTED, v: INT };
  const data = [{ o: { x: 1, v: 2 }, v: 7 }];
  expect(decode({ data, old: [{ o: { x: 3, v: null } }], type: 'UPDATE' }, {}, columns).rows).toEqual([
    '-U [3,null] 7',
    '+U [1,2] 7',
  ]);
});

test('CREATE is passed over, other statements and misshapen messages are errors', () => {
  expect(decode({ data: null, type: 'CREATE', isDdl: true }).rows).toEqual([]);
  const message = (value: unknown) => failure(() => decode(value));
  const types = 'is none of INSERT, UPDATE, DELETE, CREATE';
  expect(message({ data: null, type: 'ALTER' })).toBe(`E_FORMAT 'type' '"ALTER"' ${types}`);
  expect(message({ data: [{}], type: 'insert' })).toBe(`E_FORMAT 'type' '"insert"' ${types}`);
  expect(message({ data: [{}] })).toBe("E_FORMAT the message has no 'type'");
  expect(message({ type: 'INSERT' })).toBe("E_FORMAT 'data' holds no array of rows");
  expect(message({ data: { k: 'a' }, type: 'DELETE' })).toBe("E_FORMAT 'data' holds no array of rows");
  expect(message({ data: [null], type: 'INSERT' })).toBe("E_FORMAT 'data' holds 'null', which is no row");
  expect(message({ data: [{}], type: 'UPDATE' })).toBe("E_FORMAT 'old' holds no array of rows");
  expect(message({ data: [{}, {}], old: [{}], type: 'UPDATE' })).toBe("E_FORMAT 'old' has 1 rows, 'data' 2");
  expect(message('[{"data":[],"type":"INSERT"}]')).toMatch(/is no JSON object$/);
  expect(message('xx')).toBe("E_FORMAT 'xx' is no JSON document");
  expect(message({ data: [{ v: 'q' }], type: 'INSERT' })).toBe(`E_FORMAT field 'v' INT: '"q"' is no INT`);
});

test('with ignore-parse-errors such messages are left out whole, such fields are NULL, both counted', () => {
  const ignoring = { 'ignore-parse-errors': 'true' };
  expect(decode('xx', ignoring)).toEqual({ rows: [], skipped: 1 });
  expect(decode({ data: [{ k: 'a' }], type: 'QUERY' }, ignoring)).toEqual({ rows: [], skipped: 1 });
  const data = [{ k: 'a', v: 'q' }, { k: 'b' }];
  expect(decode({ data, type: 'INSERT' }, ignoring)).toEqual({
    rows: ['+I "a" null', '+I "b" null'],
    skipped: 1,
  });
  expect(decode({ data, old: [{}], type: 'UPDATE' }, ignoring).rows).toEqual([]);
});

describe('database.include and table.include', () => {
  const passes = (options: Options, message: object) =>
    decode({ data: [{ k: 'a' }], type: 'INSERT', ...message }, options).rows.length === 1;

  test('match the whole name', () => {
    expect(passes({ 'database.include': 'd1' }, { database: 'd1' })).toBe(true);
    expect(passes({ 'database.include': 'd1' }, { database: 'xd1' })).toBe(false);
    expect(passes({ 'database.include': 'd1|d2' }, { database: 'd2' })).toBe(true);
    expect(passes({ 'database.include': 'D1' }, { database: 'd1' })).toBe(false);
    expect(passes({ 'database.include': '(?i)D1' }, { database: 'd1' })).toBe(true);
    const both = { 'database.include': '.*1', 'table.include': 't\\d' };
    expect(passes(both, { database: 'd1', table: 't7' })).toBe(true);
    expect(passes(both, { database: 'd1', table: 'tx' })).toBe(false);
  });

  test('are looked at before anything else of the message', () => {
    expect(decode({ type: 'QUERY', database: 'd2' }, { 'database.include': 'd1' }).rows).toEqual([]);
  });

  test('need the name, and are regular expressions', () => {
    expect(failure(() => passes({ 'table.include': 't' }, {}))).toBe(
      "E_FORMAT the message names no 'table', which 'table.include' looks at",
    );
    expect(failure(() => passes({ 'table.include': '(' }, {}))).toBe(
      "E_OPTION format 'canal-json': 'table.include' = '(' is no regular expression",
    );
  });
});

test('numbers keep their digits', () => {
  const decimal: SqlType = { kind: 'DECIMAL', precision: 20, scale: 2, nullable: true };
  expect(
    decode('{"data":[{"d":123456789012345678.25,"s":1.50}],"type":"INSERT"}', {}, { s: STRING }).rows,
  ).toEqual(['+I "1.50"']);
  const fields = fieldsOf({ d: decimal });
  const rows: unknown[][] = [];
  const bytes = Buffer.from('{"data":[{"d":123456789012345678.25}],"type":"INSERT"}');
  canalJson.decoder(fields, 1, context({})).decode(bytes, 0, bytes.length, (row) => rows.push(row));
  expect(rows).toEqual([[12345678901234567825n]]);
});

test('what is written is read again: an update as a row that goes and one that comes', () => {
  const fields = fieldsOf(KV);
  const encode = (kind: RowKind, options: Options = {}) =>
    Buffer.from(canalJson.encoder(fields, context(options)).encode(['a', null], kind) ?? []).toString();
  const insert = '{"data":[{"k":"a","v":null}],"type":"INSERT"}';
  const remove = '{"data":[{"k":"a","v":null}],"type":"DELETE"}';
  expect([0, 1, 2, 3].map((kind) => encode(kind as RowKind))).toEqual([insert, remove, insert, remove]);
  expect(encode(0, { 'encode.ignore-null-fields': 'true' })).toBe('{"data":[{"k":"a"}],"type":"INSERT"}');
  expect(decode(remove).rows).toEqual(['-D "a" null']);
});
