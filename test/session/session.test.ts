import { expect, test } from 'vitest';
import { FakeClock, settle } from '../../src/common/clock.ts';
import { openSession } from '../../src/index.ts';

async function open() {
  const clock = new FakeClock();
  const session = await openSession({ clock });
  const run = (sql: string) => session.execute(sql);
  /** Waits while time passes, which mock models and datagen live on. */
  const passing = async <T>(promise: Promise<T>): Promise<T> => {
    let isDone = false;
    const done = () => (isDone = true);
    promise.then(done, done);
    for (let turn = 0; turn < 500 && !isDone; turn++) await clock.advance(100);
    return promise;
  };
  return { clock, session, run, passing };
}

test('closing a session ends its open queries, for their readers as well', async () => {
  const { session, run } = await open();
  await run("CREATE TABLE t (a INT) WITH ('connector'='values', 'bounded'='false')");
  const result = await run('SELECT a FROM t');
  if (result.kind !== 'rows') throw new Error('no rows');
  const reader = result.rows[Symbol.asyncIterator]();
  const waiting = reader.next();
  await settle();
  await session.close();
  await expect(waiting).rejects.toMatchObject({ code: 'E_ABORTED' });
  await expect(run('SELECT 1')).rejects.toMatchObject({ code: 'E_ABORTED' });
});

test('an INSERT of the name of a job that is being stopped waits for its end', async () => {
  const { session, run, passing } = await open();
  await run("CREATE TABLE t (a INT) WITH ('connector'='values', 'bounded'='false')");
  await run("CREATE TABLE o (a STRING) WITH ('connector'='values')");
  await run(
    "CREATE MODEL m INPUT (t STRING) OUTPUT (r STRING) WITH ('provider'='mock', 'echo'='true', 'latency'='5 s')",
  );
  await passing(run('INSERT INTO t VALUES (1), (2)'));
  const sql = 'INSERT INTO o SELECT ML_PREDICT(m, CAST(a AS STRING)) FROM t';
  await passing(run(sql));
  for (let i = 0; i < 20; i++) await settle();
  const stopping = run("STOP JOB 'insert-into_o'");
  const second = run(sql);
  await settle();
  expect(session.jobs().map((job) => job.state)).toEqual(['FINISHED', 'STOPPING']);
  await passing(stopping);
  const result = await passing(second);
  expect(result.kind).toBe('job');
  expect(session.jobs().map((job) => job.state)).toEqual(['FINISHED', 'FINISHED', 'RUNNING']);
  await passing(session.close({ drain: false }));
});

test("an AbortSignal without a reason of ours is the user's stop, not a defect", async () => {
  const { session, run } = await open();
  await run("CREATE TABLE t (a INT) WITH ('connector'='values', 'bounded'='false')");
  const controller = new AbortController();
  const result = await session.execute('SELECT a FROM t', controller.signal);
  if (result.kind !== 'rows') throw new Error('no rows');
  const waiting = result.rows[Symbol.asyncIterator]().next();
  controller.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'E_ABORTED' });
  await session.close();
});
