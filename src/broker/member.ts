import type { ErrorCode } from './wire/error-code.ts';

/** A way of assigning partitions that a member knows, with what the leader needs for it. */
export interface GroupProtocol {
  readonly name: string;
  readonly metadata: Buffer;
}

export interface JoinRequest {
  readonly memberId: string;
  readonly instanceId: string | undefined;
  readonly clientId: string;
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocolType: string;
  /** Preferred first. The bytes are kept: they are not part of a frame. */
  readonly protocols: readonly GroupProtocol[];
  /** The client learns its id first and joins with it: no member is left behind by a lost answer. */
  readonly needsKnownId: boolean;
}

export interface JoinResult {
  readonly error: ErrorCode;
  readonly generation: number;
  readonly protocolName: string;
  readonly leaderId: string;
  readonly memberId: string;
  /** For the leader alone. */
  readonly members: readonly {
    readonly id: string;
    readonly instanceId: string | undefined;
    readonly metadata: Buffer;
  }[];
}

export interface SyncResult {
  readonly error: ErrorCode;
  readonly assignment: Buffer;
}

/** How a request names a member. */
export interface MemberKey {
  readonly memberId: string;
  readonly instanceId: string | undefined;
}

/** A member of a group. While a join or sync waits it counts as alive, else its session timer runs. */
export class Member {
  readonly id: string;
  readonly instanceId: string | undefined;
  readonly clientId: string;
  readonly clientHost: string;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  protocols: readonly GroupProtocol[];
  assignment: Buffer = Buffer.alloc(0);
  join: ((result: JoinResult) => void) | undefined;
  sync: ((result: SyncResult) => void) | undefined;
  stopSession: (() => void) | undefined;

  constructor(id: string, request: JoinRequest) {
    this.id = id;
    this.instanceId = request.instanceId;
    this.clientId = request.clientId;
    this.clientHost = request.clientHost;
    this.sessionTimeoutMs = request.sessionTimeoutMs;
    this.rebalanceTimeoutMs = request.rebalanceTimeoutMs;
    this.protocols = request.protocols;
  }

  get isWaiting(): boolean {
    return this.join !== undefined || this.sync !== undefined;
  }

  update(request: JoinRequest): void {
    this.sessionTimeoutMs = request.sessionTimeoutMs;
    this.rebalanceTimeoutMs = request.rebalanceTimeoutMs;
    this.protocols = request.protocols;
  }

  knows(protocol: string): boolean {
    return this.protocols.some(({ name }) => name === protocol);
  }

  metadata(protocol: string): Buffer {
    return this.protocols.find(({ name }) => name === protocol)?.metadata ?? Buffer.alloc(0);
  }

  hasSameProtocols(request: JoinRequest): boolean {
    return (
      this.protocols.length === request.protocols.length &&
      this.protocols.every((protocol, i) => {
        const other = request.protocols[i];
        return other?.name === protocol.name && other.metadata.equals(protocol.metadata);
      })
    );
  }
}
