import { expect, test } from 'vitest';
import { remembering } from '../../src/functions/remembering.ts';

/** Counts how often something is made. */
function counted(): { of: (text: string, option?: string) => string; made: string[] } {
  const made: string[] = [];
  const of = remembering((text, option) => {
    made.push(option === undefined ? text : `${text}/${option}`);
    return `${text}!`;
  });
  return { of, made };
}

test('what was made of a text is made once, also when others came in between', () => {
  const { of, made } = counted();
  expect(['a', 'b', 'a', 'a', 'b'].map((text) => of(text))).toEqual(['a!', 'b!', 'a!', 'a!', 'b!']);
  expect(made).toEqual(['a', 'b']);
});

test('the option is part of what is asked for', () => {
  const { of, made } = counted();
  of('a', '!');
  of('a', '#');
  of('a', '!');
  of('#a', '');
  of('a', '#');
  expect(made).toEqual(['a/!', 'a/#', '#a/']);
});

test('of 101 texts the oldest one is forgotten', () => {
  const { of, made } = counted();
  for (let i = 0; i <= 100; i++) of(String(i));
  of('1');
  expect(made.length).toBe(101);
  of('0');
  expect(made.length).toBe(102);
});

test('a long text is kept until the next one only', () => {
  const { of, made } = counted();
  const long = 'x'.repeat(10_001);
  of(long);
  of(long);
  expect(made.length).toBe(1);
  of('a');
  of(long);
  expect(made.length).toBe(3);
});

test('undefined is an answer like others', () => {
  let count = 0;
  const of = remembering(() => {
    count++;
    return undefined;
  });
  of('a');
  of('b');
  of('a');
  expect(count).toBe(2);
});
