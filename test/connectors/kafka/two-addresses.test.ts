import dns from 'node:dns';
import { afterEach, expect, test, vi } from 'vitest';
import { startBroker } from '../../../src/broker/start-broker.ts';
import { systemClock } from '../../../src/common/clock.ts';
import { createKafkajsPort } from '../../../src/connectors/kafka/kafkajs-port.ts';

afterEach(() => void vi.restoreAllMocks());

test('a broker behind the first of two addresses is reached though the process is held up in between', async () => {
  const broker = await startBroker({ port: 0, clock: systemClock });
  const lookup = (_name: string, _options: object, callback: (...answer: unknown[]) => void) => {
    process.nextTick(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 350));
    callback(null, [
      { address: '127.0.0.1', family: 4 },
      { address: '::1', family: 6 },
    ]);
  };
  vi.spyOn(dns, 'lookup').mockImplementation(lookup as unknown as typeof dns.lookup); // the one overload that sockets use
  const port = await createKafkajsPort(
    {
      bootstrap: [{ host: 'two.example', port: broker.port }],
      hostMap: new Map(),
      clientId: 'test',
      tls: null,
      sasl: null,
      connectTimeoutMs: 2500,
      requestTimeoutMs: 30_000,
    },
    { notice: () => undefined },
  );
  const connect = () =>
    port.connect(new AbortController().signal).then(
      () => 'connected',
      (error: unknown) => String(error),
    );
  try {
    // More than once: the machine may hold it up for longer than the test does.
    await expect.poll(connect, { timeout: 10_000, interval: 0 }).toBe('connected');
  } finally {
    await port.close();
    await broker.close();
  }
});
