import { afterAll, describe } from 'vitest';
import { systemClock } from '../../../src/common/clock.ts';
import { startBroker } from '../../../src/broker/start-broker.ts';
import { eventTimeSuite } from '../../kafka/suite/event-time.ts';
import { exactlyOnceFaultSuite } from '../../kafka/suite/exactly-once-faults.ts';
import { exactlyOnceEndSuite } from '../../kafka/suite/exactly-once-ends.ts';
import { exactlyOnceJobSuite } from '../../kafka/suite/exactly-once-jobs.ts';
import { exactlyOnceSuite } from '../../kafka/suite/exactly-once.ts';
import { faultSuite } from '../../kafka/suite/faults.ts';
import { sinkSuite } from '../../kafka/suite/sink.ts';
import { sourceSuite } from '../../kafka/suite/source.ts';
import { storeSuite } from '../../kafka/suite/store.ts';
import { transactionProtocolSuite } from '../../kafka/suite/transactions-protocol.ts';
import { transactionSuite } from '../../kafka/suite/transactions.ts';

// The same suite as on a real Kafka, on the broker that comes with weir: needs no server.
const broker = await startBroker({ port: 0, clock: systemClock });
afterAll(() => broker.close());
const brokers = { plain: broker.address };

describe('source', () => sourceSuite(brokers));
describe('sink', () => sinkSuite(brokers));
describe('event time', () => eventTimeSuite(brokers));
describe('position store', () => storeSuite(brokers));
describe('transactions', () => transactionSuite(brokers));
describe('exactly once', () => exactlyOnceSuite(brokers));
describe('exactly once by INSERT', () => exactlyOnceJobSuite(brokers));
describe('exactly once to the end', () => exactlyOnceEndSuite(brokers));
describe('exactly once in trouble', () => exactlyOnceFaultSuite(brokers));
describe('transactions, request by request', () => transactionProtocolSuite(brokers));
describe('faults', () => faultSuite(brokers));
