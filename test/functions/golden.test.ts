import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findFunction, FUNCTIONS } from '../../src/functions/index.ts';
import { shownCalls } from './golden-calls.ts';

const SIGNS: Readonly<Record<string, string>> = {
  '+': 'plus',
  '-': 'minus',
  '*': 'times',
  '/': 'divided-by',
  '%': 'modulo',
  '||': 'join',
  '=': 'equals',
  '<>': 'differs',
  '<': 'less',
  '<=': 'less-or-equal',
  '>': 'greater',
  '>=': 'greater-or-equal',
};
const fileOf = (name: string) => SIGNS[name] ?? name.toLowerCase().replaceAll(/[ _]/g, '-');

const pathOf = (name: string) => join(import.meta.dirname, '../golden/functions', `${fileOf(name)}.golden`);

test.each(FUNCTIONS.map((record) => record.name))('%s has a transcript of its own', (name) => {
  expect(existsSync(pathOf(name)), pathOf(name)).toBe(true);
});

/** They take any type there is, or are given no value. */
const TAKES_ALL = new Set(['IS NOT NULL', 'IS NULL']);
/** Of their arguments a type without a JSON form is the only wrong one, and that is found late, as in Flink. */
const REFUSES_LATE = new Set(['JSON_ARRAY']);
/** Its argument is the time column of a table, which is not NULL. */
const TIME_COLUMN = 'CURRENT_WATERMARK';
/** Calls of a form of their own are the parser's. */
const REFUSED = new Set(['E_ARGUMENTS', 'E_PARSE']);

test.each(FUNCTIONS)(
  'the transcript of $name shows NULL, the empty value, a wrong type and number',
  async (record) => {
    const { name, aliases, syntax } = record;
    const transcript = readFileSync(pathOf(name), 'utf8');
    const { arity, nulls, texts, empty, errors } = await shownCalls(transcript, new Set([name, ...aliases]));
    // of arguments that may go on and on, those behind the second one are as that one
    const positions = name === TIME_COLUMN ? 0 : syntax.includes('...') ? Math.min(arity, 2) : arity;
    const lacking = Array.from({ length: positions }, (_, i) => i).filter((i) => !nulls.has(i));
    expect(lacking, 'arguments of which no NULL is shown').toEqual([]);
    const isCalled = syntax.startsWith(`${name}(`) || aliases.some((alias) => syntax.startsWith(`${alias}(`));
    if (isCalled && texts.size > 0) expect(empty.size, 'empty texts or arrays').toBeGreaterThan(0);
    if (arity > 0 && !TAKES_ALL.has(name))
      expect([...errors]).toContain(REFUSES_LATE.has(name) ? 'E_UNSUPPORTED' : 'E_TYPE');
    if (isCalled)
      expect(
        [...errors].filter((code) => REFUSED.has(code)),
        'a wrong number',
      ).not.toEqual([]);
  },
);

test('no two functions answer to one name', () => {
  const names = FUNCTIONS.flatMap((record) => [record.name, ...record.aliases]);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
  for (const name of names) expect(findFunction(name.toLowerCase())?.name).toBeDefined();
});

test('every function says how it is called and what it does', () => {
  for (const { name, syntax, doc } of FUNCTIONS) {
    expect([name, syntax, doc.endsWith('.') || doc.endsWith('...')]).toEqual([name, syntax, true]);
    expect(syntax.length).toBeGreaterThan(0);
  }
});
