import { expect, test } from 'vitest';
import { parsePattern } from '../../../src/functions/regex/parse-pattern.ts';

test.each([
  ['a(b', "'a(b' is no regular expression: ) is wanted at the end"],
  ['a)b', "'a)b' is no regular expression: a ) without its ( stands at character 1"],
  ['日本*+*', "'日本*+*' is no regular expression: nothing can be repeated at character 5"],
  ['[z-a]', "'[z-a]' is no regular expression: a range goes from low to high at character 4"],
  ['x{3,2}', "'x{3,2}' is no regular expression: the second number is lower than the first at character 6"],
  ['\\p{Nope}', "'\\p{Nope}' is no regular expression: no property has the name {Nope} at character 8"],
  ['\\y', "'\\y' is no regular expression: \\y means nothing at character 2"],
])('%s is refused with what is wrong and where', (pattern, message) => {
  expect(() => parsePattern(pattern)).toThrow(message);
});

test.each([
  ['a\\Xb', 'weir does not run graphemes (\\X) in regular expressions'],
  ['\\b{g}', 'weir does not run borders of graphemes (\\b{g}) in regular expressions'],
  ['\\N{WHITE SMILING FACE}', 'weir does not run names of characters (\\N) in regular expressions'],
])('%s, which Java takes, is refused by name', (pattern, message) => {
  expect(() => parsePattern(pattern)).toThrow(message);
});
