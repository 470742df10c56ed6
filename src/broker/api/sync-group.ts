import type { SyncResult } from '../member.ts';
import { Pending } from '../pending.ts';
import { ErrorCode } from '../wire/error-code.ts';
import type { Api, Encode } from './api.ts';

/** The leader hands the assignment in, everyone gets a part; answered when the leader has. */
export const syncGroup: Api = {
  key: 14,
  name: 'SyncGroup',
  min: 0,
  max: 3,
  handle({ version, body }, state) {
    const groupId = body.string();
    const generation = body.int32();
    const memberId = body.string();
    const instanceId = version >= 3 ? body.nullableString() : undefined;
    const assignments = new Map(body.array(() => [body.string(), Buffer.from(body.bytes())] as const));
    const encode =
      ({ error, assignment }: SyncResult): Encode =>
      (response) => {
        if (version >= 1) response.int32(0);
        response.int16(error);
        response.bytes(assignment);
      };
    const group = state.groups.get(groupId);
    if (group === undefined) return encode({ error: ErrorCode.unknownMemberId, assignment: Buffer.alloc(0) });
    const pending = new Pending<Encode>();
    group.sync({ memberId, instanceId }, generation, assignments, (result) => pending.settle(encode(result)));
    return pending;
  },
};
