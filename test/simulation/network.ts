import encodeRequest from 'kafkajs/src/protocol/request.js';
import { Pending } from '../../src/broker/pending.ts';
import { APIS } from '../../src/broker/api/index.ts';
import type { Frame } from '../../src/broker/broker.ts';
import type {
  Broker,
  Connection,
  ConnectionPool,
  Kafkajs,
  RequestQueue,
  WireCall,
} from '../../src/connectors/kafka/kafkajs.ts';
import type { Process } from './process.ts';

/** Length in front of a frame, and of the number of its request. */
const LENGTH = 4;
const CORRELATION = 4;
const FETCH = 1;
const METADATA = 3;

/**
 * kafkajs for one process, with the simulated network in place of its sockets: requests travel as bytes to the broker's
 * own code. Its codecs are the real ones.
 */
export function connectedBy(process: Process, kafkajs: Kafkajs): Kafkajs {
  return {
    ...kafkajs,
    ConnectionPool: class extends Links {
      constructor() {
        super(process);
      }
    },
    Broker: SimulatedBroker,
  };
}

class SimulatedBroker implements Broker {
  readonly versions = Object.fromEntries(
    APIS.map(({ key, min, max }) => [key, { minVersion: min, maxVersion: max }]),
  );
  readonly connectionPool: ConnectionPool;

  constructor({ connectionPool }: { readonly connectionPool: ConnectionPool }) {
    this.connectionPool = connectionPool;
  }

  async connect(): Promise<void> {
    if (this.connectionPool instanceof Links) await this.connectionPool.connect();
  }

  isConnected(): boolean {
    return this.connectionPool instanceof Links && this.connectionPool.isConnected;
  }
}

/**
 * The connections of a client to the broker, two as with kafkajs: one for fetches, one for the rest. Requests on a
 * connection are handled in order, one at a time. Connections break in front of a request or behind it, or fall silent.
 */
class Links implements ConnectionPool {
  readonly pool: readonly Connection[];
  readonly #process: Process;
  readonly #open = new Set<(error: Error) => void>();
  readonly #tails: [Promise<void>, Promise<void>] = [Promise.resolve(), Promise.resolve()];
  #state: 'new' | 'connected' | 'broken' = 'new';
  #correlation = 0;

  constructor(process: Process) {
    this.#process = process;
    this.pool = [
      {
        requestQueue: IDLE_QUEUE,
        disconnect: async () => undefined,
        rejectRequests: (error) => this.#break(error),
      },
    ];
  }

  get isConnected(): boolean {
    return this.#state === 'connected';
  }

  async connect(): Promise<void> {
    const { outside } = this.#process;
    await this.#process.gate();
    await outside.delay();
    await this.#process.back();
    this.#state = 'connected';
    this.#process.open++;
  }

  async send({ request, response }: WireCall): Promise<unknown> {
    const frame = await encodeRequest({ correlationId: this.#correlation++, clientId: 'weir', request });
    await this.#process.gate();
    if (!this.isConnected) throw lost();
    const { name } = APIS.find(({ key }) => key === request.apiKey) ?? { name: '?' };
    const lane = request.apiKey === FETCH ? 1 : 0;
    const answer = new Promise<Buffer>((resolve, reject) => {
      this.#open.add(reject);
      this.#tails[lane] = this.#tails[lane].then(async () => {
        const bytes = await this.#travel(frame.buffer.subarray(LENGTH), request.apiKey, name);
        if (bytes === undefined) return;
        this.#open.delete(reject);
        resolve(bytes);
      });
    });
    return response.decode(await answer);
  }

  /** There and back. undefined: no answer comes back, for whatever reason. */
  async #travel(frame: Buffer, apiKey: number, name: string): Promise<Buffer | undefined> {
    const process = this.#process;
    const { outside } = process;
    const fate = outside.chance.happens(outside.faults) ? outside.chance.below(7) : -1;
    await outside.delay();
    // A request in front of which the connection broke may be with the broker already.
    if (fate <= 1 && fate >= 0) this.#break(lost());
    if (fate === 0 || (!this.isConnected && outside.chance.happens(0.5))) {
      outside.note(`p${process.pid} ${name} is lost`);
      return undefined;
    }
    outside.note(`p${process.pid} ${name}`);
    const handled = await settled(outside.broker.handle(frame, '/process'));
    outside.handled(apiKey);
    if (fate >= 2 && fate <= 5) {
      outside.note(`the answer to ${name} is lost`);
      this.#break(lost());
      return undefined;
    }
    // Silence: the client's patience ends it. Of metadata there is always an answer, what opens a connection waits for it.
    if (fate === 6 && apiKey !== METADATA) return undefined;
    await outside.delay();
    await process.back();
    return this.isConnected ? handled : undefined;
  }

  #break(error: Error): void {
    if (this.#state !== 'connected') return;
    this.#state = 'broken';
    this.#process.open--;
    for (const reject of this.#open) reject(error);
    this.#open.clear();
  }
}

/** The body of the answer, now or when it comes. */
function settled(frame: Frame | Pending<Frame> | undefined): Buffer | Promise<Buffer> {
  if (frame instanceof Pending)
    return new Promise((resolve) => frame.onSettled((settledFrame) => resolve(bodyOf(settledFrame))));
  return bodyOf(frame ?? []);
}

/** Copied: what the broker sends lies in its own memory. */
function bodyOf(frame: Frame): Buffer {
  return Buffer.concat(frame).subarray(LENGTH + CORRELATION);
}

/** As kafkajs tells of a connection that broke; with a code, so that nobody looks at the port to explain it. */
function lost(): Error {
  const error = new Error('the connection broke');
  return Object.assign(error, { name: 'KafkaJSConnectionClosedError', code: 'ETIMEDOUT' });
}

const IDLE_QUEUE: RequestQueue = {
  pending: [],
  inflight: new Map(),
  throttledUntil: 0,
  requestTimeout: 0,
  isConnected: () => false,
  destroy: () => undefined,
  scheduleCheckPendingRequests: () => undefined,
  scheduleRequestTimeoutCheck: () => undefined,
};
