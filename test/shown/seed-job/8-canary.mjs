// A canary key in every place it can stand (DDL, misspelt option, broken statement, -D, comment, environment with
// OPENAI_LOG=debug) is found in no output, file, log or foreign request.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { loadTypeScript } from '../support/typescript.mjs';
import { spawn as spawnPty } from '@lydell/node-pty';
import { conclude, root, runWeir, temporaryFolder, waitFor } from '../support/weir.mjs';

const { startModelServer } = await loadTypeScript('test/support/model-server.ts');
const own = await startModelServer();
const foreign = await startModelServer();

/** Each use has a key of its own, so that a find names its place. */
let used = 0;
const keys = [];
function key(where) {
  const text = `sk-canary${String(++used).padStart(3, '0')}Zq8vT3mWx7LpRk2Yd5Nh`;
  keys.push({ text, where });
  return text;
}

const model = (name, options) =>
  `CREATE MODEL ${name} INPUT (t STRING) OUTPUT (r STRING) WITH ('provider'='openai', 'model'='x', ${options});`;
const SHOW = (name) => `SHOW CREATE MODEL ${name}; DESCRIBE MODEL ${name}; DESCRIBE MODEL EXTENDED ${name};`;
const scripts = {
  'the key of a model that is called, shown, described and explained': (k) =>
    `${model('m', `'endpoint'='${own.url()}', 'api-key'='${k}'`)} ${SHOW('m')} SHOW MODELS; EXPLAIN SELECT ML_PREDICT(m, 'x'); SELECT ML_PREDICT(m, 'x'); ALTER MODEL m SET ('api-key'='${k}'); SHOW CREATE MODEL m;`,
  'a misspelt option': (k) =>
    `${model('m', `'endpoint'='${own.url()}', 'apikee'='${k}'`)} ${SHOW('m')} SELECT ML_PREDICT(m, 'x');`,
  'another misspelt option': (k) =>
    `${model('m', `'endpoint'='${own.url()}', 'ap-key'='${k}'`)} SELECT ML_PREDICT(m, 'x');`,
  'an option of another name': (k) =>
    `${model('m', `'endpoint'='${own.url()}', 'temperature'='${k}'`)} SELECT ML_PREDICT(m, 'x');`,
  'a broken statement': (k) => `CREATE MODEL m INPUT (t STRING OUTPUT (r STRING) WITH ('api-key'='${k}');`,
  'a statement cut inside the key': (k) =>
    `CREATE MODEL m INPUT (t STRING) OUTPUT (r STRING) WITH ('provider'='openai', 'api-key'='${k}`,
  'a misspelt keyword': (k) => `CREAT MODEL m INPUT (t STRING) OUTPUT (r STRING) WITH ('api-key'='${k}');`,
  'a comment': (k) => `-- my key is ${k}\nSELECT 1 +;`,
  'a SET of an unknown key': (k) => `SET 'weir.ai.api-key' = '${k}';`,
  'the password of a table': (k) =>
    `CREATE TABLE t (a STRING) WITH ('connector'='kafka', 'topic'='t', 'properties.bootstrap.servers'='127.0.0.1:9', 'format'='json', 'properties.security.protocol'='SASL_PLAINTEXT', 'properties.sasl.mechanism'='PLAIN', 'properties.sasl.jaas.config'='org.apache.kafka.common.security.plain.PlainLoginModule required username="u" password="${k}";'); SHOW CREATE TABLE t; EXPLAIN SELECT * FROM t; SELECT * FROM t;`,
  'the password of a table, misspelt': (k) =>
    `CREATE TABLE t (a STRING) WITH ('connector'='kafka', 'topic'='t', 'properties.bootstrap.servers'='127.0.0.1:9', 'format'='json', 'properties.sasl.jaas.confg'='username="u" password="${k}";', 'pasword'='${k}'); SHOW CREATE TABLE t; SELECT * FROM t;`,
  'a key that the endpoint refuses and repeats': (k) =>
    `${model('m', `'endpoint'='${own.url(`echo-key-${1}`)}', 'api-key'='${k}', 'error-handling-strategy'='failover'`)} SELECT ML_PREDICT(m, 'x');`,
  'a key in the endpoint': (k) =>
    `${model('m', `'endpoint'='${own.url('status-401')}?api-key=${k}', 'api-key'='${k}', 'error-handling-strategy'='failover'`)} ${SHOW('m')} SELECT ML_PREDICT(m, 'x');`,
  'a redirect to another host': (k) =>
    `${model('m', `'endpoint'='${own.url(`redirect-${foreign.port}`)}', 'api-key'='${k}', 'error-handling-strategy'='failover'`)} SELECT ML_PREDICT(m, 'x');`,
  'a key as a file reference': (k) =>
    `-- ${k}\n${model('m', `'endpoint'='${own.url()}', 'api-key'='\${env:WEIR_CANARY}'`)} ${SHOW('m')} SELECT ML_PREDICT(m, 'x');`,
};

