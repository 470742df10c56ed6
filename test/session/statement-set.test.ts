import { expect, test } from 'vitest';
import { openSession } from '../../src/index.ts';

/** Rows in and calls of a job with these two INSERTs over a table of three rows. */
async function run(first: string, second: string) {
  const session = await openSession({});
  const read = "WITH ('connector'='values')";
  await session.execute(`CREATE TABLE src (id INT, name STRING) ${read}`);
  await session.execute(`CREATE TABLE a (id INT, r STRING) ${read}`);
  await session.execute(`CREATE TABLE b (id INT, r STRING) ${read}`);
  await session.execute(
    "CREATE MODEL up INPUT (t STRING) OUTPUT (r STRING) WITH ('provider'='mock', 'reply'='<{t}>')",
  );
  await session.execute("SET 'table.dml-sync' = 'true'");
  await session.execute("INSERT INTO src VALUES (1, 'x'), (2, 'y'), (3, 'x')");
  const result = await session.execute(
    `EXECUTE STATEMENT SET BEGIN INSERT INTO a ${first}; INSERT INTO b ${second}; END`,
  );
  if (result.kind !== 'job') throw new Error(result.kind);
  const { rowsIn, rowsOut, models } = result.job.figures();
  await session.close();
  return { rowsIn, rowsOut, calls: models.map((model) => model.calls).toSorted() };
}

const predict = (source: string) => `ML_PREDICT(${source}, MODEL up, DESCRIPTOR(name))`;

test('a table is read once for all INSERTs, and the same call is made once', async () => {
  const rows = await run(
    `SELECT id, r FROM ${predict('TABLE src')}`,
    `SELECT id + 1, UPPER(r) FROM ${predict('TABLE src')}`,
  );
  expect(rows).toEqual({ rowsIn: 3, rowsOut: 6, calls: [3] });
});

test('calls over other rows, and other calls, are made for themselves', async () => {
  const rows = await run(
    `SELECT id, r FROM ${predict('TABLE src')}`,
    `SELECT id, r FROM ${predict('(SELECT * FROM src WHERE id > 1)')}`,
  );
  expect(rows).toEqual({ rowsIn: 3, rowsOut: 5, calls: [2, 3] });
});

test('a LIMIT of one INSERT does not end the others', async () => {
  const rows = await run(
    `SELECT id, r FROM ${predict('TABLE src')} LIMIT 1`,
    `SELECT id, r FROM ${predict('TABLE src')}`,
  );
  expect(rows.rowsOut).toBe(4);
  expect(rows.calls).toEqual([3]);
});
