// kill -9 of weir at random moments and inside open transactions, on a real Kafka, rows coming in all the time, without and
// with model calls in flight. Exactly once: 0 lost, 0 doubled for Java's read_committed consumer, at least 30 % of the kills
// inside an open transaction as the broker counts it. At least once: 0 lost.    node 2-kill-stateless.mjs [kills, 100]
import { setTimeout as delay } from 'node:timers/promises';
import { readCommitted } from '../support/java-consumer.mjs';
import { realKafka, Topics } from '../support/kafka.mjs';
import { killAgainAndAgain, pacer, watchTransactions } from '../support/kills.mjs';
import { loadTypeScript } from '../support/typescript.mjs';
import { conclude, startWeir, temporaryFolder, waitFor } from '../support/weir.mjs';

const KILLS = Number(process.argv[2] ?? 100);
const PARTITIONS = 3;
const INTERVAL_MS = 200;

const brokers = realKafka();
const { startModelServer } = await loadTypeScript('test/support/model-server.ts');
const server = await startModelServer({ latencyMs: [20, 80], record: false });
const topics = new Topics(brokers);
await topics.connect();

const PLANS = {
  stateless: {
    feed: { rows: 40, ms: 25 },
    select: 'SELECT id, UPPER(title) FROM src WHERE MOD(id, 10) <> 3',
    expected: (fed) => Array.from({ length: fed }, (_, id) => id).filter((id) => id % 10 !== 3),
  },
  'with model calls': {
    feed: { rows: 10, ms: 25 },
    select: 'SELECT id, r FROM ML_PREDICT(TABLE src, MODEL m, DESCRIPTOR(title))',
    expected: (fed) => Array.from({ length: fed }, (_, id) => id),
  },
};

async function run(kind, guarantee, kills) {
  const plan = PLANS[kind];
  const name = `kill${Date.now().toString(36)}`;
  const [input, output] = [`${name}-in`, `${name}-out`];
  await topics.create(input, PARTITIONS);
  await topics.create(output, PARTITIONS);
  const transactions = await watchTransactions(brokers, [output], PARTITIONS);

  let fed = 0;
  let feeding = true;
  const { rows, ms } = plan.feed;
  const keepPace = pacer(() => topics.committed(`weir-${name}`, input));
  const feeder = (async () => {
    while (feeding) {
      await keepPace(fed, () => feeding);
      const row = (id) => ({ id, title: `title ${id}` });
      await topics.send(
        input,
        Array.from({ length: rows }, (_, i) => row(fed + i)),
      );
      fed += rows;
      await delay(ms);
    }
  })();

  const table = (topic, more = '') =>
    `('connector'='kafka', 'topic'='${topic}', 'properties.bootstrap.servers'='${brokers}', 'format'='json'${more})`;
  const script = `
SET 'pipeline.name' = '${name}';
SET 'execution.checkpointing.interval' = '${INTERVAL_MS} ms';
CREATE MODEL m INPUT (t STRING) OUTPUT (r STRING) WITH ('provider'='openai', 'endpoint'='${server.url()}', 'model'='x');
CREATE TABLE src (id INT, title STRING) WITH ${table(input)};
CREATE TABLE dst (id INT, title STRING) WITH ${table(output, `, 'sink.delivery-guarantee'='${guarantee}'`)};
INSERT INTO dst ${plan.select};
`;
  const home = temporaryFolder('kill');
  const start = () => startWeir([], { input: script, keepOpen: true, home });
  const began = Date.now();
  const inside = await killAgainAndAgain(kills, start, transactions, guarantee === 'exactly-once');
  feeding = false;
  await feeder;
  const weir = start();
  const done = async () => (await topics.committed(`weir-${name}`, input)) === fed;
  await waitFor(`all rows to be committed; weir said: ${weir.stderr}`, done, 600, 200);
  weir.child.stdin.end('\nSTOP JOB 1;\n');
  await weir.ended;
  const seconds = (Date.now() - began) / 1000;

  const values = (await readCommitted(brokers, output)).map((line) => JSON.parse(line).id);
  const found = new Set(values);
  const expected = new Set(plan.expected(fed));
  const lost = [...expected].filter((value) => !found.has(value)).length;
  const wrong = [...found].filter((value) => !expected.has(value)).length;
  const doubled = values.length - found.size;
  await transactions.close();
  const exact = guarantee === 'exactly-once';
  const said =
    `${kind}, ${guarantee}: ${kills} kills${exact ? `, ${inside} inside an open transaction` : ''}, ${fed} rows in, ` +
    `${values.length} out, ${lost} lost, ${wrong} wrong, ${doubled} doubled, ${seconds.toFixed(0)} s`;
  console.log(`     ${said}`);
  return { holds: lost + wrong + (exact ? doubled : 0) === 0, kills: exact ? kills : 0, inside };
}

const share = (part) => Math.max(1, Math.round(KILLS * part));
const runs = [
  await run('stateless', 'exactly-once', share(0.5)),
  await run('with model calls', 'exactly-once', share(0.3)),
  await run('stateless', 'at-least-once', share(0.1)),
  await run('with model calls', 'at-least-once', share(0.1)),
];
await server.close();
await topics.close();
const exact = runs.reduce((sum, { kills }) => sum + kills, 0);
const inside = runs.reduce((sum, each) => sum + each.inside, 0);
conclude(
  'kill -9, stateless',
  runs.every(({ holds }) => holds) && inside >= 0.3 * exact,
  `${exact} kills exactly once, ${inside} inside an open transaction: nothing lost, wrong or doubled unless told above`,
);
