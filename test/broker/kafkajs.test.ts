import { afterAll, beforeAll } from 'vitest';
import { startBroker, type RunningBroker } from '../../src/broker/start-broker.ts';
import { systemClock } from '../../src/common/clock.ts';
import { clientSuite } from './client-suite.ts';

let broker: RunningBroker;

beforeAll(async () => {
  broker = await startBroker({ port: 0, clock: systemClock, maxBytes: 1 << 26, markerDelayMs: 5 });
});

// Registered first, so it runs last: clients are closed before their broker.
afterAll(() => broker.close());

clientSuite(() => `localhost:${broker.port}`);