const home = temporaryFolder('canary');
const places = [];
function look(where, text) {
  for (const { text: secret, where: place } of keys)
    if (text.includes(secret)) places.push(`${place}: found in ${where}`);
}

let runs = 0;
for (const [where, script] of Object.entries(scripts)) {
  for (const how of ['stdin', '-e']) {
    const k = key(where);
    const environment = key(`environment variables beside ${where}`);
    const env = {
      OPENAI_API_KEY: environment,
      OPENAI_ORG_ID: environment,
      OPENAI_PROJECT_ID: environment,
      OPENAI_CUSTOM_HEADERS: `x-secret: ${environment}`,
      OPENAI_LOG: 'debug',
      WEIR_CANARY: key('a variable that a statement refers to'),
    };
    const text = script(k);
    const args = how === 'stdin' ? ['--verbose'] : ['-e', text];
    const { stdout, stderr } = await runWeir(args, {
      input: how === 'stdin' ? text : undefined,
      env,
      home,
      seconds: 20,
    });
    look(`stdout of ${how}`, stdout);
    look(`stderr of ${how}`, stderr);
    runs++;
  }
}
{
  const k = key('-D');
  const { stdout, stderr } = await runWeir(['-D', `weir.ai.api-key=${k}`, '-e', 'SET; SELECT 1'], { home });
  look('stdout of -D', stdout);
  look('stderr of -D', stderr);
  runs++;
}
{
  // Typed at a prompt the key stands on the screen, put there by the keyboard; the history file must not have it.
  const env = {
    ...process.env,
    HOME: home,
    XDG_STATE_HOME: join(home, 'state'),
    XDG_CACHE_HOME: join(home, 'cache'),
  };
  const shell = spawnPty(process.execPath, [join(root, 'bin/weir.js')], {
    cols: 200,
    rows: 50,
    cwd: root,
    env,
  });
  let screen = '';
  let ended = false;
  let typed = 0;
  shell.onData((data) => (screen += data));
  shell.onExit(() => (ended = true));
  for (const [where, script] of Object.entries(scripts)) {
    if (!script('').trimEnd().endsWith(';') || script('').startsWith('--')) continue; // never ends at a prompt, never kept
    // The next statement is typed when this one's answer is there: a question of its own marks the end.
    const mark = `end-${++typed}-of`;
    const text = script(key(`typed: ${where}`)).replaceAll('\n', ' ');
    shell.write(`${text}\rSELECT '${mark}' || '-it';\r`);
    await waitFor(
      `the answers to ${where}; the screen: ${screen.slice(-500)}`,
      () => screen.includes(`${mark}-it`),
      20,
    );
  }
  shell.write('QUIT;\r');
  await waitFor('the end of the shell', () => ended, 10).catch(() => shell.kill());
  runs++;
}
const history = readFileSync(join(home, 'state/weir/history'), 'utf8');
if (!history.includes("'api-key'='******'"))
  places.push('the history file does not have the typed statements');
const requests = own.seen.map((request) => JSON.stringify(request));
for (const text of requests) {
  // Its own key may reach its own endpoint; an environment key never may.
  for (const { text: secret, where } of keys)
    if (where.startsWith('environment') && text.includes(secret))
      places.push(`${where}: sent to a foreign endpoint`);
}
for (const request of foreign.seen) look('a request to the host of the redirect', JSON.stringify(request));
let files = 0;
(function walk(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) walk(path);
    else {
      files++;
      look(`file ${path.slice(home.length)}`, readFileSync(path, 'latin1'));
    }
  }
})(home);
const called = own.requests;
await own.close();
await foreign.close();
for (const place of [...new Set(places)].slice(0, 20)) console.log(`  ${place}`);
conclude(
  'canary',
  places.length === 0 && called > 0,
  `${keys.length} keys in ${runs} runs, found ${places.length} times in output, ${files} files and foreign requests (${called} calls made)`,
);
