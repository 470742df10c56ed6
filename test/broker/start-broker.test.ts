import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { startBroker, type RunningBroker, type StartOptions } from '../../src/broker/start-broker.ts';
import { systemClock } from '../../src/common/clock.ts';
import { SqlError } from '../../src/common/errors.ts';
import { Reader } from '../../src/broker/wire/reader.ts';
import { fetchBody, produceBody, readFetched, recordBatch, request, seeded } from './frames.ts';

const running: RunningBroker[] = [];

async function start(options: Partial<StartOptions> = {}) {
  const refused: string[] = [];
  const broker = await startBroker({
    port: 0,
    clock: systemClock,
    maxBytes: 1 << 24,
    autoCreateTopics: true,
    refused: (why) => refused.push(why),
    ...options,
  });
  running.push(broker);
  return { broker, refused };
}

afterEach(async () => {
  for (const broker of running.splice(0)) await broker.close();
});

/** A socket that counts whole answers. */
async function open(port: number) {
  const socket = connect(port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  const answers: Buffer[] = [];
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= 4 && rest.length >= rest.readInt32BE(0) + 4) {
      answers.push(rest.subarray(4, rest.readInt32BE(0) + 4));
      rest = rest.subarray(rest.readInt32BE(0) + 4);
    }
  });
  socket.on('error', () => {}); // a reset is what some of these tests are about
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return { socket, answers, closed };
}

function framed(body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
}

const versions = framed(request(18, 2, () => {}));

function metadata(name: string): Buffer {
  return framed(
    request(3, 6, (w) => {
      w.array([name], (each) => w.string(each));
      w.boolean(true);
    }),
  );
}

async function until(condition: () => boolean, socket: Socket): Promise<void> {
  while (!condition()) await new Promise((resolve) => socket.once('data', resolve));
}

test('requests sent at once are answered in their order, in whatever pieces they arrive', async () => {
  const { broker } = await start();
  const { socket, answers } = await open(broker.port);
  const ids = [3, 1, 2, 9, 4];
  const bytes = Buffer.concat(
    ids.map((id) => {
      const frame = Buffer.from(versions);
      frame.writeInt32BE(id, 8);
      return frame;
    }),
  );
  for (const byte of bytes) socket.write(Buffer.from([byte]));
  await until(() => answers.length === ids.length, socket);
  expect(answers.map((answer) => answer.readInt32BE(0))).toEqual(ids);
});

test('a request behind a waiting fetch is answered after it', async () => {
  const { broker } = await start();
  const { socket, answers } = await open(broker.port);
  socket.write(metadata('t'));
  await until(() => answers.length === 1, socket);
  const fetch = framed(request(1, 11, (w) => fetchBody(w, 't', 0, { maxWaitMs: 60_000 })));
  fetch.writeInt32BE(100, 8);
  socket.write(Buffer.concat([fetch, versions]));
  const other = await open(broker.port);
  other.socket.write(framed(request(0, 7, (w) => produceBody(w, 't', 0, recordBatch([{ value: 'a' }]), -1))));
  await until(() => answers.length === 3, socket);
  expect(answers.map((answer) => answer.readInt32BE(0))).toEqual([7, 100, 7]);
});

test('a port that is taken is an error that says so', async () => {
  const { broker } = await start();
  const second = start({ port: broker.port });
  await expect(second).rejects.toThrow(SqlError);
  await expect(second).rejects.toThrow(`port ${broker.port} of 127.0.0.1 is in use`);
});

test('closing ends connections with fetches in wait, and the port is free again', async () => {
  const { broker } = await start();
  const { socket, answers, closed } = await open(broker.port);
  socket.write(metadata('t'));
  await until(() => answers.length === 1, socket);
  socket.write(framed(request(1, 11, (w) => fetchBody(w, 't', 0, { maxWaitMs: 600_000 }))));
  await broker.close();
  await closed;
  running.length = 0;
  await start({ port: broker.port });
});

