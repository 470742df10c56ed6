// A broker that fails while an exactly-once job and an at-least-once job write on it: it is restarted in the middle, commits
// get no answer (before or after they were made), the steps before them get none, answers to sent rows get lost: so many of
// each for each job. Java's read_committed consumer finds 0 rows lost, and 0 doubled where exactly once was asked for.
//   node 3-broker-faults.mjs [restarts, 10] [commits, 60] [sends, 40]
import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readCommitted } from '../support/java-consumer.mjs';
import { realKafka, Topics } from '../support/kafka.mjs';
import { loadTypeScript } from '../support/typescript.mjs';
import { conclude, root, startWeir, temporaryFolder, waitFor } from '../support/weir.mjs';

const [RESTARTS, COMMITS, SENDS] = [10, 60, 40].map((count, i) => Number(process.argv[2 + i] ?? count));
const PARTITIONS = 3;
const INTERVAL_MS = 200;
const BURST = 500;
/** Requests by their numbers in Kafka's protocol. */
const PRODUCE = 0;
const STEPS = [25, 28]; // AddOffsetsToTxn, TxnOffsetCommit
const END = 26;
/** The last byte of the end of a transaction says whether it is a commit. */
const isCommit = (api, frame) => api === END && frame.at(-1) === 1;

const { Proxy } = await loadTypeScript('test/kafka/support/proxy.ts');

/** A broker of this proof's own, for it is restarted. The jars are those of the shared one. */
realKafka();
const home = temporaryFolder('kafka');
mkdirSync(home, { recursive: true });
symlinkSync(join(root, '.kafka/libs'), join(home, 'libs'));
const environment = {
  ...process.env,
  KAFKA_HOME_DIR: home,
  KAFKA_HEAP: '512m',
  KAFKA_PLAIN_PORT: '29092',
  KAFKA_CONTROLLER_PORT: '29093',
  KAFKA_SASL_PORT: '29094',
  KAFKA_SASL_TLS_PORT: '29095',
  KAFKA_TLS_PORT: '29096',
};
function kafka(script, ...args) {
  const path = join(root, 'scripts/kafka', script);
  const { status, stdout, stderr } = spawnSync('bash', [path, ...args], {
    env: environment,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${script}: ${stderr}`);
  return stdout.trim().split('\n').at(-1);
}
const brokers = kafka('up.sh');
process.once('exit', () => kafka('down.sh', '--clean'));

const topics = new Topics(brokers);
await topics.connect();

const jobs = [];
for (const guarantee of ['exactly-once', 'at-least-once']) {
  const proxy = new Proxy(brokers);
  await proxy.up();
  const name = `faults-${guarantee}`;
  const [input, output] = [`${name}-in`, `${name}-out`];
  await topics.create(input, PARTITIONS);
  await topics.create(output, PARTITIONS);
  const table = (topic, more = '') =>
    `('connector'='kafka', 'topic'='${topic}', 'properties.bootstrap.servers'='${brokers}', 'format'='json'${more})`;
  const script = `
SET 'pipeline.name' = '${name}';
SET 'execution.checkpointing.interval' = '${INTERVAL_MS} ms';
SET 'restart-strategy.type' = 'fixed-delay';
SET 'restart-strategy.fixed-delay.attempts' = '100000';
SET 'restart-strategy.fixed-delay.delay' = '100 ms';
SET 'weir.kafka.host-map' = '${proxy.hostMap}';
CREATE TABLE src (id INT) WITH ${table(input)};
CREATE TABLE dst (id INT) WITH ${table(output, `, 'sink.delivery-guarantee'='${guarantee}'`)};
INSERT INTO dst SELECT id FROM src;
`;
  const weir = startWeir([], { input: script, keepOpen: true });
  jobs.push({ guarantee, name, input, output, proxy, weir });
}

let fed = 0;
/** More rows for both jobs; the broker is up. */
async function feed() {
  const rows = Array.from({ length: BURST }, (_, i) => ({ id: fed + i }));
  for (const { input } of jobs) await topics.send(input, rows);
  fed += BURST;
}
async function allCommitted(seconds) {
  for (const { name, input, weir } of jobs) {
    const isDone = async () => {
      if (weir.child.exitCode !== null) throw new Error(`weir ended: ${weir.stderr}`);
      return (await topics.committed(`weir-${name}`, input).catch(() => -1)) === fed;
    };
    await waitFor(`all rows of ${name} to be committed; weir said: ${weir.stderr}`, isDone, seconds, 50);
  }
}

await feed();
await allCommitted(60);
const began = Date.now();
for (let i = 0; i < RESTARTS; i++) {
  await feed();
  await delay(Math.random() * 300); // somewhere between reading and committing
  kafka('down.sh', ...(i % 2 === 0 ? ['-9'] : []));
  await delay(Math.random() * 500);
  kafka('up.sh');
  await allCommitted(120);
}

/** Breaks requests of this kind until so many of each job are broken, while rows come. */
async function breakSome(count, isMeant, fates) {
  const broken = jobs.map(() => 0);
  for (const [i, { proxy }] of jobs.entries()) {
    let last = 0;
    proxy.fate = (api, frame) => {
      if (broken[i] >= count || !isMeant(api, frame) || Date.now() - last < 150 || Math.random() < 0.5)
        return 'pass';
      last = Date.now();
      broken[i]++;
      return fates[Math.floor(Math.random() * fates.length)];
    };
  }
  const deadline = Date.now() + 300_000;
  while (broken.some((n) => n < count)) {
    if (Date.now() > deadline)
      throw new Error(`only ${broken.join(' and ')} of ${count} requests were broken`);
    await feed();
    await delay(50);
  }
  for (const { proxy } of jobs) proxy.fate = () => 'pass';
  await allCommitted(120);
  return Math.min(...broken);
}
const EITHER = ['cut-before', 'cut-after', 'cut-after'];
const commits = await breakSome(COMMITS, isCommit, EITHER);
const steps = await breakSome(Math.ceil(COMMITS / 3), (api) => STEPS.includes(api), EITHER);
const sends = await breakSome(SENDS, (api) => api === PRODUCE, ['cut-after']);
const seconds = (Date.now() - began) / 1000;

for (const { weir } of jobs) {
  weir.child.stdin.end('\nSTOP JOB 1;\n');
  await weir.ended;
}
for (const { proxy } of jobs) proxy.down();
const results = [];
for (const { guarantee, output, weir } of jobs) {
  const ids = (await readCommitted(brokers, output)).map((line) => JSON.parse(line).id);
  const found = new Set(ids);
  let lost = 0;
  for (let id = 0; id < fed; id++) if (!found.has(id)) lost++;
  const restarts = weir.stderr.split(' restarts: ').length - 1;
  results.push({ guarantee, lost, doubled: ids.length - found.size, restarts });
}
await topics.close();
const [exactly, atLeast] = results;
conclude(
  'broker faults',
  exactly.lost + exactly.doubled + atLeast.lost === 0,
  `${RESTARTS} restarts of the broker, of each job ${commits} commits of unknown outcome, ${steps} steps before one, ${sends} lost answers to sent rows in ${seconds.toFixed(0)} s, ${fed} rows: ` +
    results
      .map(
        ({ guarantee, lost, doubled, restarts }) =>
          `${guarantee}: ${lost} lost, ${doubled} doubled, ${restarts} restarts of the job`,
      )
      .join('; '),
);
