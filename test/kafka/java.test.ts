import { afterAll, describe } from 'vitest';
import { startBroker } from '../../src/broker/start-broker.ts';
import { systemClock } from '../../src/common/clock.ts';
import { realBrokers } from './support/real.ts';
import { transactionJavaSuite } from './suite/transactions-java.ts';

const embedded = await startBroker({ port: 0, clock: systemClock });
afterAll(() => embedded.close());

describe('on Apache Kafka', () => transactionJavaSuite(realBrokers()));
describe('on the embedded broker', () => transactionJavaSuite({ plain: embedded.address }));
