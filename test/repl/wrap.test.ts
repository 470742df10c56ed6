import { expect, test } from 'vitest';
import { wrap } from '../../src/repl/wrap.ts';

test('the second column goes on below where it began', () => {
  expect(wrap('ABS(n)   The number without its sign, of its own type.', 34)).toBe(
    ['ABS(n)   The number without its', '         sign, of its own type.'].join('\n'),
  );
});

test('lines that fit stay as they are, also their blanks', () => {
  const text = '  a    b\n\nlonger  x';
  expect(wrap(text, 9)).toBe(text);
});

test('a line without a second column goes on at its beginning, an indented one below itself', () => {
  expect(wrap('one two three', 7)).toBe('one two\nthree');
  expect(wrap(`  ${'word '.repeat(8).trim()}`, 25)).toBe(
    ['  word word word word', '  word word word word'].join('\n'),
  );
});

test('wide characters count twice, and a word that is too wide stays whole', () => {
  expect(wrap('茅台 五粮液 x', 8)).toBe('茅台\n五粮液 x');
  expect(wrap('https://example.org/long a', 10)).toBe('https://example.org/long\na');
});

test('a column that begins near the edge is not kept apart', () => {
  expect(wrap(`${'x'.repeat(30)}  one two three four five`, 40)).toBe(
    `${'x'.repeat(30)}  one two\nthree four five`,
  );
});

test('colours take no room', () => {
  expect(wrap('\x1b[31merror\x1b[39m: one two', 14)).toBe('\x1b[31merror\x1b[39m: one two');
  expect(wrap('\x1b[31merror\x1b[39m: one two', 12)).toBe('\x1b[31merror\x1b[39m: one\ntwo');
});
