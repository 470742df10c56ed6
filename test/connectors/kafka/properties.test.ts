import { describe, expect, test } from 'vitest';
import { SqlError } from '../../../src/common/errors.ts';
import {
  mapAddress,
  parseAddress,
  parseBootstrap,
  parseHostMap,
} from '../../../src/connectors/kafka/address.ts';
import { parseJaas } from '../../../src/connectors/kafka/jaas.ts';
import { clientConfig, misspeltProperties } from '../../../src/connectors/kafka/properties.ts';

const CA = '-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n';
const KEY = '-----BEGIN PRIVATE KEY-----\nBB\n-----END PRIVATE KEY-----';
const files: Record<string, string> = {
  'ca.pem': CA,
  'both.pem': `${CA}${KEY}\n`,
  'store.jks': '\u00fe\u00ed',
};
const environment = {
  variable: () => undefined,
  readFile(path: string) {
    const text = files[path];
    if (text === undefined) throw new Error('ENOENT');
    return text;
  },
};
const NO_LOGIN = { username: undefined, password: undefined };

const config = (
  properties: Record<string, string>,
  login: { username: string | undefined; password: string | undefined } = NO_LOGIN,
) =>
  clientConfig(
    new Map(Object.entries({ 'bootstrap.servers': 'localhost:9092', ...properties })),
    login,
    undefined,
    environment,
  );

function refusal(read: () => unknown): SqlError {
  try {
    read();
  } catch (error) {
    if (error instanceof SqlError) return error;
  }
  throw new Error('it was taken');
}

describe('addresses', () => {
  test('are host and port, also of IPv6 and behind a protocol', () => {
    expect(parseAddress('localhost:9092')).toEqual({ host: 'localhost', port: 9092 });
    expect(parseAddress('[::1]:9092')).toEqual({ host: '::1', port: 9092 });
    expect(parseAddress('PLAINTEXT://kafka-1.example:29092')).toEqual({
      host: 'kafka-1.example',
      port: 29092,
    });
    for (const bad of ['localhost', 'localhost:', ':9092', 'a:b', 'a:70000', ''])
      expect(parseAddress(bad)).toBeUndefined();
  });

  test('in a list are told apart by commas; what is none of them is named', () => {
    expect(parseBootstrap('a:1, b:2')).toHaveLength(2);
    expect(refusal(() => parseBootstrap('a:1,b')).message).toContain("'b' is not host:port");
  });

  test('are mapped only where the whole address is meant', () => {
    const map = parseHostMap('localhost:9092=127.0.0.1:19093, kafka:29092=localhost:9092');
    expect(mapAddress({ host: 'LOCALHOST', port: 9092 }, map)).toEqual({ host: '127.0.0.1', port: 19093 });
    expect(mapAddress({ host: 'localhost', port: 9093 }, map)).toEqual({ host: 'localhost', port: 9093 });
    expect(refusal(() => parseHostMap('kafka=localhost'))).toMatchObject({ code: 'E_SETTING' });
  });
});

describe('a jaas text', () => {
  test('gives module, user and password, quoted in either way, with escapes', () => {
    expect(
      parseJaas(
        'org.apache.kafka.common.security.plain.PlainLoginModule required username="alice" password="a;\\"b";',
      ),
    ).toEqual({ module: 'PLAIN', username: 'alice', password: 'a;"b' });
    expect(parseJaas("ScramLoginModule required\n username='a b'\n password=plain ;")).toEqual({
      module: 'SCRAM',
      username: 'a b',
      password: 'plain',
    });
    expect(
      parseJaas(
        'org.apache.flink.kafka.shaded.org.apache.kafka.common.security.scram.ScramLoginModule required username="u" password="p" tokenauth="true";',
      ).module,
    ).toBe('SCRAM');
  });

  test('that cannot be read is refused without being repeated', () => {
    for (const text of [
      'secret',
      'PlainLoginModule required username="alice" password="secret',
      'PlainLoginModule required password="secret";',
    ]) {
      const error = refusal(() => parseJaas(text));
      expect(error.code).toBe('E_OPTION');
      expect(`${error.message} ${error.hint}`).not.toContain('secret');
    }
    expect(refusal(() => parseJaas('com.example.Krb5LoginModule required;'))).toMatchObject({
      code: 'E_UNSUPPORTED',
    });
  });
});

describe('security', () => {
  const jaas = (module: string) => `${module} required username="u" password="p";`;

  test('is off unless a protocol is named, whatever else is set', () => {
    expect(config({ 'sasl.mechanism': 'PLAIN', 'sasl.jaas.config': jaas('PlainLoginModule') })).toMatchObject(
      { tls: null, sasl: null },
    );
    expect(refusal(() => config({ 'security.protocol': 'TLS' })).message).toContain('PLAINTEXT, SSL');
  });

  test('takes the login from the jaas text or from the short options', () => {
    const sasl = { mechanism: 'SCRAM-SHA-256', username: 'u', password: 'p' };
    const protocol = { 'security.protocol': 'sasl_plaintext', 'sasl.mechanism': 'scram-sha-256' };
    expect(config({ ...protocol, 'sasl.jaas.config': jaas('ScramLoginModule') }).sasl).toEqual(sasl);
    expect(config(protocol, { username: 'u', password: 'p' }).sasl).toEqual(sasl);
    expect(refusal(() => config(protocol)).message).toContain("needs 'properties.sasl.jaas.config'");
    expect(refusal(() => config({ 'security.protocol': 'SASL_SSL' })).message).toContain(
      "'properties.sasl.mechanism' is missing",
    );
    expect(refusal(() => config({ ...protocol, 'sasl.mechanism': 'GSSAPI' }))).toMatchObject({
      code: 'E_UNSUPPORTED',
    });
    expect(
      refusal(() => config({ ...protocol, 'sasl.jaas.config': jaas('PlainLoginModule') })).message,
    ).toContain('does not fit');
  });

  test('reads authorities and client certificates as PEM and names what is not', () => {
    const tls = { 'security.protocol': 'SSL' };
    expect(config({ ...tls, 'ssl.truststore.location': 'ca.pem' }).tls).toEqual({ ca: CA });
    expect(config({ ...tls, 'ssl.keystore.location': 'both.pem' }).tls).toMatchObject({ key: KEY });
    expect(
      config({ ...tls, 'ssl.endpoint.identification.algorithm': '' }).tls?.checkServerIdentity?.(
        'a',
        {} as never,
      ),
    ).toBeUndefined();
    expect(refusal(() => config({ ...tls, 'ssl.truststore.location': 'store.jks' })).hint).toContain(
      'keytool',
    );
    expect(refusal(() => config({ ...tls, 'ssl.truststore.location': 'nowhere.pem' }))).toMatchObject({
      code: 'E_IO',
    });
    expect(refusal(() => config({ ...tls, 'ssl.keystore.location': 'ca.pem' })).message).toContain(
      'no private key',
    );
  });
});

test('a property that is nearly one that has an effect is told, others are not', () => {
  expect(
    misspeltProperties(
      new Map([
        ['group.idd', 'a'],
        ['max.poll.records', '1'],
        ['group.id', 'b'],
      ]),
    ),
  ).toEqual(["'properties.group.idd' has no effect; did you mean 'properties.group.id'?"]);
});
