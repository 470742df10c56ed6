import { expect, test } from 'vitest';
import { isWithinLimits } from '../../../src/functions/json/json-document.ts';
import { parseJsonPath } from '../../../src/functions/json/json-path.ts';
import { tryParseJson } from '../../../src/functions/json/variant.ts';
import { STRING } from '../../../src/types/type.ts';
import { FakeClock } from '../../../src/common/clock.ts';

// Documents and paths made to cost much: each ends soon, with an answer or an error that says what was too much.

const context = { timeZone: 'UTC', database: 'default', clock: new FakeClock(), random: () => 0 };
const LONGEST = 65_000;

test('limits are looked for once in a document that is never closed', () => {
  expect(isWithinLimits(`"${'\\"'.repeat(1_000_000)}`)).toBe(true);
  expect(isWithinLimits('['.repeat(1001))).toBe(false);
  expect(isWithinLimits(`[${'1'.repeat(1001)}]`)).toBe(false);
  expect(isWithinLimits(`["${'1'.repeat(1001)}"]`)).toBe(true);
});

test('names of fields are counted once in a text that is never closed', () => {
  const bound = tryParseJson.bind([{ kind: 'value', type: STRING }]);
  const parse = 'compile' in bound ? bound.compile(context) : undefined;
  expect(parse?.(`{"a":1} "${'\\"'.repeat(1_000_000)}` as never)).toEqual({ a: 1 });
});

test.each([
  ['blanks inside of a path', `$.a${' '.repeat(LONGEST)}b`],
  ['blanks inside of brackets', `$[1${' '.repeat(LONGEST)}x]`],
  ['quotes that are never closed', `$[?(${`'\\'`.repeat(LONGEST / 3)}`],
  ['patterns that are never closed', `$[?(/${'\\/'.repeat(LONGEST / 2)}`],
  ['names that are never closed', `$['${"\\'".repeat(LONGEST / 2)}`],
  ['functions that are never closed', `$${'.f('.repeat(LONGEST / 3)}`],
])('%s make it no path', (_, path) => {
  expect(parseJsonPath(path)).toBe(undefined);
});

test('blanks behind a path do not count', () => {
  expect(parseJsonPath(`$.a${' '.repeat(LONGEST)}`)?.find({ a: 1 })).toBe(1);
});

test('a path longer than a statement is refused', () => {
  expect(() => parseJsonPath(`$${'.a'.repeat(40_000)}`)).toThrow('a JSON path has 80001 characters');
});

test.each(['(', '!'])('a filter that nests too many %s is refused', (sign) => {
  const nested = (depth: number) =>
    `$[?(${sign.repeat(depth)}(1 == 1)${sign === '(' ? ')'.repeat(depth) : ''})]`;
  expect(parseJsonPath(nested(198))?.find([1])).toEqual([1]);
  expect(() => parseJsonPath(nested(20_000))).toThrow('more than 200 levels of parentheses and !');
});

const chain = (depth: number, inside: string) =>
  JSON.parse(`${'{"a":'.repeat(depth)}${inside}${'}'.repeat(depth)}`) as unknown;

test('one .. behind the other finds a value once for each way to it', () => {
  expect(parseJsonPath('$..a..a..a')?.find(chain(4, '1'))).toEqual([{ a: 1 }, 1, 1, 1]);
  expect(parseJsonPath('$..a..a')?.find(chain(3, '1'))).toEqual([{ a: 1 }, 1, 1]);
});

test('a path that multiplies its values without end is stopped', () => {
  const stopped = /leads to more than 2000000 parts/;
  expect(() => parseJsonPath('$..a..a..a..a')?.find(chain(900, '1'))).toThrow(stopped);
  const wide = chain(100, `[${'1,'.repeat(100_000)}1]`);
  expect(() => parseJsonPath('$..a..a')?.find(wide)).toThrow(stopped);
  const square = parseJsonPath(`$${'[0,0,0,0]'.repeat(20)}`);
  expect(() => square?.find(JSON.parse(`${'['.repeat(20)}1${']'.repeat(20)}`))).toThrow(stopped);
});

test('a large document is read by .. as a whole', () => {
  const items = Array.from({ length: 200_000 }, (_, a) => ({ a }));
  expect(parseJsonPath('$..a')?.find(items)).toHaveLength(200_000);
});

test('what a filter reads from the root is read once', () => {
  const list = Array.from({ length: 100_000 }, (_, i) => i);
  expect(parseJsonPath('$.list[?(@ == $.list.max())]')?.find({ list })).toEqual([99_999]);
});
