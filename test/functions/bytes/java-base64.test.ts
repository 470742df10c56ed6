import { expect, test } from 'vitest';
import { decodeBase64 } from '../../../src/functions/bytes/java-base64.ts';

const decoded = (text: string) => decodeBase64(text)?.toString('latin1');

test('padding is whole or left out', () => {
  expect(['', 'YQ==', 'YQ', 'YWI=', 'YWI', 'YWJj', 'YR==', '+/+/'].map(decoded)).toEqual([
    '',
    'a',
    'a',
    'ab',
    'ab',
    'abc',
    'a',
    '\xfb\xff\xbf',
  ]);
});

test.each(['YQ=', 'Y', 'Y===', '=', '==', 'YWJj=', 'YWJj==', 'YQ===', 'YQ==YQ==', 'YW=I'])(
  '%s has another padding and is no base64',
  (text) => {
    expect(decoded(text)).toBe(undefined);
  },
);

test.each(['YW Jj', 'YWJj\n', '\r\nYWJj', 'YW-_', 'YW\u00e9='])(
  '%j has signs that are not of base64',
  (text) => {
    expect(decoded(text)).toBe(undefined);
  },
);

test('a long text costs no more than its length', () => {
  expect(decodeBase64(`${'YWJj'.repeat(1_000_000)}=`)).toBe(undefined);
  expect(decodeBase64('YWJj'.repeat(1_000_000))).toHaveLength(3_000_000);
});
