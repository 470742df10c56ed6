import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('a checkout can be built, and so started, from any folder', () => {
  const script = fileURLToPath(new URL('../../scripts/build.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [script, '--cli'], {
    cwd: tmpdir(),
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
}, 60_000);
