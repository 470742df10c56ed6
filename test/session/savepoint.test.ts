import { appendFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSession } from '../../src/index.ts';
import type { Session } from '../../src/session/session.ts';

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'weir-savepoint-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const COUNTS = 'INSERT INTO counts SELECT k, COUNT(*) FROM src GROUP BY k';

/** A session whose jobs count the words of a growing file; `lines` is what the job has printed. Checkpoints are those of stops alone. */
async function open(): Promise<{ session: Session; lines: string[]; notices: string[] }> {
  const session = await openSession({
    stateFolder: join(folder, 'state'),
    settings: { 'execution.checkpointing.interval': '1 h' },
  });
  const lines: string[] = [];
  const notices: string[] = [];
  session.on('print', (line) => lines.push(line));
  session.on('notice', (line) => notices.push(line));
  await session.execute(
    `CREATE TABLE src (k STRING) WITH ('connector'='filesystem', 'path'='${join(folder, 'words.csv')}', 'format'='csv', 'source.monitor-interval'='10 ms')`,
  );
  await session.execute("CREATE TABLE counts (k STRING, n BIGINT) WITH ('connector'='print')");
  return { session, lines, notices };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5)); // files are watched in real time
}

async function stop(session: Session): Promise<string> {
  const result = await session.execute("STOP JOB 'insert-into_counts' WITH SAVEPOINT");
  if (result.kind !== 'rows') throw new Error(result.kind);
  for await (const [row] of result.rows) return String(row?.values[0]);
  return '';
}

test('a job begins at a savepoint, as often as one likes, and the savepoint stays as it is', async () => {
  writeFileSync(join(folder, 'words.csv'), 'a\nb\na\n');
  const first = await open();
  await first.session.execute(COUNTS);
  await until(() => first.lines.includes('+U[a, 2]'));
  const path = await stop(first.session);
  expect(path.startsWith(join(folder, 'state', 'savepoints', 'savepoint-'))).toBe(true);
  await first.session.close();
  const files = readdirSync(path).toSorted();

  appendFileSync(join(folder, 'words.csv'), 'b\n');
  for (let time = 1; time <= 2; time++) {
    const next = await open();
    await next.session.execute(`SET 'execution.state-recovery.path' = '${path}'`);
    await next.session.execute(COUNTS);
    await until(() => next.lines.length === 2);
    expect(next.lines, `time ${time}`).toEqual(['-U[b, 1]', '+U[b, 2]']);
    expect(next.notices.at(-1)).toBe(`job 'insert-into_counts' begins at savepoint ${path}`);
    await next.session.execute("STOP JOB 'insert-into_counts'");
    await next.session.close();
  }
  expect(readdirSync(path).toSorted()).toEqual(files);
});

test('without a savepoint a stopped job goes on at its last checkpoint, one that is over begins anew', async () => {
  writeFileSync(join(folder, 'words.csv'), 'a\n');
  const first = await open();
  await first.session.execute(COUNTS);
  await until(() => first.lines.length === 1);
  await first.session.execute("STOP JOB 'insert-into_counts'");
  await first.session.close();

  appendFileSync(join(folder, 'words.csv'), 'a\n');
  const second = await open();
  await second.session.execute(COUNTS);
  await until(() => second.lines.length === 2);
  expect(second.lines).toEqual(['-U[a, 1]', '+U[a, 2]']);
  await second.session.execute("STOP JOB 'insert-into_counts' WITH DRAIN");
  await second.session.close();

  const third = await open();
  await third.session.execute(COUNTS);
  await until(() => third.lines.length === 3);
  expect(third.lines).toEqual(['+I[a, 1]', '-U[a, 1]', '+U[a, 2]']);
  await third.session.close();
});

test('that a savepoint is of another statement with the same states is said', async () => {
  writeFileSync(join(folder, 'words.csv'), 'a\n');
  const { session, lines, notices } = await open();
  await session.execute(COUNTS);
  await until(() => lines.length === 1);
  const path = await stop(session);
  await session.execute(`SET 'execution.state-recovery.path' = '${path}'`);
  await session.execute('INSERT INTO counts SELECT UPPER(k), COUNT(*) FROM src GROUP BY UPPER(k)');
  expect(notices.at(-1)).toBe(
    `job 'insert-into_counts' begins at savepoint ${path}; its statement has changed since`,
  );
  await session.close();
});

