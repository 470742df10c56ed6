import { describe, expect, test } from 'vitest';
import {
  failureInTime,
  kafkaTable,
  outside,
  readRows,
  testContext,
  writeRows,
  type Brokers,
} from '../support/harness.ts';

type Secured = Required<Brokers>;

const PLAIN_LOGIN =
  'org.apache.kafka.common.security.plain.PlainLoginModule required username="alice" password="alice-secret";';
const SCRAM_LOGIN =
  'org.apache.kafka.common.security.scram.ScramLoginModule required username="alice" password="alice-secret";';

/** TLS and SASL, on a broker that has such listeners. */
export function securitySuite(brokers: Secured): void {
  const kafka = outside(brokers);
  const at = (address: string, options: Record<string, string>) => ({
    'properties.bootstrap.servers': address,
    ...options,
  });
  const logins: readonly (readonly [string, Record<string, string>])[] = [
    ['PLAIN', { 'properties.sasl.mechanism': 'PLAIN', 'properties.sasl.jaas.config': PLAIN_LOGIN }],
    [
      'SCRAM-SHA-256',
      { 'properties.sasl.mechanism': 'SCRAM-SHA-256', 'properties.sasl.jaas.config': SCRAM_LOGIN },
    ],
    [
      'SCRAM-SHA-512',
      { 'properties.sasl.mechanism': 'SCRAM-SHA-512', 'properties.sasl.jaas.config': SCRAM_LOGIN },
    ],
    [
      'PLAIN by sasl.username',
      { 'properties.sasl.mechanism': 'PLAIN', 'sasl.username': 'alice', 'sasl.password': 'alice-secret' },
    ],
  ];
  /** A text with the listeners' names instead of their addresses. */
  const named = (text: string) =>
    (['plain', 'sasl', 'saslTls', 'tls'] as const).reduce(
      (shown, name) => shown.replaceAll(brokers[name], `<${name}>`),
      text,
    );
  const trust = { 'properties.ssl.truststore.location': brokers.ca };

  describe('rows go round', () => {
    for (const [name, login] of logins) {
      test(`with ${name}`, async () => {
        const topic = await kafka.topic(1);
        const options = at(brokers.sasl, { 'properties.security.protocol': 'SASL_PLAINTEXT', ...login });
        await writeRows(kafkaTable(brokers, topic, options), [['1', 'a']]);
        expect(await readRows(kafkaTable(brokers, topic, options), 1)).toEqual([['1', 'a']]);
      });
      test(`with ${name} over TLS`, async () => {
        const topic = await kafka.topic(1);
        const options = at(brokers.saslTls, {
          'properties.security.protocol': 'SASL_SSL',
          ...trust,
          ...login,
        });
        await writeRows(kafkaTable(brokers, topic, options), [['1', 'a']]);
        expect(await readRows(kafkaTable(brokers, topic, options), 1)).toEqual([['1', 'a']]);
      });
    }
    test('with TLS alone, the authority given as a file or as text', async () => {
      const topic = await kafka.topic(1);
      const options = at(brokers.tls, { 'properties.security.protocol': 'SSL' });
      await writeRows(kafkaTable(brokers, topic, { ...options, ...trust }), [['1', 'a']]);
      const pem = testContext().environment.readFile(brokers.ca);
      const inline = { ...options, 'properties.ssl.truststore.certificates': pem };
      expect(await readRows(kafkaTable(brokers, topic, inline), 1)).toEqual([['1', 'a']]);
    });
  });

  describe('what does not fit is told within 5 s', () => {
    const tls = { 'properties.security.protocol': 'SSL', ...trust };
    const login = (user: string, password: string, mechanism = 'PLAIN') => ({
      'properties.sasl.mechanism': mechanism,
      'sasl.username': user,
      'sasl.password': password,
    });
    const sasl = { 'properties.security.protocol': 'SASL_PLAINTEXT', ...login('alice', 'alice-secret') };
    const cases: readonly (readonly [string, Record<string, string>, RegExp, RegExp])[] = [
      [
        'plain to a TLS port',
        at(brokers.tls, {}),
        /^<tls> closed the connection: that port wants TLS$/,
        /'SSL'/,
      ],
      [
        'plain to a SASL port',
        at(brokers.sasl, {}),
        /^<sasl> closed the connection: that port wants a SASL login/,
        /'SASL_PLAINTEXT'.*sasl.mechanism/,
      ],
      [
        'plain to a SASL port with TLS',
        at(brokers.saslTls, {}),
        /^<saslTls> closed the connection: that port wants TLS and SASL/,
        /'SASL_SSL'/,
      ],
      ['TLS to a plain port', at(brokers.plain, tls), /^<plain> does not speak TLS/, /'PLAINTEXT'/],
      ['TLS to a SASL port without', at(brokers.sasl, tls), /^<sasl> does not speak TLS/, /'SASL_PLAINTEXT'/],
      [
        'TLS without SASL to a port that wants both',
        at(brokers.saslTls, tls),
        /^<saslTls> closed the connection: that port wants a SASL login/,
        /'SASL_SSL'/,
      ],
      ['SASL to a plain port', at(brokers.plain, sasl), /^<plain> takes no SASL login/, /'PLAINTEXT'/],
      [
        'SASL to a TLS port',
        at(brokers.tls, sasl),
        /^<tls> closed the connection: that port wants TLS$/,
        /'SSL'/,
      ],
      [
        'SASL over TLS to a TLS port',
        at(brokers.tls, { ...sasl, ...tls, 'properties.security.protocol': 'SASL_SSL' }),
        /^<tls> takes no SASL login/,
        /'SSL'/,
      ],
      [
        'an authority that is not known',
        at(brokers.tls, { 'properties.security.protocol': 'SSL' }),
        /certificate of <tls> is not trusted here/,
        /ssl.truststore.location/,
      ],
      [
        'a wrong password',
        at(brokers.sasl, { ...sasl, ...login('alice', 'wrong-secret') }),
        /^<sasl> refused user 'alice'/,
        /user and password/,
      ],
      [
        'a wrong password of SCRAM',
        at(brokers.sasl, { ...sasl, ...login('alice', 'wrong-secret', 'SCRAM-SHA-512') }),
        /^<sasl> refused user 'alice'/,
        /user and password/,
      ],
      [
        'an unknown user',
        at(brokers.sasl, { ...sasl, ...login('bob', 'wrong-secret', 'SCRAM-SHA-256') }),
        /^<sasl> refused user 'bob'/,
        /user and password/,
      ],
    ];
    for (const [name, options, message, hint] of cases) {
      test(name, async () => {
        const error = await failureInTime(() => readRows(kafkaTable(brokers, 'any', options), 1));
        expect(error.code).toBe('E_KAFKA_SECURITY');
        expect(named(error.message)).toMatch(message);
        expect(error.hint).toMatch(hint);
        expect(`${error.message}${error.hint}`).not.toContain('secret');
      });
    }
  });
}
