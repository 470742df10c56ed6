import { SqlError } from '../../common/errors.ts';
import { formatDuration } from '../../common/duration.ts';
import { printAddress, type Address } from './address.ts';
import type { ClientConfig } from './client-config.ts';
import { probe, type Listener } from './probe.ts';
import type { ProtocolError } from './protocol-error.ts';

const RESOLVE_CODES = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NONAME', 'EAI_FAIL', 'ENODATA']);
const TRUST_CODES = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
]);

/** The code of the socket's own error, however deep kafkajs wrapped it. */
export function socketCode(error: unknown): string | undefined {
  for (let e = error; e instanceof Error; e = e.cause) {
    const { code } = e as NodeJS.ErrnoException;
    if (typeof code === 'string') return code;
  }
  return undefined;
}

/** Why a bootstrap broker could not be used, in the user's words; looks at the port when the failure alone does not say. */
export async function explainBootstrap(
  error: unknown,
  address: Address,
  config: ClientConfig,
  triedMs: number,
): Promise<SqlError> {
  const where = printAddress(address);
  const known = explainSecurity(error, where, config) ?? explainReach(error, where, triedMs);
  if (known !== undefined) return known;
  const found = await probe(address, config.hostMap);
  return explainListener(found, where, config, error);
}

/** Why a broker that the cluster names itself could not be used, though a bootstrap broker answered. */
export function explainAdvertised(
  error: unknown,
  address: Address,
  bootstrap: Address,
  config: ClientConfig,
): SqlError {
  const named = printAddress(address);
  const code = socketCode(error);
  const security = explainSecurity(error, named, config);
  if (security !== undefined) return security;
  const why =
    code !== undefined && RESOLVE_CODES.has(code)
      ? `that name does not resolve here`
      : code === 'ECONNREFUSED'
        ? `nothing listens there`
        : `that address does not answer here`;
  return new SqlError(
    'E_KAFKA_ADVERTISED',
    `${printAddress(bootstrap)} answered, but it names its broker '${named}', and ${why}`,
    {
      hint: `set advertised.listeners of the broker (Docker: PLAINTEXT_HOST://${printAddress(bootstrap)}), or SET 'weir.kafka.host-map' = '${named}=${printAddress(bootstrap)}';`,
      retry: 'backoff',
      cause: error,
    },
  );
}

function explainReach(error: unknown, where: string, triedMs: number): SqlError | undefined {
  const code = socketCode(error);
  if (code === 'ECONNREFUSED') {
    return new SqlError(
      'E_KAFKA_UNREACHABLE',
      `nothing listens on ${where} (tried ${formatDuration(triedMs)})`,
      {
        hint: `is the broker up (docker ps)? weir broker --port ${where.slice(where.lastIndexOf(':') + 1)} starts an embedded one`,
        retry: 'backoff',
        cause: error,
      },
    );
  }
  if (code !== undefined && RESOLVE_CODES.has(code)) {
    return new SqlError('E_KAFKA_UNREACHABLE', `the name of ${where} does not resolve here`, {
      hint: "check 'properties.bootstrap.servers'",
      retry: 'backoff',
      cause: error,
    });
  }
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || code === 'ETIMEDOUT') {
    return new SqlError('E_KAFKA_UNREACHABLE', `${where} cannot be reached from here (${code})`, {
      hint: 'check the network, VPN or firewall',
      retry: 'backoff',
      cause: error,
    });
  }
  return undefined;
}

