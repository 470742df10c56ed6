import { expect, onTestFinished, test } from 'vitest';
import { settle } from '../../../src/common/clock.ts';
import { SqlError } from '../../../src/common/errors.ts';
import { readDeclaration } from '../../../src/functions/user/declaration.ts';
import { userScalarFunction } from '../../../src/functions/user/scalar-function.ts';
import { userTableFunction } from '../../../src/functions/user/table-function.ts';
import { parseTypeText } from '../../../src/sql/parse.ts';

const PLACE = { file: 'f.mjs', inStack: [] };
const CONTEXT = { timeZone: 'UTC' } as never; // no user's function looks at it

const evil = (trap: string) => new Proxy({}, { [trap]: () => thrower('trap') });
const revoked = () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const getter = (name: string) =>
  Object.defineProperty(new Error('hidden'), name, { get: () => thrower('getter') });

function thrower(what: unknown): never {
  throw what;
}

function rows(code: () => unknown, returns = 'INT'): Iterable<readonly unknown[]> {
  const declared = readDeclaration({ arguments: [], returns, rows: code }, parseTypeText);
  return userTableFunction('f', declared, PLACE).bind([]).compile(CONTEXT)([]);
}

function call(code: () => unknown, returns = 'INT'): unknown {
  const declared = readDeclaration({ arguments: [], returns, call: code }, parseTypeText);
  return userScalarFunction('f', declared, PLACE).bind([]).compile(CONTEXT)();
}

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(SqlError);
    const { code, message } = error as SqlError;
    expect(code).toBe('E_FUNCTION');
    return message;
  }
  throw new Error('nothing was thrown');
}

test.each<[string, unknown, string]>([
  ['an object without a prototype', Object.create(null), 'threw an object (Object)'],
  ['a symbol', Symbol('s'), 'threw Symbol(s)'],
  ['undefined', undefined, 'threw undefined'],
  ['a function', () => 1, 'threw a function'],
  ['a proxy that throws when it is read', evil('get'), 'threw an object'],
  ['a proxy that hides its prototype', evil('getPrototypeOf'), 'threw an object (Object)'],
  ['a revoked proxy', revoked(), 'threw an object'],
  ['an error whose message throws', getter('message'), 'Error'],
  ['an error whose name throws', getter('name'), 'Error: hidden'],
  ['an error whose stack throws', getter('stack'), 'Error: hidden'],
  ['an error whose message is no text', Object.assign(new Error(), { message: Symbol('m') }), 'Error'],
  ['an error without a message', new RangeError(), 'RangeError'],
  ['an error with control characters', new Error('a\u001b[31mb\u202ec'), 'Error: a\\u001b[31mb\\u202ec'],
])('%s that is thrown ends in an error of the function', (_, thrown, message) => {
  const told = `f() failed at f.mjs: ${message}`;
  expect(messageOf(() => call(() => thrower(thrown)))).toBe(told);
  expect(messageOf(() => [...rows(() => thrower(thrown))])).toBe(told);
});

test('of ten megabytes of text a line is told', () => {
  expect(messageOf(() => call(() => thrower(new Error('x'.repeat(10_000_000))))).length).toBeLessThan(300);
  expect(messageOf(() => call(() => thrower('x'.repeat(10_000_000)))).length).toBeLessThan(300);
  expect(messageOf(() => call(() => 'x'.repeat(10_000_000))).length).toBeLessThan(300);
});

const RETURNED = [
  ['an object without a prototype', Object.create(null)],
  ['a symbol', Symbol('s')],
  ['a proxy that throws when it is read', evil('get')],
  ['a proxy that hides its prototype', evil('getPrototypeOf')],
  ['a proxy that hides its properties', evil('ownKeys')],
  ['a revoked proxy', revoked()],
  ['an object whose tag throws', Object.defineProperty({}, Symbol.toStringTag, { get: () => thrower(1) })],
  ['an object with a tag of a megabyte', { [Symbol.toStringTag]: 'x'.repeat(1_000_000) }],
  ['what looks like a Date', Object.create(Date.prototype)],
  ['what looks like bytes', Object.create(Uint8Array.prototype)],
  ['what looks like a Map', Object.create(Map.prototype)],
] as const;

test.each(RETURNED)('%s that is returned is none of the declared type', (_, value) => {
  for (const type of [
    'INT',
    'STRING',
    'TIMESTAMP_LTZ(3)',
    'BYTES',
    'ARRAY<INT>',
    'MAP<INT, INT>',
    'DECIMAL(5, 2)',
  ])
    expect(messageOf(() => call(() => value, type)).length).toBeLessThan(300);
});

test('a promise that is returned and rejects is told as what it is, and nowhere else', async () => {
  const unhandled: unknown[] = [];
  const see = (thrown: unknown) => unhandled.push(thrown);
  process.on('unhandledRejection', see);
  onTestFinished(() => void process.off('unhandledRejection', see));
  const rejecting = () => Promise.reject(new Error('later'));
  expect(messageOf(() => call(rejecting))).toBe('f() gave an object (Promise) where it declares INT (f.mjs)');
  messageOf(() => call(() => [rejecting()], 'ARRAY<INT>'));
  messageOf(() => [...rows(rejecting)]);
  messageOf(() => [...rows(() => [rejecting()])]);
  await settle();
  expect(unhandled).toEqual([]);
});

test('what a row throws when it is read is told', () => {
  const row = {
    get a() {
      return thrower(new Error('no a'));
    },
  };
  expect(messageOf(() => call(() => row, 'ROW<a INT>'))).toBe('f() failed at f.mjs: Error: no a');
});

test('what is thrown while a generator is closed is an error of the function', () => {
  function* code() {
    try {
      yield 1;
    } finally {
      thrower(new Error('at its end'));
    }
  }
  const take = () => {
    for (const row of rows(code)) return row;
    return undefined;
  };
  expect(messageOf(take)).toBe('f() failed at f.mjs: Error: at its end');
});

test('a wrong row is told, not what its generator throws when it is closed', () => {
  function* code() {
    try {
      yield 'one';
    } finally {
      thrower(new Error('at its end'));
    }
  }
  expect(messageOf(() => [...rows(code)])).toBe("f() gave the string 'one' where it declares INT (f.mjs)");
});

test.each<[string, () => unknown]>([
  ['gives no step', () => ({ [Symbol.iterator]: () => ({ next: () => undefined }) })],
  ['has no next', () => ({ [Symbol.iterator]: () => ({}) })],
  ['is none', () => ({ [Symbol.iterator]: () => 5 })],
  [
    'throws when it is asked for',
    () => ({
      get [Symbol.iterator]() {
        return thrower(1);
      },
    }),
  ],
])('an iterator that %s is an error of the function', (_, code) => {
  messageOf(() => [...rows(code)]);
});
