import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startRestartingQuery } from './support/restarting-query.ts';
import { runTranscript } from './support/transcript.ts';

const ROOT = join(import.meta.dirname, 'golden');
const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.golden'))
  .toSorted();

describe.each(files)('%s', (file) => {
  const path = join(ROOT, file);

  test('the transcript answers as written', async () => {
    await expect(await runTranscript(readFileSync(path, 'utf8'))).toMatchFileSnapshot(path);
  });

  test.each([1, 7])('and in batches of %i rows alike', async (batchRows) => {
    const text = readFileSync(path, 'utf8');
    expect(await runTranscript(text, { batchRows })).toBe(await runTranscript(text));
  });

  test.each([1, 7])('and with a restart after each batch of %i rows', async (batchRows) => {
    const text = readFileSync(path, 'utf8');
    const parts = { batchRows, startQuery: startRestartingQuery };
    expect(await runTranscript(text, parts)).toBe(await runTranscript(text));
  });
});
