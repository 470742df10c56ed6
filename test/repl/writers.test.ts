import { expect, test } from 'vitest';
import { createCsvWriter, createTsvWriter } from '../../src/repl/render/delimited.ts';
import { createJsonLinesWriter, createJsonWriter } from '../../src/repl/render/json.ts';
import type { CellText, ResultShape, RowWriter } from '../../src/repl/render/row-writer.ts';
import { createTableauWriter } from '../../src/repl/render/tableau.ts';
import type { Change, ResultColumn } from '../../src/session/result.ts';
import { compileFormat } from '../../src/types/format-value.ts';
import {
  BIGINT,
  BOOLEAN,
  BYTES,
  DOUBLE,
  FLOAT,
  INT,
  mapOf,
  STRING,
  timestampLtz,
  type SqlType,
  withNullability,
} from '../../src/types/type.ts';

const cellText: CellText = (type) => compileFormat(type, { timeZone: 'Asia/Shanghai' });
const IDS: readonly ResultColumn[] = [
  { name: 'id', type: INT },
  { name: 'content', type: STRING },
];

function shape(columns = IDS, more: Partial<ResultShape> = {}): ResultShape {
  return { columns, utility: false, batch: false, ...more };
}

function inserts(...rows: unknown[][]): Change[] {
  return rows.map((values) => ({ op: '+I', values }));
}

function write(writer: RowWriter, rows: readonly Change[], stopped = false): string {
  return writer.begin() + writer.rows(rows) + writer.end({ rows: rows.length, elapsedMs: 1230, stopped });
}

test('a streaming tableau is laid out as by the client of Flink', () => {
  expect(write(createTableauWriter(shape(), cellText), inserts([1, 'good'], [null, null]))).toBe(
    [
      '+----+-------------+--------------------------------+',
      '| op |          id |                        content |',
      '+----+-------------+--------------------------------+',
      '| +I |           1 |                           good |',
      '| +I |      <NULL> |                         <NULL> |',
      '+----+-------------+--------------------------------+',
      'Received a total of 2 rows (1.23 seconds)\n',
    ].join('\n'),
  );
});

test('the width of a streaming column follows its type', () => {
  const types: SqlType[] = [BOOLEAN, BIGINT, DOUBLE, timestampLtz(3), withNullability(INT, false)];
  const columns = types.map((type, i) => ({ name: `c${i}`, type }));
  const [rule = ''] = createTableauWriter(shape(columns), cellText).begin().split('\n');
  expect(
    rule
      .split('+')
      .slice(1, -1)
      .map((part) => part.length - 2),
  ).toEqual([2, 6, 20, 30, 23, 11]);
});

test('a longer text is not cut, and wide characters count twice', () => {
  const text = write(
    createTableauWriter(shape([{ name: 'title', type: STRING }]), cellText),
    inserts(['茅台'], ['x'.repeat(40)]),
  );
  expect(text).toContain(`| +I | ${' '.repeat(26)}茅台 |\n`);
  expect(text).toContain(`| +I | ${'x'.repeat(40)} |\n`);
});

