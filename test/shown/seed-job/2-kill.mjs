// kill -9 of weir at 10 random moments during 10,000 rows on a real Kafka: none lost; committed offsets above 0 before each
// kill; doubled rows at most kills x (rows of one interval and two checkpoint durations).
import { setTimeout as delay } from 'node:timers/promises';
import { realKafka, Topics } from '../support/kafka.mjs';
import { loadTypeScript } from '../support/typescript.mjs';
import { conclude, startWeir, temporaryFolder, waitFor } from '../support/weir.mjs';

const ROWS = 10_000;
const KILLS = 10;
const INTERVAL_MS = 500;
const IN_FLIGHT = 60;
const LATENCY_MS = 200; // 60 in flight at 0.2 s: 300 rows/s, so the run lasts long enough for ten kills

const { startModelServer } = await loadTypeScript('test/support/model-server.ts');
const brokers = realKafka();
const name = `kill${Date.now().toString(36)}`;
const topics = new Topics(brokers);
await topics.connect();
await topics.create(`${name}-in`, 2);
await topics.create(`${name}-out`, 2);
const group = `weir-${name}`;
await topics.send(
  `${name}-in`,
  Array.from({ length: ROWS }, (_, i) => ({ id: i, title: `title ${i}` })),
);
const server = await startModelServer({ latencyMs: LATENCY_MS, record: false });
const script = `
SET 'pipeline.name' = '${name}';
SET 'execution.checkpointing.interval' = '${INTERVAL_MS} ms';
SET 'table.exec.async-ml-predict.max-concurrent-operations' = '${IN_FLIGHT}';
CREATE MODEL m INPUT (t STRING) OUTPUT (r STRING) WITH ('provider'='openai', 'endpoint'='${server.url()}', 'model'='x');
CREATE TABLE src (id INT, title STRING) WITH ('connector'='kafka', 'topic'='${name}-in', 'properties.bootstrap.servers'='${brokers}', 'format'='json');
CREATE TABLE dst (id INT, title STRING, r STRING) WITH ('connector'='kafka', 'topic'='${name}-out', 'properties.bootstrap.servers'='${brokers}', 'format'='json');
INSERT INTO dst SELECT id, title, r FROM ML_PREDICT(TABLE src, MODEL m, DESCRIPTOR(title));
`;
const home = temporaryFolder('kill');
let run;
const start = () => (run = startWeir([], { input: script, keepOpen: true, home }));
const committed = () => topics.committed(group, `${name}-in`).catch(() => -1);

const began = Date.now();
start();
await waitFor('the first commit', async () => (await committed()) > 0, 60);
const before = [];
let restartMs = 0;
for (let kill = 0; kill < KILLS; kill++) {
  await delay(300 + Math.random() * 2200);
  before.push(await committed());
  run.child.kill('SIGKILL');
  await run.ended;
  const out = await topics.count(`${name}-out`);
  const at = Date.now();
  start();
  if (before.at(-1) < ROWS)
    await waitFor(
      `rows after kill ${kill + 1}; weir said: ${run.stderr}`,
      async () => (await topics.count(`${name}-out`)) > out,
      60,
    );
  restartMs += Date.now() - at;
}
await waitFor(`all rows committed; weir said: ${run.stderr}`, async () => (await committed()) === ROWS, 120);
const seconds = (Date.now() - began) / 1000;
run.child.stdin.end('\nSTOP JOB 1;\n');
await run.ended;

const rows = await topics.readAll(`${name}-out`);
const ids = new Set(rows.map((row) => row.id));
const lost = ROWS - ids.size;
const doubled = rows.length - ids.size;
// At most 300 rows/s, plus what was in flight; a checkpoint lasts about a call and a commit.
const rate = (IN_FLIGHT * 1000) / LATENCY_MS;
const bound = KILLS * Math.ceil(rate * (INTERVAL_MS / 1000 + 2 * (LATENCY_MS / 1000 + 0.3)));
await server.close();
await topics.close();
const holds = lost === 0 && before.every((offset) => offset > 0) && doubled <= bound;
conclude(
  'kill -9',
  holds,
  `${KILLS} kills in ${ROWS} rows: ${lost} lost, ${doubled} doubled (bound ${bound}), offsets before each kill ${before.join(' ')}, ` +
    `restart to first new row ${(restartMs / KILLS / 1000).toFixed(1)} s, ${seconds.toFixed(0)} s in all`,
);
