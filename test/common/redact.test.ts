import * as fc from '../support/fast-check.ts';
import { expect, test } from 'vitest';
import { isSecretKey, MASK, redact, redactValue } from '../../src/common/redact.ts';

const CANARY = 'Kq7ZpCanary';

test.each([
  'api-key',
  'api_key',
  'API-KEY',
  'apikey',
  'ap-key',
  'apo-key',
  'api-kye',
  'pasword',
  'properties.sasl.password',
  'properties.sasl.jaas.config',
  'auth-token',
  'weir.openai.api-key',
  'avro-confluent.basic-auth.user-info',
  'http-headers',
  'secret',
  'access.key',
  'passphrase',
  'properties.ssl.keystore.password',
  'apikei',
])('%s is a secret', (key) => {
  expect(isSecretKey(key)).toBe(true);
});

test.each([
  'topic',
  'key.format',
  'key.fields',
  'max-tokens',
  'max-completion-tokens',
  'system-prompt',
  'endpoint',
  'model',
  'properties.group.id',
  'scan.startup.mode',
  'temperature',
  'properties.security.protocol',
  'primary.key',
  'task',
  'table.exec.async-ml-predict.max-concurrent-operations',
  'sink.partitioner',
  'stop',
  'seed',
])('%s is no secret', (key) => {
  expect(isSecretKey(key)).toBe(false);
});

test('the value of a secret option is masked, a reference to it survives', () => {
  expect(redactValue('api-key', CANARY)).toBe(MASK);
  expect(redactValue('api-key', '${env:OPENAI_API_KEY}')).toBe('${env:OPENAI_API_KEY}');
  expect(redactValue('properties.sasl.jaas.config', `x username="u" password="${CANARY}";`)).toBe(MASK);
  expect(redactValue('topic', 'orders-a1b2c3d4e5f6a7b8c9d0e1f2a3b4')).toBe(
    'orders-a1b2c3d4e5f6a7b8c9d0e1f2a3b4',
  );
  expect(redactValue('extra', 'a8Fk2Lq9Zx7Wm4Tn1Rb6Yc3V')).toBe(MASK);
  expect(redactValue('endpoint', `https://me:${CANARY}@host/v1`)).toBe(`https://me:${MASK}@host/v1`);
  expect(redactValue('system-prompt', 'the key is sk-abcdef1234567890')).toBe(`the key is ${MASK}`);
});

test.each([
  `CREATE MODEL m WITH ('api-key'='${CANARY}', 'model'='gpt-4o')`,
  `CREATE MODEL m WITH ('api_key' = '${CANARY}')`,
  `CREATE MODEL m WITH ('ap-key' = '${CANARY}')`,
  `CREATE MODEL m WITH ('apikee' = '${CANARY}')`,
  `CREATE MODEL m WITH ('api-key' '${CANARY}')`,
  `CREATE MODEL m WITH ('api-key'='${CANARY}`,
  `CREATE MODEL m WITH ('api-key'=${CANARY}')`,
  `CREATE MODEL m WITH (api-key'='${CANARY}')`,
  `CREATE MODEL m WITH ('api-key='${CANARY}')`,
  `CREATE MODEL m WITH ("api-key"="${CANARY}")`,
  `CREATE MODEL m WITH (api-key = ${CANARY})`,
  `CREATE MODEL m WITH ('api-key' = _utf8'${CANARY}')`,
  `CREATE MODEL m WITH ('api-key' = 'it''s ${CANARY}')`,
  `CREATE MODEL m WIHT ('provider'='openai' 'api-key' => '${CANARY}'`,
  `SET 'weir.openai.api-key' = '${CANARY}'`,
  `SET weir.openai.api-key=${CANARY};`,
  `SELECT 1 -- api-key: ${CANARY}`,
  `/* token=${CANARY} */ SELECT 1`,
  `SELECT * FROM ML_PREDICT(TABLE t, MODEL m, DESCRIPTOR(c), MAP['api-key', '${CANARY}'])`,
  `ALTER MODEL m SET ('api-key'='${CANARY}')`,
  `SELECT * FROM t /*+ OPTIONS('properties.sasl.password'='${CANARY}') */`,
  `CREATE TABLE t (a INT) WITH ('properties.sasl.jaas.config'='x required username="u" password="${CANARY}";')`,
  `SELECT 'sk-${CANARY}'`,
  `SELECT 'Bearer ${CANARY}'`,
  `'endpoint'='http://user:${CANARY}@localhost/'`,
])('no secret is left in %s', (text) => {
  expect(redact(text)).not.toContain(CANARY);
  expect(redact(text)).toContain(MASK);
});

test.each([
  `CREATE MODEL m WITH ('api-key'='\${env:OPENAI_API_KEY}')`,
  `SELECT a.token, b.token FROM a JOIN b ON a.token = b.token`,
  `CREATE TABLE t (password STRING, api_key STRING, token BIGINT)`,
  `SELECT 'max-tokens', 50`,
  `CREATE MODEL m WITH ('max-tokens'='50', 'model'='gpt-4o', 'topic'='product_source')`,
  `STOP JOB '0123456789abcdef0123456789abcdef'`,
  `SELECT id, title FROM t WHERE title = 'Cotton T-shirt, blue'`,
  `SELECT passport FROM t WHERE passport = 'X12'`,
])('nothing is masked in %s', (text) => {
  expect(redact(text)).toBe(text);
});

test('a masked statement keeps everything around its secret', () => {
  expect(redact(`WITH ('api-key'='abc', 'model'='gpt-4o')`)).toBe(
    `WITH ('api-key'='******', 'model'='gpt-4o')`,
  );
});

test('masking twice changes nothing more', () => {
  const piece = fc.constantFrom(
    "'api-key'",
    '=',
    "'",
    'x',
    ' ',
    ',',
    'sk-abcdefghij',
    '\n',
    'token',
    ':',
    'Ab1',
    '(',
    '--',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const once = redact(pieces.join(''));
      expect(redact(once)).toBe(once);
    }),
    { numRuns: 1000 },
  );
});
