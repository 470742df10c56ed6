import type { Api, Encode } from './api/api.ts';
import { APIS } from './api/index.ts';
import { Pending } from './pending.ts';
import { createState, type Address, type BrokerOptions, type BrokerState } from './state.ts';
import { Timers } from './timers.ts';
import { ProtocolError, Reader } from './wire/reader.ts';
import { Writer } from './wire/writer.ts';

/** A response frame in pieces, with its length in front. */
export type Frame = readonly Buffer[];

/**
 * A Kafka broker without a network: a frame in, a frame out. One node that holds everything in memory and speaks
 * to Kafka's clients in the versions of APIS. It does nothing by itself but what the clock of its options fires,
 * so a test or a simulation that holds the clock holds the broker.
 */
export class Broker {
  readonly #apis: ReadonlyMap<number, Api>;
  readonly #timers: Timers;
  readonly #state: BrokerState;

  constructor(options: BrokerOptions, address: Address) {
    this.#apis = new Map(APIS.map((api) => [api.key, api]));
    this.#timers = new Timers(options.clock, () => this.#state.waits.flush());
    this.#state = createState(options, this.#timers, address);
  }

  /** Memory of all logs, in bytes. */
  get bytes(): number {
    return this.#state.topics.bytes;
  }

  /**
   * Answers a request (its frame without the length): at once, later, or never (undefined: the client wants none).
   * Requests of one connection come one at a time, the next when the answer to the last is there. What hears a
   * pending answer must not call `handle` from within. Throws ProtocolError: the connection is to be closed.
   */
  handle(frame: Buffer, clientHost: string): Frame | Pending<Frame> | undefined {
    const body = new Reader(frame);
    const api = this.#find(body.int16(), body.int16());
    const correlation = body.int32();
    const clientId = body.nullableString() ?? '';
    const isFlexible = api.version >= (api.flexible ?? Infinity);
    if (isFlexible) {
      body.useCompact();
      body.tags();
    }
    const call = { version: api.version, clientId, clientHost, body };
    try {
      const outcome = api.handle(call, this.#state);
      if (outcome === undefined) return undefined;
      if (!(outcome instanceof Pending)) return encodeFrame(correlation, isFlexible, outcome);
      const pending = new Pending<Frame>();
      pending.onAbandoned(() => outcome.abandon());
      outcome.onSettled((encode) => pending.settle(encodeFrame(correlation, isFlexible, encode)));
      return pending;
    } finally {
      this.#state.waits.flush();
    }
  }

  /** Stops all timers. What is pending stays so. */
  close(): void {
    this.#timers.close();
  }

  #find(key: number, version: number): Api & { readonly version: number } {
    const api = this.#apis.get(key);
    if (api === undefined) throw new ProtocolError(`no API has the key ${key}`);
    if (version < (api.oldest ?? api.min) || version > api.max)
      throw new ProtocolError(`${api.name} v${version} is not spoken`);
    return { ...api, version };
  }
}

function encodeFrame(correlation: number, isFlexible: boolean, encode: Encode): Frame {
  const response = new Writer();
  response.int32(correlation);
  if (isFlexible) response.useCompact();
  response.tags();
  encode(response);
  return response.frame();
}