test('a path without a savepoint, and one of another statement, are errors of the INSERT', async () => {
  writeFileSync(join(folder, 'words.csv'), 'a\n');
  const { session, lines } = await open();
  await session.execute("SET 'execution.state-recovery.path' = '/no/such/place'");
  await expect(session.execute(COUNTS)).rejects.toMatchObject({
    code: 'E_JOB_STATE',
    message: 'there is no savepoint at /no/such/place',
  });
  await session.execute("RESET 'execution.state-recovery.path'");
  await session.execute(COUNTS);
  await until(() => lines.length === 1);
  const path = await stop(session);
  await session.execute(`SET 'execution.state-recovery.path' = '${path}'`);
  await expect(
    session.execute('INSERT INTO counts SELECT k, COUNT(DISTINCT k) FROM src GROUP BY k'),
  ).rejects.toMatchObject({
    code: 'E_JOB_STATE',
    message: "the saved state does not fit the statement: state 'values-0' of operator 'aggregate-0' is new",
    hint: "run the statement it was saved with, or RESET 'execution.state-recovery.path' to start without it",
  });
  await session.close();
});

test('groups by a text are no groups by a number', async () => {
  writeFileSync(join(folder, 'words.csv'), 'a\n');
  const { session, lines } = await open();
  await session.execute(COUNTS);
  await until(() => lines.length === 1);
  const path = await stop(session);
  await session.execute(`SET 'execution.state-recovery.path' = '${path}'`);
  await expect(
    session.execute(
      'INSERT INTO counts SELECT CAST(n AS STRING), COUNT(*) FROM (SELECT CHAR_LENGTH(k) AS n FROM src) GROUP BY n',
    ),
  ).rejects.toMatchObject({
    code: 'E_JOB_STATE',
    message:
      "the saved state does not fit the statement: state 'groups' of operator 'aggregate-0' holds values of " +
      'ROW<BIGINT, ROW<BIGINT>> for each STRING, but now needs values of ROW<BIGINT, ROW<BIGINT>> for each INT',
  });
  await session.close();
});

