import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { failureInTime, kafkaTable, readRows, testContext } from '../../kafka/support/harness.ts';

// Names with an empty part never resolve, with a network or without.
const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** A listener that does with each connection what it is told. */
async function listen(onConnection: (socket: Socket) => void): Promise<string> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    onConnection(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

/** Speaks ApiVersions and Metadata, and names itself as it is told. */
function brokerNaming(host: string, port: number): (socket: Socket) => void {
  return (socket) => {
    let bytes = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      while (bytes.length >= 4 && bytes.length >= 4 + bytes.readInt32BE(0)) {
        const size = bytes.readInt32BE(0);
        const [api, correlation] = [bytes.readInt16BE(4), bytes.readInt32BE(8)];
        socket.write(answer(correlation, api === 18 ? apiVersions() : metadata(host, port)));
        bytes = bytes.subarray(4 + size);
      }
    });
  };
}

function answer(correlation: number, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeInt32BE(4 + body.length, 0);
  head.writeInt32BE(correlation, 4);
  return Buffer.concat([head, body]);
}

function apiVersions(): Buffer {
  const apis = [
    [18, 0, 2],
    [3, 0, 0],
    [2, 0, 1],
    [1, 0, 11],
    [0, 0, 7],
    [22, 0, 1],
  ];
  const body = Buffer.alloc(6 + apis.length * 6 + 4);
  body.writeInt32BE(apis.length, 2);
  apis.flat().forEach((value, i) => body.writeInt16BE(value, 6 + i * 2));
  return body;
}

/** Metadata 0: one broker, one topic 't' of one partition that it leads. */
function metadata(host: string, port: number): Buffer {
  const parts: Buffer[] = [];
  const int32 = (value: number) =>
    parts.push(Buffer.from([(value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]));
  const int16 = (value: number) => parts.push(Buffer.from([(value >>> 8) & 255, value & 255]));
  const string = (value: string) => {
    int16(value.length);
    parts.push(Buffer.from(value));
  };
  int32(1);
  int32(7);
  string(host);
  int32(port);
  int32(1);
  int16(0);
  string('t');
  int32(1);
  int16(0);
  int32(0);
  int32(7);
  int32(1);
  int32(7);
  int32(1);
  int32(7);
  return Buffer.concat(parts);
}

const told = (address: string, settings: Record<string, string> = {}) =>
  failureInTime(() => readRows(kafkaTable({ plain: address }, 't'), 1, testContext(undefined, settings)));

describe('a broker that cannot be used is told in words within 5 s', () => {
  test('when nothing listens there', async () => {
    const error = await told('127.0.0.1:1');
    expect(error).toMatchObject({ code: 'E_KAFKA_UNREACHABLE', retry: 'backoff' });
    expect(error.message).toMatch(/^nothing listens on 127.0.0.1:1 \(tried [\d.]+ m?s\)$/);
    expect(error.hint).toContain('weir broker --port 1');
  });

  test('when nothing listens on either address of a name', async () => {
    const error = await told('localhost:1');
    expect(error.message).toMatch(/^nothing listens on localhost:1 /);
  });

  test('when its name does not resolve', async () => {
    const error = await told('kafka..invalid:9092');
    expect(error.code).toBe('E_KAFKA_UNREACHABLE');
    expect(error.message).toBe('the name of kafka..invalid:9092 does not resolve here');
  });

  test('when it takes connections and says nothing', async () => {
    const address = await listen(() => {});
    expect((await told(address)).message).toBe(`${address} takes connections but does not answer`);
  });

  test('when it speaks HTTP', async () => {
    const address = await listen((socket) =>
      socket.on('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    expect((await told(address)).message).toBe(`${address} answers HTTP, not Kafka`);
  });

  test('when it answers nonsense', async () => {
    const address = await listen((socket) =>
      socket.on('data', () => socket.end('220 mail.example ESMTP\r\n')),
    );
    const error = await told(address);
    expect(error.message).toBe(`${address} does not answer as a Kafka broker`);
    expect(error.retry, 'a broker that is starting up answers so, too').toBe('backoff');
  });

  test('when it names itself by a name that does not resolve', async () => {
    const address = await listen(brokerNaming('kafka..invalid', 29092));
    const error = await told(address);
    expect(error.code).toBe('E_KAFKA_ADVERTISED');
    expect(error.message).toBe(
      `${address} answered, but it names its broker 'kafka..invalid:29092', and that name does not resolve here`,
    );
    expect(error.hint).toContain(`SET 'weir.kafka.host-map' = 'kafka..invalid:29092=${address}'`);
  });

  test('when it names itself by an address where nothing listens', async () => {
    const error = await told(await listen(brokerNaming('127.0.0.1', 1)));
    expect(error.code).toBe('E_KAFKA_ADVERTISED');
    expect(error.message).toContain("it names its broker '127.0.0.1:1', and nothing listens there");
  });
});

test('the host map leads both the first address and the one the broker names to where they are', async () => {
  const asked: string[] = [];
  const address = await listen((socket) => {
    asked.push('connection');
    brokerNaming('kafka..invalid', 29092)(socket);
  });
  const map = `nowhere..invalid:1=${address},kafka..invalid:29092=${address}`;
  const error = await told('nowhere..invalid:1', { 'weir.kafka.host-map': map });
  expect(error.code).not.toBe('E_KAFKA_ADVERTISED');
  expect(asked.length).toBeGreaterThan(1);
});

test('of several brokers one that answers is enough', async () => {
  const address = await listen(brokerNaming('kafka..invalid', 29092));
  expect((await told(`127.0.0.1:1,${address}`)).code).toBe('E_KAFKA_ADVERTISED');
});
