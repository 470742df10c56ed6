import { ErrorCode } from '../wire/error-code.ts';
import type { Api } from './api.ts';

/** All groups, with members or without. */
export const listGroups: Api = {
  key: 16,
  name: 'ListGroups',
  min: 0,
  max: 2,
  handle({ version }, state) {
    return (response) => {
      if (version >= 1) response.int32(0);
      response.int16(ErrorCode.none);
      response.array([...state.groups.all()], ({ id, protocolType }) => {
        response.string(id);
        response.string(protocolType);
      });
    };
  },
};
