import { describe } from 'vitest';
import { realBrokers } from './support/real.ts';
import { securitySuite } from './suite/security.ts';
import { sinkSuite } from './suite/sink.ts';
import { sourceSuite } from './suite/source.ts';
import { storeSuite } from './suite/store.ts';

const brokers = realBrokers();

describe('source', () => sourceSuite(brokers));
describe('sink', () => sinkSuite(brokers));
describe('position store', () => storeSuite(brokers));
describe('security', () => {
  const { sasl, saslTls, tls, ca } = brokers;
  if (sasl === undefined || saslTls === undefined || tls === undefined || ca === undefined)
    throw new Error('the broker has no secured listeners');
  securitySuite({ plain: brokers.plain, sasl, saslTls, tls, ca });
});
