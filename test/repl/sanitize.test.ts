import * as fc from '../support/fast-check.ts';
import { expect, test } from 'vitest';
import { sanitize, sanitizeLines } from '../../src/repl/sanitize.ts';
import { alignLeft, alignRight, displayWidth, truncate } from '../../src/repl/width.ts';

test('control characters become symbols, line ends and tabs too', () => {
  expect(sanitize('a\x1b[2Jb')).toBe('a␛[2Jb');
  expect(sanitize('one\ntwo\r\tthree\x00\x7f')).toBe('one⏎two␍→three␀␡');
  expect(sanitize('\x9b31m')).toBe('\\u009b31m');
});

test('direction marks and invisible characters show as escapes', () => {
  expect(sanitize('abc\u202etxt.exe')).toBe('abc\\u202etxt.exe');
  expect(sanitize('a\u200bb\ufeffc\u2066d')).toBe('a\\u200bb\\ufeffc\\u2066d');
  expect(sanitize('x\u{e0041}y')).toBe('x\\u{e0041}y');
  expect(sanitize('lone \ud83d here')).toBe('lone \ufffd here');
});

test('joined emoji stay whole, a joiner elsewhere does not', () => {
  expect(sanitize('👨‍👩‍👧 👩🏽‍🚀 ❤️‍🔥')).toBe('👨‍👩‍👧 👩🏽‍🚀 ❤️‍🔥');
  expect(sanitize('a\u200db')).toBe('a\\u200db');
});

test('Chinese text and combining marks are left alone', () => {
  expect(sanitize('茅台飞天 53度 é')).toBe('茅台飞天 53度 é');
});

test('text of several lines keeps its lines', () => {
  expect(sanitizeLines('a\tb\r\nc\x1b')).toBe('a    b\nc␛');
});

const DANGEROUS = /[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

test('nothing that a terminal obeys is left of any text', () => {
  const nasty = fc.constantFrom(
    '\x1b]0;t\x07',
    '\x1b[2J',
    '\u202e',
    '\u200d',
    '\r',
    '\n',
    '\t',
    '\x9b',
    '\ud800',
    '👩',
    '️',
    'a',
    '茅',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(nasty).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (value) => {
      const shown = sanitize(value);
      expect(shown).not.toMatch(DANGEROUS);
      expect(sanitize(shown)).toBe(shown);
      expect(sanitizeLines(value).replaceAll('\n', '')).not.toMatch(DANGEROUS);
    }),
    { numRuns: 300 },
  );
});

test('width counts cells, not characters', () => {
  expect(displayWidth('茅台')).toBe(4);
  expect(alignRight('茅台', 6)).toBe('  茅台');
  expect(alignLeft('茅台', 6)).toBe('茅台  ');
  expect(truncate('茅台飞天', 6)).toBe('茅台…');
  expect(truncate('abcdef', 4)).toBe('abc…');
  expect(truncate('👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧', 5)).toBe('👨‍👩‍👧👨‍👩‍👧…');
});

test('a cut text is never wider than asked for', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (value, width) => {
      expect(displayWidth(truncate(sanitize(value), width))).toBeLessThanOrEqual(width);
    }),
    { numRuns: 500 },
  );
});
