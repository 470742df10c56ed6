import { expect, test } from 'vitest';

import { nearest } from '../../src/common/nearest.ts';

test('a name without its vowels is short for the whole one', () => {
  expect(nearest('cnt', ['CONCAT', 'COT', 'COUNT'])).toEqual(['COUNT', 'COT']);
  expect(nearest('msg', ['message', 'image'])).toEqual([]);
  expect(nearest('mssg', ['message'])).toEqual(['message']);
});

test('what is misspelt is found by few steps, the same beginning counts', () => {
  expect(nearest('titels', ['titles', 'tiles', 'other'])).toEqual(['titles', 'tiles']);
  expect(nearest('x', ['titles'])).toEqual([]);
});
