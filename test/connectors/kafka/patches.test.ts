import { expect, test } from 'vitest';
import { ALL_GUARDS } from '../../../src/connectors/kafka/guards.ts';
import {
  loadKafkajs,
  type ConnectionPool,
  type RequestQueue,
} from '../../../src/connectors/kafka/kafkajs.ts';
import { PATCHED_VERSION, patchConnections } from '../../../src/connectors/kafka/patches.ts';

/** A queue that counts what the library's own method would have armed. */
function queueOf(): { queue: RequestQueue; armed: () => number; pool: ConnectionPool } {
  let armed = 0;
  const queue: RequestQueue = {
    pending: [],
    inflight: new Map(),
    throttledUntil: -1,
    requestTimeout: 1000,
    isConnected: () => true,
    destroy: () => clearInterval(queue.requestTimeoutIntervalId),
    scheduleCheckPendingRequests: () => void armed++,
    scheduleRequestTimeoutCheck: () => {},
  };
  const connection = { requestQueue: queue, disconnect: async () => {}, rejectRequests: () => {} };
  return { queue, armed: () => armed, pool: { pool: [connection], send: async () => undefined } };
}

test('the kafkajs that is installed is the one that the mends were made for', async () => {
  expect((await loadKafkajs()).version).toBe(PATCHED_VERSION);
});

test('an idle queue arms no timer, one that waits behind a throttle does', () => {
  const { queue, armed, pool } = queueOf();
  expect(patchConnections(pool, PATCHED_VERSION, ALL_GUARDS)).toBeUndefined();
  queue.scheduleCheckPendingRequests();
  expect(armed()).toBe(0);
  queue.pending = ['a request'];
  queue.scheduleCheckPendingRequests();
  queue.pending = [];
  queue.throttledUntil = Date.now() + 1000;
  queue.scheduleCheckPendingRequests();
  expect(armed()).toBe(2);
});

test('another version is left as it is, and that is said', () => {
  const { queue, armed, pool } = queueOf();
  expect(patchConnections(pool, '2.3.0', ALL_GUARDS)).toContain(
    "kafkajs is 2.3.0, weir's mends are for 2.2.4",
  );
  queue.scheduleCheckPendingRequests();
  expect(armed()).toBe(1);
});

test('requests that are too old are still found and given up', async () => {
  const { queue, pool } = queueOf();
  patchConnections(pool, PATCHED_VERSION, ALL_GUARDS);
  const late = new Promise<void>((resolve) => {
    queue.inflight = new Map([
      [1, { sentAt: Date.now() - 5000, requestTimeout: 1000, timeoutRequest: resolve }],
    ]);
  });
  queue.scheduleRequestTimeoutCheck();
  await late;
  queue.destroy();
});
