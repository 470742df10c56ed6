import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import type { ConnectionOptions } from 'node:tls';

/**
 * kafkajs as weir uses it: its connections (TLS, SASL, correlation, throttling), the negotiation of versions and the
 * codecs of the small requests. Its producer, consumer and admin are not used: they hide outcomes that a checkpoint
 * must know, and their record codecs cost 8 to 12 times more.
 */
export interface Kafkajs {
  readonly version: string;
  readonly Broker: BrokerConstructor;
  readonly ConnectionPool: ConnectionPoolConstructor;
  readonly requests: RequestDefinitions;
  readonly apiKeys: Readonly<Record<string, number>>;
  /** The broker's name for an error code, e.g. 'NOT_LEADER_FOR_PARTITION'. */
  errorName(code: number): string;
}

export interface WireRequest {
  readonly apiKey: number;
  readonly apiVersion: number;
  readonly apiName: string;
  encode(): Promise<unknown>;
}

export interface WireResponse {
  decode(payload: Buffer): Promise<unknown>;
  parse(decoded: unknown): Promise<unknown>;
}

export interface WireCall {
  readonly request: WireRequest;
  readonly response: WireResponse;
  readonly requestTimeout?: number;
  readonly logResponseError?: boolean;
}

export interface RequestDefinition {
  readonly versions: readonly (number | string)[];
  protocol(choice: { version: number }): (args: object) => { request: WireRequest; response: WireResponse };
}

export type RequestDefinitions = Readonly<Record<string, RequestDefinition>>;

/** Silent: what a user must know is said by weir. */
export interface KafkajsLogger {
  namespace(name: string): KafkajsLogger;
  debug(): void;
  info(): void;
  warn(): void;
  error(): void;
}

export type SocketFactory = (destination: {
  host: string;
  port: number;
  ssl: ConnectionOptions | null;
  onConnect: () => void;
}) => Socket;

export interface ConnectionPoolOptions {
  readonly host: string;
  readonly port: number;
  readonly ssl: ConnectionOptions | null;
  readonly sasl: { mechanism: string; username: string; password: string } | null;
  readonly clientId: string;
  readonly connectionTimeout: number;
  readonly requestTimeout: number;
  readonly logger: KafkajsLogger;
  readonly socketFactory: SocketFactory;
}

export interface RequestQueue {
  pending: readonly unknown[];
  inflight: ReadonlyMap<number, { sentAt: number; requestTimeout: number; timeoutRequest(): void }>;
  throttledUntil: number;
  requestTimeout: number;
  requestTimeoutIntervalId?: NodeJS.Timeout | undefined;
  isConnected(): boolean;
  destroy(): void;
  scheduleCheckPendingRequests(): void;
  scheduleRequestTimeoutCheck(): void;
}

export interface Connection {
  readonly requestQueue: RequestQueue;
  readonly socket?: Socket | undefined;
  disconnect(): Promise<unknown>;
  rejectRequests(error: Error): void;
}

export interface ConnectionPool {
  readonly pool: readonly Connection[];
  send(call: WireCall): Promise<unknown>;
}

export type ConnectionPoolConstructor = new (options: ConnectionPoolOptions) => ConnectionPool;

export interface Broker {
  readonly versions: Readonly<Record<number, { minVersion: number; maxVersion: number }>> | null;
  readonly connectionPool: ConnectionPool;
  connect(): Promise<void>;
  isConnected(): boolean;
}

export type BrokerConstructor = new (options: {
  connectionPool: ConnectionPool;
  logger: KafkajsLogger;
  allowAutoTopicCreation: boolean;
}) => Broker;

/** Loads kafkajs at first use: a session that never touches Kafka does not pay for it. */
export async function loadKafkajs(): Promise<Kafkajs> {
  const [broker, pool, protocol, apiKeys, errors] = await Promise.all([
    import('kafkajs/src/broker/index.js'),
    import('kafkajs/src/network/connectionPool.js'),
    import('kafkajs/src/protocol/requests/index.js'),
    import('kafkajs/src/protocol/requests/apiKeys.js'),
    import('kafkajs/src/protocol/error.js'),
  ]);
  // The shapes of version 2.2.4 as read there; another version is told apart by its number.
  const { version } = createRequire(import.meta.url)('kafkajs/package.json') as { version: string };
  const { requests } = protocol.default as { requests: RequestDefinitions };
  const { errorCodes } = errors.default as { errorCodes: readonly { type: string; code: number }[] };
  const names = new Map(errorCodes.map(({ code, type }) => [code, type]));
  return {
    version,
    Broker: broker.default as BrokerConstructor,
    ConnectionPool: pool.default as ConnectionPoolConstructor,
    requests,
    apiKeys: apiKeys.default as Kafkajs['apiKeys'],
    errorName: (code) => names.get(code) ?? `error ${code}`,
  };
}

export const silentLogger: KafkajsLogger = {
  namespace: () => silentLogger,
  debug() {},
  info() {},
  warn() {},
  error() {},
};
