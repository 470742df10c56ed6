import { expect, test } from 'vitest';
import { parseTypeText } from '../../src/sql/parse.ts';
import { printType } from '../../src/types/type.ts';

test.each([
  ['boolean', 'BOOLEAN'],
  ['TINYINT NOT NULL', 'TINYINT NOT NULL'],
  ['INTEGER NULL', 'INT'],
  ['DOUBLE PRECISION', 'DOUBLE'],
  ['DECIMAL', 'DECIMAL(10, 0)'],
  ['DEC(5)', 'DECIMAL(5, 0)'],
  ['NUMERIC(20, 4)', 'DECIMAL(20, 4)'],
  ['CHAR', 'CHAR(1)'],
  ['CHARACTER VARYING(3)', 'VARCHAR(3)'],
  ['VARCHAR', 'STRING'],
  ['STRING', 'STRING'],
  ['VARCHAR(2147483647)', 'STRING'],
  ['BYTES', 'BYTES'],
  ['BINARY(2)', 'BINARY(2)'],
  ['VARBINARY(7)', 'VARBINARY(7)'],
  ['DATE', 'DATE'],
  ['TIME', 'TIME(0)'],
  ['TIME(3) WITHOUT TIME ZONE', 'TIME(3)'],
  ['TIMESTAMP', 'TIMESTAMP(6)'],
  ['TIMESTAMP(3) WITHOUT TIME ZONE NOT NULL', 'TIMESTAMP(3) NOT NULL'],
  ['TIMESTAMP(3) WITH LOCAL TIME ZONE', 'TIMESTAMP_LTZ(3)'],
  ['TIMESTAMP_LTZ', 'TIMESTAMP_LTZ(6)'],
  ['INTERVAL MONTHS', 'INTERVAL MONTH'],
  ['ARRAY<INT NOT NULL>', 'ARRAY<INT NOT NULL>'],
  ['INT NOT NULL ARRAY NOT NULL', 'ARRAY<INT NOT NULL> NOT NULL'],
  ['INT ARRAY MULTISET', 'MULTISET<ARRAY<INT>>'],
  ['MAP<STRING, ARRAY<MULTISET<INT>>>', 'MAP<STRING, ARRAY<MULTISET<INT>>>'],
  ['ROW<a INT NOT NULL, `b c` ROW<d STRING>>', 'ROW<`a` INT NOT NULL, `b c` ROW<`d` STRING>>'],
  ['ROW(a INT, b STRING)', 'ROW<`a` INT, `b` STRING>'],
])('%s is %s', (text, printed) => {
  expect(printType(parseTypeText(text))).toBe(printed);
});

test.each([
  ['INTERVAL DAY TO SECOND(3)', 'INTERVAL_DAY_TIME', 'DAY TO SECOND(3)'],
  ['interval hours', 'INTERVAL_DAY_TIME', 'HOUR'],
  ['INTERVAL YEAR(4) TO MONTH', 'INTERVAL_YEAR_MONTH', 'YEAR(4) TO MONTH'],
])('%s is an %s of %s', (text, kind, resolution) => {
  expect(parseTypeText(text)).toEqual({ kind, resolution, nullable: true });
});

test('a field of a row may have a comment', () => {
  expect(parseTypeText("ROW<a INT 'first', b INT>")).toMatchObject({
    fields: [{ comment: 'first' }, { name: 'b' }],
  });
});

test.each([
  ['TEXT', 'E_TYPE', 'write STRING'],
  ['REAL', 'E_TYPE', 'write FLOAT'],
  ['NOSUCH', 'E_TYPE', 'STRING, INT'],
  ["RAW('a', 'b')", 'E_UNSUPPORTED', undefined],
  ['INT(5)', 'E_PARSE', undefined],
  ['ARRAY<INT', 'E_PARSE', undefined],
  ['MAP<INT>', 'E_PARSE', undefined],
  ['DECIMAL(a, b)', 'E_PARSE', undefined],
  ['TIMESTAMP WITH TIME ZONE', 'E_PARSE', undefined],
  ['INT NOT NUL', 'E_PARSE', 'did you mean NULL?'],
])('%s is refused as %s', (text, code, hint) => {
  expect(() => parseTypeText(text)).toThrow(expect.objectContaining({ code }));
  if (hint !== undefined)
    expect(() => parseTypeText(text)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining(hint) }),
    );
});
