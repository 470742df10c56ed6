import { expect, test } from 'vitest';
import { plainPaint } from '../../src/repl/color.ts';
import type { CellText } from '../../src/repl/render/row-writer.ts';
import { staticTable } from '../../src/repl/render/static-table.ts';
import { RowTable } from '../../src/repl/render/table.ts';
import { displayWidth } from '../../src/repl/width.ts';
import type { Change, ResultColumn } from '../../src/session/result.ts';
import { compileFormat } from '../../src/types/format-value.ts';
import { BIGINT, INT, STRING } from '../../src/types/type.ts';

const cellText: CellText = (type) => compileFormat(type, { timeZone: 'UTC' });
const COLUMNS: readonly ResultColumn[] = [
  { name: 'id', type: STRING },
  { name: 'title', type: STRING },
  { name: 'n', type: INT },
];

function style(width: number) {
  return { paint: plainPaint, width, colored: false };
}

function inserts(...rows: unknown[][]): Change[] {
  return rows.map((values) => ({ op: '+I', values }));
}

test('rows stand under their header, texts on the left, numbers on the right', () => {
  const rows = inserts(['p-17', '茅台飞天 53度', 7], ['p-18', null, 1000]);
  const table = new RowTable(COLUMNS, cellText, style(80), rows, false);
  expect(table.header() + table.rows(rows)).toBe(
    [
      ' id   | title         |    n',
      '------+---------------+------',
      ' p-17 | 茅台飞天 53度 |    7',
      ' p-18 | <NULL>        | 1000\n',
    ].join('\n'),
  );
});

test('a later text that is too long is cut, a number never', () => {
  const table = new RowTable(COLUMNS, cellText, style(40), inserts(['a', 'b', 1]), true);
  expect(table.rows(inserts(['a long one', 'short', 1_234_567]))).toBe(' a… | short | 1234567\n');
});

test('no line is wider than the terminal while texts can give way', () => {
  const wide = inserts(['x'.repeat(50), '茅'.repeat(50), 123_456]);
  for (let width = 30; width < 160; width += 7) {
    const table = new RowTable(COLUMNS, cellText, style(width), wide, false);
    for (const line of (table.header() + table.rows(wide)).split('\n'))
      expect(displayWidth(line)).toBeLessThanOrEqual(width);
  }
});

test('columns that find no room are counted', () => {
  const many = Array.from({ length: 20 }, (_, i) => ({ name: `column_${i}`, type: STRING }));
  const table = new RowTable(many, cellText, style(60), inserts(many.map(() => 'text')), false);
  expect(table.header()).toMatch(/^ column_0 \| .* \(\+15 cols\)\n/);
  expect(table.isWhole).toBe(false);
});

test('from the first change on that is no insert, kinds are shown under a new header', () => {
  const table = new RowTable([{ name: 'n', type: BIGINT }], cellText, style(80), inserts([1]), false);
  expect(table.rows(inserts([1]))).toBe(' 1\n');
  const change: Change[] = [
    { op: '-U', values: [1] },
    { op: '+U', values: [2] },
  ];
  expect(table.rows(change)).toBe(' op | n\n----+---\n -U | 1\n +U | 2\n');
  expect(table.rows(inserts([3]))).toBe(' +I | 3\n');
});

test('an answer drawn as a whole looks the same', async () => {
  const rows = inserts(['p-17', '茅台', 7], ['p-18', null, 10]);
  expect(await staticTable(COLUMNS.slice(0, 2), rows, cellText, style(80))).toBe(
    ' id   | title\n------+--------\n p-17 | 茅台\n p-18 | <NULL>\n',
  );
});

test('an answer too wide for the terminal is shown a column a line', async () => {
  const columns = Array.from({ length: 9 }, (_, i) => ({ name: `column_${i}`, type: STRING }));
  const row = columns.map((_, i) => `value ${i} of some length`);
  const text = await staticTable(columns, inserts(row, row), cellText, style(60));
  expect(text.startsWith(' column_0 | value 0 of some length\n column_1 | value 1 of some length\n')).toBe(
    true,
  );
  expect(text.split('\n\n')).toHaveLength(2);
});

test('cells and names cannot command the terminal', async () => {
  const columns = [{ name: '\x1b[31mred', type: STRING }];
  const rows = inserts(['\x1b[2J\x07\u202e']);
  const table = new RowTable(columns, cellText, style(80), rows, false);
  const text = table.header() + table.rows(rows) + (await staticTable(columns, rows, cellText, style(80)));
  expect(text).not.toMatch(/[\x1b\x07\u202e]/);
});
