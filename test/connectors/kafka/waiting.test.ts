import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { afterSilence } from '../../../src/connectors/kafka/waiting.ts';

/** Nothing of this process goes on for so long. */
const standStill = (ms: number) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

test('what came while the process stood still is heard, and not taken for silence', async () => {
  const accepted: Socket[] = [];
  const server = createServer((socket) => accepted.push(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a TCP server that listens
  const client = connect(port, '127.0.0.1');
  await new Promise((resolve) => client.once('connect', resolve));
  while (accepted.length === 0) await new Promise((resolve) => setImmediate(resolve));

  const first = new Promise<string>((resolve) => {
    const cancel = afterSilence(1000, () => resolve('silence'));
    client.once('data', () => {
      cancel();
      resolve('data');
    });
  });
  accepted[0]?.write('x');
  standStill(1500);
  expect(await first).toBe('data');
  client.destroy();
  server.close();
});

test('silence is told after its time, unless nobody waits any more', async () => {
  const said: string[] = [];
  const begun = performance.now();
  await new Promise<void>((resolve) => {
    afterSilence(40, resolve);
    afterSilence(20, () => said.push('cancelled'))();
  });
  expect(performance.now() - begun).toBeGreaterThanOrEqual(35);
  expect(said).toEqual([]);
});
