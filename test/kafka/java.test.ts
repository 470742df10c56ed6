import { afterAll, describe } from 'vitest';
import { startBroker } from '../../src/broker/start-broker.ts';
import { systemClock } from '../../src/common/clock.ts';
import { realBrokers } from './support/real.ts';
import { clientJavaSuite } from './suite/clients-java.ts';
import { transactionJavaSuite } from './suite/transactions-java.ts';

const embedded = await startBroker({ port: 0, clock: systemClock });
afterAll(() => embedded.close());

describe('on Apache Kafka', () => {
  clientJavaSuite(realBrokers());
  transactionJavaSuite(realBrokers());
});
describe('on the embedded broker', () => {
  clientJavaSuite({ plain: embedded.address });
  transactionJavaSuite({ plain: embedded.address });
});
