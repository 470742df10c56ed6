import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { PtyShell } from './pty-shell.ts';

const shells: PtyShell[] = [];

function open(...args: ConstructorParameters<typeof PtyShell>): PtyShell {
  const shell = new PtyShell(...args);
  shells.push(shell);
  return shell;
}

afterEach(async () => {
  for (const shell of shells.splice(0)) await shell.close();
});

const DATAGEN =
  "CREATE TABLE g (id INT) WITH ('connector'='datagen','rows-per-second'='50','fields.id.kind'='sequence','fields.id.start'='1','fields.id.end'='1000000');";
const RESTORED = /\x1b\[\?25h\x1b\[\?2004l$/;

test('a pasted script runs statement by statement, and the history keeps statements without their keys', async () => {
  const shell = open();
  await shell.until((text) => text.includes('weir>'));
  const model =
    "CREATE MODEL m INPUT (t STRING) OUTPUT (r STRING)\nWITH ('provider'='openai','endpoint'='http://127.0.0.1:9/v1','api-key'='Canary1','model'='x');";
  shell.type(`\x1b[200~${model}\nSHOW MODELS;\nSELECT 'it''s\nfine' AS a;\n\x1b[201~`);
  await shell.until((text) => text.includes("it's⏎fine") && text.endsWith('weir>'));
  expect(shell.text).toMatch(/model name\n-+\n m\n/);
  shell.type('\x04');
  expect(await shell.exited).toMatchObject({ exitCode: 0 });
  const history = join(shell.home, '.local/state/weir/history');
  expect(readFileSync(history, 'utf8')).toBe(
    [model.replace('Canary1', '******'), 'SHOW MODELS;', "SELECT 'it''s\nfine' AS a;"]
      .map((entry) => `${JSON.stringify(entry)}\n`)
      .join(''),
  );
  expect(statSync(history).mode & 0o777).toBe(0o600);
  expect(shell.raw).toMatch(RESTORED);

  const second = open([], { home: shell.home });
  await second.until((text) => text.includes('weir>'));
  second.type('\x1b[A\x1b[A');
  await second.until((text) => text.endsWith('weir> SHOW MODELS;'));
});

test('a live result grows above its footer through a resize; Ctrl-C leaves it, Ctrl-C at the prompt does not leave', async () => {
  const shell = open();
  await shell.until((text) => text.includes('weir>'));
  shell.type(`${DATAGEN}\rSELECT * FROM g;\r`);
  await shell.until((text) => /\n\s+20\n/.test(text) && text.endsWith('Ctrl-C stops'));
  await shell.resize(40);
  await shell.until((text) => /\n\s+60\n/.test(text) && /\n\d+ rows · .*…$/.test(text));
  await shell.resize(120);
  await shell.until((text) => /\n\s+90\n/.test(text));
  shell.type('\x03');
  await shell.until((text) => text.endsWith('weir>'));
  expect(shell.text).not.toContain('rows/s');
  expect(shell.text).toMatch(/Stopped watching: \d+ rows\.\nweir>$/);
  const numbers = [...shell.text.matchAll(/^\s+(\d+)$/gm)].map((match) => Number(match[1]));
  expect(numbers).toEqual(numbers.map((_, i) => i + 1));
  shell.type('half a line\x03\x03');
  await shell.until((text) => text.endsWith('Ctrl-D or QUIT; leaves\nweir>'));
});

test('a job goes on in the background, is named in the prompt and asked about at the end', async () => {
  const shell = open([], { columns: 200 });
  await shell.until((text) => text.includes('weir>'));
  shell.type(`${DATAGEN}\rCREATE TABLE nothing (id INT) WITH ('connector'='blackhole');\r`);
  shell.type('INSERT INTO nothing SELECT id FROM g;\r');
  await shell.until((text) => text.endsWith('weir [1 job]>'));
  expect(shell.text).toMatch(/Job 1 'insert-into_nothing' RUNNING\nJob 1: first .* written/);
  shell.type('SHOW JOBS;\r');
  await shell.until((text) => / 1 +\| insert-into_nothing \| RUNNING .* [0-9a-f]{32}\n/.test(text));
  shell.type('\x04');
  await shell.until((text) => text.includes('1 job is running:\n  1  insert-into_nothing  RUNNING'));
  shell.type('s');
  expect(await shell.exited).toMatchObject({ exitCode: 0 });
  expect(shell.text).toMatch(/job 1 'insert-into_nothing' FINISHED: (\d+ rows) in, \1 out/);
});

test('SIGTERM stops jobs, gives the terminal back and exits with 143', async () => {
  const shell = open();
  await shell.until((text) => text.includes('weir>'));
  process.kill(shell.pid, 'SIGTERM');
  expect(await shell.exited).toMatchObject({ exitCode: 143 });
  expect(shell.raw).toMatch(RESTORED);
});

test('on a dumb terminal no escape sequence is written', async () => {
  const shell = open([], { env: { TERM: 'dumb' } });
  await shell.until((text) => text.includes('weir>'));
  shell.type('SELECT 1;\r');
  await shell.until((text) => text.includes('1 row in'));
  expect(shell.raw).not.toContain('\x1b');
  shell.type('QUIT;\r');
  expect(await shell.exited).toMatchObject({ exitCode: 0 });
});

test('NO_COLOR, --quiet and a home that cannot be written are respected', async () => {
  const shell = open(['--quiet', '--no-color'], { env: { XDG_STATE_HOME: '/dev/null/nowhere' } });
  await shell.until((text) => text.startsWith('weir>'));
  shell.type('SELECT CAST(NULL AS STRING);\r');
  await shell.until((text) => text.includes('<NULL>'));
  expect(shell.raw).not.toMatch(/\x1b\[\d*m/);
  expect(existsSync('/dev/null/nowhere')).toBe(false);
});
