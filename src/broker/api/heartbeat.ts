import { ErrorCode } from '../wire/error-code.ts';
import type { Api } from './api.ts';

/** A member says that it lives, and hears whether it must join again. */
export const heartbeat: Api = {
  key: 12,
  name: 'Heartbeat',
  min: 0,
  max: 3,
  handle({ version, body }, state) {
    const groupId = body.string();
    const generation = body.int32();
    const memberId = body.string();
    const instanceId = version >= 3 ? body.nullableString() : undefined;
    const group = state.groups.get(groupId);
    const error = group?.heartbeat({ memberId, instanceId }, generation) ?? ErrorCode.unknownMemberId;
    return (response) => {
      if (version >= 1) response.int32(0);
      response.int16(error);
    };
  },
};
