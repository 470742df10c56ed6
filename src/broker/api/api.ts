import type { Pending } from '../pending.ts';
import type { BrokerState } from '../state.ts';
import type { Reader } from '../wire/reader.ts';
import type { Writer } from '../wire/writer.ts';

/** One request: what of its header matters, and its body to be read. */
export interface Call {
  readonly version: number;
  readonly clientId: string;
  /** As group descriptions show it. */
  readonly clientHost: string;
  readonly body: Reader;
}

/** Writes the body of a response. */
export type Encode = (response: Writer) => void;

/** undefined: the client wants no answer. */
export type Outcome = Encode | Pending<Encode> | undefined;

/** One API of the protocol. */
export interface Api {
  readonly key: number;
  readonly name: string;
  /** Versions as clients are told them. */
  readonly min: number;
  readonly max: number;
  /** Oldest version that is answered, where clients must be told less than the truth. Default `min`. */
  readonly oldest?: number;
  /** First version with compact lengths and tagged fields; reader and writer then are in that mode. Default none. */
  readonly flexible?: number;
  /** Reads the body to its end, acts, answers. Throws ProtocolError for bytes that are no request. */
  handle(call: Call, state: BrokerState): Outcome;
}
