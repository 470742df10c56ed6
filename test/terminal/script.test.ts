import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownEnvironment, runWeir, WEIR, WeirProcess } from './run-weir.ts';

const ENDLESS = "CREATE TABLE g (id INT) WITH ('connector'='datagen','rows-per-second'='100');";
const ROWS = 'SELECT * FROM (VALUES (1), (2), (3)) AS t(id)';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'weir-script-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('a piped script gives its answers in order and ends with 0', async () => {
  const { code, stdout, stderr } = await runWeir(
    [],
    `CREATE TABLE b (id INT) WITH ('connector'='blackhole');\nSHOW TABLES;\n${ROWS}`,
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(
    /^\[INFO\] Table created\.\n\+-+\+\n\| table name \|\n\+-+\+\n\| +b \|\n\+-+\+\n1 row in set\n\+----\+-+\+\n\| op \| +id \|/,
  );
  expect(stdout).toMatch(/Received a total of 3 rows \(\d+\.\d\d seconds\)\n$/);
});

test('the first error stops it with 1 and shows file, line and column', async () => {
  const path = file('job.sql', 'SHOW TABLES;\n\nSELECT a\nFROM nowhere;\nSHOW MODELS;\n');
  const { code, stdout, stderr } = await runWeir(['--format', 'csv', path]);
  expect(code).toBe(1);
  expect(stdout).toBe('table name\n');
  expect(stderr).toContain(`  --> ${path}:4:6\n  FROM nowhere;\n       ^^^^^^^\n`);
});

test('files, -e and standard input run in the order given', async () => {
  const path = file('b.sql', "SELECT 'b' AS x");
  const { stdout } = await runWeir(
    ['--format', 'csv', '-e', "SELECT 'a' AS x", path, '-f', '-', '-c', "SELECT 'd' AS x"],
    "SELECT 'c' AS x",
  );
  expect(stdout).toBe('x\na\nx\nb\nx\nc\nx\nd\n');
});

test('-i runs first and without a word; one that fails is a wrong start', async () => {
  const init = file('init.sql', "CREATE TABLE b (id INT) WITH ('connector'='blackhole');");
  expect(await runWeir(['-i', init, '-e', 'SHOW TABLES', '--format', 'csv'])).toEqual({
    code: 0,
    stdout: 'table name\nb\n',
    stderr: '',
  });
  const broken = file('broken.sql', 'CREATE TALBE');
  expect(await runWeir(['-i', broken, '-e', 'SHOW TABLES'])).toMatchObject({ code: 2, stdout: '' });
});

