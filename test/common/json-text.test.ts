import { expect, test } from 'vitest';
import { parseFirst } from '../../src/common/json-first.ts';
import { endOfJsonString, jsonTokens } from '../../src/common/json-text.ts';
import { parseJsonExactly, quoteJson } from '../../src/common/json.ts';

/** What is not linear in these takes hours. */
const MANY = 1_000_000;

const tokens = (text: string) =>
  [...jsonTokens(text)].map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`);

test('strings and numbers are taken whole, words and blanks are left out', () => {
  expect(tokens('{"a\\"]": [-1.5e+3, true, null]}')).toEqual([
    'open {',
    'string "a\\"]"',
    'open [',
    'number -1.5e+3',
    'close ]',
    'close }',
  ]);
  expect(tokens('1e5 e5 "x')).toEqual(['number 1e5', 'number 5', 'string "x']);
});

test('a string ends at the first quote with an even number of backslashes before it', () => {
  const ends = ['"a"b', '"a\\"b"c', '"\\\\"x', '"\\\\\\"y"', '"open', '"open\\"', '"'];
  expect(ends.map((text) => text.slice(0, endOfJsonString(text, 0)))).toEqual([
    '"a"',
    '"a\\"b"',
    '"\\\\"',
    '"\\\\\\"y"',
    '"open',
    '"open\\"',
    '"',
  ]);
});

test('a text that is never closed costs no more than its length', () => {
  const open = `"${'\\"'.repeat(MANY)}`;
  expect([...jsonTokens(open)]).toHaveLength(1);
  expect(() => parseJsonExactly(`[1,${open}`)).toThrow(SyntaxError);
  expect(parseFirst(`[${open}`, JSON.parse)).toBe(undefined);
  expect(parseFirst(`1 ${open}`, JSON.parse)).toBe(1);
});

test('backslashes are quoted in time that grows with the text', () => {
  const text = `\u001f${'\\'.repeat(MANY)}`;
  expect(quoteJson(text)).toBe(`"\\u001F${'\\\\'.repeat(MANY)}"`);
});

test('control characters get capitals, what only looks like their escape does not', () => {
  expect(quoteJson('\u001f\\u001f\\\u001f\n')).toBe('"\\u001F\\\\u001f\\\\\\u001F\\n"');
});

test('numbers keep their digits beside strings of every private character', () => {
  const strings = Array.from({ length: 0x1900 }, (_, i) => JSON.stringify(String.fromCharCode(0xe000 + i)));
  const text = `[${Array.from({ length: 100 }, () => strings.join(',')).join(',')},1.50]`;
  expect((parseJsonExactly(text) as unknown[]).at(-1)).toEqual({ text: '1.50' });
});
