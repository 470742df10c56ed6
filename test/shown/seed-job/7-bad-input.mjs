// Bad input: each case gets a clear text within 5 s, and the shell lives on. The texts stand in 7-bad-input.golden;
// `UPDATE=1` writes them anew: read the difference as if it were code.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { realKafka, Topics } from '../support/kafka.mjs';
import { loadTypeScript } from '../support/typescript.mjs';
import { conclude, startWeir, waitFor } from '../support/weir.mjs';

const LIMIT_MS = 5000;
const GOLDEN = new URL('7-bad-input.golden', import.meta.url);
const { startModelServer } = await loadTypeScript('test/support/model-server.ts');
const server = await startModelServer({ record: false });
const brokers = realKafka();
const tls = process.env.KAFKA_TLS_BROKERS ?? '127.0.0.1:19096';
const topics = new Topics(brokers);
await topics.connect();
const bad = `rows-${Math.random().toString(36).slice(2, 12)}`;
await topics.create(bad, 1);
await topics.producer.send({ topic: bad, messages: [{ value: '{"id": 1}' }, { value: '{"id": 2' }] });
const renaming = await advertise('nowhere.x');

const model = (behaviour, more = '') =>
  `CREATE MODEL m INPUT (t STRING) OUTPUT (r STRING) WITH ('provider'='openai', 'endpoint'='${server.url(behaviour)}', 'model'='x', 'api-key'='k-1'${more}); SELECT ML_PREDICT(m, 'x');`;
const failing = (behaviour) => model(behaviour, ", 'error-handling-strategy'='failover'");
const kafka = (address, more = '') =>
  `CREATE TABLE t (id INT) WITH ('connector'='kafka', 'topic'='${bad}', 'properties.bootstrap.servers'='${address}', 'format'='json'${more}); SELECT * FROM t;`;

const CASES = {
  'misspelt option': kafka(brokers, ", 'scan.startup.mod'='earliest-offset'"),
  'misspelt value': kafka(brokers, ", 'scan.startup.mode'='earliest-ofset'"),
  'unknown connector': "CREATE TABLE t (id INT) WITH ('connector'='kafak'); SELECT * FROM t;",
  'wrong type': "CREATE TABLE t (id INT) WITH ('connector'='blackhole'); INSERT INTO t SELECT 'a';",
  'missing model': "SELECT ML_PREDICT(nobody, 'x');",
  'DESCRIPTOR mismatch':
    "CREATE MODEL m INPUT (t STRING) OUTPUT (r STRING) WITH ('provider'='mock'); CREATE VIEW v AS SELECT 1 AS id, 'a' AS title; SELECT * FROM ML_PREDICT(TABLE v, MODEL m, DESCRIPTOR(id, title));",
  'statement of 1 MB': `SELECT '${'x'.repeat(1024 * 1024)}';`,
  '1 MB of parentheses': `SELECT ${'('.repeat(1024 * 1024 - 100)};`,
  'malformed row': kafka(brokers),
  'endpoint answers 400': failing('status-400'),
  'endpoint answers 401': failing('status-401'),
  'endpoint answers 404': failing('status-404'),
  'endpoint answers 500': failing('status-500'),
  'endpoint answers HTML': failing('html'),
  'endpoint answers half a body': failing('half'),
  'endpoint answers nothing': failing('empty'),
  'endpoint cuts the connection': failing('reset'),
  'endpoint does not listen': `CREATE MODEL m INPUT (t STRING) OUTPUT (r STRING) WITH ('provider'='openai', 'endpoint'='http://127.0.0.1:9/v1', 'model'='x', 'error-handling-strategy'='failover'); SELECT ML_PREDICT(m, 'x');`,
  'dead broker': kafka('127.0.0.1:9'),
  'TLS port spoken to in plain': kafka(tls),
  'plain port spoken to in TLS': kafka(brokers, ", 'properties.security.protocol'='SSL'"),
  'unresolvable advertised listener': kafka(`127.0.0.1:${renaming.port}`),
  'missing topic': kafka(brokers).replace(`'topic'='${bad}'`, `'topic'='${bad}x'`),
};
/** What goes on by itself: the text comes while the statement still runs, which Ctrl-C would end. */
const GOES_ON = { 'endpoint answers 429 with Retry-After': [model('retry-after-30'), /429/] };

