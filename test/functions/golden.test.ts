import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findFunction, FUNCTIONS } from '../../src/functions/index.ts';

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

test.each(FUNCTIONS.map((record) => record.name))('%s has a transcript of its own', (name) => {
  const path = join(import.meta.dirname, '../golden/functions', `${fileOf(name)}.golden`);
  expect(existsSync(path), path).toBe(true);
});

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
