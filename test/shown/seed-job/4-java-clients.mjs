// Kafka's own Java console tools on the embedded broker: 1,000 records by the console producer in every codec, read by the
// console consumer and by kafkajs; 1,000 records by kafkajs, read by the console consumer. Compared exactly.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { CompressionTypes } from 'kafkajs';
import { Topics } from '../support/kafka.mjs';
import { conclude, root, startWeir, waitFor } from '../support/weir.mjs';

const RECORDS = 1000;
const PARTITIONS = 3;
const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'];
const TITLES = [
  '茅台飞天 53度 500ml',
  'Ünïcode 👍🏽 e\u0301 mug ',
  'a "quoted" \\ path, {"json": true}',
  '電子タバコ　全角空白',
  'Москва — ελληνικά — עברית',
  `long ${'長'.repeat(2000)}`,
  '',
];

/** Keys repeat, so that the order within a key can be checked; every fourth record has one that is not ASCII. */
function records(from, count) {
  return Array.from({ length: count }, (_, i) => ({
    key: (from + i) % 4 === 0 ? `鍵-${(from + i) % 28}` : `key-${(from + i) % 35}`,
    value: `${TITLES[(from + i) % TITLES.length]}#${from + i}`,
  }));
}

/** Runs one of the Java tools to its end; resolves to what it printed on stdout. */
async function tool(name, args, input = '') {
  const child = spawn('bash', [join(root, 'scripts/kafka/tools.sh'), name, ...args], { cwd: root });
  const timer = setTimeout(() => child.kill('SIGKILL'), 120_000);
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text) => (output.stderr += text));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const code = await new Promise((resolve) => child.on('close', resolve));
  clearTimeout(timer);
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${output.stdout}${output.stderr}`);
  return output.stdout;
}

function check(condition, what) {
  if (!condition) throw new Error(what);
}

/** Per key the values in their order. */
function byKey(list) {
  const keys = new Map();
  for (const { key, value } of list) keys.set(key, [...(keys.get(key) ?? []), value]);
  return JSON.stringify([...keys].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function checkSame(found, expected, what) {
  check(found.length === expected.length, `${what}: ${found.length} records instead of ${expected.length}`);
  check(byKey(found) === byKey(expected), `${what}: keys, values or their order differ`);
}

async function produceByJava(bootstrap, topic, codec, list) {
  const lines = list.map(({ key, value }) => `${key}\t${value}\n`).join('');
  const format = ['parse.key=true', 'key.separator=\t'].flatMap((each) => ['--reader-property', each]);
  await tool(
    'console-producer',
    [...bootstrap, '--topic', topic, '--compression-codec', codec, ...format],
    lines,
  );
}

async function consumeByJava(bootstrap, topic, count, ...more) {
  const format = ['print.key=true', 'key.separator=\t'].flatMap((each) => ['--formatter-property', each]);
  const limits = ['--from-beginning', '--max-messages', String(count), '--timeout-ms', '30000'];
  const output = await tool('console-consumer', [
    ...bootstrap,
    '--topic',
    topic,
    ...limits,
    ...format,
    ...more,
  ]);
  return output
    .split('\n')
    .slice(0, -1)
    .map((line) => ({ key: line.slice(0, line.indexOf('\t')), value: line.slice(line.indexOf('\t') + 1) }));
}

async function consumeByKafkajs(topics, topic, count) {
  const consumer = topics.kafka.consumer({ groupId: `kafkajs-${topic}`, maxWaitTimeInMs: 100 });
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  const found = [];
  await new Promise((resolve) => {
    const eachMessage = async ({ message }) => {
      found.push({ key: message.key.toString(), value: message.value.toString() });
      if (found.length === count) resolve();
    };
    void consumer.run({ eachMessage });
  });
  await consumer.disconnect();
  return found;
}

/** The console producer in each codec, the console consumer with a group, kafkajs where it has the codec. */
async function javaToBroker(bootstrap, topics) {
  const share = RECORDS / CODECS.length;
  const all = [];
  await tool('topics', [...bootstrap, '--create', '--topic', 'java-all', '--partitions', String(PARTITIONS)]);
  for (const [i, codec] of CODECS.entries()) {
    const list = records(i * share, share);
    await produceByJava(bootstrap, 'java-all', codec, list);
    all.push(...list);
  }
  checkSame(
    await consumeByJava(bootstrap, 'java-all', RECORDS, '--group', 'java-group'),
    all,
    'java to java',
  );

  const groups = await tool('groups', [...bootstrap, '--describe', '--group', 'java-group']);
  const rows = groups.split('\n').filter((line) => line.includes('java-all'));
  const lags = rows.map((line) => line.trim().split(/\s+/)[5]);
  check(lags.join() === '0,0,0', `the group is not at the end:\n${groups}`);
  const offsets = await tool('offsets', [...bootstrap, '--topic', 'java-all']);
  const ends = offsets
    .trim()
    .split('\n')
    .map((line) => Number(line.split(':')[2]));
  check(ends.reduce((sum, end) => sum + end, 0) === RECORDS, `offsets do not add up:\n${offsets}`);

  for (const codec of ['none', 'gzip']) {
    await topics.create(`java-${codec}`, PARTITIONS);
    const list = records(0, share);
    await produceByJava(bootstrap, `java-${codec}`, codec, list);
    checkSame(await consumeByKafkajs(topics, `java-${codec}`, share), list, `java ${codec} to kafkajs`);
  }
}

/** kafkajs, half of it packed; the console consumer without a group of ours. */
async function brokerToJava(bootstrap, topics) {
  await topics.create('weir-all', PARTITIONS);
  const all = records(0, RECORDS);
  for (const [i, compression] of [CompressionTypes.None, CompressionTypes.GZIP].entries()) {
    const messages = all.slice((i * RECORDS) / 2, ((i + 1) * RECORDS) / 2);
    await topics.producer.send({ topic: 'weir-all', messages, compression });
  }
  checkSame(await consumeByJava(bootstrap, 'weir-all', RECORDS), all, 'kafkajs to java');
}

async function listAndDescribe(bootstrap) {
  const names = (await tool('topics', [...bootstrap, '--list'])).trim().split('\n');
  check(names.includes('java-all') && names.includes('weir-all'), `topics are not listed: ${names}`);
  const described = await tool('topics', [...bootstrap, '--describe', '--topic', 'java-all']);
  check(described.includes(`PartitionCount: ${PARTITIONS}`), `the topic is not described: ${described}`);
}

const broker = startWeir(['broker', '--port', '0'], { keepOpen: true });
let figure;
try {
  const address = await waitFor('the broker', () => /broker (127\.0\.0\.1:\d+)/.exec(broker.stdout)?.[1]);
  const bootstrap = ['--bootstrap-server', address];
  const topics = new Topics(address);
  await topics.connect();
  await javaToBroker(bootstrap, topics);
  await brokerToJava(bootstrap, topics);
  await listAndDescribe(bootstrap);
  await topics.close();
  figure = `${RECORDS} of ${RECORDS} by Java (${CODECS.join(', ')}) and ${RECORDS} of ${RECORDS} to Java, the same in every byte`;
} catch (error) {
  figure = error.message;
} finally {
  broker.child.kill('SIGTERM');
  await broker.ended;
}
conclude('java clients on the embedded broker', figure.startsWith(`${RECORDS} of`), figure);
