import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSession } from '../../src/index.ts';
import type { Session } from '../../src/session/session.ts';

let folder = '';
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'weir-shared-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const CALL = 'ML_PREDICT(TABLE src, MODEL up, DESCRIPTOR(name))';
const line = (id: number) => `{"id":${id},"name":"n${id}","x":"x${id}","y":"y${id}"}\n`;

/** `src` reads a file of such lines, to its end unless `more` options say otherwise. */
async function open(more = ''): Promise<{ session: Session; lines: string[] }> {
  const session = await openSession({ stateFolder: join(folder, 'state') });
  const lines: string[] = [];
  session.on('print', (printed) => lines.push(printed));
  const path = join(folder, 'src.json');
  await session.execute(
    `CREATE TABLE src (id INT, name STRING, x STRING, y STRING)
     WITH ('connector'='filesystem', 'path'='${path}', 'format'='json'${more})`,
  );
  for (const sink of ['a', 'b'])
    await session.execute(`CREATE TABLE ${sink} (v STRING, r STRING) WITH ('connector'='print')`);
  await session.execute(
    "CREATE MODEL up INPUT (t STRING) OUTPUT (r STRING) WITH ('provider'='mock', 'reply'='<{t}>')",
  );
  await session.execute("SET 'execution.checkpointing.interval' = '50 ms'");
  return { session, lines };
}

async function rowsOf(session: Session, query: string): Promise<unknown[]> {
  const result = await session.execute(query);
  if (result.kind !== 'rows') throw new Error(result.kind);
  const rows: unknown[] = [];
  for await (const batch of result.rows) rows.push(...batch.map(({ values }) => values.join(',')));
  return rows;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5)); // files are watched in real time
}

test('a call that two parts of a query share reads the columns of both', async () => {
  writeFileSync(join(folder, 'src.json'), line(1));
  const { session } = await open();
  expect(await rowsOf(session, `SELECT x, r FROM ${CALL} UNION ALL SELECT y, r FROM ${CALL}`)).toEqual([
    'x1,<n1>',
    'y1,<n1>',
  ]);
  expect(await rowsOf(session, `SELECT p.x, q.y FROM ${CALL} p JOIN ${CALL} q ON p.r = q.r`)).toEqual([
    'x1,y1',
  ]);
  await session.close();
});

test('a LIMIT that was reached over a model call does not hold up the others after a restart', async () => {
  writeFileSync(join(folder, 'src.json'), line(1) + line(2));
  const both = `EXECUTE STATEMENT SET BEGIN
    INSERT INTO a SELECT x, r FROM ${CALL} LIMIT 1;
    INSERT INTO b SELECT y, 'b' FROM src; END`;
  const first = await open(", 'source.monitor-interval'='10 ms'");
  await first.session.execute(both);
  await until(() => first.lines.length === 3);
  await first.session.execute('STOP JOB 1');
  await first.session.close();

  const second = await open(", 'source.monitor-interval'='10 ms'");
  await second.session.execute(both);
  for (let id = 3; id < 63; id++) appendFileSync(join(folder, 'src.json'), line(id));
  await until(() => second.lines.length === 60);
  expect(second.lines.every((printed) => printed.endsWith(', b]'))).toBe(true);
  await second.session.close();
});
