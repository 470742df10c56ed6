// The article's statements, piped in as printed, on a real Kafka and on the embedded broker: 1,000 titles, 1,000 rows in
// risk_sink, each paired rightly, none twice. STOP JOB, start again: only new rows are read.
import { setTimeout as delay } from 'node:timers/promises';
import { realKafka, Topics } from '../support/kafka.mjs';
import { loadTypeScript } from '../support/typescript.mjs';
import { article, conclude, startWeir, temporaryFolder, waitFor } from '../support/weir.mjs';

const TITLES = 1000;
const MORE = 100;
const { startModelServer, answerFor } = await loadTypeScript('test/support/model-server.ts');

function titles(from, count) {
  const kinds = [
    '茅台飞天 53度 500ml',
    'Cotton T-shirt, blue',
    '电子烟 薄荷味',
    'Bamboo "chopsticks" \\ 10 pairs',
    'Ünïcode 👍 mug',
  ];
  return Array.from({ length: count }, (_, i) => ({
    id: `p-${from + i}`,
    title: `${kinds[i % kinds.length]} #${from + i}`,
  }));
}

async function run(where, brokers) {
  const topics = new Topics(brokers);
  await topics.connect();
  await topics.admin.deleteTopics({ topics: ['product_source', 'risk_sink'] }).catch(() => undefined);
  await topics.admin.deleteGroups(['weir-insert-into_risk_sink']).catch(() => undefined);
  await waitFor(
    'the old topics to go',
    async () =>
      !(await topics.admin.listTopics()).some((name) => name === 'product_source' || name === 'risk_sink'),
  );
  await topics.create('product_source', 2);
  const server = await startModelServer({ latencyMs: [5, 50] });
  const home = temporaryFolder('article');
  const start = () =>
    startWeir(
      [
        `weir.kafka.host-map=localhost:9092=${brokers}`,
        `weir.ai.endpoint-map=https://api.openai.com=${server.origin}`,
        'table.exec.async-ml-predict.max-concurrent-operations=40',
      ].flatMap((setting) => ['-D', setting]),
      { input: article, keepOpen: true, home },
    );
  const stop = async (run) => {
    run.child.stdin.end('\nSTOP JOB 1;\n');
    return Promise.race([run.ended, delay(40_000).then(() => ({ code: 'still running' }))]);
  };
  const written = (run, count) =>
    waitFor(`${count} rows in risk_sink (${where}); weir said: ${run.stderr.slice(-600)}`, async () => {
      if (run.child.exitCode !== null) throw new Error(`weir ended: ${run.stdout}${run.stderr}`);
      return (await topics.count('risk_sink')) >= count;
    });

  await topics.send('product_source', titles(0, TITLES));
  const first = start();
  await written(first, TITLES);
  const firstEnd = await stop(first);
  await topics.send('product_source', titles(TITLES, MORE));
  const second = start();
  await written(second, TITLES + MORE);
  await delay(1500); // time for a doubled row to show itself
  const secondEnd = await stop(second);

  const rows = await topics.readAll('risk_sink');
  const byId = new Map(rows.map((row) => [row.id, row]));
  const wrong = titles(0, TITLES + MORE).filter(({ id, title }) => {
    const row = byId.get(id);
    const answer = JSON.parse(answerFor(title));
    return (
      row === undefined || row.title !== title || row.risk !== answer.risk || row.reason !== answer.reason
    );
  });
  const requests = server.requests;
  await server.close();
  await topics.close();
  const holds =
    rows.length === TITLES + MORE &&
    byId.size === rows.length &&
    wrong.length === 0 &&
    requests === TITLES + MORE &&
    firstEnd.code === 0 &&
    secondEnd.code === 0;
  console.log(
    `  ${where}: ${rows.length} rows, ${byId.size} ids, ${wrong.length} paired wrongly, ${requests} calls, exits ${firstEnd.code} and ${secondEnd.code}`,
  );
  if (!holds) console.log(firstEnd.stdout, firstEnd.stderr, secondEnd.stdout, secondEnd.stderr);
  return holds;
}

async function embedded() {
  const port = 19700 + Math.floor(Math.random() * 200);
  const broker = startWeir(['broker', '--port', String(port)], { keepOpen: true });
  await waitFor(
    'the embedded broker',
    () => broker.stdout.includes(String(port)) || broker.stderr.includes(String(port)),
    20,
  );
  try {
    return await run('embedded broker', `127.0.0.1:${port}`);
  } finally {
    broker.child.kill('SIGTERM');
    await broker.ended;
  }
}

const real = await run('real Kafka', realKafka());
const own = await embedded();
conclude('article', real && own, `${TITLES} titles, then ${MORE} more after STOP JOB, on both brokers`);
