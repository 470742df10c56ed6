// kill -9 of weir at random moments and inside open transactions, on a real Kafka, rows coming in all the time. Exactly once:
// 0 lost, 0 doubled for Java's read_committed consumer, at least 30 % of the kills inside an open transaction, counted at
// the broker. At least once: 0 lost.    node 2-kill-stateless.mjs [kills, 100]
import { setTimeout as delay } from 'node:timers/promises';
import { readCommitted } from '../support/java-consumer.mjs';
import { realKafka, Topics } from '../support/kafka.mjs';
import { loadTypeScript } from '../support/typescript.mjs';
import { conclude, startWeir, temporaryFolder, waitFor } from '../support/weir.mjs';

const KILLS = Number(process.argv[2] ?? 100);
const PARTITIONS = 3;
const INTERVAL_MS = 200;
const FEED_ROWS = 40;
const FEED_MS = 25;

const brokers = realKafka();
const { createKafkajsPort } = await loadTypeScript('src/connectors/kafka/kafkajs-port.ts');
const forever = new AbortController().signal;
const topics = new Topics(brokers);
await topics.connect();

/** A client that sees the ends of a topic's partitions: of all rows, or of those that are committed. */
async function ends(topic, readCommittedOnly) {
  const [host, port] = brokers.split(':');
  const config = { bootstrap: [{ host, port: Number(port) }], hostMap: new Map(), clientId: 'proof' };
  const times = { tls: null, sasl: null, connectTimeoutMs: 5000, requestTimeoutMs: 30_000 };
  const client = await createKafkajsPort(
    { ...config, ...times },
    { notice: () => {}, readCommitted: readCommittedOnly },
  );
  await client.connect(forever);
  const all = Array.from({ length: PARTITIONS }, (_, partition) => ({ topic, partition }));
  const sum = async () =>
    (await client.offsets(all, 'latest', forever)).reduce((total, { offset }) => total + offset, 0);
  return { sum, close: () => client.close() };
}

async function run(guarantee, kills) {
  const name = `kill${Date.now().toString(36)}`;
  const [input, output] = [`${name}-in`, `${name}-out`];
  await topics.create(input, PARTITIONS);
  await topics.create(output, PARTITIONS);
  const [all, committed] = [await ends(output, false), await ends(output, true)];
  const isOpen = async () => (await all.sum()) > (await committed.sum());

  let fed = 0;
  let feeding = true;
  const feeder = (async () => {
    while (feeding) {
      await topics.send(
        input,
        Array.from({ length: FEED_ROWS }, (_, i) => ({ id: fed + i, title: `title ${fed + i}` })),
      );
      fed += FEED_ROWS;
      await delay(FEED_MS);
    }
  })();

  const table = (topic, more = '') =>
    `('connector'='kafka', 'topic'='${topic}', 'properties.bootstrap.servers'='${brokers}', 'format'='json'${more})`;
  const script = `
SET 'pipeline.name' = '${name}';
SET 'execution.checkpointing.interval' = '${INTERVAL_MS} ms';
CREATE TABLE src (id INT, title STRING) WITH ${table(input)};
CREATE TABLE dst (id INT, title STRING) WITH ${table(output, `, 'sink.delivery-guarantee'='${guarantee}'`)};
INSERT INTO dst SELECT id, UPPER(title) FROM src WHERE MOD(id, 10) <> 3;
`;
  const home = temporaryFolder('kill');
  let weir;
  let inside = 0;
  const began = Date.now();
  for (let kill = 0; kill < kills; kill++) {
    weir = startWeir([], { input: script, keepOpen: true, home });
    const deadline = Date.now() + 30_000;
    if (kill % 2 === 0 || guarantee !== 'exactly-once') {
      await delay(300 + Math.random() * 1500); // from its start to some checkpoints later
    } else {
      await waitFor('the end of what the last process left', async () => !(await isOpen()), 60, 5);
      while (!(await isOpen())) {
        if (Date.now() > deadline) throw new Error(`no transaction came; weir said: ${weir.stderr}`);
      }
    }
    weir.child.kill('SIGKILL');
    const { signal, code, stderr } = await weir.ended;
    if (signal !== 'SIGKILL') throw new Error(`weir ended by itself with ${code}: ${stderr}`);
    await delay(50); // an end that was asked for is through by then
    if (await isOpen()) inside++;
  }
  feeding = false;
  await feeder;
  weir = startWeir([], { input: script, keepOpen: true, home });
  const done = async () => (await topics.committed(`weir-${name}`, input)) === fed;
  await waitFor(`all rows to be committed; weir said: ${weir.stderr}`, done, 180, 200);
  weir.child.stdin.end('\nSTOP JOB 1;\n');
  await weir.ended;
  const seconds = (Date.now() - began) / 1000;

  const ids = (await readCommitted(brokers, output)).map((line) => JSON.parse(line).id);
  const found = new Set(ids);
  let lost = 0;
  for (let id = 0; id < fed; id++) if (id % 10 !== 3 && !found.has(id)) lost++;
  const strange = [...found].filter((id) => id % 10 === 3 || id >= fed).length;
  await all.close();
  await committed.close();
  return { lost, doubled: ids.length - found.size, strange, rows: ids.length, inside, seconds };
}

const exactly = await run('exactly-once', KILLS);
const atLeast = await run('at-least-once', Math.ceil(KILLS / 5));
await topics.close();
const share = exactly.inside / KILLS;
const holds =
  exactly.lost + exactly.doubled + exactly.strange + atLeast.lost + atLeast.strange === 0 && share >= 0.3;
conclude(
  'kill -9, stateless',
  holds,
  `exactly once: ${KILLS} kills, ${exactly.inside} inside an open transaction, ${exactly.rows} rows, ${exactly.lost} lost, ` +
    `${exactly.doubled} doubled, ${exactly.seconds.toFixed(0)} s; at least once: ${Math.ceil(KILLS / 5)} kills, ` +
    `${atLeast.rows} rows, ${atLeast.lost} lost, ${atLeast.doubled} doubled`,
);
