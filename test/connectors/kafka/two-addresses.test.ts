import dns from 'node:dns';
import { afterEach, expect, test, vi } from 'vitest';
import { startBroker } from '../../../src/broker/start-broker.ts';
import { systemClock } from '../../../src/common/clock.ts';
import { createKafkajsPort } from '../../../src/connectors/kafka/kafkajs-port.ts';

afterEach(() => void vi.restoreAllMocks());

/** From now on each name has two addresses, and the process stands still when the first of them is tried; for how long. */
function holdUp(): { readonly ms: number } {
  const held = { ms: 0 };
  const standStill = () => {
    const begun = performance.now();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 350);
    held.ms = Math.max(held.ms, performance.now() - begun);
  };
  const lookup = (_name: string, _options: object, callback: (...answer: unknown[]) => void) => {
    process.nextTick(standStill);
    callback(null, [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ]);
  };
  vi.spyOn(dns, 'lookup').mockImplementation(lookup as unknown as typeof dns.lookup); // the one overload that sockets use
  return held;
}

async function connect(port: number): Promise<void> {
  const client = await createKafkajsPort(
    {
      bootstrap: [{ host: 'two.example', port }],
      hostMap: new Map(),
      clientId: 'test',
      tls: null,
      sasl: null,
      connectTimeoutMs: 2500,
      requestTimeoutMs: 30_000,
    },
    { notice: () => undefined },
  );
  try {
    await client.connect(new AbortController().signal);
  } finally {
    await client.close();
  }
}

test('a broker behind the first of two addresses is reached though the process is held up in between', async () => {
  const broker = await startBroker({ port: 0, clock: systemClock });
  try {
    for (let isConnected = false; !isConnected;) {
      const held = holdUp();
      isConnected = await connect(broker.port).then(
        () => true,
        (error: unknown) => {
          if (held.ms > 800) return false; // the machine has held it up for longer than the test did
          throw error;
        },
      );
      expect(held.ms).toBeGreaterThan(300);
    }
  } finally {
    await broker.close();
  }
});
