import { createConnection, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { SqlError } from '../../common/errors.ts';
import { mapAddress, printAddress, type Address } from './address.ts';
import type { ClientConfig } from './client-config.ts';
import type { Guards } from './guards.ts';
import { silentLogger, type Broker, type Kafkajs, type SocketFactory, type WireCall } from './kafkajs.ts';
import { patchConnections } from './patches.ts';
import { ConnectionLost } from './protocol-error.ts';
import { abortable, within } from './waiting.ts';

/** A request whose body weir encodes itself: the big ones. */
export interface RawRequest {
  readonly api: 'Fetch' | 'Produce';
  readonly version: number;
  readonly body: Buffer;
}

/**
 * One broker of a cluster: connects at first use and again after a loss. A lost connection rejects what was in flight
 * with ConnectionLost. Requests of one kind keep their order.
 */
export class BrokerNode {
  readonly address: Address;
  readonly #config: ClientConfig;
  readonly #kafkajs: Kafkajs;
  readonly #guards: Guards;
  readonly #notice: (text: string) => void;
  #broker: Broker | undefined;
  #connecting: Promise<Broker> | undefined;
  /** How often it was dropped: a connection that was begun before is not wanted any more. */
  #drops = 0;
  #isClosed = false;

  constructor(
    address: Address,
    config: ClientConfig,
    kafkajs: Kafkajs,
    guards: Guards,
    notice: (text: string) => void,
  ) {
    this.address = address;
    this.#config = config;
    this.#kafkajs = kafkajs;
    this.#guards = guards;
    this.#notice = notice;
  }

  /** Connects, with TLS and SASL. Throws what kafkajs throws. */
  async connect(signal: AbortSignal, timeoutMs = this.#config.connectTimeoutMs): Promise<void> {
    await abortable(this.#connected(timeoutMs), signal);
  }

  /** One small request through kafkajs' codecs; error codes are in the answer, not thrown. */
  async request<T>(api: string, args: object, signal: AbortSignal, timeoutMs?: number): Promise<T> {
    const broker = await this.#ready(signal);
    const definition = this.#kafkajs.requests[api];
    if (definition === undefined) throw new Error(`no request ${api}`);
    const best = Math.max(...definition.versions.map(Number));
    const { request, response } = definition.protocol({ version: this.#version(broker, api, best) })(args);
    const parse = async (decoded: unknown) => decoded;
    return (await this.#send(
      broker,
      { request, response: { decode: response.decode, parse } },
      signal,
      timeoutMs,
    )) as T; // the codec's own shape
  }

  /** One big request; the answer's body. */
  async raw({ api, version, body }: RawRequest, signal: AbortSignal, timeoutMs?: number): Promise<Buffer> {
    const broker = await this.#ready(signal);
    if (this.#version(broker, api, version) !== version)
      throw this.#unfit(`does not speak ${api} version ${version} yet`);
    const apiKey = this.#kafkajs.apiKeys[api] ?? 0;
    const call: WireCall = {
      // kafkajs copies from `buf` and `buffer`, which is all it knows of its own encoder here.
      request: {
        apiKey,
        apiVersion: version,
        apiName: api,
        encode: async () => ({ buf: body, buffer: body }),
      },
      response: {
        decode: async (payload) => ({ payload, clientSideThrottleTime: throttleOf(api, payload) }),
        parse: async (decoded) => decoded,
      },
    };
    const { payload } = (await this.#send(broker, call, signal, timeoutMs)) as { payload: Buffer }; // as decoded above
    return payload;
  }

  /** Whether the broker offers the API at all; connects if need be. */
  async offers(api: string, signal: AbortSignal): Promise<boolean> {
    const broker = await this.#ready(signal);
    return broker.versions?.[this.#kafkajs.apiKeys[api] ?? -1] !== undefined;
  }

  /** As `drop`, for good: whoever is connecting, or asks later, is rejected. */
  close(): void {
    this.#isClosed = true;
    this.drop();
  }

  /** Breaks the connection at once; what is in flight is rejected. The next request connects again. */
  drop(): void {
    const broker = this.#broker;
    this.#drops++;
    this.#broker = undefined;
    this.#connecting = undefined;
    if (broker !== undefined) breakConnections(broker);
  }

  async #ready(signal: AbortSignal): Promise<Broker> {
    try {
      return await abortable(this.#connected(this.#config.connectTimeoutMs), signal);
    } catch (error) {
      if (signal.aborted) throw error;
      throw isLoss(error) ? new ConnectionLost(messageOf(error), false, error) : error;
    }
  }

  #connected(timeoutMs: number): Promise<Broker> {
    if (this.#broker?.isConnected()) return Promise.resolve(this.#broker);
    this.#connecting ??= this.#open(timeoutMs).finally(() => (this.#connecting = undefined));
    return this.#connecting;
  }

  async #open(timeoutMs: number): Promise<Broker> {
    this.drop();
    const drops = this.#drops;
    const { host, port } = this.address;
    const { Broker, ConnectionPool, version } = this.#kafkajs;
    const { clientId, sasl, tls, requestTimeoutMs } = this.#config;
    const connectionPool = new ConnectionPool({
      host,
      port,
      ssl: tls,
      sasl: sasl === null ? null : { ...sasl },
      clientId,
      connectionTimeout: timeoutMs,
      requestTimeout: requestTimeoutMs,
      logger: silentLogger,
      socketFactory: socketFactory(this.#config),
    });
    const unmended = patchConnections(connectionPool, version, this.#guards);
    if (unmended !== undefined) this.#notice(unmended);
    const broker = new Broker({ connectionPool, logger: silentLogger, allowAutoTopicCreation: false });
    try {
      this.#check(drops);
      await within(timeoutMs, broker.connect(), () => new Error('connection timeout'));
      this.#check(drops);
    } catch (error) {
      breakConnections(broker);
      throw error;
    }
    this.#broker = broker;
    return broker;
  }

  #check(drops: number): void {
    if (this.#isClosed) throw new SqlError('E_ABORTED', 'the connection to Kafka was closed');
    if (drops !== this.#drops) throw new ConnectionLost('dropped by weir', false, undefined);
  }

  #version(broker: Broker, api: string, best: number): number {
    const offered = broker.versions?.[this.#kafkajs.apiKeys[api] ?? -1];
    if (offered === undefined) throw this.#unfit(`does not offer ${api}`);
    const version = Math.min(best, offered.maxVersion);
    if (version >= offered.minVersion) return version;
    throw this.#unfit(`no longer speaks ${api} version ${best}`);
  }

  #unfit(why: string): SqlError {
    return new SqlError('E_KAFKA', `broker ${printAddress(this.address)} ${why}`, {
      hint: 'weir speaks to Apache Kafka 2.3 and newer, and to what is compatible with it',
    });
  }

  async #send(
    broker: Broker,
    call: WireCall,
    signal: AbortSignal,
    timeoutMs = this.#config.requestTimeoutMs,
  ): Promise<unknown> {
    const late = () =>
      new ConnectionLost(`${call.request.apiName} was not answered in ${timeoutMs} ms`, true, undefined);
    try {
      const answer = broker.connectionPool.send({ ...call, logResponseError: false });
      return await abortable(within(timeoutMs, answer, late), signal);
    } catch (error) {
      if (signal.aborted) throw error;
      if (!isLoss(error)) throw error;
      if (this.#broker === broker) this.drop();
      throw error instanceof ConnectionLost ? error : new ConnectionLost(messageOf(error), true, error);
    }
  }
}

/**
 * Of a name with several addresses, how long the next one waits for the one before. Node gives each a quarter of a second
 * and then gives it up: too little for a far broker, or for a process that is held up, as on a busy machine.
 */
const NEXT_ADDRESS_MS = 1000;

/** TCP or TLS to where the host map sends an address; the certificate is checked against the name as written. */
function socketFactory({ hostMap }: ClientConfig): SocketFactory {
  return ({ host, port, ssl, onConnect }) => {
    const target = {
      ...mapAddress({ host, port }, hostMap),
      autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_MS,
    };
    let socket: Socket;
    if (ssl) {
      const servername = isIP(host) === 0 ? { servername: host } : {};
      socket = connectTls({ ...target, ...servername, ...ssl }, onConnect);
    } else {
      socket = createConnection(target, onConnect);
    }
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 60_000);
    return socket;
  };
}

function breakConnections(broker: Broker): void {
  for (const connection of broker.connectionPool.pool) {
    connection.rejectRequests(new ConnectionLost('closed by weir', true, undefined));
    // Ends only after what is in flight, which is nothing now; its promise has nothing to tell.
    void connection.disconnect().catch(() => {});
    connection.socket?.destroy();
  }
}

function throttleOf(api: 'Fetch' | 'Produce', payload: Buffer): number {
  if (api === 'Fetch') return payload.length >= 4 ? payload.readInt32BE(0) : 0;
  return payload.length >= 4 ? payload.readInt32BE(payload.length - 4) : 0;
}

/** kafkajs' names for a connection that failed, broke or fell silent. */
function isLoss(error: unknown): boolean {
  if (error instanceof ConnectionLost) return true;
  const { name, message } = error as Error;
  return (
    name === 'KafkaJSConnectionError' ||
    name === 'KafkaJSConnectionClosedError' ||
    name === 'KafkaJSRequestTimeoutError' ||
    name === 'KafkaJSLockTimeout' ||
    message === 'connection timeout'
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
