// The article's sizing: latency fixed at 1.2 s, max-concurrent-operations 120, saturated source. At least 95 % of 100 rows/s,
// counted at the server from the first completion over 60 s, never more than 120 in flight there, RSS under 250 MB.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';
import { realKafka, Topics } from '../support/kafka.mjs';
import { conclude, root, startWeir, temporaryFolder, waitFor } from '../support/weir.mjs';

const SECONDS = Number(process.env.SIZING_SECONDS ?? 60);
const IN_FLIGHT = 120;
const LATENCY_MS = 1200;
const IDEAL = (IN_FLIGHT * 1000) / LATENCY_MS;

const main = join(temporaryFolder('model'), 'server.mjs');
await build({
  entryPoints: [join(root, 'test/support/model-server-main.ts')],
  outfile: main,
  bundle: true,
  platform: 'node',
  format: 'esm',
  logLevel: 'error',
});
const server = spawn(process.execPath, [main, JSON.stringify({ latencyMs: LATENCY_MS })], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const { origin } = JSON.parse(
  await new Promise((resolve) => server.stdout.once('data', (text) => resolve(String(text)))),
);
const stats = async () => (await fetch(`${origin}/stats`)).json();

const brokers = realKafka();
const name = `size${Date.now().toString(36)}`;
const topics = new Topics(brokers);
await topics.connect();
await topics.create(`${name}-in`, 2);
await topics.create(`${name}-out`, 2);
await topics.send(
  `${name}-in`,
  Array.from({ length: Math.ceil(IDEAL * (SECONDS + 20)) }, (_, i) => ({ id: i, title: `title ${i}` })),
);
const run = startWeir([], {
  keepOpen: true,
  input: `
SET 'pipeline.name' = '${name}';
SET 'table.exec.async-ml-predict.max-concurrent-operations' = '${IN_FLIGHT}';
CREATE MODEL m INPUT (t STRING) OUTPUT (r STRING) WITH ('provider'='openai', 'endpoint'='${origin}/v1/chat/completions', 'model'='x');
CREATE TABLE src (id INT, title STRING) WITH ('connector'='kafka', 'topic'='${name}-in', 'properties.bootstrap.servers'='${brokers}', 'format'='json');
CREATE TABLE dst (id INT, title STRING, r STRING) WITH ('connector'='kafka', 'topic'='${name}-out', 'properties.bootstrap.servers'='${brokers}', 'format'='json');
INSERT INTO dst SELECT id, title, r FROM ML_PREDICT(TABLE src, MODEL m, DESCRIPTOR(title));
`,
});
const completed = async () => {
  const { requests, inFlight } = await stats();
  return requests - inFlight;
};
await waitFor(`the first answer; weir said: ${run.stderr}`, async () => (await completed()) > 0, 30, 5);
const began = performance.now();
const first = await completed();
let rss = 0;
while (performance.now() - began < SECONDS * 1000) {
  rss = Math.max(
    rss,
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${run.child.pid}/status`, 'utf8'))[1]) / 1024,
  );
  await delay(Math.min(500, SECONDS * 1000 - (performance.now() - began)));
}
const elapsed = (performance.now() - began) / 1000;
const done = (await completed()) - first;
const { maxInFlight } = await stats();
const cpu = readFileSync(`/proc/${run.child.pid}/stat`, 'latin1').split(') ')[1].split(' ');
const cpuSeconds = (Number(cpu[11]) + Number(cpu[12])) / 100;
run.child.kill('SIGKILL');
await run.ended;
server.stdin.end();
await topics.close();
const rate = done / elapsed;
conclude(
  'sizing',
  rate >= 0.95 * IDEAL && maxInFlight <= IN_FLIGHT && rss < 250,
  `${rate.toFixed(1)} rows/s over ${elapsed.toFixed(0)} s (${((100 * rate) / IDEAL).toFixed(1)} % of ${IDEAL}), ` +
    `at most ${maxInFlight} in flight at the server, RSS ${rss.toFixed(0)} MB, ${cpuSeconds.toFixed(1)} s CPU`,
);