/** A failure of TLS or SASL that says by itself what it is; undefined for others. */
export function explainSecurity(
  error: unknown,
  where: string,
  { sasl, tls }: ClientConfig,
): SqlError | undefined {
  const code = socketCode(error);
  if (code !== undefined && TRUST_CODES.has(code)) {
    return new SqlError(
      'E_KAFKA_SECURITY',
      `the certificate of ${where} is not trusted here: ${messageOf(error)}`,
      {
        hint: "name the certificate of its authority: 'properties.ssl.truststore.location' = '/path/ca.pem'",
        cause: error,
      },
    );
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return new SqlError(
      'E_KAFKA_SECURITY',
      `the certificate of ${where} is for another name: ${messageOf(error)}`,
      {
        hint: "use the name in the certificate, or 'properties.ssl.endpoint.identification.algorithm' = ''",
        cause: error,
      },
    );
  }
  const { name, message } = error as Error;
  if (name === 'KafkaJSSASLAuthenticationError') {
    const offered = /mechanism is not supported/.test(message);
    return new SqlError(
      'E_KAFKA_SECURITY',
      offered
        ? `${where} does not offer SASL mechanism ${sasl?.mechanism}`
        : `${where} refused user '${sasl?.username}': ${message.replace(/^SASL \S+ authentication failed: /, '')}`,
      {
        hint: offered
          ? "'properties.sasl.mechanism' is one of PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, as the broker is set up"
          : "check user and password in 'properties.sasl.jaas.config'",
        cause: error,
      },
    );
  }
  const type = (error as { type?: unknown }).type;
  if (type === 'UNSUPPORTED_SASL_MECHANISM') {
    return new SqlError('E_KAFKA_SECURITY', `${where} does not offer SASL mechanism ${sasl?.mechanism}`, {
      hint: "'properties.sasl.mechanism' is one of PLAIN, SCRAM-SHA-256, SCRAM-SHA-512, as the broker is set up",
      cause: error,
    });
  }
  if (type === 'ILLEGAL_SASL_STATE') {
    return new SqlError('E_KAFKA_SECURITY', `${where} takes no SASL login`, {
      hint: `'properties.security.protocol' = '${tls === null ? 'PLAINTEXT' : 'SSL'}', or use the port of the SASL listener`,
      cause: error,
    });
  }
  return undefined;
}

function explainListener(
  found: Listener,
  where: string,
  { tls, sasl }: ClientConfig,
  cause: unknown,
): SqlError {
  const security = (message: string, hint: string) =>
    new SqlError('E_KAFKA_SECURITY', message, { hint, cause });
  const protocol = (withTls: boolean, withSasl: boolean) =>
    `'properties.security.protocol' = '${withSasl ? (withTls ? 'SASL_SSL' : 'SASL_PLAINTEXT') : withTls ? 'SSL' : 'PLAINTEXT'}'`;
  switch (found.kind) {
    case 'kafka': {
      const { wantsSasl } = found;
      const hint =
        protocol(found.tls, wantsSasl) +
        (wantsSasl && sasl === null ? ', with sasl.mechanism and sasl.jaas.config' : '');
      if (found.tls && tls === null)
        return security(
          `${where} closed the connection: that port wants TLS${wantsSasl ? ' and SASL' : ''}`,
          hint,
        );
      if (!found.tls && tls !== null) return security(`${where} does not speak TLS`, hint);
      if (wantsSasl && sasl === null)
        return security(`${where} closed the connection: that port wants a SASL login`, hint);
      if (!wantsSasl && sasl !== null) return security(`${where} takes no SASL login`, hint);
      return new SqlError('E_KAFKA_UNREACHABLE', `${where} broke the connection: ${messageOf(cause)}`, {
        retry: 'backoff',
        cause,
      });
    }
    case 'tls':
      return tls === null
        ? security(`${where} closed the connection: that port wants TLS`, protocol(true, sasl !== null))
        : security(
            `${where} speaks TLS but does not answer as Kafka: ${messageOf(cause)}`,
            'does it want a client certificate (ssl.keystore.*)?',
          );
    case 'http':
      return new SqlError('E_KAFKA_UNREACHABLE', `${where} answers HTTP, not Kafka`, {
        hint: "'properties.bootstrap.servers' is the port of the broker, often 9092",
        retry: 'backoff', // so does a broker that is starting up
        cause,
      });
    case 'unreachable':
      return (
        explainReach(Object.assign(new Error(found.code), { code: found.code }), where, 0) ??
        new SqlError('E_KAFKA_UNREACHABLE', `${where} cannot be reached: ${found.code}`, {
          retry: 'backoff',
          cause,
        })
      );
    case 'silent':
      return new SqlError('E_KAFKA_UNREACHABLE', `${where} takes connections but does not answer`, {
        hint: 'is it a Kafka broker, and not overloaded?',
        retry: 'backoff',
        cause,
      });
    case 'other':
      return new SqlError('E_KAFKA_UNREACHABLE', `${where} does not answer as a Kafka broker`, {
        hint: "'properties.bootstrap.servers' is the port of the broker, often 9092",
        retry: 'backoff', // so does a broker that is starting up
        cause,
      });
  }
}

/** An answer's error code as users see it, when nothing better is known. */
export function explainProtocol(error: ProtocolError): SqlError {
  return new SqlError('E_KAFKA', `the broker refused ${error.message}`, {
    cause: error,
    retry: error.passing ? 'backoff' : undefined,
  });
}

function messageOf(error: unknown): string {
  for (let e = error; ;) {
    if (!(e instanceof Error)) return String(e);
    if (!(e.cause instanceof Error)) return e.message.replace(/^Connection error: /, '');
    e = e.cause;
  }
}
