import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { startModelServer, type ModelServer } from '../../support/model-server.ts';

const run = promisify(execFile);
let folder: string;
let server: ModelServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weir-canary-'));
  server = await startModelServer();
  await build({
    entryPoints: [join(import.meta.dirname, 'canary-call.ts')],
    outfile: join(folder, 'call.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

const CANARIES = {
  OPENAI_API_KEY: 'sk-canary-key',
  OPENAI_ADMIN_KEY: 'sk-canary-admin',
  OPENAI_ORG_ID: 'org-canary',
  OPENAI_PROJECT_ID: 'proj-canary',
  OPENAI_WEBHOOK_SECRET: 'whsec-canary',
  OPENAI_CUSTOM_HEADERS: 'X-Canary: canary\nAuthorization: Bearer canary\nUser-Agent: canary',
  OPENAI_LOG: 'debug',
};

test.each(['', '/do/status-401', '/do/html'])(
  'an endpoint with path %s gets nothing of OPENAI_* and nothing is printed',
  async (path) => {
    const other = await startModelServer();
    server.reset();
    const env = { PATH: process.env['PATH'], ...CANARIES, OPENAI_BASE_URL: `${other.origin}/v1` };
    const endpoint = `${server.origin}${path}/v1/chat/completions`;
    const { stdout, stderr } = await run(process.execPath, [join(folder, 'call.mjs'), endpoint], { env });
    expect(server.requests).toBe(3);
    expect(server.seen[0]?.headers['authorization']).toBe('Bearer given');
    expect(server.seen[1]?.headers).not.toHaveProperty('authorization');
    expect(JSON.stringify(server.seen)).not.toMatch(/canary/i);
    expect({ stdout, stderr, foreign: other.requests }).toEqual({ stdout: '', stderr: '', foreign: 0 });
    await other.close();
  },
);

test('OPENAI_CUSTOM_HEADERS that nobody can read are named, their text is not', async () => {
  const env = { PATH: process.env['PATH'], OPENAI_CUSTOM_HEADERS: 'not a header canary: x' };
  const endpoint = `${server.origin}/v1/chat/completions`;
  const failed = run(process.execPath, [join(folder, 'call.mjs'), endpoint], { env });
  const error: unknown = await failed.then(
    () => 'no error',
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ stdout: '', stderr: expect.stringContaining('OPENAI_CUSTOM_HEADERS') });
  expect(error).toMatchObject({ stderr: expect.not.stringContaining('canary:') });
});