test.each([
  [['--formt', 'csv'], 'did you mean --format?'],
  [['-e', 'localhost:8083'], 'looks like the address of a gateway'],
  [['/nowhere/at/all.sql'], 'there is no such file'],
  [['-D', 'execution.runtime-mod=batch', '-e', 'SELECT 1'], "did you mean 'execution.runtime-mode'?"],
])('%j exits with 2', async (args, words) => {
  const { code, stdout, stderr } = await runWeir(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(words);
  expect(stderr).not.toContain('    at ');
});

test('a broker that is not there exits with 3', async () => {
  const { code, stderr } = await runWeir([
    '-e',
    "CREATE TABLE k (a INT) WITH ('connector'='kafka','topic'='t','properties.bootstrap.servers'='127.0.0.1:1','format'='json'); SELECT * FROM k",
  ]);
  expect(code).toBe(3);
  expect(stderr).toContain('error[E_KAFKA_UNREACHABLE]');
});

test('--continue-on-error goes on and exits with 1', async () => {
  const { code, stdout } = await runWeir(['--continue-on-error', '--format', 'csv'], `SELECT nope; ${ROWS};`);
  expect({ code, stdout }).toEqual({ code: 1, stdout: 'id\n1\n2\n3\n' });
});

test('--timeout ends an endless query with 124', async () => {
  const { code, stdout } = await runWeir(
    ['--timeout', '3 s', '--format', 'jsonl'],
    `${ENDLESS} SELECT * FROM g; SELECT 'never' AS x`,
  );
  expect(code).toBe(124);
  expect(stdout).toMatch(/^\{.*\}\n/);
  expect(stdout).not.toContain('never');
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s stops an endless query and exits with %i', async (signal, exitCode) => {
  const weir = new WeirProcess([
    '--format',
    'jsonl',
    '-e',
    `${ENDLESS} SELECT * FROM g; SELECT 'never' AS x`,
  ]);
  await weir.until(({ stdout }) => stdout.split('\n').length > 5);
  weir.child.kill(signal);
  const { code, stdout, stderr } = await weir.ended;
  expect(code).toBe(exitCode);
  expect(stdout).not.toContain('never');
  expect(stderr).not.toContain('error');
});

test('SIGINT stops the jobs of a script', async () => {
  const weir = new WeirProcess([]);
  weir
    .write(`${ENDLESS} CREATE TABLE p (id INT) WITH ('connector'='print'); INSERT INTO p SELECT * FROM g;`)
    .end();
  await weir.until(({ stdout }) => (stdout.match(/\+I\[/g)?.length ?? 0) > 20);
  weir.child.kill('SIGINT');
  expect(await weir.ended).toMatchObject({ code: 130 });
});

test('an INSERT at the end is waited for', async () => {
  const { code, stdout } = await runWeir(
    [],
    `CREATE TABLE p (id INT) WITH ('connector'='print'); INSERT INTO p ${ROWS};`,
  );
  expect(code).toBe(0);
  expect(stdout).toContain('+I[3]\n');
  expect(stdout).toContain("[INFO] Job 1 'insert-into_p' FINISHED: 3 rows in, 3 rows out\n");
});

test('--on-exit stop drains an endless INSERT', async () => {
  const weir = new WeirProcess(['--on-exit', 'stop', '--format', 'csv']);
  weir
    .write(
      `${ENDLESS} CREATE TABLE b (id INT) WITH ('connector'='blackhole'); INSERT INTO b SELECT * FROM g; ${ROWS};`,
    )
    .end();
  expect(await weir.ended).toMatchObject({ code: 0, stdout: 'id\n1\n2\n3\n' });
});

test('a reader that goes away ends it quietly with 0', async () => {
  const { code, words } = await new Promise<{ code: number | null; words: string }>((resolve) => {
    const script = `"$0" "$1" --format jsonl -e "$2" | head -n 3 >/dev/null; exit \${PIPESTATUS[0]}`;
    const args = ['-c', script, process.execPath, WEIR, `${ENDLESS} SELECT * FROM g`];
    const child = spawn('bash', args, { env: ownEnvironment() });
    let words = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (words += text));
    child.on('close', (code) => resolve({ code, words }));
  });
  expect(code).toBe(0);
  expect(words).not.toMatch(/EPIPE|error| at /);
});

test('an open pipe is answered statement by statement', async () => {
  const weir = new WeirProcess(['--format', 'csv']).write("SELECT 'one' AS x;");
  await weir.until(({ stdout }) => stdout === 'x\none\n');
  weir.write("SELECT 'two' AS x; SELECT 'th");
  await weir.until(({ stdout }) => stdout.endsWith('two\n'));
  weir.write("ree' AS x").end();
  expect((await weir.ended).stdout).toBe('x\none\nx\ntwo\nx\nthree\n');
});

test('rows of a query are written before it ends', async () => {
  const weir = new WeirProcess(['-e', `${ENDLESS} SELECT * FROM g`, '--format', 'tsv']);
  await weir.until(({ stdout }) => stdout.split('\n').length > 3);
  weir.child.kill('SIGKILL');
  await weir.ended;
});

test('nothing is coloured or redrawn in a pipe, also when forced interactive variables are set', async () => {
  const { stdout, stderr } = await runWeir(['-e', `${ROWS}; SELECT nope`], '', {
    TERM: 'xterm-256color',
    FORCE_COLOR: '',
  });
  expect(stdout + stderr.replaceAll(/\x1b\[\d+m/g, '')).not.toContain('\x1b');
  const plain = await runWeir(['-e', 'SELECT nope'], '', { NO_COLOR: '1', FORCE_COLOR: '1' });
  expect(plain.stderr).not.toContain('\x1b');
});

test('a secret of a broken statement or of -D is in no message', async () => {
  const broken = await runWeir(
    ['--verbose', '--echo'],
    "CREATE MODEL m WITH ('api-key'='Canary1' 'ap-key'='Canary2",
  );
  const flag = await runWeir(['-D', 'api-key=Canary3', '-e', 'SELECT 1']);
  expect(broken.code).toBe(1);
  expect(flag.code).toBe(2);
  for (const { stdout, stderr } of [broken, flag]) expect(stdout + stderr).not.toContain('Canary');
});

test('weir broker runs until a signal ends it', async () => {
  const broker = new WeirProcess(['broker', '--port', '0']);
  await broker.until(({ stdout }) => /^broker 127\.0\.0\.1:\d+: /.test(stdout));
  const address = /127\.0\.0\.1:\d+/.exec(broker.stdout)?.[0] ?? '';
  const table = `CREATE TABLE k (a INT) WITH ('connector'='kafka','topic'='t','properties.bootstrap.servers'='${address}','format'='json','scan.bounded.mode'='latest-offset')`;
  const { code, stdout } = await runWeir(
    ['--format', 'csv'],
    `${table}; SET 'table.dml-sync'='true'; INSERT INTO k VALUES (1), (2); SELECT a FROM k;`,
  );
  expect({ code, rows: stdout.split('\n').sort() }).toEqual({ code: 0, rows: ['', '1', '2', 'a'] });
  broker.child.kill('SIGINT');
  expect(await broker.ended).toMatchObject({ code: 0, stderr: '' });
});

test('--version and --help answer on standard output', async () => {
  expect(await runWeir(['--version'])).toEqual({ code: 0, stdout: 'weir 0.1.0\n', stderr: '' });
  expect((await runWeir(['--help'])).stdout).toMatch(/--continue-on-error +go on with the next statement/);
});

test("what a function's file does outside of its calls is told and ends nothing, but success is no more claimed", async () => {
  const code = file(
    'stray.mjs',
    `export const stray = { arguments: ['INT'], returns: 'INT', call(n) {
  setTimeout(() => { throw new Error('in a timer'); });
  Promise.reject(new Error('of nobody'));
  return n;
} };`,
  );
  const {
    code: exit,
    stdout,
    stderr,
  } = await runWeir(
    ['--format', 'csv'],
    `CREATE FUNCTION stray AS '${code}' LANGUAGE JAVASCRIPT;
CREATE TABLE g (x INT) WITH ('connector'='datagen', 'number-of-rows'='2', 'rows-per-second'='4');
SELECT 1 + stray(1) AS n FROM g;`,
  );
  expect(exit).toBe(1);
  expect(stdout).toBe('n\n2\n2\n');
  expect(stderr).toContain(
    'error[E_FUNCTION]: code of stray.mjs:2:28 failed outside of its calls: Error: in a timer',
  );
  expect(stderr).toContain(
    'error[E_FUNCTION]: code of stray.mjs:3:18 failed outside of its calls: Error: of nobody',
  );
});

test('a query that waits for a row among endless ones can be stopped, and its function hears of it', async () => {
  const code = file(
    'endless.mjs',
    `export const endless = { arguments: [], returns: 'INT', *rows() {
  console.error('begun');
  try { for (;;) yield 1; } finally { console.error('told'); }
} };`,
  );
  const weir = new WeirProcess([]);
  weir
    .write(
      `CREATE FUNCTION endless AS '${code}' LANGUAGE JAVASCRIPT;
SELECT n FROM (VALUES (1)) AS v(x) LEFT JOIN LATERAL TABLE(endless()) AS t(n) ON n > 1;`,
    )
    .end();
  await weir.until(({ stderr }) => stderr.includes('begun\n'));
  weir.child.kill('SIGINT');
  const { code: exit, stderr } = await weir.ended;
  expect([exit, stderr]).toEqual([130, expect.stringContaining('told\n')]);
});
