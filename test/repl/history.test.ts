import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { History } from '../../src/repl/history.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-history-'));
  path = join(folder, 'state', 'weir', 'history');
});

afterEach(() => rmSync(folder, { recursive: true }));

test('a statement of several lines is one entry and comes back with its lines', () => {
  new History(path).add('SELECT 1,\n  2;');
  const second = new History(path);
  second.add('SELECT 3;');
  expect(new History(path).entries).toEqual(['SELECT 3;', 'SELECT 1,\n  2;']);
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(3);
});

test('only the owner may read it, also where it was readable before', () => {
  new History(path).add('SELECT 1;');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  writeFileSync(path, '"SELECT 1;"\n', { mode: 0o644 });
  expect(new History(path).entries).toEqual(['SELECT 1;']);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('secrets are masked, repetitions and statements behind a space left out', () => {
  const history = new History(path);
  history.add("CREATE MODEL m WITH ('api-key'='Canary1', 'model'='x');");
  history.add("CREATE MODEL m WITH ('api-key'='Canary2', 'model'='x');");
  history.add(' SELECT 2;');
  history.add('SELECT 3;');
  history.add('SELECT 3;');
  expect(history.entries).toEqual(['SELECT 3;', "CREATE MODEL m WITH ('api-key'='******', 'model'='x');"]);
  expect(readFileSync(path, 'utf8')).not.toContain('Canary');
});

test('two shells add to one file', () => {
  const [a, b] = [new History(path), new History(path)];
  a.add('SELECT 1;');
  b.add('SELECT 2;');
  a.add('SELECT 3;');
  expect(new History(path).entries).toEqual(['SELECT 3;', 'SELECT 2;', 'SELECT 1;']);
});

test('the newest 5,000 are kept', () => {
  new History(path).add('SELECT 0;');
  writeFileSync(path, Array.from({ length: 6500 }, (_, i) => `"SELECT ${i};"\n`).join(''));
  expect(new History(path).entries).toHaveLength(5000);
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(5001);
  expect(new History(path).entries[0]).toBe('SELECT 6499;');
});

test('a broken line or an unwritable place costs nothing but itself', () => {
  new History(path).add('SELECT 1;');
  writeFileSync(path, '"SELECT 1;"\n{broken\n"SELECT 2;"\n');
  expect(new History(path).entries).toEqual(['SELECT 2;', 'SELECT 1;']);
  const nowhere = new History(join(path, 'not-a-folder', 'history'));
  nowhere.add('SELECT 4;');
  expect(nowhere.entries).toEqual(['SELECT 4;']);
});

test('what was given up stays within reach but is not saved', () => {
  const history = new History(path);
  history.add('SELECT 1;');
  history.keepUnsaved('SELECT half');
  expect(history.entries[0]).toBe('SELECT half');
  expect(new History(path).entries).toEqual(['SELECT 1;']);
});
