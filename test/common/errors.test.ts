import { expect, test } from 'vitest';
import { toSqlError } from '../../src/common/errors.ts';

function thrownBy(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

test.each([
  [
    'a stack that is full',
    () =>
      (function down(): number {
        return down() + 1;
      })(),
    'nested deeper',
  ],
  ['a text too long', () => 'a'.repeat(2 ** 30), 'larger than weir can hold'],
  ['an array too long', () => new Array(-1), 'larger than weir can hold'],
  ['a number too long', () => 2n ** (2n ** 40n), 'larger than weir can hold'],
  [
    'no memory',
    () => {
      throw new RangeError('Array buffer allocation failed');
    },
    'not enough memory',
  ],
])('%s is no defect of weir: the error says what to do', (_name, run, message) => {
  const error = toSqlError(thrownBy(run));
  expect(error.code).toBe('E_VALUE');
  expect(error.message).toContain(message);
  expect(error.hint).toBeDefined();
});

test('any other thing thrown is a defect of weir', () => {
  expect(toSqlError(new RangeError('x must be between 0 and 100')).code).toBe('E_INTERNAL');
  expect(toSqlError(new TypeError('x is undefined')).code).toBe('E_INTERNAL');
});
