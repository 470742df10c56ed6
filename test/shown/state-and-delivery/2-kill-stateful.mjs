// kill -9 of weir at random moments and inside open transactions, on a real Kafka, while one job counts rows by window and
// joins two topics. Exactly once: 0 lost, 0 doubled for Java's read_committed consumer, all windows as an uninterrupted
// run gives them, at least 30 % of the kills inside an open transaction. At least once: 0 lost, no window with another
// count.    node 2-kill-stateful.mjs [kills, 100]
import { setTimeout as delay } from 'node:timers/promises';
import { readCommitted } from '../support/java-consumer.mjs';
import { realKafka, Topics } from '../support/kafka.mjs';
import { killAgainAndAgain, pacer, watchTransactions } from '../support/kills.mjs';
import { conclude, startWeir, temporaryFolder, waitFor } from '../support/weir.mjs';

const KILLS = Number(process.argv[2] ?? 100);
const PARTITIONS = 3;
const INTERVAL_MS = 200;
const FEED_MS = 25;
const USERS = 50;
/** Event time of a row in ms: 20 rows a second, so that windows of a second hold several of a user's rows. */
const timeOf = (id) => Date.UTC(2026, 0, 1) + id * 10;
const WINDOW_MS = 5000;

const brokers = realKafka();
const topics = new Topics(brokers);
await topics.connect();

const stamp = (ms) => new Date(ms).toISOString().replace('T', ' ').slice(0, 23);

