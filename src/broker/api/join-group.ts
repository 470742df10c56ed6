import type { JoinResult } from '../member.ts';
import { Pending } from '../pending.ts';
import { ErrorCode } from '../wire/error-code.ts';
import type { Api, Call, Encode } from './api.ts';
import type { JoinRequest } from '../member.ts';

/** Bounds on what a member may say of itself: Kafka's group.min.session.timeout.ms and group.max.session.timeout.ms. */
const SHORTEST_SESSION_MS = 6000;
const LONGEST_SESSION_MS = 1_800_000;

/** Enters a group; answered when everyone has joined or the time for it is over. */
export const joinGroup: Api = {
  key: 11,
  name: 'JoinGroup',
  min: 0,
  max: 5,
  handle(call, state) {
    const groupId = call.body.string();
    const request = readRequest(call);
    const refusal = refusalOf(groupId, request);
    if (refusal !== ErrorCode.none) return encode(call.version, failed(refusal, request.memberId));
    const group = request.memberId === '' ? state.groups.open(groupId) : state.groups.get(groupId);
    if (group === undefined) return encode(call.version, failed(ErrorCode.unknownMemberId, request.memberId));
    const pending = new Pending<Encode>();
    group.join(request, (result) => pending.settle(encode(call.version, result)));
    return pending;
  },
};

function readRequest({ version, body, clientId, clientHost }: Call): JoinRequest {
  const sessionTimeoutMs = body.int32();
  const rebalanceTimeoutMs = version >= 1 ? body.int32() : sessionTimeoutMs;
  const memberId = body.string();
  const instanceId = version >= 5 ? body.nullableString() : undefined;
  const protocolType = body.string();
  const protocols = body.array(() => ({ name: body.string(), metadata: Buffer.from(body.bytes()) }));
  return {
    memberId,
    instanceId,
    clientId,
    clientHost,
    sessionTimeoutMs,
    rebalanceTimeoutMs,
    protocolType,
    protocols,
    needsKnownId: version >= 4 && instanceId === undefined,
  };
}

function refusalOf(groupId: string, { sessionTimeoutMs }: JoinRequest): ErrorCode {
  if (groupId === '') return ErrorCode.invalidGroupId;
  if (sessionTimeoutMs < SHORTEST_SESSION_MS || sessionTimeoutMs > LONGEST_SESSION_MS)
    return ErrorCode.invalidSessionTimeout;
  return ErrorCode.none;
}

function failed(error: ErrorCode, memberId: string): JoinResult {
  return { error, generation: -1, protocolName: '', leaderId: '', memberId, members: [] };
}

function encode(version: number, result: JoinResult): Encode {
  return (response) => {
    if (version >= 2) response.int32(0);
    response.int16(result.error);
    response.int32(result.generation);
    response.string(result.protocolName);
    response.string(result.leaderId);
    response.string(result.memberId);
    response.array(result.members, ({ id, instanceId, metadata }) => {
      response.string(id);
      if (version >= 5) response.nullableString(instanceId);
      response.bytes(metadata);
    });
  };
}
