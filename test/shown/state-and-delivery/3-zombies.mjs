// Two live processes of one job name on a real Kafka: one is stopped (SIGSTOP) and woken after the other took over. The old
// one ends with "taken over" each time, within an interval and what a request takes; 0 lost; exactly once 0 doubled, at
// least once no row but of what came between its last commit and that news, and none of them more than once.
//   node 3-zombies.mjs [runs of each mode, 50]
import { setTimeout as delay } from 'node:timers/promises';
import { readCommitted } from '../support/java-consumer.mjs';
import { realKafka, Topics } from '../support/kafka.mjs';
import { conclude, startWeir, temporaryFolder, waitFor } from '../support/weir.mjs';

const RUNS = Number(process.argv[2] ?? 50);
const INTERVAL_MS = 200;
const FEED_ROWS = 20;
const FEED_MS = 20;
/** From waking to the news: the next checkpoint is due within an interval, and asks the broker; the machine is busy. */
const NEWS_MS = INTERVAL_MS + 1000;

const brokers = realKafka();
const topics = new Topics(brokers);
await topics.connect();

async function run(guarantee, runs) {
  const name = `zombie${Date.now().toString(36)}`;
  const [input, output] = [`${name}-in`, `${name}-out`];
  await topics.create(input, 2);
  await topics.create(output, 2);
  let fed = 0;
  let feeding = true;
  const feeder = (async () => {
    while (feeding) {
      await topics.send(
        input,
        Array.from({ length: FEED_ROWS }, (_, i) => ({ id: fed + i })),
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
CREATE TABLE src (id INT) WITH ${table(input)};
CREATE TABLE dst (id INT) WITH ${table(output, `, 'sink.delivery-guarantee'='${guarantee}'`)};
INSERT INTO dst SELECT id FROM src;
`;
  const committed = () => topics.committed(`weir-${name}`, input);
  // Each process has a folder of its own: on one machine the lock in a shared one keeps the second out.
  const start = () => startWeir([], { input: script, keepOpen: true, home: temporaryFolder('zombie') });
  const movesOn = async (weir) => {
    const before = await committed();
    await waitFor(`a commit; weir said: ${weir.stderr}`, async () => (await committed()) > before, 60);
  };
  let old = start();
  await movesOn(old);
  const told = [];
  const windows = [];
  for (let i = 0; i < runs; i++) {
    await delay(Math.random() * 2 * INTERVAL_MS);
    const safe = await committed();
    old.child.kill('SIGSTOP');
    const young = start();
    await movesOn(young);
    old.child.kill('SIGCONT');
    const woken = Date.now();
    await waitFor(
      `the old process to be told; it said: ${old.stdout} ${old.stderr}`,
      () => `${old.stdout}${old.stderr}`.includes('was taken over by another process'),
      60,
      5,
    );
    told.push(Date.now() - woken);
    windows.push({ from: safe, to: fed + FEED_ROWS });
    old.child.stdin.end();
    await old.ended;
    await movesOn(young); // the old one's end did it no harm
    old = young;
  }
  feeding = false;
  await feeder;
  await waitFor(`all rows; weir said: ${old.stderr}`, async () => (await committed()) === fed, 120, 100);
  old.child.stdin.end('\nSTOP JOB 1;\n');
  await old.ended;
  const ids = (await readCommitted(brokers, output)).map((line) => JSON.parse(line).id);
  const times = new Map();
  for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1);
  const more = [...times].filter(([, n]) => n > 1);
  const doubledIn = ({ from, to }) => more.filter(([id]) => id >= from && id < to).length;
  return {
    told: told.length,
    latest: Math.max(...told),
    rows: ids.length,
    lost: fed - times.size,
    doubled: ids.length - times.size,
    most: Math.max(...windows.map(doubledIn)),
    // A row may fall into the windows of two runs that follow each other.
    astray: more.filter(([id, n]) => n - 1 > windows.filter(({ from, to }) => id >= from && id < to).length)
      .length,
  };
}

const exactly = await run('exactly-once', RUNS);
const atLeast = await run('at-least-once', RUNS);
await topics.close();
const holds =
  exactly.told === RUNS &&
  atLeast.told === RUNS &&
  exactly.lost + exactly.doubled + atLeast.lost + atLeast.astray === 0 &&
  Math.max(exactly.latest, atLeast.latest) <= NEWS_MS;
conclude(
  'zombies, stateless',
  holds,
  `${RUNS} of each: exactly once ${exactly.rows} rows, ${exactly.lost} lost, ${exactly.doubled} doubled; ` +
    `at least once ${atLeast.rows} rows, ${atLeast.lost} lost, ${atLeast.doubled} doubled, at most ${atLeast.most} by one old process, ${atLeast.astray} elsewhere; ` +
    `${exactly.told} and ${atLeast.told} old ones told, at the latest ${exactly.latest} and ${atLeast.latest} ms after they woke`,
);