test('state of a job that is damaged is said, with the way to start without it', async () => {
  writeFileSync(join(folder, 'words.csv'), 'a\n');
  const { session, lines } = await open();
  await session.execute(COUNTS);
  await until(() => lines.length === 1);
  await session.execute("STOP JOB 'insert-into_counts'");
  const state = join(folder, 'state/jobs/insert-into_counts/local/state');
  for (const name of readdirSync(state)) writeFileSync(join(state, name), 'no state');
  await expect(session.execute(COUNTS)).rejects.toMatchObject({
    code: 'E_JOB_STATE',
    message: expect.stringMatching(/^the file '.*' of the job's state is damaged$/),
    hint: "run the statement it was saved with, or SET 'weir.job.start' = 'scratch' to start without it",
  });
  await session.execute("SET 'weir.job.start' = 'scratch'");
  await session.execute(COUNTS);
  await until(() => lines.length === 2);
  await session.close();
});

test('what is no savepoint is said: a damaged one, a file, an address of another machine', async () => {
  writeFileSync(join(folder, 'words.csv'), 'a\n');
  const { session, lines } = await open();
  const begin = async (path: string) => {
    await session.execute(`SET 'execution.state-recovery.path' = '${path}'`);
    return session.execute(COUNTS);
  };
  await expect(begin(join(folder, 'words.csv'))).rejects.toMatchObject({ code: 'E_IO' });
  await expect(begin('s3://bucket/savepoint')).rejects.toMatchObject({ code: 'E_UNSUPPORTED' });
  await expect(begin('file://host/savepoint')).rejects.toMatchObject({ code: 'E_UNSUPPORTED' });
  await session.execute("RESET 'execution.state-recovery.path'");
  await session.execute(COUNTS);
  await until(() => lines.length === 1);
  const path = await stop(session);
  writeFileSync(join(path, 'manifest'), '{"version":3');
  await expect(begin(path)).rejects.toMatchObject({
    code: 'E_JOB_STATE',
    message: `the savepoint at ${path} is damaged: its manifest cannot be read`,
  });
  await session.close();
});

test('a stopped job does not go on in other VALUES than it had', async () => {
  writeFileSync(join(folder, 'words.csv'), 'a\n');
  const { session, lines } = await open();
  const insert = (k: string) =>
    session.execute(
      `INSERT INTO counts SELECT k, CAST(1 AS BIGINT) FROM (VALUES ('${k}')) AS v (k) UNION ALL SELECT k, CAST(2 AS BIGINT) FROM src`,
    );
  await insert('x');
  await until(() => lines.length === 2);
  await session.execute("STOP JOB 'insert-into_counts'");
  await insert('y');
  await until(() => lines.length === 4);
  expect(lines.slice(2).toSorted()).toEqual(['+I[a, 2]', '+I[y, 1]']);
  await session.close();
});

test('a job without a place outside goes on at the newest checkpoint, also after one that began anew', async () => {
  writeFileSync(join(folder, 'words.csv'), 'a\n');
  const { session, lines, notices } = await open();
  for (let time = 0; time < 3; time++) {
    await session.execute(COUNTS);
    await until(() => session.jobs().at(-1)?.state === 'RUNNING');
    await session.execute("STOP JOB 'insert-into_counts'");
  }
  const before = notices.at(-1);
  await session.execute("SET 'weir.job.start' = 'offsets'");
  lines.length = 0;
  await session.execute(COUNTS);
  await until(() => lines.length === 1);
  expect(lines).toEqual(['+I[a, 1]']);
  expect(before).toBe("job 'insert-into_counts' goes on from checkpoint 2");
  expect(notices.at(-1)).toBe(
    "job 'insert-into_counts' starts anew, without its checkpoint 3: it has no committed offsets",
  );
  await session.execute("STOP JOB 'insert-into_counts'");
  expect(readdirSync(join(folder, 'state', 'jobs', 'insert-into_counts', 'local'))).toEqual([
    expect.stringMatching(/^m-4-/),
    'state',
  ]);
  await session.close();
});

test('a job that was drained is over, also when a savepoint was made of it', async () => {
  writeFileSync(join(folder, 'words.csv'), 'a\n');
  const { session, lines } = await open();
  await session.execute(COUNTS);
  await until(() => lines.length === 1);
  const result = await session.execute("STOP JOB 'insert-into_counts' WITH SAVEPOINT WITH DRAIN");
  expect(result.kind).toBe('rows');
  expect(readdirSync(join(folder, 'state', 'jobs', 'insert-into_counts', 'local', 'state'))).toEqual([]);
  lines.length = 0;
  await session.execute(COUNTS);
  await until(() => lines.length === 1);
  expect(lines).toEqual(['+I[a, 1]']);
  await session.close();
});

test('a job is not ended for a savepoint that cannot be written', async () => {
  writeFileSync(join(folder, 'words.csv'), 'a\n');
  const { session, lines } = await open();
  await session.execute(COUNTS);
  await until(() => lines.length === 1);
  await session.execute(`SET 'execution.checkpointing.savepoint-dir' = '${join(folder, 'words.csv')}'`);
  await expect(stop(session)).rejects.toMatchObject({ code: 'E_IO' });
  expect(session.jobs()[0]?.state).toBe('RUNNING');
  await session.close();
});

test('a savepoint of other sources is refused', async () => {
  writeFileSync(join(folder, 'words.csv'), 'a\n');
  const { session, lines } = await open();
  const one = 'SELECT k, CAST(1 AS BIGINT) FROM src';
  await session.execute(`INSERT INTO counts ${one}`);
  await until(() => lines.length === 1);
  const path = await stop(session);
  await session.execute(`SET 'execution.state-recovery.path' = '${path}'`);
  await expect(session.execute(`INSERT INTO counts ${one} UNION ALL ${one}`)).rejects.toMatchObject({
    code: 'E_JOB_STATE',
    message: `the savepoint at ${path} has positions of 1 source(s), the statement 2`,
  });
  await session.close();
});
