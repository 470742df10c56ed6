// Flink's own Kafka connector on the embedded broker: a real Flink copies a topic exactly once, once to its end and then
// killed again and again in the middle of its transactions. Counted by Kafka's own Java consumer with read_committed.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Topics } from '../support/kafka.mjs';
import { loadTypeScript } from '../support/typescript.mjs';
import { conclude, root, startWeir, waitFor } from '../support/weir.mjs';
import { FlinkJob } from './6-flink-connector/flink-job.mjs';

const ROWS = 10_000;
const KILLS = Number(process.env.KILLS ?? 3);
const RATE = 1000;
const PARTITIONS = 4;

const { TransactionClient } = await loadTypeScript('test/kafka/support/transaction-client.ts');
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const rows = (from, count) =>
  Array.from({ length: count }, (_, i) => ({ id: from + i, title: `título ${from + i}` }));

/** Ids in a topic as Kafka's console consumer shows them to a reader of this isolation. */
async function consume(address, topic, isolation) {
  const args = ['--bootstrap-server', address, '--topic', topic, '--from-beginning', '--timeout-ms', '5000'];
  const child = spawn('bash', [
    join(root, 'scripts/kafka/tools.sh'),
    'console-consumer',
    ...args,
    '--isolation-level',
    isolation,
  ]);
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => (output += text));
  await new Promise((resolve) => child.on('close', resolve));
  return output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => {
      const { id, title } = JSON.parse(line);
      if (title !== `TÍTULO ${id}`) throw new Error(`a row that was not written: ${line}`);
      return id;
    });
}

async function verify(address, { sink }, expected) {
  const [committed, all] = await Promise.all(
    ['read_committed', 'read_uncommitted'].map((isolation) => consume(address, sink, isolation)),
  );
  const distinct = new Set(committed);
  const foreign = [...distinct].filter((id) => !(id >= 0 && id < expected)).length;
  return {
    lost: expected - distinct.size + foreign,
    doubled: committed.length - distinct.size,
    dropped: all.length - committed.length,
  };
}

/** All rows are there before it starts; it ends by itself at their end. */
async function toTheEnd(address, topics, job) {
  await topics.create(job.source, PARTITIONS);
  await topics.create(job.sink, 2);
  await topics.send(job.source, rows(0, ROWS));
  job.start();
  await job.finished();
  return verify(address, job, ROWS);
}

/** Whatever becomes of the proof, no Flink is left behind. */
async function withJob(job, work) {
  try {
    return await work(job);
  } finally {
    await job.kill();
  }
}

/** Rows come while it runs; it is killed while a transaction of it is open, and goes on from its checkpoint. */
async function killed(address, topics, client, job) {
  await topics.create(job.source, PARTITIONS);
  await topics.create(job.sink, 2);
  let fed = 0;
  let isFeeding = true;
  const feeding = (async () => {
    while (isFeeding) {
      await topics.send(job.source, rows(fed, RATE / 10));
      fed += RATE / 10;
      await pause(100);
    }
  })();
  const open = async () =>
    (await client.list(['Ongoing'], [])).found.filter(({ id }) => id.startsWith(job.prefix)).length;
  const stable = async () => (await client.latest(job.sink, true)) + (await client.latest(job.sink, true, 1));
  let inside = 0;
  try {
    for (let kill = 0; kill < KILLS; kill++) {
      job.start();
      const before = await stable();
      await waitFor('a commit of Flink', async () => (job.check(), (await stable()) > before + 10), 60);
      await pause(Math.random() * 1500);
      await waitFor('an open transaction', async () => (await open()) > 0, 30, 5);
      await job.kill();
      if ((await open()) > 0) inside++;
    }
    job.start();
    const last = await stable();
    await waitFor('a commit after the last start', async () => (job.check(), (await stable()) > last), 60);
  } finally {
    isFeeding = false;
    await feeding;
  }
  const isDone = async () => (job.check(), (await topics.committed(job.prefix, job.source)) === fed);
  await waitFor('the end of the rows', isDone, 60);
  await pause(2000);
  await job.kill('SIGTERM');
  return { ...(await verify(address, job, fed)), inside, fed };
}

const broker = startWeir(['broker', '--port', '0'], { keepOpen: true });
const figures = [];
let holds = true;
try {
  const address = await waitFor('the broker', () => /broker (127\.0\.0\.1:\d+)/.exec(broker.stdout)?.[1]);
  const topics = new Topics(address);
  await topics.connect();
  const client = new TransactionClient(address);
  for (const naming of ['incrementing', 'pooling']) {
    const whole = await withJob(
      new FlinkJob(address, `whole-${naming}`, { isBounded: true, naming }),
      (job) => toTheEnd(address, topics, job),
    );
    const cut = await withJob(new FlinkJob(address, `killed-${naming}`, { naming }), (job) =>
      killed(address, topics, client, job),
    );
    figures.push(
      `${naming} ids: ${ROWS} rows, ${whole.lost} lost, ${whole.doubled} doubled; ${KILLS} kills (${cut.inside} inside a ` +
        `transaction) in ${cut.fed} rows, ${cut.lost} lost, ${cut.doubled} doubled, ${cut.dropped} aborted rows not shown`,
    );
    for (const { lost, doubled } of [whole, cut]) holds &&= lost === 0 && doubled === 0;
    holds &&= cut.inside > 0;
  }
  client.close();
  await topics.close();
} catch (error) {
  holds = false;
  figures.push(error.message);
} finally {
  broker.child.kill('SIGTERM');
  await broker.ended;
}
conclude("Flink's Kafka connector on the embedded broker", holds, figures.join('; '));