test('nothing received is said, too', () => {
  expect(write(createTableauWriter(shape(), cellText), [])).toMatch(
    /content \|\n\+[-+]+\+\nReceived a total of 0 rows \(/,
  );
  expect(write(createTableauWriter(shape(IDS, { utility: true }), cellText), [])).toBe('Empty set\n');
  expect(write(createTableauWriter(shape(), cellText), inserts([1, 'a']), true)).toContain(
    'Query terminated, received a total of 1 row (',
  );
});

test('an answer of SHOW is as wide as its content', () => {
  const columns = [{ name: 'table name', type: STRING }];
  expect(
    write(
      createTableauWriter(shape(columns, { utility: true }), cellText),
      inserts(['t'], ['product_source']),
    ),
  ).toBe(
    [
      '+----------------+',
      '|     table name |',
      '+----------------+',
      '|              t |',
      '| product_source |',
      '+----------------+',
      '2 rows in set\n',
    ].join('\n'),
  );
});

test('SHOW CREATE is text', () => {
  const columns = [{ name: 'result', type: STRING }];
  expect(
    write(
      createTableauWriter(shape(columns, { utility: true }), cellText),
      inserts(['CREATE TABLE t (\n  `a` INT\n)']),
    ),
  ).toBe('CREATE TABLE t (\n  `a` INT\n)\n');
});

test('more rows than decide the widths are all there', () => {
  const rows = Array.from({ length: 2500 }, (_, i) => [i, 'x']);
  const writer = createTableauWriter(shape(IDS, { batch: true }), cellText);
  let text = writer.begin();
  for (let at = 0; at < rows.length; at += 300) text += writer.rows(inserts(...rows.slice(at, at + 300)));
  text += writer.end({ rows: rows.length, elapsedMs: 0, stopped: false });
  expect(text.match(/^\| +\d+ \|/gm)).toHaveLength(2500);
  expect(text.match(/content/g)).toHaveLength(1);
  expect(text.endsWith('2500 rows in set\n')).toBe(true);
});

test('no cell or name commands the terminal', () => {
  const columns = [{ name: 'a\x1b[2J', type: STRING }];
  const text = write(createTableauWriter(shape(columns), cellText), inserts(['\x1b]0;x\x07\r\nnext\u202e']));
  expect(text).not.toMatch(/[\x1b\x07\r\u202e]/);
  expect(text.split('\n')).toHaveLength(7);
});

test('csv quotes what needs it and tells NULL from an empty text', () => {
  expect(
    write(
      createCsvWriter(shape(), cellText),
      inserts([1, 'a,b'], [2, 'say "hi"\nthere'], [3, ''], [4, null]),
    ),
  ).toBe('id,content\n1,"a,b"\n2,"say ""hi""\nthere"\n3,""\n4,\n');
});

test('tsv keeps one row a line', () => {
  expect(write(createTsvWriter(shape(), cellText), inserts([1, 'a\tb\\\n'], [2, null]))).toBe(
    'id\tcontent\n1\ta\\tb\\\\\\n\n2\t\\N\n',
  );
});

test('csv refuses changes it cannot express', () => {
  const change: Change = { op: '-U', values: [1, 'a'] };
  expect(() => createCsvWriter(shape(), cellText).rows([change])).toThrow(/changes rows it has given/);
});

test('jsonl carries the kind of each change and exact numbers', () => {
  const columns = [
    { name: 'id', type: BIGINT },
    { name: 'score', type: DOUBLE },
    { name: 'f', type: FLOAT },
    { name: 'price', type: { kind: 'DECIMAL', precision: 10, scale: 2, nullable: true } as const },
    { name: 'bytes', type: BYTES },
    { name: 'tags', type: mapOf(STRING, INT) },
    { name: 'at', type: timestampLtz(3) },
  ];
  const tags = new Map([['k', ['k', 1]]]);
  const rows: Change[] = [
    { op: '+I', values: [9007199254740993n, NaN, Math.fround(0.1), 150, new Uint8Array([1, 2]), tags, 0] },
    { op: '-D', values: [1, 0.5, -Infinity, null, null, null, null] },
  ];
  const lines = write(createJsonLinesWriter(shape(columns), cellText), rows).split('\n');
  expect(lines[0]).toBe(
    '{"op":"+I","id":9007199254740993,"score":"NaN","f":0.1,"price":1.50,"bytes":"AQI=","tags":{"k":1},"at":"1970-01-01 08:00:00.000"}',
  );
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({
    op: '-D',
    id: 1,
    score: 0.5,
    f: '-Infinity',
    price: null,
  });
  expect(lines).toHaveLength(3);
});

test('nested types are JSON, names that clash get a number', () => {
  const row = {
    kind: 'ROW',
    fields: [
      { name: 'a', type: INT },
      { name: 'a', type: STRING },
    ],
    nullable: true,
  } as const;
  const columns = [
    { name: 'op', type: INT },
    { name: 'r', type: row },
    { name: 'r', type: { kind: 'ARRAY', element: row, nullable: true } as const },
    { name: 'v', type: { kind: 'VARIANT', nullable: true } as const },
  ];
  const values = [1, [2, 'x'], [[3, null]], { big: 12345678901234567890n, list: [true, null] }];
  expect(write(createJsonLinesWriter(shape(columns), cellText), [{ op: '+I', values }])).toBe(
    '{"op":"+I","op0":1,"r":{"a":2,"a0":"x"},"r0":[{"a":3,"a0":null}],"v":{"big":12345678901234567890,"list":[true,null]}}\n',
  );
});

test('json is one array a result, an answer of SHOW has no kinds', () => {
  const columns = [{ name: 'name', type: STRING }];
  expect(JSON.parse(write(createJsonWriter(shape(), cellText), inserts([1, 'a'], [2, 'b'])))).toEqual([
    { op: '+I', id: 1, content: 'a' },
    { op: '+I', id: 2, content: 'b' },
  ]);
  expect(write(createJsonWriter(shape(columns, { utility: true }), cellText), inserts(['t']))).toBe(
    '[\n{"name":"t"}\n]\n',
  );
  expect(write(createJsonWriter(shape(), cellText), [])).toBe('[]\n');
});

test.each([
  ['tableau', createTableauWriter],
  ['csv', createCsvWriter],
  ['jsonl', createJsonLinesWriter],
] as const)('a row of five columns costs %s less than 5 us', (_, create) => {
  const columns = ['a', 'b', 'c', 'd', 'e'].map((name, i) => ({ name, type: i % 2 === 0 ? STRING : BIGINT }));
  const rows = inserts(
    ...Array.from({ length: 1000 }, (__, i) => [`text ${i}`, i, 'some more text', i * 3, 'x']),
  );
  const writer = create(shape(columns), cellText);
  let best = Infinity;
  for (let round = 0; round < 15; round++) {
    const { user } = process.cpuUsage();
    writer.rows(rows);
    best = Math.min(best, process.cpuUsage().user - user);
  }
  expect(best / rows.length).toBeLessThan(5);
});
