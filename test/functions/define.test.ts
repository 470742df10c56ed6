import { expect, test } from 'vitest';
import { FakeClock } from '../../src/common/clock.ts';
import { SqlError } from '../../src/common/errors.ts';
import { defineScalar, type ArgumentInfo } from '../../src/functions/define.ts';
import { findFunction } from '../../src/functions/index.ts';
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  INT,
  NULL_TYPE,
  printType,
  STRING,
  withNullability,
  type SqlType,
} from '../../src/types/type.ts';

const context = { timeZone: 'UTC', database: 'd', clock: new FakeClock(5), random: () => 0.5 };
const value = (type: SqlType): ArgumentInfo => ({ kind: 'value', type });
const notNull = (type: SqlType) => withNullability(type, false);

const sample = defineScalar({
  name: 'SAMPLE',
  syntax: 'SAMPLE(string, number [, more ...])',
  doc: 'A sample.',
  args: ['STRING', 'DOUBLE', 'INT...'],
  returns: STRING,
  call: (text, number, ...more) => `${text}${number}${more.join('')}`,
});

function failure(args: readonly ArgumentInfo[]): SqlError {
  try {
    sample.bind(args);
  } catch (error) {
    if (error instanceof SqlError) return error;
  }
  throw new Error('no SqlError');
}

test('the result is as nullable as the arguments are together', () => {
  const types = [notNull(STRING), notNull(INT)];
  expect(printType(sample.bind(types.map(value)).returns)).toBe('STRING NOT NULL');
  expect(printType(sample.bind([...types, INT].map(value)).returns)).toBe('STRING');
});

test('arguments are cast only where their values have another form', () => {
  const bound = sample.bind([STRING, BIGINT, INT, BIGINT].map(value));
  expect(bound.parameters.map((type) => printType(type))).toEqual(['STRING', 'DOUBLE', 'INT', 'INT']);
  expect(sample.bind([STRING, INT].map(value)).parameters[1]).toEqual(INT);
});

test('wrong calls are told by number, type and place', () => {
  expect(failure([value(STRING)]).message).toBe('SAMPLE: at least 2 arguments wanted, 1 given');
  expect(failure([value(STRING)]).hint).toBe(sample.syntax);
  expect(failure([value(STRING), value(STRING)]).message).toContain('argument 2 must be a number');
  expect(failure([value(STRING), value(DOUBLE), value(DOUBLE)]).code).toBe('E_TYPE');
  expect(failure([value(STRING), value(NULL_TYPE)]).argument).toBe(1);
  expect(failure([{ kind: 'symbol', name: 'YEAR' }, value(INT)]).code).toBe('E_ARGUMENTS');
});

test('IF computes one branch, IN stops at the first equal value, COALESCE at the first that is not NULL', () => {
  const computed: string[] = [];
  const compute = (name: string, result: unknown) => () => {
    computed.push(name);
    return result;
  };
  const run = (name: string, types: readonly SqlType[], results: readonly unknown[]) => {
    computed.length = 0;
    const bound = findFunction(name)?.bind(types.map(value));
    return bound?.lazy?.(
      results.map((result, i) => compute(`${i}`, result)),
      context,
    )(undefined);
  };
  expect(run('IF', [BOOLEAN, INT, INT], [false, 1, 2])).toBe(2);
  expect(computed).toEqual(['0', '2']);
  expect(run('COALESCE', [INT, INT, INT], [null, 5, 6])).toBe(5);
  expect(computed).toEqual(['0', '1']);
  expect(run('IN', [INT, INT, INT], [7, 7, 8])).toBe(true);
  expect(computed).toEqual(['0', '1']);
});

test('a list of literals is not computed per row', () => {
  const literal = (x: number): ArgumentInfo => ({ kind: 'value', type: notNull(INT), literal: { value: x } });
  const bound = findFunction('IN')?.bind([value(BIGINT), literal(1), literal(2)]);
  const never = () => {
    throw new Error('computed');
  };
  const test = (x: unknown) => bound?.lazy?.([() => x, never, never], context)(undefined);
  expect([test(2), test(3), test(null), test(2n ** 60n)]).toEqual([true, false, null, false]);
});
