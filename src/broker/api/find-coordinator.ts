import { NODE_ID } from '../state.ts';
import { ErrorCode } from '../wire/error-code.ts';
import type { Api } from './api.ts';

/** Who coordinates a group or a transactional id: always this node. */
export const findCoordinator: Api = {
  key: 10,
  name: 'FindCoordinator',
  min: 0,
  max: 2,
  handle({ version, body }, state) {
    body.string();
    const keyType = version >= 1 ? body.int8() : 0;
    const isKnown = keyType === 0 || keyType === 1;
    return (response) => {
      if (version >= 1) response.int32(0);
      response.int16(isKnown ? ErrorCode.none : ErrorCode.invalidRequest);
      if (version >= 1) response.message(isKnown ? undefined : `no coordinators of type ${keyType}`);
      response.int32(isKnown ? NODE_ID : -1);
      response.string(isKnown ? state.address.host : '');
      response.int32(isKnown ? state.address.port : -1);
    };
  },
};
