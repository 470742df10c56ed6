import * as fc from '../support/fast-check.ts';
import { expect, test } from 'vitest';
import {
  type JsonNumber,
  parseJson,
  parseJsonExactly,
  property,
  stringifyJson,
} from '../../src/common/json.ts';

test('integers beyond 2^53 keep all their digits', () => {
  expect(parseJson('{"a": 9007199254740993, "b": [-12345678901234567890]}')).toEqual({
    a: 9007199254740993n,
    b: [-12345678901234567890n],
  });
  expect(parseJson('{"a":1,"b":"9007199254740993"}')).toEqual({ a: 1, b: '9007199254740993' });
});

test('a long number is found wherever it begins', () => {
  for (let pad = 0; pad < 40; pad++) {
    const text = `{"${'p'.repeat(pad)}": 9007199254740993}`;
    expect(parseJson(text)).toEqual({ ['p'.repeat(pad)]: 9007199254740993n });
  }
});

test('fractions with more digits than a double keep their text', () => {
  const value = parseJson('[123456789.123456789012, 0.1000000000000000]') as JsonNumber[];
  expect(value.map((number) => number.text)).toEqual(['123456789.123456789012', '0.1000000000000000']);
});

test('reading and writing again gives the same JSON as JSON.parse and JSON.stringify', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const plain = JSON.stringify(JSON.parse(text));
      expect(stringifyJson(JSON.parse(text))).toBe(plain);
      expect(JSON.parse(stringifyJson(parseJsonExactly(text)))).toEqual(JSON.parse(plain));
    }),
  );
});

test('exact reading keeps how each number was written', () => {
  const text = '{"a":1.50,"b":[1e3,-0],"c":"1.50","d":"\\"1.50\\\\"}';
  expect(stringifyJson(parseJsonExactly(text))).toBe(text);
});

test('a string can hold any character that might serve as a mark', () => {
  const text = '{"a":"\ue000\\uE001\\ue0021.5","b":12345678901234567890}';
  expect(parseJson(text)).toEqual({ a: '\ue000\ue001\ue0021.5', b: 12345678901234567890n });
});

test('__proto__ is a key like any other', () => {
  const value = parseJson('{"__proto__": {"x": 12345678901234567890}}') as object;
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect(property(value, '__proto__')).toEqual({ x: 12345678901234567890n });
  expect(property({}, 'constructor')).toBe(undefined);
});

test('what is no JSON stays no JSON', () => {
  for (const text of ['01', '1.', '-', '{"a":0123456789012345678}', '[1234567890123456789012', 'nope'])
    expect(() => parseJson(text)).toThrow(SyntaxError);
});
