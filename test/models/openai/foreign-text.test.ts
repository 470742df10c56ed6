import { assert, property, string } from '../../support/fast-check.ts';
import { expect, test } from 'vitest';

import { maskSecrets, quoteForeign } from '../../../src/models/openai/foreign-text.ts';

const KEY = 'sk-canary/0123456789+ABCDEF==';

test.each([
  [`bad key ${KEY}!`, 'bad key ******!'],
  [`bad key ${encodeURIComponent(KEY)}`, 'bad key ******'],
  [Buffer.from(KEY).toString('base64'), '******='],
  [`begins ${KEY.slice(0, 12)}...`, 'begins ******...'],
  [`ends ...${KEY.slice(-10)}`, 'ends ...******'],
  [`${KEY}${KEY}`, '************'],
])('in %j the key is masked', (text, masked) => {
  expect(maskSecrets(text, [KEY])).toBe(masked);
});

test('a text without the key stays as it is, and three letters are no secret', () => {
  expect(maskSecrets('sk-other key', [KEY, 'k', ''])).toBe('sk-other key');
});

test('control and direction characters, line ends and length are taken out', () => {
  const text = 'a\u001b[2J\u001b]0;x\u0007b\r\nc\u202ed\u0085e\u200bf';
  expect(quoteForeign(text, [])).toBe('a [2J ]0;x b cd ef');
  expect(quoteForeign('x'.repeat(1000), [])).toBe(`${'x'.repeat(300)}...`);
  expect(quoteForeign('酒'.repeat(90), [], 80)).toBe(`${'酒'.repeat(80)}...`);
});

test('no eight characters from the beginning or end of a key survive, wherever the cut falls', () => {
  assert(
    property(string({ maxLength: 400 }), string({ maxLength: 400 }), (before, after) => {
      const quoted = quoteForeign(`${before}${KEY}${after}`, [KEY]);
      expect(quoted).not.toContain(KEY.slice(0, 8));
      expect(quoted).not.toContain(KEY.slice(-8));
    }),
  );
});
