import { expect, test } from 'vitest';
import { folderName } from '../../../src/executor/job/folder-name.ts';

test('every job name is one folder of its own', () => {
  const long = 'insert-into_'.padEnd(400, 'x');
  const names = [
    '',
    '.',
    '..',
    '...',
    'a',
    'a/b',
    'a%2Fb',
    '../a',
    '名'.repeat(90),
    long,
    `${long}y`,
    '\ud800',
  ];
  const folders = names.map(folderName);
  expect(new Set(folders).size).toBe(names.length);
  for (const folder of folders) {
    expect(folder).toMatch(/^[^/\\\0]+$/);
    expect(['.', '..']).not.toContain(folder);
    expect(Buffer.byteLength(folder)).toBeLessThanOrEqual(255);
  }
  expect(folderName('insert-into_counts')).toBe('insert-into_counts');
});