test('TLS, HTTP and absurd lengths are turned away at once, and the reason is told', async () => {
  const { broker, refused } = await start();
  const hello = Buffer.from('16030100ce010000ca0303', 'hex');
  const tooLong = Buffer.from([0x7f, 0xff, 0xff, 0xff]);
  const negative = Buffer.from([0xff, 0xff, 0xff, 0xff]);
  for (const bytes of [hello, Buffer.from('GET / HTTP/1.1\r\n\r\n'), tooLong, negative, Buffer.alloc(8)]) {
    const { socket, closed } = await open(broker.port);
    socket.write(bytes);
    await closed;
  }
  expect(refused).toHaveLength(5);
});

test('random bytes, cut and altered requests never stop the broker or make it allocate what they claim', async () => {
  const { broker, refused } = await start();
  const random = seeded(42);
  const below = (n: number) => Math.floor(random() * n);
  const good = [
    request(0, 7, (w) => produceBody(w, 't', 0, recordBatch([{ key: 'k', value: 'v' }], { gzip: true }), -1)),
    request(1, 11, (w) => fetchBody(w, 't', 0)),
    request(3, 6, (w) => {
      w.array(['t'], (name) => w.string(name));
      w.boolean(true);
    }),
    ...Array.from({ length: 45 }, (_, key) => request(key, below(6), (w) => w.raw(Buffer.alloc(below(80))))),
  ];
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  for (let round = 0; round < 1500; round++) {
    const frame = Buffer.from(good[below(good.length)] ?? versions);
    const kind = below(4);
    if (kind === 0) for (let i = 0; i < frame.length; i++) frame[i] = below(256);
    else
      for (let i = below(6); i >= 0; i--)
        frame[2 + below(frame.length - 2)] = [0, 255, 127, below(256)][below(4)] ?? 0;
    const bytes = framed(kind === 1 ? frame.subarray(0, 10 + below(frame.length - 9)) : frame);
    const { socket, closed } = await open(broker.port);
    socket.end(kind === 2 ? bytes.subarray(0, below(bytes.length)) : bytes);
    await closed;
    most = Math.max(most, process.memoryUsage().arrayBuffers);
  }
  expect(refused.length).toBeGreaterThan(100);
  // Only errors of the protocol: a stack trace would be one of ours.
  expect(refused.filter((why) => why.includes('\n'))).toEqual([]);
  expect(most - before).toBeLessThan(64 * 1024 * 1024);
  const { socket, answers } = await open(broker.port);
  socket.write(versions);
  await until(() => answers.length === 1, socket);
  expect(answers[0]?.readInt16BE(4)).toBe(0);
});

test('a client that does not read is made to wait, others are not, and in the end it gets every answer', async () => {
  const { broker } = await start();
  const { socket, answers } = await open(broker.port);
  socket.write(metadata('t'));
  await until(() => answers.length === 1, socket);
  const append = (value: string) =>
    framed(request(0, 7, (w) => produceBody(w, 't', 0, recordBatch([{ value }]), -1)));
  socket.write(append('x'.repeat(900_000)));
  await until(() => answers.length === 2, socket);
  socket.pause();
  const fetch = framed(request(1, 11, (w) => fetchBody(w, 't', 0)));
  socket.write(Buffer.concat([...Array.from({ length: 50 }, () => fetch), append('last')]));

  const other = await open(broker.port);
  const wait = framed(request(1, 11, (w) => fetchBody(w, 't', 1, { maxWaitMs: 200 })));
  other.socket.write(wait);
  await until(() => other.answers.length === 1, other.socket);
  const end = (answer: Buffer | undefined) => answer && readFetched(new Reader(answer, 4)).highWatermark;
  expect(end(other.answers[0])).toBe(1); // the record behind 45 MB of answers has not been taken yet

  socket.resume();
  await until(() => answers.length === 53, socket);
  expect(answers.slice(2, 52).every((answer) => answer.length > 900_000)).toBe(true);
  other.socket.write(wait);
  await until(() => other.answers.length === 2, other.socket);
  expect(end(other.answers[1])).toBe(2);
});
