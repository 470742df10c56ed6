import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { functionsDoc } from './functions-doc.ts';

test('docs/functions.md is what the records say (node scripts/functions-doc.mjs writes it anew)', () => {
  const path = join(import.meta.dirname, '../../docs/functions.md');
  expect(readFileSync(path, 'utf8')).toBe(functionsDoc());
});