async function run(guarantee, kills) {
  const name = `state${Date.now().toString(36)}`;
  const [clicks, users, counts, joined] = ['clicks', 'users', 'counts', 'joined'].map((t) => `${name}-${t}`);
  for (const topic of [clicks, users, counts, joined]) await topics.create(topic, PARTITIONS);
  const transactions = await watchTransactions(brokers, [counts, joined], PARTITIONS);

  // Each row goes to the partition of its number, so that time never goes back within a partition.
  let fed = 0;
  let named = 0;
  let feeding = true;
  const send = (topic, rows) =>
    topics.producer.send({
      topic,
      messages: rows.map(({ partition, ...row }) => ({ partition, value: JSON.stringify(row) })),
    });
  const keepPace = pacer(() => topics.committed(`weir-${name}`, clicks));
  const feeder = (async () => {
    while (feeding) {
      await keepPace(fed, () => feeding);
      const rows = Array.from({ length: 30 }, (_, i) => fed + i);
      await send(
        clicks,
        rows.map((id) => ({ partition: id % PARTITIONS, id, usr: id % USERS, ts: stamp(timeOf(id)) })),
      );
      fed += rows.length;
      // The names of the users come bit by bit, in between.
      if (named < USERS && fed % 600 === 0) {
        await send(users, [{ partition: named % PARTITIONS, usr: named, name: `user ${named}` }]);
        named++;
      }
      await delay(FEED_MS);
    }
    // Rows of much later close the windows of all partitions.
    const late = timeOf(fed) + 3_600_000;
    await send(
      clicks,
      Array.from({ length: PARTITIONS }, (_, partition) => ({
        partition,
        id: -1 - partition,
        usr: -1,
        ts: stamp(late),
      })),
    );
    for (; named < USERS; named++)
      await send(users, [{ partition: named % PARTITIONS, usr: named, name: `user ${named}` }]);
  })();

  const table = (topic, more = '') =>
    `('connector'='kafka', 'topic'='${topic}', 'properties.bootstrap.servers'='${brokers}', 'format'='json'${more})`;
  const sink = `, 'sink.delivery-guarantee'='${guarantee}'`;
  const script = `
SET 'pipeline.name' = '${name}';
SET 'execution.checkpointing.interval' = '${INTERVAL_MS} ms';
CREATE TABLE clicks (id BIGINT, usr INT, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ${table(clicks)};
CREATE TABLE users (usr INT, name STRING) WITH ${table(users)};
CREATE TABLE counts (ws TIMESTAMP(3), usr INT, n BIGINT, ids BIGINT) WITH ${table(counts, sink)};
CREATE TABLE joined (id BIGINT, name STRING) WITH ${table(joined, sink)};
EXECUTE STATEMENT SET BEGIN
INSERT INTO counts SELECT window_start, usr, COUNT(*), SUM(id)
  FROM TUMBLE(TABLE clicks, DESCRIPTOR(ts), INTERVAL '${WINDOW_MS / 1000}' SECOND) GROUP BY window_start, window_end, usr;
INSERT INTO joined SELECT c.id, u.name FROM clicks c JOIN users u ON c.usr = u.usr;
END;
`;
  const home = temporaryFolder('kill');
  const start = () => startWeir([], { input: script, keepOpen: true, home });
  const began = Date.now();
  const inside = await killAgainAndAgain(kills, start, transactions, guarantee === 'exactly-once');
  feeding = false;
  await feeder;
  const weir = start();
  const done = async () =>
    (await topics.committed(`weir-${name}`, clicks)) === fed + PARTITIONS &&
    (await topics.committed(`weir-${name}`, users)) === USERS;
  await waitFor(`all rows to be committed; weir said: ${weir.stderr}`, done, 600, 200);
  weir.child.stdin.end('\nSTOP JOB 1;\n');
  await weir.ended;
  const seconds = (Date.now() - began) / 1000;
  await transactions.close();

  const windows = new Map();
  for (let id = 0; id < fed; id++) {
    const ws = stamp(Math.floor(timeOf(id) / WINDOW_MS) * WINDOW_MS);
    const key = `${ws} ${id % USERS}`;
    const window = windows.get(key) ?? { n: 0, ids: 0 };
    windows.set(key, { n: window.n + 1, ids: window.ids + id });
  }
  const parse = (lines) => lines.map((line) => JSON.parse(line));
  const windowRows = parse(await readCommitted(brokers, counts)).map(({ ws, usr, n, ids }) => ({
    key: `${ws.replace('T', ' ').padEnd(19).slice(0, 19)}${(ws[19] === '.' ? ws.slice(19) : '.').padEnd(4, '0')} ${usr}`,
    n,
    ids,
  }));
  const joinedRows = parse(await readCommitted(brokers, joined));
  const wrong =
    windowRows.filter(({ key, n, ids }) => windows.get(key)?.n !== n || windows.get(key)?.ids !== ids)
      .length +
    joinedRows.filter(({ id, name: user }) => user !== `user ${id % USERS}` || id < 0 || id >= fed).length;
  const foundWindows = new Set(windowRows.map(({ key }) => key));
  const foundIds = new Set(joinedRows.map(({ id }) => id));
  let lost = [...windows.keys()].filter((key) => !foundWindows.has(key)).length;
  for (let id = 0; id < fed; id++) if (!foundIds.has(id)) lost++;
  const doubled = windowRows.length - foundWindows.size + joinedRows.length - foundIds.size;
  return { lost, doubled, wrong, rows: fed, windows: windows.size, inside, seconds };
}

const exactly = await run('exactly-once', KILLS);
const atLeast = await run('at-least-once', Math.ceil(KILLS / 5));
await topics.close();
const share = exactly.inside / KILLS;
conclude(
  'kill -9, windowed counts and a join',
  exactly.lost + exactly.doubled + exactly.wrong + atLeast.lost + atLeast.wrong === 0 && share >= 0.3,
  `exactly once: ${KILLS} kills, ${exactly.inside} inside an open transaction, ${exactly.rows} rows, ${exactly.windows} windows, ` +
    `${exactly.lost} lost, ${exactly.doubled} doubled, ${exactly.wrong} wrong, ${exactly.seconds.toFixed(0)} s; ` +
    `at least once: ${Math.ceil(KILLS / 5)} kills, ${atLeast.rows} rows, ${atLeast.windows} windows, ${atLeast.lost} lost, ${atLeast.doubled} doubled, ${atLeast.wrong} wrong`,
);