const lines = [];
let slow = 0;
let dead = 0;
for (const [name, script] of Object.entries(CASES)) {
  const began = performance.now();
  const run = startWeir(['--continue-on-error', '--format', 'csv'], { input: script, keepOpen: true });
  const mute = setTimeout(() => run.child.kill('SIGKILL'), 30_000);
  await waitFor(
    `an error (${name})`,
    () => run.stderr.includes('error[') || run.child.exitCode !== null,
    30,
    10,
  ).catch(() => undefined);
  const ms = performance.now() - began;
  run.child.stdin.end("\nSELECT 'alive' AS shell;\n");
  const { stdout, stderr, code } = await run.ended;
  clearTimeout(mute);
  const alive = stdout.includes('alive') && code === 1;
  if (!alive) dead++;
  if (ms > LIMIT_MS) slow++;
  console.log(`  ${(ms / 1000).toFixed(1)} s ${alive ? '' : 'SHELL DEAD '}${name}`);
  lines.push(`# ${name}`, ...normalise(stderr), '');
}
{
  // The end of the input closes the statement that was open.
  const run = startWeir(['--format', 'csv'], { input: "SELECT 'a;\nSELECT 1;\n" });
  const { stderr, code } = await run.ended;
  if (code !== 1) dead++;
  lines.push('# unclosed quote', ...normalise(stderr), '');
}
for (const [name, [script, text]] of Object.entries(GOES_ON)) {
  const began = performance.now();
  const run = startWeir(['--format', 'csv'], { input: script, keepOpen: true });
  const said = await waitFor(name, () => text.test(run.stderr), 10).catch(() => false);
  const ms = performance.now() - began;
  if (!said || ms > LIMIT_MS) slow++;
  console.log(`  ${(ms / 1000).toFixed(1)} s ${name}`);
  run.child.kill('SIGINT');
  const { code } = await run.ended;
  if (code !== 130) dead++;
  lines.push(`# ${name}`, ...normalise(run.stderr), `exit ${code}`, '');
}
await server.close();
renaming.close();
await topics.admin.deleteTopics({ topics: [bad] });
await topics.close();

const text = `${lines.join('\n').trimEnd()}\n`;
const before = existsSync(GOLDEN) ? readFileSync(GOLDEN, 'utf8') : '';
if (process.env.UPDATE) writeFileSync(GOLDEN, text);
const differs = !process.env.UPDATE && text !== before;
if (differs) {
  const expected = before.split('\n');
  text
    .split('\n')
    .forEach(
      (line, i) =>
        line !== expected[i] && console.log(`  line ${i + 1}: ${line}\n     golden: ${expected[i]}`),
    );
}
const count = Object.keys(CASES).length + Object.keys(GOES_ON).length + 1;
conclude(
  'bad input',
  !differs && slow === 0 && dead === 0,
  `${count} cases, ${slow} slower than 5 s, ${dead} shells dead, texts ${differs ? 'differ from' : 'as in'} the golden file`,
);

function normalise(stderr) {
  return stderr
    .replaceAll(bad, 'TOPIC')
    .replaceAll(/127\.0\.0\.1:\d+|localhost:\d+/g, 'HOST:PORT')
    .replaceAll(/(nowhere\.x):\d+/g, '$1:PORT')
    .replaceAll(/x{40,}/g, 'xxx...')
    .replaceAll(/\({40,}/g, '(((...')
    .replaceAll(/\^{40,}/g, '^^^...')
    .replaceAll(/(\(|after |in |tried )\d+(\.\d+)? (ms|s)\b/g, '$1N s')
    .replaceAll(/oldest [\d.]+ \w+/g, 'oldest N s')
    .replaceAll(/--> stdin:1:\d+/g, '--> stdin:1:N')
    .split('\n')
    .filter((line) => line !== '');
}

/** A broker that names itself by another host: the real one behind a proxy that rewrites the name in its answers. */
function advertise(host) {
  const [target, port] = brokers.split(':');
  const from = Buffer.from('127.0.0.1');
  const to = Buffer.from(host);
  const proxy = createServer((client) => {
    const upstream = connect(Number(port), target);
    client.pipe(upstream);
    upstream.on('data', (chunk) => {
      for (let at = chunk.indexOf(from); at >= 0; at = chunk.indexOf(from, at + 1)) to.copy(chunk, at);
      client.write(chunk);
    });
    const end = () => void (client.destroy(), upstream.destroy());
    client.on('error', end).on('close', end);
    upstream.on('error', end).on('close', end);
  });
  return new Promise((resolve) =>
    proxy.listen(0, '127.0.0.1', () => resolve({ port: proxy.address().port, close: () => proxy.close() })),
  );
}
