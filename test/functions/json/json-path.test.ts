import { expect, test } from 'vitest';
import { parseJson } from '../../../src/common/json.ts';
import { JsonDocument, numberText, sortedJson } from '../../../src/functions/json/json-document.ts';
import { parseJsonPath } from '../../../src/functions/json/json-path.ts';

const SHOP = parseJson(
  '{"shop": {"books": [{"t": "A", "p": 5}, {"t": "B", "p": 7}, {"p": 1}], "open": true, "a.b": 1}, "n": null}',
);
const find = (path: string, root: unknown = SHOP) => parseJsonPath(path)?.find(root);

test('a definite path leads to one value or nowhere', () => {
  expect(find('$.shop.books[1].t')).toBe('B');
  expect(find('$.shop.books[-1].p')).toBe(1);
  expect(find(`$['shop']["a.b"]`)).toBe(1);
  expect(find('$.n')).toBe(null);
  for (const path of ['$.x', '$.shop.books[3]', '$.shop.open.x', '$.shop[0]', '$.shop.books.t', '$.n.x'])
    expect([path, find(path)]).toEqual([path, undefined]);
});

test('a path with * or .. leads to the list of what it finds, which may be empty', () => {
  expect(find('$.shop.books[*].t')).toEqual(['A', 'B']);
  expect(find('$..p')).toEqual([5, 7, 1]);
  expect(find('$.shop.books[0,2].p')).toEqual([5, 1]);
  expect(find('$.shop.books[1:].p')).toEqual([7, 1]);
  expect(find('$..zip')).toEqual([]);
  expect(find('$.zip[*].x')).toBe(undefined);
});

test('several names make an object of them', () => {
  expect(find(`$.shop.books[0]['t','p','x']`)).toEqual({ t: 'A', p: 5 });
});

test('inherited properties are no properties', () => {
  expect(find('$.constructor', {})).toBe(undefined);
  expect(find('$.__proto__.x', parseJson('{"__proto__": {"x": 1}}'))).toBe(1);
});

test('lax and strict are words before the path', () => {
  expect(parseJsonPath('lax $.a')?.mode).toBe('lax');
  expect(parseJsonPath('STRICT $.a')?.mode).toBe('strict');
  expect(parseJsonPath('$.a')?.mode).toBe('strict');
});

test.each([
  '',
  '$.',
  '$[',
  '$a',
  ' $.a',
  '$..',
  '$.a b',
  '$[:]',
  '$[1,]',
  '$[99999999999]',
  `$['a',"b"]`,
  '$.a.foo()',
])('%j is no path', (path) => {
  expect(parseJsonPath(path)).toBe(undefined);
});

test('a single character behind the last step is not looked at', () => {
  expect(find('$.shop.books[0]]')).toEqual({ t: 'A', p: 5 });
  expect(find('$.shop.books[0]x')).toEqual({ t: 'A', p: 5 });
  expect(parseJsonPath('$.shop.books[0]xy')?.find(SHOP)).toBe(undefined);
});

test('a filter keeps the items that pass it', () => {
  expect(find('$.shop.books[?(@.p > 1 && @.t != "B")].t')).toEqual(['A']);
  expect(find('$.shop.books[?(@.p > $.shop.books[2].p)].p')).toEqual([5, 7]);
  expect(find('$.shop[?(@.p == 1)]')).toEqual([]);
  expect(find('$.shop.open[?(@.p == 1)]')).toBe(undefined);
  for (const path of [
    '$[?(@.p = 1)]',
    '$[?(@.p == x)]',
    '$[?(1)]',
    '$[?(@.p == 1]',
    '$[?()]',
    '$[?(@.p == 1) x]',
  ])
    expect([path, parseJsonPath(path)]).toEqual([path, undefined]);
});

test('functions stand at the end of a path that does not spread', () => {
  expect(find('$.shop.books.length()')).toBe(3);
  expect(find('$.shop.keys()')).toEqual(['books', 'open', 'a.b']);
  expect(find('$.shop.open.length()')).toBe(null);
  expect(find('$.shop.books.sum()')).toBe(undefined);
});

test.each([
  '$.a[?(@.b)]',
  '$.a[?(!@.b)]',
  '$.a[?(@.b in [1])]',
  '$.a[?(@.b =~ /x/)]',
  '$.a[?(@.b == [1])]',
  '$..a.length()',
  '$.a[*].length()',
  '$..[0].a',
  '$.a.min(1)',
])('%s is refused', (path) => {
  expect(() => parseJsonPath(path)).toThrow('weir');
});

test('numbers of a document read as Java prints a BigDecimal', () => {
  const texts = ['1.50', '1e3', '1E-10', '0.000000001', '-0', '-0.0', '1.10e2', '12345678901234567890', '7'];
  const document = new JsonDocument(`[${texts.join(',')}]`);
  expect((document.exact as unknown[]).map(numberText)).toEqual([
    '1.50',
    '1E+3',
    '1E-10',
    '1E-9',
    '0',
    '0.0',
    '110',
    '12345678901234567890',
    '7',
  ]);
});

test('written JSON has its keys in order', () => {
  expect(sortedJson(new JsonDocument('{"b": 1.50, "a": [{"d": "x", "c": null}]}').exact)).toBe(
    '{"a":[{"c":null,"d":"x"}],"b":1.50}',
  );
});

test('the first value of a text counts, whatever follows it', () => {
  const root = (text: string) => new JsonDocument(text).root;
  expect(root('{"a":1}x')).toEqual({ a: 1 });
  expect(root('1 2')).toBe(1);
  expect(root('"a" b')).toBe('a');
  expect(root('{"a":"}"} {')).toEqual({ a: '}' });
  for (const text of ['', ' ', '1x', '[1,]', '{"a":1', 'nul', '01', '"a']) expect(root(text)).toBe(undefined);
});
