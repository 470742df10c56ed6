import type { ConnectionOptions } from 'node:tls';
import type { Address, HostMap } from './address.ts';

export interface Sasl {
  readonly mechanism: 'PLAIN' | 'SCRAM-SHA-256' | 'SCRAM-SHA-512';
  readonly username: string;
  readonly password: string;
}

/** How to reach a cluster, read from a table's properties.*. Holds secrets: never printed. */
export interface ClientConfig {
  readonly bootstrap: readonly Address[];
  readonly hostMap: HostMap;
  readonly clientId: string;
  /** null: no TLS. */
  readonly tls: ConnectionOptions | null;
  readonly sasl: Sasl | null;
  /** For one attempt to open a connection, TLS and SASL included. */
  readonly connectTimeoutMs: number;
  readonly requestTimeoutMs: number;
}
