import { createServer, type Server } from 'node:net';
import { SqlError } from '../common/errors.ts';
import { Broker } from './broker.ts';
import { Connection } from './connection.ts';
import type { BrokerOptions } from './state.ts';
import { ProtocolError } from './wire/reader.ts';

/** Nothing but this machine reaches the broker: it checks no one's identity. */
const HOST = '127.0.0.1';
const MAX_BYTES = 128 * 1024 * 1024;

export interface StartOptions extends Omit<BrokerOptions, 'random' | 'maxBytes'> {
  /** 0 takes a free one. */
  readonly port: number;
  readonly random?: () => number;
  /** Bound on the memory of all records together; the oldest of the largest partition go beyond it. Default 128 MB. */
  readonly maxBytes?: number;
  /** Hears why a connection was closed by the broker: a client too old, bytes that are not Kafka's. */
  readonly refused?: (why: string) => void;
}

export interface RunningBroker {
  readonly port: number;
  /** What clients connect to. */
  readonly address: string;
  /** Memory of all logs, in bytes. */
  readonly bytes: number;
  /** Ends all connections and frees the port. Records are gone. */
  close(): Promise<void>;
}

/** Starts a Kafka-compatible broker on 127.0.0.1 that keeps its records in memory. E_LISTEN if the port is taken. */
export async function startBroker(options: StartOptions): Promise<RunningBroker> {
  const server = createServer();
  const port = await listen(server, options.port);
  const broker = new Broker({ random: Math.random, maxBytes: MAX_BYTES, ...options }, { host: HOST, port });
  const connections = new Set<Connection>();
  server.on('connection', (socket) => {
    const connection = new Connection(socket, broker, (why) => options.refused?.(describe(why)));
    connections.add(connection);
    socket.on('close', () => connections.delete(connection));
  });
  return {
    port,
    address: `${HOST}:${port}`,
    get bytes() {
      return broker.bytes;
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const connection of connections) connection.destroy();
      broker.close();
      await closed;
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port)));
    server.listen({ host: HOST, port }, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : port);
    });
  });
}

function listenError(error: NodeJS.ErrnoException, port: number): SqlError {
  if (error.code === 'EADDRINUSE')
    return new SqlError('E_LISTEN', `port ${port} of ${HOST} is in use`, {
      hint: 'stop what listens there, or choose another port with --port',
      cause: error,
    });
  if (error.code === 'EACCES')
    return new SqlError('E_LISTEN', `port ${port} may not be opened by this user`, {
      hint: 'choose a port above 1023',
      cause: error,
    });
  return new SqlError('E_LISTEN', `port ${port} of ${HOST} cannot be opened: ${error.message}`, {
    cause: error,
  });
}

function describe(why: unknown): string {
  if (why instanceof ProtocolError) return why.message;
  return why instanceof Error ? (why.stack ?? why.message) : String(why);
}
