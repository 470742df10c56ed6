import type { Environment } from '../../common/environment.ts';
import { SqlError } from '../../common/errors.ts';
import { nearest } from '../../common/nearest.ts';
import { parseBootstrap, parseHostMap } from './address.ts';
import type { ClientConfig, Sasl } from './client-config.ts';
import { parseJaas } from './jaas.ts';
import { tlsOptions } from './tls.ts';

/** Properties of Java clients that weir heeds; all others are taken and have no effect. */
export const KNOWN_PROPERTIES = [
  'bootstrap.servers',
  'group.id',
  'client.id',
  'auto.offset.reset',
  'isolation.level',
  'security.protocol',
  'sasl.mechanism',
  'sasl.jaas.config',
  'ssl.truststore.location',
  'ssl.truststore.certificates',
  'ssl.truststore.type',
  'ssl.keystore.location',
  'ssl.keystore.certificate.chain',
  'ssl.keystore.certificate.location',
  'ssl.keystore.key',
  'ssl.keystore.type',
  'ssl.key.password',
  'ssl.endpoint.identification.algorithm',
  'request.timeout.ms',
  'socket.connection.setup.timeout.ms',
  'delivery.timeout.ms',
  'linger.ms',
  'compression.type',
  'transaction.timeout.ms',
] as const;

const PROTOCOLS = ['PLAINTEXT', 'SSL', 'SASL_PLAINTEXT', 'SASL_SSL'];
const MECHANISMS = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;

/** Start-up failures are told within 5 s; a job's later reconnects use the same limit for one try. */
const CONNECT_MS = 2500;
const REQUEST_MS = 30_000;

export interface LoginOptions {
  /** 'sasl.username' and 'sasl.password' of the table: the short way beside the jaas text. */
  readonly username: string | undefined;
  readonly password: string | undefined;
}

/** How to reach the cluster that `properties` (without 'properties.') describe. Throws E_OPTION, E_SETTING, E_IO. */
export function clientConfig(
  properties: ReadonlyMap<string, string>,
  login: LoginOptions,
  hostMap: string | undefined,
  environment: Environment,
): ClientConfig {
  const protocol = (properties.get('security.protocol') ?? 'PLAINTEXT').trim().toUpperCase();
  if (!PROTOCOLS.includes(protocol)) {
    throw new SqlError(
      'E_OPTION',
      `'properties.security.protocol' = '${protocol}' is none of ${PROTOCOLS.join(', ')}`,
    );
  }
  return {
    bootstrap: parseBootstrap(properties.get('bootstrap.servers') ?? ''),
    hostMap: parseHostMap(hostMap),
    clientId: properties.get('client.id') ?? 'weir',
    tls: protocol.endsWith('SSL') ? tlsOptions(properties, environment) : null,
    sasl: protocol.startsWith('SASL') ? saslOptions(properties, login) : null,
    connectTimeoutMs: milliseconds(properties, 'socket.connection.setup.timeout.ms') ?? CONNECT_MS,
    requestTimeoutMs: milliseconds(properties, 'request.timeout.ms') ?? REQUEST_MS,
  };
}

function saslOptions(properties: ReadonlyMap<string, string>, login: LoginOptions): Sasl {
  const written = properties.get('sasl.mechanism')?.trim().toUpperCase();
  const mechanism = MECHANISMS.find((name) => name === written);
  if (mechanism === undefined) {
    throw written === undefined
      ? new SqlError(
          'E_OPTION',
          "'properties.security.protocol' wants a login: 'properties.sasl.mechanism' is missing",
          {
            hint: `one of ${MECHANISMS.join(', ')}`,
          },
        )
      : new SqlError('E_UNSUPPORTED', `weir has no SASL mechanism '${written}'`, {
          hint: `it has ${MECHANISMS.join(', ')}`,
        });
  }
  const jaas = properties.get('sasl.jaas.config');
  if (jaas === undefined) {
    const { username, password } = login;
    if (username !== undefined && password !== undefined) return { mechanism, username, password };
    throw new SqlError(
      'E_OPTION',
      `SASL ${mechanism} needs 'properties.sasl.jaas.config', or 'sasl.username' and 'sasl.password'`,
    );
  }
  const { module, username, password } = parseJaas(jaas);
  if (mechanism.startsWith('SCRAM') !== (module === 'SCRAM')) {
    const name = module === 'SCRAM' ? 'ScramLoginModule' : 'PlainLoginModule';
    throw new SqlError(
      'E_OPTION',
      `${name} of 'properties.sasl.jaas.config' does not fit 'properties.sasl.mechanism' = '${mechanism}'`,
    );
  }
  return { mechanism, username, password };
}

/** A property that is a number of milliseconds. Throws E_OPTION. */
export function milliseconds(properties: ReadonlyMap<string, string>, key: string): number | undefined {
  const text = properties.get(key)?.trim();
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new SqlError('E_OPTION', `'properties.${key}' = '${text}': expected a number of milliseconds`);
}

/** A line for each property that is nearly one that weir heeds; such a key has no effect as it stands. */
export function misspeltProperties(properties: ReadonlyMap<string, string>): string[] {
  const known: readonly string[] = KNOWN_PROPERTIES;
  return [...properties.keys()].flatMap((key) => {
    if (known.includes(key)) return [];
    const [near] = nearest(key, known);
    return near === undefined
      ? []
      : [`'properties.${key}' has no effect; did you mean 'properties.${near}'?`];
  });
}
