import { ErrorCode } from '../wire/error-code.ts';
import type { Api } from './api.ts';

/** Members leave: one until v2, several from v3 on, each with its own answer. */
export const leaveGroup: Api = {
  key: 13,
  name: 'LeaveGroup',
  min: 0,
  max: 3,
  handle({ version, body }, state) {
    const groupId = body.string();
    const keys =
      version >= 3
        ? body.array(() => ({ memberId: body.string(), instanceId: body.nullableString() }))
        : [{ memberId: body.string(), instanceId: undefined }];
    const group = state.groups.get(groupId);
    const results = keys.map((key) => ({ ...key, error: group?.leave(key) ?? ErrorCode.unknownMemberId }));
    return (response) => {
      if (version >= 1) response.int32(0);
      response.int16(version >= 3 ? ErrorCode.none : (results[0]?.error ?? ErrorCode.none));
      if (version < 3) return;
      response.array(results, ({ memberId, instanceId, error }) => {
        response.string(memberId);
        response.nullableString(instanceId);
        response.int16(error);
      });
    };
  },
};
