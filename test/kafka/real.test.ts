import { describe } from 'vitest';
import { realBrokers } from './support/real.ts';
import { aclSuite } from './suite/acl.ts';
import { eventTimeSuite } from './suite/event-time.ts';
import { exactlyOnceFaultSuite } from './suite/exactly-once-faults.ts';
import { exactlyOnceEndSuite } from './suite/exactly-once-ends.ts';
import { exactlyOnceJobSuite } from './suite/exactly-once-jobs.ts';
import { exactlyOnceSuite } from './suite/exactly-once.ts';
import { faultSuite } from './suite/faults.ts';
import { securitySuite } from './suite/security.ts';
import { sinkSuite } from './suite/sink.ts';
import { sourceSuite } from './suite/source.ts';
import { storeSuite } from './suite/store.ts';
import { transactionProtocolSuite } from './suite/transactions-protocol.ts';
import { transactionSuite } from './suite/transactions.ts';

const brokers = realBrokers();

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
describe('security', () => {
  const { sasl, saslTls, tls, ca } = brokers;
  if (sasl === undefined || saslTls === undefined || tls === undefined || ca === undefined)
    throw new Error('the broker has no secured listeners');
  describe('permissions', () => aclSuite({ plain: brokers.plain, sasl }));
  securitySuite({ plain: brokers.plain, sasl, saslTls, tls, ca });
});
