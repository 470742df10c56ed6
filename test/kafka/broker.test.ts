import { describe } from 'vitest';
import { clientSuite } from '../broker/client-suite.ts';
import { realBrokers } from './support/real.ts';

// What the embedded broker is held to is what Apache Kafka does.
describe('what the embedded broker promises', () => clientSuite(() => realBrokers().plain));
