import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { waitForCoordinators } from './wait-for-coordinators.ts';

/**
 * KAFKA_BROKERS names a plain listener that is there already; else scripts/kafka/up.sh starts a broker, which stays up
 * for the next run. The secured listeners are those of that script.
 */
export default async function startBroker(project: TestProject): Promise<void> {
  const root = join(import.meta.dirname, '../../..');
  const given = process.env['KAFKA_BROKERS'];
  const plain =
    given ??
    execFileSync(join(root, 'scripts/kafka/up.sh'), {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    }).trim();
  await waitForCoordinators(plain);
  const host = plain.slice(0, plain.lastIndexOf(':'));
  const home = process.env['KAFKA_HOME_DIR'] ?? join(root, '.kafka');
  const port = (name: string, fallback: number) => `${host}:${process.env[name] ?? fallback}`;
  project.provide('brokers', {
    plain,
    sasl: port('KAFKA_SASL_PORT', 19094),
    saslTls: port('KAFKA_SASL_TLS_PORT', 19095),
    tls: port('KAFKA_TLS_PORT', 19096),
    ca: join(home, 'tls/ca.crt'),
  });
}
