import type { ConnectionOptions } from 'node:tls';
import type { Environment } from '../../common/environment.ts';
import { SqlError } from '../../common/errors.ts';

/** TLS from properties.ssl.*, as Java clients name them; PEM only. Throws E_OPTION or E_IO. */
export function tlsOptions(
  properties: ReadonlyMap<string, string>,
  environment: Environment,
): ConnectionOptions {
  const pem = (what: string, location: string, inline: string): string | undefined => {
    const text = properties.get(inline);
    if (text !== undefined) return text.replaceAll('\\n', '\n');
    const path = properties.get(location);
    return path === undefined ? undefined : readPem(path, what, `properties.${location}`, environment);
  };
  const ca = pem('certificates', 'ssl.truststore.location', 'ssl.truststore.certificates');
  const cert =
    pem('certificate chain', 'ssl.keystore.location', 'ssl.keystore.certificate.chain') ??
    pem('certificate chain', 'ssl.keystore.certificate.location', 'ssl.keystore.certificate.chain');
  const key = properties.get('ssl.keystore.key')?.replaceAll('\\n', '\n') ?? keyWithin(cert);
  if (cert !== undefined && key === undefined) {
    throw new SqlError('E_OPTION', 'the client certificate has no private key', {
      hint: "put it into the PEM file of 'properties.ssl.keystore.location', or into 'properties.ssl.keystore.key'",
    });
  }
  const passphrase = properties.get('ssl.key.password');
  const noNameCheck = properties.get('ssl.endpoint.identification.algorithm') === '';
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(noNameCheck ? { checkServerIdentity: () => undefined } : {}),
  };
}

function readPem(path: string, what: string, option: string, environment: Environment): string {
  let text: string;
  try {
    text = environment.readFile(path);
  } catch (cause) {
    throw new SqlError('E_IO', `'${option}': file ${path} cannot be read`, { cause });
  }
  if (text.includes('-----BEGIN ')) return text;
  throw new SqlError('E_OPTION', `'${option}': ${path} holds no PEM ${what}`, {
    hint: 'a JKS or PKCS12 store is turned to PEM by: keytool -exportcert -rfc -keystore <store> -alias <name> -file ca.pem',
  });
}

function keyWithin(pem: string | undefined): string | undefined {
  return /-----BEGIN (?:[A-Z ]+ )?PRIVATE KEY-----[\s\S]+?-----END (?:[A-Z ]+ )?PRIVATE KEY-----/.exec(
    pem ?? '',
  )?.[0];
}
